package dialog

import (
	"slices"
	"strconv"
	"strings"

	"bekal/bot"
	"bekal/knowledge"
)

// journeyFlow walks the official path, a scheme as a checklist that remembers
// what is done: "menu:path" and "wayc:<country>" choose the scheme,
// "way:<scheme>" is the list, "step:", "did:" and "undo:<scheme>:<step>" one
// step of it, "docs:<scheme>" and "doc:<scheme>:<document>" the papers,
// "menu:resume" goes on where it was left.
type journeyFlow struct{}

func (journeyFlow) name() string { return "journey" }

func (journeyFlow) takes(t *talk) bool {
	switch t.verb {
	case "menu":
		return t.object == "path" || t.object == "resume"
	case "wayc":
		return t.ed.Base.Country(t.object) != nil
	case "way", "step", "did", "undo", "docs", "doc":
		scheme, _ := pick(t.object)
		return t.ed.Base.Schemes[scheme] != nil
	}
	return false
}

func (journeyFlow) reply(t *talk) ([]bot.Reply, error) {
	if t.verb == "wayc" {
		return []bot.Reply{t.waysTo(t.object)}, nil
	}
	id, object := pick(t.object)
	s := t.ed.Base.Schemes[id]
	if t.verb == "menu" {
		s = t.ed.Base.Schemes[t.session.Path]
		if t.object == "path" || s == nil {
			return []bot.Reply{t.ways()}, nil
		}
	}
	t.session.Path, t.session.Slots.Topic, t.session.Slots.Aspect = s.ID, s.Entry, ""
	i := slices.IndexFunc(s.Steps, func(st knowledge.Step) bool { return st.ID == object })
	switch {
	case t.verb == "menu":
		r := t.onward(s, t.t("path.resume", "title", s.Title.In(t.lang), "progress", t.progress(s)))
		papers := bot.Choice{ID: "docs:" + s.ID, Label: t.t("path.papers")}
		if len(t.session.Progress[papersOf(s.ID)]) > 0 && !slices.Contains(r.Choices, papers) {
			r.Choices = append(r.Choices, papers) // they are under way too
		}
		return []bot.Reply{r}, nil
	case t.verb == "docs":
		return []bot.Reply{t.papers(s)}, nil
	case t.verb == "doc":
		if slices.ContainsFunc(s.Documents, func(d knowledge.Document) bool { return d.ID == object }) {
			list := papersOf(s.ID)
			t.mark(list, object, !slices.Contains(t.session.Progress[list], object))
		}
		return []bot.Reply{t.inPlace(t.papers(s))}, nil
	case i < 0:
		return []bot.Reply{t.way(s)}, nil // also for a step that is gone
	case t.verb == "did":
		t.mark(s.ID, object, true)
		return []bot.Reply{t.onward(s, t.t("path.done", "progress", t.progress(s)))}, nil
	case t.verb == "undo":
		t.mark(s.ID, object, false)
	}
	return []bot.Reply{t.step(s, i, "")}, nil
}

// ways offers the schemes, the one under way first.
func (t *talk) ways() bot.Reply {
	r := bot.Reply{Text: t.t("path.title")}
	if s := t.ed.Base.Schemes[t.session.Path]; s != nil {
		r.Choices = append(r.Choices, bot.Choice{ID: "menu:resume", Label: t.t("path.go_on", "title", s.Title.In(t.lang), "progress", t.progress(s))})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "pick:path:0", Label: t.t("path.by_country")})
	for _, id := range t.schemes() {
		r.Choices = append(r.Choices, bot.Choice{ID: "way:" + id, Label: t.ed.Base.Schemes[id].Title.In(t.lang)})
	}
	r.Choices = append(append(r.Choices, t.entryChoices("skema-penempatan")...), t.back()...)
	return r
}

// schemeOrder is the order in which schemes are offered, by how many people go
// that way; others follow.
var schemeOrder = []string{"p-to-p", "g-to-g", "mandiri", "magang", "pelaut", "ukps"}

func (t *talk) schemes() []string {
	var out, others []string
	for _, id := range schemeOrder {
		if t.ed.Base.Schemes[id] != nil {
			out = append(out, id)
		}
	}
	for id := range t.ed.Base.Schemes {
		if !slices.Contains(out, id) {
			others = append(others, id)
		}
	}
	slices.Sort(others)
	return append(out, others...)
}

// waysTo are the schemes that lead to a country; where none does the card says
// why.
func (t *talk) waysTo(country string) bot.Reply {
	e := t.ed.Base.Country(country)
	t.session.Slots.Country, t.session.Slots.Topic = country, e.ID
	if len(e.Country.Schemes) == 0 {
		return t.land(country, knowledge.Status)
	}
	text := t.t("path.to", "country", t.place(country))
	if e.Country.Status != "open" {
		text = t.status(e) + "\n" + e.Country.StatusText.In(t.lang) + "\n\n" + text
	}
	r := bot.Reply{Text: text}
	for _, id := range e.Country.Schemes {
		if s := t.ed.Base.Schemes[id]; s != nil {
			r.Choices = append(r.Choices, bot.Choice{ID: "way:" + id, Label: s.Title.In(t.lang)})
		}
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "land:" + country, Label: t.place(country)}, bot.Choice{ID: "menu:path", Label: t.t("path.all")})
	return r
}

