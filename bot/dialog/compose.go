package dialog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bekal/bot"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// screen is how many characters the first screen of an answer may have: what a
// small phone shows without scrolling.
const screen = 600

// A composer writes entries as messages in one language.
type composer struct {
	ed   *library.Edition
	say  *bot.Catalog
	lang text.Lang
	now  time.Time
}

func (c composer) t(key string, pairs ...string) string { return c.say.Say(c.lang, key, pairs...) }

// asked is what a question wants to know about an entry.
type asked struct {
	aspects []knowledge.Aspect
	country string // canonical name, empty for none
	before  string // said before the answer, empty for nothing
	after   string // said behind it
}

// entry is the first screen of an answer: the answer, the steps, the warning,
// whom to call, where it comes from.
func (c composer) entry(e *knowledge.Entry, q asked) string {
	p := screenful{c: c, e: e, from: e.Sources, sources: 2, contacts: c.contacts(e, q), calls: e.Group == "kontak" || slices.Contains(q.aspects, knowledge.Contact)}
	if e.Country != nil {
		p.body, p.from = c.card(e, q)
	}
	if p.body != "" && !p.calls {
		p.contacts = nil // one side of a country was asked about, not whom to call
	}
	if p.body == "" {
		a := e.Answer.In(c.lang)
		p.body, p.steps, p.warning = a.Short, a.Steps, a.Warning
		if e.Country != nil {
			p.body = c.status(e) + "\n\n" + a.Short
			if q.before == "" && len(q.aspects) > 0 && slices.Contains(plain, q.aspects[0]) {
				q.before = c.t("answer.not_said")
			}
		}
	}
	if q.before != "" {
		p.body = q.before + "\n\n" + p.body
	}
	if q.after != "" {
		return p.fit(screen-length(q.after)-2) + "\n\n" + q.after
	}
	return p.fit(screen)
}

// plain are the sides a country either has a text for or not; the others are
// answered by the card as a whole.
var plain = []knowledge.Aspect{knowledge.Pay, knowledge.Cost, knowledge.Age, knowledge.Language, knowledge.Duration}

// A screenful is a first screen before it is known what of it fits.
type screenful struct {
	c        composer
	e        *knowledge.Entry
	body     string
	steps    []string
	warning  string
	contacts []string
	calls    bool // whom to call is what was asked
	from     []knowledge.Source
	sources  int // how many of them are named
}

// fit writes the parts in at most limit characters: the second source goes
// first, then numbers that were not asked for, then the last steps. The answer
// itself, its warning and one source stay.
func (p screenful) fit(limit int) string {
	steps, from := numberedLines(p.steps), p.provenance()
	for {
		lines := p.lines(steps[:len(p.steps)], from)
		switch {
		case lengthOf(lines) <= limit:
			return strings.Join(lines, "\n")
		case p.sources > 1:
			p.sources = 1
			from = p.provenance()
		case len(p.contacts) > 0 && !p.calls:
			p.contacts = p.contacts[:len(p.contacts)-1]
		case len(p.steps) > 0 && (p.calls || len(p.steps) > 1):
			p.steps = p.steps[:len(p.steps)-1]
		case len(p.contacts) > 1:
			p.contacts = p.contacts[:len(p.contacts)-1]
		case len(p.steps) > 0:
			p.steps = nil
		default:
			return strings.Join(lines, "\n")
		}
	}
}

// lines are the parts with an empty line between, the steps and where it all comes
// from as they are written.
func (p screenful) lines(steps []string, from string) []string {
	lines := append(make([]string, 0, 16), p.body)
	contacts := func(wanted bool) {
		if wanted && len(p.contacts) > 0 {
			lines = append(append(lines, "", p.c.t("answer.contacts")), p.contacts...)
		}
	}
	contacts(p.calls)
	if len(steps) > 0 {
		lines = append(append(lines, ""), steps...)
	}
	if p.warning != "" {
		lines = append(lines, "", "⚠️ "+p.warning)
	}
	contacts(!p.calls)
	return append(lines, "", from)
}

func (p screenful) provenance() string {
	return p.c.provenance(p.e, p.from[:min(len(p.from), p.sources)])
}

