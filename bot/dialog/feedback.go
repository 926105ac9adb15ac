package dialog

import (
	"slices"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/knowledge/text"
)

// reasons are what an answer may lack, as the journal calls it.
var reasons = []string{"no_answer", "unclear", "changed"}

// feedbackFlow hears whether an answer was useful: "up:<id>", "down:<id>", and
// what was missing, "why:<reason>:<id>".
type feedbackFlow struct{ e *Engine }

func (feedbackFlow) name() string { return "feedback" }

func (feedbackFlow) takes(t *talk) bool {
	reason, _ := pick(t.object)
	return t.verb == "up" || t.verb == "down" && t.ed.Base.Entry(t.object) != nil || t.verb == "why" && slices.Contains(reasons, reason)
}

func (f feedbackFlow) reply(t *talk) ([]bot.Reply, error) {
	switch t.verb {
	case "up":
		r := bot.Reply{Text: t.t("feedback.thanks")}
		if e := t.ed.Base.Entry(t.object); e != nil {
			r.Choices = append(t.related(e, 2), t.bell(e)...)
		}
		r.Choices = append(r.Choices, t.back()...)
		return []bot.Reply{r}, nil
	case "down":
		r := bot.Reply{Text: t.t("feedback.ask")}
		for _, reason := range reasons {
			r.Choices = append(r.Choices, bot.Choice{ID: "why:" + reason + ":" + t.object, Label: t.t("feedback." + reason)})
		}
		r.Choices = append(r.Choices, t.back()...)
		return []bot.Reply{r}, nil
	}
	reason, id := pick(t.object)
	if t.ed.Base.Entry(id) != nil {
		f.e.gap(t, state.Gap{Kind: "unhelpful", Entry: id, Reason: reason})
	}
	return []bot.Reply{{Text: t.t("feedback.noted"), Choices: append(t.items("topics", "contact"), t.back()...)}}, nil
}

// note keeps a question that got no clear answer, scrubbed.
func (e *Engine) note(t *talk, kind, entry string) {
	e.gap(t, state.Gap{Kind: kind, Entry: entry, Text: text.Scrub(t.Text), Lang: string(t.answer.Lang)})
}

// gap writes to the journal. A journal that cannot be reached loses a gap; the
// person's answer does not wait for it.
func (e *Engine) gap(t *talk, g state.Gap) {
	if e.Journal == nil {
		return
	}
	g.At = t.At
	if err := e.Journal.Note(t.ctx, g); err != nil {
		e.Log.Warn("a gap was not kept", "kind", g.Kind, "err", err)
	}
}
