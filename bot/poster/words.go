package poster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/markup"
)

// A wording is everything a leaflet says, before it is known what fits.
type wording struct {
	alarm          bool // about a danger
	kicker, title  []span
	short, warning []span
	steps          [][]span
	dense          bool   // the steps are set as one paragraph
	help           []span // stands over the numbers
	numbers        []number
	scan, about    []span
	rest           []span                // in place of scan when steps were left out
	notice         []span                // whose noticeboard, and whether the office has looked at it
	fine           func([]number) []span // where it was read, with the sources of these numbers
}

// A number is a contact with one way to call.
type number struct {
	value, name []span
	from        string // source
	always      bool   // never left out
}

// always are the contacts of every leaflet: they help whoever is in need,
// whatever the topic.
var always = []string{"kp2mi", "pwni-kemlu"}

// police stays on the leaflets about an emergency.
const police = "polisi-110"

// maxSteps is how many steps are printed; the rest is behind the code.
const maxSteps = 4

// A writer takes the words of a leaflet from the knowledge base and the
// catalogue.
type writer struct {
	base *knowledge.Base
	say  *bot.Catalog
	Options
}

func (w writer) t(key string, pairs ...string) string { return w.say.Say(w.Lang, key, pairs...) }

// words are what the leaflet of e says. It fails for letters the fonts lack.
func (w writer) words(e *knowledge.Entry, link string) (wording, error) {
	a := e.Answer.In(w.Lang)
	address, _, _ := strings.Cut(strings.TrimPrefix(link, "https://"), "?")
	out := wording{
		alarm:  e.Urgent || e.Group == "waspada",
		kicker: in(bold, w.kicker(e)),
		title:  in(bold, markup.Plain(e.Title.In(w.Lang))),
		short:  spans(regular, a.Short),
		help:   in(bold, w.t("poster.numbers")),
		scan:   spans(regular, w.t("poster.scan", "address", address)),
		rest:   spans(regular, w.t("poster.rest", "address", address)),
		about:  in(regular, w.t("poster.about")),
		notice: in(bold, w.notice(e)),
	}
	if e.Country != nil {
		out.short = append(in(bold, w.status(e)+". "), out.short...)
	}
	for _, s := range a.Steps[:min(len(a.Steps), maxSteps)] {
		out.steps = append(out.steps, spans(regular, s))
	}
	if a.Warning != "" {
		out.warning = spans(bold, a.Warning)
	}
	out.numbers = w.numbers(e)
	out.fine = func(printed []number) []span { return in(regular, w.fine(e, printed)) }
	return out, out.check(e.ID)
}

// kicker says over the headline what kind of topic it is.
func (w writer) kicker(e *knowledge.Entry) string {
	if key := "group." + e.Group; w.say.Has(key) {
		return w.t("poster.kicker") + " · " + w.t(key)
	}
	return w.t("poster.kicker")
}

// status is a country's status without its sign.
func (w writer) status(e *knowledge.Entry) string {
	return drawable(w.t("country.status."+e.Country.Status, "date", w.date(e.Country.AsOf)))
}

func (w writer) notice(e *knowledge.Entry) string {
	review := w.t("answer.unreviewed")
	switch {
	case e.Due(w.Today):
		review = w.t("answer.due")
	case e.Approved.By != "":
		review = w.t("answer.reviewed", "month", w.date(e.Approved.On))
	}
	if w.Region == "" {
		return strings.ToUpper(review[:1]) + review[1:]
	}
	return w.t("poster.region", "region", w.Region) + " · " + review
}