// way is a scheme's checklist.
func (t *talk) way(s *knowledge.Scheme) bot.Reply {
	done := t.session.Progress[s.ID]
	lines := []string{"**" + s.Title.In(t.lang) + "** · " + t.progress(s)}
	r := bot.Reply{}
	for i, st := range s.Steps {
		mark := "⬜"
		if slices.Contains(done, st.ID) {
			mark = "✅"
		}
		lines = append(lines, mark+" "+strconv.Itoa(i+1)+". "+st.Title.In(t.lang))
		r.Choices = append(r.Choices, bot.Choice{ID: "step:" + s.ID + ":" + st.ID, Label: mark + " " + strconv.Itoa(i+1)})
	}
	r.Text = strings.Join(append(lines, "", t.t("path.pick"), t.sourced(s)), "\n")
	if len(s.Documents) > 0 {
		r.Choices = append(r.Choices, bot.Choice{ID: "docs:" + s.ID, Label: t.t("path.papers")})
	}
	r.Choices = append(append(r.Choices, t.entryChoices(s.Entry)...), bot.Choice{ID: "menu:path", Label: t.t("path.all")})
	return r
}

// sourced is the line that says where a scheme's steps come from.
func (c composer) sourced(s *knowledge.Scheme) string {
	if len(s.Sources) == 0 {
		return ""
	}
	src := s.Sources[0]
	return c.t("answer.sources", "list", c.t("answer.read", "name", src.Name, "month", c.month(src.Read)))
}

// onward is what comes next: the first step not done, or that all are.
func (t *talk) onward(s *knowledge.Scheme, before string) bot.Reply {
	for i, st := range s.Steps {
		if !slices.Contains(t.session.Progress[s.ID], st.ID) {
			return t.step(s, i, before)
		}
	}
	choices := []bot.Choice{{ID: "way:" + s.ID, Label: t.t("path.list")}, {ID: "docs:" + s.ID, Label: t.t("path.papers")}}
	return bot.Reply{Text: before + "\n\n" + t.t("path.finished"), Choices: append(choices, t.items("contact", "urgent")...)}
}

// step is one step with all that is known of it.
func (t *talk) step(s *knowledge.Scheme, i int, before string) bot.Reply {
	st := s.Steps[i]
	var blocks []string
	if before != "" {
		blocks = append(blocks, before)
	}
	blocks = append(blocks, "**"+t.t("path.step", "n", strconv.Itoa(i+1), "of", strconv.Itoa(len(s.Steps)))+" · "+st.Title.In(t.lang)+"**", st.Do.In(t.lang))
	var details []string
	for _, d := range []struct {
		key string
		is  knowledge.Local
	}{{"bring", st.Bring}, {"where", st.Where}, {"cost", st.Cost}, {"time", st.Time}} {
		if v := d.is.In(t.lang); v != "" {
			details = append(details, "**"+t.t("path."+d.key)+"**: "+v)
		}
	}
	if len(details) > 0 {
		blocks = append(blocks, strings.Join(details, "\n"))
	}
	if v := st.Trap.In(t.lang); v != "" {
		blocks = append(blocks, "⚠️ "+v)
	}
	if t.forgetful {
		blocks = append(blocks, t.t("path.forgetful"))
	}
	at := ":" + s.ID + ":"
	r := bot.Reply{Text: strings.Join(blocks, "\n\n"), Choices: []bot.Choice{{ID: "did" + at + st.ID, Label: t.t("path.did")}}}
	if slices.Contains(t.session.Progress[s.ID], st.ID) {
		r.Choices[0] = bot.Choice{ID: "undo" + at + st.ID, Label: t.t("path.undo")}
	}
	if i+1 < len(s.Steps) {
		r.Choices = append(r.Choices, bot.Choice{ID: "step" + at + s.Steps[i+1].ID, Label: t.t("path.next")})
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "way:" + s.ID, Label: t.t("path.list")})
	return r
}

// papers is the checklist of documents.
func (t *talk) papers(s *knowledge.Scheme) bot.Reply {
	have := t.session.Progress[papersOf(s.ID)]
	r := bot.Reply{}
	var lines []string
	n := 0
	for i, d := range s.Documents {
		mark := "⬜"
		if slices.Contains(have, d.ID) {
			mark = "✅"
			n++
		}
		line := mark + " " + strconv.Itoa(i+1) + ". " + d.Title.In(t.lang)
		if w := d.Where.In(t.lang); w != "" && mark == "⬜" {
			line += " · " + w
		}
		lines = append(lines, line)
		r.Choices = append(r.Choices, bot.Choice{ID: "doc:" + s.ID + ":" + d.ID, Label: mark + " " + strconv.Itoa(i+1)})
	}
	head := "**" + t.t("path.papers") + " · " + s.Title.In(t.lang) + "** · " + t.t("path.progress", "n", strconv.Itoa(n), "of", strconv.Itoa(len(s.Documents)))
	r.Text = head + "\n" + strings.Join(lines, "\n") + "\n\n" + t.t("path.toggle")
	r.Choices = append(r.Choices, bot.Choice{ID: "way:" + s.ID, Label: t.t("path.list")})
	return r
}

// papersOf is the key under which the documents of a scheme are remembered.
func papersOf(scheme string) string { return scheme + "/papers" }

// progress is "4 of 12". Only steps the scheme still has are counted.
func (t *talk) progress(s *knowledge.Scheme) string {
	n := 0
	for _, st := range s.Steps {
		if slices.Contains(t.session.Progress[s.ID], st.ID) {
			n++
		}
	}
	return t.t("path.progress", "n", strconv.Itoa(n), "of", strconv.Itoa(len(s.Steps)))
}

// mark notes something of a list as done, or not.
func (t *talk) mark(list, id string, done bool) {
	if t.session.Progress == nil {
		t.session.Progress = map[string][]string{}
	}
	have := slices.DeleteFunc(slices.Clone(t.session.Progress[list]), func(s string) bool { return s == id })
	if done {
		have = append(have, id)
	}
	t.session.Progress[list] = have
	if len(have) == 0 {
		delete(t.session.Progress, list)
	}
}
