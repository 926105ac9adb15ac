package dialog

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bekal/knowledge"
	"bekal/knowledge/licence"
	"bekal/knowledge/markup"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// An assay is an offer as it was checked, with what the register of licences
// says of the company it names.
type assay struct {
	offer.Report
	company string // as the offer names it, or the number of its licence
	found   licence.Result
}

// assay looks up the company a report names. A licence that was revoked, has
// run out or belongs to a name that is only alike raises the verdict.
func (e *Engine) assay(rep offer.Report) assay {
	x := assay{Report: rep, company: rep.Facts.Company}
	if x.company == "" {
		x.company = rep.Facts.Licence
	}
	if x.company == "" {
		return x
	}
	x.found = e.lookup(x.company)
	switch x.found.Status {
	case licence.Revoked:
		x.Verdict = offer.Danger
	case licence.Expired, licence.Alike:
		if x.Verdict == offer.NoFlags {
			x.Verdict = offer.Caution
		}
	}
	return x
}

// A sign is something that speaks against an offer, ready to be said.
type sign struct {
	id     string // of a red flag, or of a question of the walk
	grave  bool   // one alone is enough for danger
	title  string
	quote  string // the offer's own words, empty for an answer
	why    string
	detail string // rule and what to do
}

// signs are all that speaks against an offer, the gravest first.
func (c composer) signs(x assay) []sign {
	var out []sign
	for _, f := range x.Findings {
		if s, ok := c.flagSign(f.FlagID, f.Severity == offer.Danger); ok {
			s.quote = c.quote(f.Evidence)
			out = append(out, s)
		}
	}
	switch x.found.Status {
	case licence.Revoked, licence.Expired, licence.Alike:
		out = append(out, sign{id: "register", grave: x.found.Status == licence.Revoked, title: c.t("offer.sign.register"), quote: c.quote(x.company), why: c.licensed("", x.found)})
	}
	slices.SortStableFunc(out, func(a, b sign) int {
		switch {
		case a.grave == b.grave:
			return 0
		case a.grave:
			return -1
		}
		return 1
	})
	return out
}

// flagSign is a red flag as a sign.
func (c composer) flagSign(id string, grave bool) (sign, bool) {
	f := c.flagOf(id)
	if f == nil {
		return sign{}, false
	}
	detail := strings.TrimSpace(f.Rule.In(c.lang) + " " + f.Do.In(c.lang))
	return sign{id: id, grave: grave, title: f.Title.In(c.lang), why: f.Why.In(c.lang), detail: detail}, true
}

// maxQuote is how many characters of an offer are quoted, maxFirst how many
// signs stand in the first message.
const (
	maxQuote = 70
	maxFirst = 3
)

// quote is a piece of an offer as it may be shown: in one line, without marks
// that turn the writing around, and without the offer's own promises of safety:
// who skims must not read them in an answer of ours.
func (c composer) quote(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	never := strings.Fields(c.say.Say(text.ID, "hear.promise"))
	words := strings.Fields(s)
	for i, w := range words {
		if slices.ContainsFunc(text.Words(text.FoldAt(w).S), func(k string) bool { return slices.Contains(never, k) }) {
			words[i] = "…"
		}
	}
	return markup.Escape(clip(strings.Join(words, " "), maxQuote))
}

// checked is what is said of an offer: the verdict with the gravest signs and
// what to do on the first screen, then a second message with the rest, if there
// is any. seen is the line that tells how often it was checked, or empty.
func (c composer) checked(x assay, seen string) []string {
	all := c.signs(x)
	if len(all) == 0 && x.Kind != offer.Offer {
		return []string{c.t("offer.is." + string(x.Kind))}
	}
	p := offerScreen{c: c, x: x, verdict: x.Verdict, signs: all, shown: min(len(all), maxFirst), rules: true, missing: true, place: true, todo: c.list("offer.do." + x.Verdict)}
	first := p.fit(screen)
	var rest []string
	if !p.rules {
		for _, s := range all[:p.shown] {
			rest = append(rest, "**"+s.title+"**: "+s.detail)
		}
	}
	for i := range all[p.shown:] {
		rest = append(rest, p.sign(p.shown+i, true))
	}
	if !p.missing {
		rest = append(rest, p.gaps())
	}
	if !p.place {
		rest = append(rest, p.where())
	}
	rest = append(rest, seen)
	rest = slices.DeleteFunc(rest, func(s string) bool { return s == "" })
	switch {
	case len(rest) == 0:
		return []string{first}
	case len(rest) == 1 && rest[0] == seen:
		return []string{first + "\n\n" + seen}
	}
	return []string{first, c.t("offer.rest") + "\n\n" + strings.Join(rest, "\n\n")}
}

// list are the lines of a message.
func (c composer) list(key string) []string { return strings.Split(c.t(key), "\n") }

