package dialog

import (
	"slices"

	"bekal/bot"
	"bekal/knowledge"
)

// entryFlow shows an entry that was picked, its rest, or its sources:
// "e:<id>", "more:<id>", "src:<id>".
type entryFlow struct{}

func (entryFlow) name() string { return "entry" }

func (entryFlow) takes(t *talk) bool {
	return (t.verb == "e" || t.verb == "more" || t.verb == "src") && t.ed.Base.Entry(t.object) != nil
}

func (entryFlow) reply(t *talk) ([]bot.Reply, error) {
	e := t.ed.Base.Entry(t.object)
	switch t.verb {
	case "more":
		t.session.Slots.Topic = e.ID
		return []bot.Reply{t.rest(e)}, nil
	case "src":
		return []bot.Reply{{Text: t.sources(e), Choices: append(t.related(e, 2), t.back()...)}}, nil
	}
	return []bot.Reply{t.show(e, asked{country: t.session.Slots.Country})}, nil
}

// rest is all of an answer that was not on its first screen.
func (t *talk) rest(e *knowledge.Entry) bot.Reply {
	r := bot.Reply{Text: t.more(e, t.session.Slots.Country)}
	switch name := only(e); {
	case name != "":
		sides := slices.DeleteFunc(t.sides(e, name, ""), func(c bot.Choice) bool { return c.ID == "more:"+e.ID })
		r.Choices = append(t.bell(e), sides...)
	case e.Urgent && !t.Group:
		r.Choices = append(append(t.items("urgent"), t.related(e, 2)...), append(t.items("erase"), t.back()...)...)
	default:
		r.Choices = append(append(append(t.related(e, 3), t.bell(e)...), t.votes(e)...), t.back()...)
	}
	return r
}

// show is an entry as a message, and remembers it as the topic.
func (t *talk) show(e *knowledge.Entry, q asked) bot.Reply {
	t.session.Slots.Topic, t.session.Slots.Aspect = e.ID, ""
	if name := only(e); name != "" {
		t.session.Slots.Country = name
	}
	if e.Urgent && !t.Group {
		t.session.Slots.Aspect = string(knowledge.Danger)
		return t.alarm(e, t.session.Slots.Country, t.lang)
	}
	return bot.Reply{Text: t.entry(e, q), Choices: t.under(e)}
}

// only is the country of an entry that has just one, else empty.
func only(e *knowledge.Entry) string {
	if e.Country == nil || len(e.Country.Names) != 1 {
		return ""
	}
	for name := range e.Country.Names {
		return name
	}
	return ""
}

// under are the choices under an answer. A country's are its other sides.
func (t *talk) under(e *knowledge.Entry) []bot.Choice {
	if name := t.session.Slots.Country; e.Country != nil {
		if _, ok := e.Country.Names[name]; !ok {
			name = only(e)
		}
		if name != "" {
			return t.sides(e, name, knowledge.Aspect(t.session.Slots.Aspect))
		}
	}
	out := []bot.Choice{{ID: "more:" + e.ID, Label: t.t("answer.more")}}
	return append(append(out, t.related(e, 2)...), t.votes(e)...)
}

func (t *talk) related(e *knowledge.Entry, n int) []bot.Choice {
	out := t.entryChoices(e.See...)
	return out[:min(n, len(out))]
}

// entryChoices are choices that show entries; ids without an entry are left
// out, for staff may remove any.
func (t *talk) entryChoices(ids ...string) []bot.Choice {
	var out []bot.Choice
	for _, id := range ids {
		if e := t.ed.Base.Entry(id); e != nil {
			out = append(out, bot.Choice{ID: "e:" + id, Label: e.Title.In(t.lang)})
		}
	}
	return out
}

func (t *talk) votes(e *knowledge.Entry) []bot.Choice {
	return []bot.Choice{{ID: "up:" + e.ID, Label: t.t("answer.useful")}, {ID: "down:" + e.ID, Label: t.t("answer.useless")}}
}

// contactLines are the lines of some contacts; those that are gone or cannot be
// reached are left out.
func (c composer) contactLines(ids ...string) []string {
	var out []string
	for _, id := range ids {
		if l := c.contact(c.ed.Base.Contacts[id]); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}
