package dialog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/knowledge/licence"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// keepOffer is how long what was found in an offer is remembered after the last
// answer about it: over a weekend in which no office can be called.
const keepOffer = 7 * 24 * time.Hour

// The answers of the walk.
const (
	yes     = "yes"
	no      = "no"
	unknown = "unknown"
)

// A query is one question of the walk. The bad answer raises a red flag, or
// speaks against the offer by itself.
type query struct {
	id   string
	flag string // empty for none
	bad  string // yes or no
	// grave is what the bad answer counts where no flag of the base says it.
	grave bool
	// named marks the questions that need the name of a company: the two keys
	// and the call.
	named bool
}

// queries are asked in this order: what ruins people first, then what is
// missing, then the two keys. A licence can be real and borrowed; that is why
// the vacancy is the second key, and why the call goes to the number of the
// register.
var queries = []query{
	{id: "visa", flag: "rf-visa-turis", bad: no, grave: true},
	{id: "pay", flag: "rf-bayar-di-muka", bad: yes},
	{id: "papers", flag: "rf-tahan-dokumen", bad: yes, grave: true},
	{id: "lie", flag: "rf-bohong-imigrasi", bad: yes, grave: true},
	{id: "company", flag: "rf-perorangan", bad: no},
	{id: "contract", flag: "rf-tanpa-kontrak", bad: no},
	{id: "details", bad: no},
	{id: "register", bad: no, grave: true, named: true},
	{id: "vacancy", bad: no, grave: true, named: true},
	{id: "call", bad: no, grave: true, named: true},
}

// The steps at which the name of a company is awaited: in the walk, and to look
// it up outside of one.
const (
	stepName   = "name"
	stepLookup = "lookup"
)

func queryOf(id string) (query, bool) {
	for _, q := range queries {
		if q.id == id {
			return q, true
		}
	}
	return query{}, false
}

// open is the first question that has no answer yet, empty when all have one.
// What the offer states, or was flagged for, is not asked again.
func open(o *state.Offer) string {
	for _, q := range queries {
		_, answered := o.Answers[q.id]
		flagged := q.flag != "" && (slices.Contains(o.Danger, q.flag) || slices.Contains(o.Caution, q.flag))
		nameless := q.named && o.Company == "" && o.Answers["company"] != yes
		if !answered && !flagged && !nameless && !slices.Contains(o.Known, q.id) {
			return q.id
		}
	}
	return ""
}

// remember starts the memory of an offer that was checked.
func remember(x assay, print offer.Fingerprint, now time.Time) state.Offer {
	o := state.Offer{Tag: tagOf(print), Company: clip(x.company, maxQuote), Country: x.Facts.Country, Answers: map[string]string{}, Until: now.Add(keepOffer)}
	for _, f := range x.Findings {
		if f.Severity == offer.Danger {
			o.Danger = append(o.Danger, f.FlagID)
		} else {
			o.Caution = append(o.Caution, f.FlagID)
		}
	}
	has := func(name string) bool { return !slices.Contains(x.Missing, name) }
	for id, known := range map[string]bool{
		"visa": x.Facts.Visa == workVisa, "company": x.company != "", "contract": has("contract"),
		"details": has("country") && has("job") && has("salary"),
	} {
		if known {
			o.Known = append(o.Known, id)
		}
	}
	slices.Sort(o.Known)
	return o
}

// workVisa is the kind of visa the checker calls one to work with.
const workVisa = "kerja"

// tagOf is a short mark of an offer, by which its buttons know it.
func tagOf(print offer.Fingerprint) string { return print.String()[:4] }