func length(s string) int { return utf8.RuneCountInString(s) }

// lengthOf is the length of lines with the breaks between them.
func lengthOf(lines []string) int {
	n := len(lines) - 1
	for _, l := range lines {
		n += length(l)
	}
	return n
}

// first is the short answer with its steps and its warning.
func (c composer) first(a knowledge.Answer) string {
	parts := []string{a.Short}
	if len(a.Steps) > 0 {
		parts = append(parts, numbered(a.Steps))
	}
	if a.Warning != "" {
		parts = append(parts, "⚠️ "+a.Warning)
	}
	return strings.Join(parts, "\n\n")
}

func numbered(list []string) string { return strings.Join(numberedLines(list), "\n") }

func numberedLines(list []string) []string {
	lines := make([]string, len(list))
	for i, s := range list {
		lines[i] = strconv.Itoa(i+1) + ". " + s
	}
	return lines
}

// card answers a question about a country: its status first where that is a
// warning, then the side that was asked about, and what that rests on. It is
// empty when the question is about the country as a whole.
func (c composer) card(e *knowledge.Entry, q asked) (string, []knowledge.Source) {
	var parts []string
	var from []int
	for _, a := range q.aspects {
		if t, ok := e.Country.Aspects[a]; ok && len(parts) < 2 {
			parts = append(parts, "**"+c.t("aspect."+string(a))+" · "+c.countryTitle(e, q.country)+"**\n"+t.In(c.lang))
			from = append(from, t.From...)
		}
	}
	if len(parts) == 0 {
		if slices.Contains(q.aspects, knowledge.Contact) {
			return "**" + c.t("aspect.contact") + " · " + c.countryTitle(e, q.country) + "**", e.Sources
		}
		return "", e.Sources
	}
	if len(parts) == 2 && length(parts[0])+length(parts[1]) > screen-160 {
		parts = parts[:1]
	}
	if e.Country.Status != "open" {
		status := c.status(e) + "\n" + e.Country.StatusText.In(c.lang)
		if length(status)+length(strings.Join(parts, ""))+160 > screen {
			status, _, _ = strings.Cut(status, "\n")
		}
		parts = append([]string{status}, parts...)
	}
	sources := e.Sources
	if len(from) > 0 {
		sources = nil
		for _, n := range from {
			sources = append(sources, e.Sources[n-1])
		}
	}
	return strings.Join(parts, "\n\n"), sources
}

// countryTitle is the name of the country that is meant, else of the entry.
func (c composer) countryTitle(e *knowledge.Entry, country string) string {
	if _, ok := e.Country.Names[country]; ok {
		return c.bare(country)
	}
	return e.Title.In(c.lang)
}

func (c composer) status(e *knowledge.Entry) string {
	return c.t("country.status."+e.Country.Status, "date", c.month(e.Country.AsOf))
}

// contacts are the numbers of an entry: those it names, and the missions of the
// country that was asked about when the question is whom to call.
func (c composer) contacts(e *knowledge.Entry, q asked) []string {
	var ids []string
	wants := e.ID == "kontak-perwakilan"
	for _, a := range q.aspects {
		wants = wants || a == knowledge.Contact
	}
	if k := c.ed.Base.Country(q.country); k != nil && wants {
		ids = append(ids, c.missions(k, q.country)...)
	} else if e.Country != nil && wants {
		ids = append(ids, e.Country.Missions...)
	}
	if len(ids) == 0 {
		ids = e.Contacts
	}
	var lines []string
	for _, id := range ids {
		if l := c.contact(c.ed.Base.Contacts[id]); l != "" && len(lines) < 4 {
			lines = append(lines, l)
		}
	}
	return lines
}