// An offerScreen is the first message about an offer before it is known what of
// it fits.
type offerScreen struct {
	c                     composer
	x                     assay
	verdict               string
	signs                 []sign
	shown                 int
	rules, missing, place bool
	todo                  []string
}

// fit leaves out, in this order, what can be read in the second message: the
// rules, what the company and the country are, what is missing; then the last
// step, then the last sign. The verdict, two signs and two steps stay.
func (p *offerScreen) fit(limit int) string {
	for {
		s := p.String()
		switch {
		case length(markup.Plain(s)) <= limit:
			return s
		case p.rules && len(p.signs) > 0:
			p.rules = false
		case p.place && p.where() != "" && p.verdict != offer.NoFlags:
			p.place = false
		case p.missing && p.gaps() != "":
			p.missing = false
		case p.shown > 2:
			p.shown--
		case len(p.todo) > 2:
			p.todo = p.todo[:2]
		default:
			return s
		}
	}
}

func (p *offerScreen) String() string {
	blocks := []string{p.c.head(p.verdict, len(p.signs))}
	for i := range p.signs[:p.shown] {
		blocks = append(blocks, p.sign(i, p.rules))
	}
	if n := len(p.signs) - p.shown; n > 0 {
		blocks = append(blocks, p.c.t("offer.more", "n", strconv.Itoa(n)))
	}
	if p.place {
		blocks = append(blocks, p.where())
	}
	if p.missing {
		blocks = append(blocks, p.gaps())
	}
	blocks = append(blocks, p.c.t("offer.do."+p.verdict+".title")+"\n"+numbered(p.todo))
	return strings.Join(slices.DeleteFunc(blocks, func(s string) bool { return s == "" }), "\n\n")
}

// sign is one sign with its number: the words that raised it, why it matters,
// and the rule.
func (p *offerScreen) sign(i int, rules bool) string {
	s := p.signs[i]
	line := strconv.Itoa(i+1) + ". " + s.title
	if s.quote != "" {
		line = strconv.Itoa(i+1) + ". “" + s.quote + "”"
	}
	if s.why != "" {
		line += "\n" + s.why
	}
	if rules && s.detail != "" {
		line += " " + s.detail
	}
	return line
}

// gaps names what the offer does not say, the weightiest first.
func (p *offerScreen) gaps() string {
	if len(p.x.Missing) == 0 {
		return ""
	}
	names := make([]string, len(p.x.Missing))
	for i, m := range p.x.Missing {
		names[i] = p.c.t("offer.missing." + m)
	}
	return p.c.t("offer.missing", "list", strings.Join(names, ", "))
}

// where is what is known of the country and of the company.
func (p *offerScreen) where() string {
	var lines []string
	if e := p.c.ed.Base.Country(p.x.Facts.Country); e != nil && p.x.Facts.Country != "" && e.Country.Status != "open" {
		lines = append(lines, p.c.bare(p.x.Facts.Country)+": "+p.c.status(e))
	}
	if s := p.x.found.Status; p.x.company != "" && (s == licence.Found || s == licence.NotFound || s == licence.Empty) {
		lines = append(lines, p.c.licensed(p.x.company, p.x.found))
	}
	return strings.Join(lines, "\n")
}

// head is the verdict in one line.
func (c composer) head(verdict string, n int) string {
	return c.t("offer.verdict."+verdict, "n", strconv.Itoa(n))
}

// licensed is what the register says of a name; where there is no list, or the
// name is not on it, that too, and never that all is well.
func (c composer) licensed(name string, r licence.Result) string {
	pairs := []string{"name", c.quote(name), "asof", c.day(r.AsOf)}
	if len(r.Companies) > 0 {
		k := r.Companies[0]
		until := c.t("licence.no_end")
		if k.Until != "" {
			until = c.t("licence.until", "date", c.day(k.Until))
		}
		phone := k.Phone
		if phone == "" {
			phone = c.t("licence.no_phone")
		}
		names := make([]string, len(r.Companies))
		for i, k := range r.Companies {
			names[i] = markup.Escape(k.Name)
		}
		pairs = append(pairs, "listed", markup.Escape(k.Name), "number", markup.Escape(k.Number), "until", until, "phone", markup.Escape(phone), "names", strings.Join(names, "; "))
	}
	return c.t("licence."+string(r.Status), pairs...)
}

// day writes a date as people say it: "20 Nov 2026".
func (c composer) day(d knowledge.Date) string {
	t, ok := d.Time()
	if !ok || !d.Day() {
		return c.month(d)
	}
	return strconv.Itoa(t.Day()) + " " + c.month(d)
}

// lookup asks the register of licences.
func (e *Engine) lookup(name string) licence.Result {
	if e.Licences == nil {
		return licence.Result{Status: licence.Empty}
	}
	return e.Licences().Lookup(name, e.now())
}