// against are the signs that speak against a remembered offer: its red flags
// and the bad answers, the gravest first.
func (c composer) against(o *state.Offer) []sign {
	var out []sign
	raised := slices.Concat(o.Danger, o.Caution)
	add := func(id string, grave bool) {
		if s, ok := c.flagSign(id, grave); ok {
			out = append(out, s)
		}
	}
	for _, id := range o.Danger {
		add(id, true)
	}
	for _, id := range o.Caution {
		add(id, false)
	}
	for _, q := range queries {
		if o.Answers[q.id] != q.bad {
			continue
		}
		if f := c.flagOf(q.flag); f != nil {
			raised = append(raised, q.flag)
			add(q.flag, f.Severity == offer.Danger)
			continue
		}
		s := sign{id: q.id, grave: q.grave, title: c.t("offer.sign." + q.id)}
		if q.flag == "" { // else its flag, with what is known and from where, is gone from the base
			s.why = c.t("offer.bad." + q.id)
		}
		out = append(out, s)
	}
	for i := range out {
		// some flags weigh more beside others: money, and no company to ask for it
		f := c.flagOf(out[i].id)
		out[i].grave = out[i].grave || f != nil && slices.ContainsFunc(f.With, func(id string) bool { return slices.Contains(raised, id) })
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

// manySigns is how many weak signs together count as a strong one, as in the
// checker.
const manySigns = 3

func verdictOf(signs []sign) string {
	switch {
	case slices.ContainsFunc(signs, func(s sign) bool { return s.grave }), len(signs) >= manySigns:
		return offer.Danger
	case len(signs) > 0:
		return offer.Caution
	}
	return offer.NoFlags
}

// walk goes on with the questions: said is what is told about the answer just
// given, empty for none.
func (t *talk) walk(e *Engine, said []string) []bot.Reply {
	o := &t.session.Offer
	if o.Answers == nil {
		o.Answers = map[string]string{}
	}
	o.Until = t.At.Add(keepOffer)
	o.Step = open(o)
	if o.Step == "register" && o.Company != "" {
		said = append(said, t.register(e, o)...)
		o.Step = open(o)
	}
	said = slices.Compact(slices.DeleteFunc(said, func(s string) bool { return s == "" }))
	if o.Step == "" {
		return t.ended(said)
	}
	blocks := append(said, t.t("offer.ask."+o.Step, "name", t.named(o)))
	return []bot.Reply{{Text: strings.Join(blocks, "\n\n"), Choices: t.answers(o)}}
}

// named is the company as it is spoken of.
func (c composer) named(o *state.Offer) string {
	if n := c.quote(o.Company); n != "" {
		return n
	}
	return c.t("offer.company")
}

// register answers the first key from the list of licences, where there is one
// and it is clear; it returns what the list says.
func (t *talk) register(e *Engine, o *state.Offer) []string {
	r := e.lookup(o.Company)
	switch r.Status {
	case licence.Found:
		o.Answers["register"] = yes
	case licence.Expired, licence.Revoked:
		o.Answers["register"] = no
	case licence.Empty:
		return nil
	}
	return []string{t.licensed(o.Company, r)}
}

// answers are the choices under a question of the walk.
func (t *talk) answers(o *state.Offer) []bot.Choice {
	at := ":" + o.Step + ":" + o.Tag
	out := []bot.Choice{
		{ID: "of:yes" + at, Label: t.t("offer.yes")}, {ID: "of:no" + at, Label: t.t("offer.no")}, {ID: "of:unknown" + at, Label: t.t("offer.unknown")},
	}
	if q, _ := queryOf(o.Step); q.named {
		out = append(out, t.entryChoices(licenceEntry)...)
	}
	return append(out, bot.Choice{ID: "of:stop", Label: t.t("offer.stop")})
}

// answeredOffer notes an answer of the walk and tells what it means and what
// the verdict is now.
func (t *talk) answeredOffer(q query, answer string) []string {
	o := &t.session.Offer
	if o.Answers == nil {
		o.Answers = map[string]string{}
	}
	o.Answers[q.id] = answer
	signs := t.against(o)
	var said []string
	switch answer {
	case unknown:
		said = append(said, t.t("offer.tip."+q.id))
	case q.bad:
		for _, s := range signs {
			if s.id == q.id || q.flag != "" && s.id == q.flag {
				said = append(said, "⚠️ "+s.why)
			}
		}
	default:
		said = append(said, t.t("offer.noted"))
	}
	verdict := t.t("offer.short."+verdictOf(signs), "n", strconv.Itoa(len(signs)))
	return append(said, t.t("offer.so_far", "verdict", verdict))
}

// ended is the end of the walk: the verdict with all that was found out, what
// nobody could answer, and the keys.
func (t *talk) ended(said []string) []bot.Reply {
	o := &t.session.Offer
	signs := t.against(o)
	verdict := verdictOf(signs)
	blocks := append(said, t.head(verdict, len(signs)))
	var lines []string
	for _, s := range signs {
		lines = append(lines, "- "+s.title)
	}
	blocks = append(blocks, strings.Join(lines, "\n"))
	var left []string
	for _, q := range queries {
		if a, asked := o.Answers[q.id]; asked && a == unknown || !asked && q.named {
			left = append(left, "- "+t.t("offer.left."+q.id))
		}
	}
	if len(left) > 0 {
		blocks = append(blocks, t.t("offer.left")+"\n"+strings.Join(left, "\n"))
	}
	blocks = append(blocks, t.t("offer.do."+verdict+".title")+"\n"+numbered(t.list("offer.do."+verdict)))
	if verdict == offer.NoFlags {
		blocks = append(blocks, t.t("offer.end"))
	}
	blocks = slices.DeleteFunc(blocks, func(s string) bool { return s == "" })
	return []bot.Reply{{Text: strings.Join(blocks, "\n\n"), Choices: t.afterOffer(verdict, signs, o)}}
}

// walking reports whether a walk is under way.
func walking(o *state.Offer) bool { return o.Step != "" && o.Step != stepLookup }

// offerWaits adds to another flow's replies the way back to a walk that is
// under way; behind a flow that comes before it, as the last choice.
func (t *talk) offerWaits(replies []bot.Reply, behind bool) {
	if !walking(&t.session.Offer) || t.Group || len(replies) == 0 {
		return
	}
	last := &replies[len(replies)-1]
	on := bot.Choice{ID: "of:walk:" + t.session.Offer.Tag, Label: t.t("offer.resume")}
	if behind {
		last.Choices = append(last.Choices, on)
		return
	}
	last.Choices = append([]bot.Choice{on}, last.Choices...)
}

// spoken is the answer a typed text gives to the question of the walk that
// waits; empty if it is something else.
func (t *talk) spoken() string {
	switch {
	case t.says("no"):
		return no
	case t.says("yes"):
		return yes
	case t.says("skip"):
		return unknown
	}
	return ""
}

// names reports whether a typed text names a company where one is asked for.
func (t *talk) names() bool {
	step := t.session.Offer.Step
	waits := step == stepName || step == stepLookup
	if !waits && step != "company" && step != "register" {
		return false
	}
	w := text.Words(t.Text)
	if t.spoken() != "" || t.answer.Kind == SmallTalk {
		return false
	}
	return len(w) > 0 && len(w) <= 10 && !t.question() && (waits || w[0] == "pt" || w[0] == "cv")
}