// missions are the ids of a country's missions; of an entry with several
// countries only those of the one that is meant.
func (c composer) missions(e *knowledge.Entry, country string) []string {
	var out []string
	for _, id := range e.Country.Missions {
		if p := c.ed.Base.Contacts[id]; p != nil && (p.Country == country || p.Country == "") {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return e.Country.Missions
	}
	return out
}

// contact is one line: who, and the ways to reach them, telephones first.
func (c composer) contact(p *knowledge.ContactPoint) string {
	if p == nil {
		return ""
	}
	var ways []string
	seen := map[string]int{}
	for _, ch := range p.Channels {
		way := channelMark[ch.Kind] + " " + ch.Value
		if ch.Kind == "web" || ch.Kind == "social" || ch.Kind == "email" {
			way = ch.Value
		}
		if i, ok := seen[ch.Value]; ok {
			ways[i] = strings.TrimPrefix(ways[i], "📞 ")
			ways[i] = "📞/WA " + strings.TrimPrefix(ways[i], "WA ")
			continue
		}
		seen[ch.Value] = len(ways)
		ways = append(ways, way)
	}
	if len(ways) > 3 {
		ways = ways[:3]
	}
	line := "• " + p.Name.In(c.lang)
	if len(ways) > 0 {
		return line + ": " + strings.Join(ways, ", ")
	}
	if p.Address != "" {
		return line + ": " + p.Address
	}
	if n := p.Note.In(c.lang); n != "" {
		return line + ": " + n
	}
	return ""
}

var channelMark = map[string]string{"phone": "📞", "whatsapp": "WA", "sms": "SMS"}

// provenance is the last line: the sources from with the month they were read,
// and whether the office has looked at the entry.
func (c composer) provenance(e *knowledge.Entry, from []knowledge.Source) string {
	var names []string
	for _, s := range from {
		names = append(names, c.t("answer.read", "name", s.Name, "month", c.month(s.Read)))
	}
	if len(names) == 2 && length(names[0])+length(names[1]) > 110 {
		names = names[:1]
	}
	line := c.t("answer.sources", "list", strings.Join(names, "; ")) + " · " + c.review(e)
	if len(from) > 0 && from[0].Confidence == "low" {
		line = c.t("answer.low") + "\n" + line
	}
	return line
}

func (c composer) review(e *knowledge.Entry) string {
	switch {
	case e.Due(c.now):
		return c.t("answer.due")
	case e.Approved.By != "":
		return c.t("answer.reviewed", "month", c.month(e.Approved.On))
	}
	return c.t("answer.unreviewed")
}

// sources lists every source of an entry with its date and how far it can be
// trusted.
func (c composer) sources(e *knowledge.Entry) string {
	lines := []string{c.t("answer.all_sources", "title", e.Title.In(c.lang))}
	for _, s := range e.Sources {
		name := s.Name
		if s.URL != "" {
			name = "[" + strings.NewReplacer("[", "(", "]", ")").Replace(s.Name) + "](" + s.URL + ")"
		}
		date := c.t("answer.no_date")
		if s.Date != "" {
			date = c.month(s.Date)
		}
		lines = append(lines, fmt.Sprintf("- %s · %s · %s", name, date, c.t("answer.confidence."+s.Confidence)))
	}
	return strings.Join(append(lines, c.review(e)), "\n")
}

// more is the rest of an answer; where it is about calling somebody, with the
// numbers of country if one is known.
func (c composer) more(e *knowledge.Entry, country string) string {
	q := asked{aspects: []knowledge.Aspect{knowledge.Contact}}
	if e.Urgent || e.Group == "kontak" {
		q.country = country
	}
	a := e.Answer.In(c.lang)
	parts := []string{"**" + e.Title.In(c.lang) + "**"}
	if a.More != "" {
		parts = append(parts, a.More)
	} else {
		parts = append(parts, c.first(a))
	}
	if k := c.contacts(e, q); len(k) > 0 {
		parts = append(parts, c.t("answer.contacts")+"\n"+strings.Join(k, "\n"))
	}
	return strings.Join(append(parts, c.sources(e)), "\n\n")
}

var monthsID = [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}

// month writes a date as people say it: "Nov 2026".
func (c composer) month(d knowledge.Date) string {
	t, ok := d.Time()
	switch {
	case !ok || len(d) == 4:
		return string(d)
	case c.lang.Reply() == text.EN:
		return t.Format("Jan 2006")
	}
	return monthsID[t.Month()-1] + " " + strconv.Itoa(t.Year())
}
