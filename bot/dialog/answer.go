package dialog

import (
	"bekal/bot"
	"bekal/knowledge"
)

// smallFlow answers small talk.
type smallFlow struct{}

func (smallFlow) name() string { return "small" }

func (smallFlow) takes(t *talk) bool { return t.answer.Kind == SmallTalk }

func (smallFlow) reply(t *talk) ([]bot.Reply, error) {
	return []bot.Reply{t.answerReply(t.answer)}, nil
}

// answerFlow answers what is left: a question.
type answerFlow struct{ e *Engine }

func (answerFlow) name() string { return "answer" }

func (answerFlow) takes(t *talk) bool { return t.verb == "" && t.answer.Kind != "" }

func (f answerFlow) reply(t *talk) ([]bot.Reply, error) {
	a := t.answer
	slots := a.Slots
	slots.Lang = t.lang.Reply()
	t.session.Slots = slots
	switch {
	case a.Second != nil:
		one := a
		one.Text = a.alone
		return []bot.Reply{t.answerReply(one), t.answerReply(*a.Second)}, nil
	case a.Kind == Suggested:
		f.e.note(t, "suggest", "")
	case a.Kind == None:
		f.e.note(t, "none", "")
	}
	return []bot.Reply{t.answerReply(a)}, nil
}

// answerReply is what Ask decided as a message with its choices.
func (t *talk) answerReply(a Answer) bot.Reply {
	r := bot.Reply{Text: a.Text}
	switch a.Kind {
	case Answered:
		r.Choices = t.under(a.Hits[0].Entry)
	case Suggested:
		for _, h := range a.Hits {
			r.Choices = append(r.Choices, t.entryChoices(h.Entry.ID)...)
		}
		r.Choices = append(r.Choices, bot.Choice{ID: "not:", Label: t.t("suggest.other")})
	case Emergency:
		var entry *knowledge.Entry
		if len(a.Hits) > 0 {
			entry = a.Hits[0].Entry
		}
		return t.alarm(entry, a.Slots.Country, a.Lang)
	case Offer:
		r.Choices = t.offerChoices(*a.assay)
	default:
		r.Choices = t.menuChoices()
	}
	return r
}
