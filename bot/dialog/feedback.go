package dialog

import (
	"bekal/bot"
	"bekal/bot/state"
	"bekal/knowledge/text"
)

// feedbackFlow hears whether an answer was useful: "up:<id>", "down:<id>", and
// what was missing, "why:<reason>:<id>"; "not:" says that no suggestion fits.
type feedbackFlow struct{ e *Engine }

func (feedbackFlow) name() string { return "feedback" }

func (feedbackFlow) takes(t *talk) bool {
	switch verb, _ := pick(t.Pick); verb {
	case "up", "down", "why", "not":
		return true
	}
	return false
}

func (f feedbackFlow) reply(t *talk) ([]bot.Reply, error) {
	verb, object := pick(t.Pick)
	switch verb {
	case "up":
		return []bot.Reply{{Text: t.t("feedback.thanks")}}, nil
	case "down":
		return []bot.Reply{{Text: t.t("feedback.ask"), Choices: []bot.Choice{
			{ID: "why:no_answer:" + object, Label: t.t("feedback.no_answer")},
			{ID: "why:unclear:" + object, Label: t.t("feedback.unclear")},
			{ID: "why:changed:" + object, Label: t.t("feedback.changed")},
		}}}, nil
	case "why":
		reason, entry := pick(object)
		f.e.gap(t, state.Gap{Kind: "unhelpful", Entry: entry, Reason: reason})
		return []bot.Reply{{Text: t.t("feedback.noted"), Choices: t.menuChoices()}}, nil
	}
	return []bot.Reply{{Text: t.none(false), Choices: t.menuChoices()}}, nil
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