// fine is where the leaflet was read and until when it may hang: what is
// printed cannot be corrected.
func (w writer) fine(e *knowledge.Entry, printed []number) string {
	var names, numbers []string
	for _, s := range e.Sources {
		names = append(names, s.Name)
	}
	for _, n := range printed {
		if !slices.Contains(numbers, n.from) {
			numbers = append(numbers, n.from)
		}
	}
	parts := []string{
		w.t("poster.sources", "list", strings.Join(names, "; "), "date", w.day(lastRead(e))),
		w.t("poster.numbers_from", "list", strings.Join(numbers, "; ")),
	}
	if len(e.Sources) > 0 && e.Sources[0].Confidence == "low" {
		parts = append([]string{w.t("answer.low")}, parts...)
	}
	if e.ReviewBy != "" {
		parts = append(parts, w.t("poster.replace", "date", w.date(e.ReviewBy)))
	}
	return strings.Join(parts, " ")
}

// numbers are the contacts of the topic that can be called, most useful first,
// then those of every leaflet.
func (w writer) numbers(e *knowledge.Entry) []number {
	ids := slices.Clone(e.Contacts)
	if e.Country != nil {
		ids = slices.Concat(ids, e.Country.Missions)
	}
	var out []number
	var seen []string
	for _, id := range slices.Concat(ids, always) {
		p := w.base.Contacts[id]
		ch, ok := callable(p)
		if !ok || slices.Contains(seen, id) {
			continue
		}
		seen = append(seen, id)
		value := ch.Value
		if ch.Kind == "whatsapp" {
			value = "WA " + value
		}
		name := p.Name.In(w.Lang)
		if l := ch.Label.In(w.Lang); l != "" {
			name += " · " + l
		}
		stays := slices.Contains(always, id) || e.Urgent && id == police
		out = append(out, number{in(bold, value), in(regular, name), ch.Source.Name, stays})
	}
	return out
}

// callable is the first way to call p. A number of weak confidence is not
// printed: the bot can take it back, paper cannot.
func callable(p *knowledge.ContactPoint) (knowledge.Channel, bool) {
	if p == nil {
		return knowledge.Channel{}, false
	}
	for _, kind := range []string{"phone", "whatsapp"} {
		for _, ch := range p.Channels {
			if ch.Kind == kind && ch.Confidence != "low" {
				return ch, true
			}
		}
	}
	return knowledge.Channel{}, false
}

// date writes a date as exactly as it is known: "31 Mei 2027", "Mei 2027", "2027".
func (w writer) date(d knowledge.Date) string {
	t, ok := d.Time()
	switch {
	case !ok || len(d) == 4:
		return string(d)
	case d.Day():
		return w.day(t)
	}
	return w.month(t)
}

func (w writer) day(t time.Time) string { return strconv.Itoa(t.Day()) + " " + w.month(t) }

func (w writer) month(t time.Time) string {
	return strings.Fields(w.t("poster.months"))[t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// spans reads light markup; base is the face of what is not bold.
func spans(base *Face, s string) []span {
	var out []span
	for i, l := range markup.Parse(s) {
		if i > 0 {
			out = append(out, span{" ", base})
		}
		for _, sp := range l {
			face := base
			if sp.Bold {
				face = bold
			}
			t := sp.Text
			if sp.Link != "" && !strings.Contains(sp.Link, t) {
				t += " (" + sp.Link + ")" // paper cannot be tapped
			}
			out = append(out, span{drawable(t), face})
		}
	}
	return out
}

func in(f *Face, s string) []span { return []span{{drawable(s), f}} }

// drawable leaves out signs the fonts lack, such as emoji: they never stand in
// place of a word. Letters stay, see check.
func drawable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !regular.has(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			return -1
		}
		return r
	}, s)
}

// check finds letters the fonts lack.
func (w wording) check(id string) error {
	all := slices.Concat(w.kicker, w.title, w.short, w.warning, w.help, w.scan, w.rest, w.about, w.notice, w.fine(w.numbers))
	all = slices.Concat(all, slices.Concat(w.steps...))
	for _, n := range w.numbers {
		all = slices.Concat(all, n.value, n.name)
	}
	for _, s := range all {
		for _, r := range s.s {
			if !s.face.has(r) {
				return fmt.Errorf("the leaflet of %s has the letter %q, which the font cannot print", id, r)
			}
		}
	}
	return nil
}
