package dialog

import (
	"bekal/bot"
	"bekal/bot/state"
)

// erased is the name of the flow that marks a session as to be forgotten.
const erased = "erased"

// eraseFlow erases: "menu:erase" asks once, "erase:yes" takes the messages of
// both sides out of the chat and forgets everything; "menu:privacy" says what is
// kept and how long.
type eraseFlow struct{}

func (eraseFlow) name() string { return "erase" }

func (eraseFlow) takes(t *talk) bool {
	return t.verb == "erase" || t.verb == "menu" && (t.object == "erase" || t.object == "privacy")
}

func (eraseFlow) reply(t *talk) ([]bot.Reply, error) {
	switch {
	case t.object == "privacy":
		return []bot.Reply{{Text: t.t("privacy.text"), Choices: append(t.items("erase"), t.back()...)}}, nil
	case t.Group:
		return t.private(), nil
	case t.forgetful:
		return []bot.Reply{{Text: t.t("erase.later"), Choices: t.menuChoices()}}, nil
	case t.verb == "menu":
		return []bot.Reply{{Text: t.t("erase.ask"), Choices: append([]bot.Choice{{ID: "erase:yes", Label: t.t("erase.yes")}}, t.back()...)}}, nil
	}
	var ids []string
	for _, m := range t.session.Sent {
		ids = append(ids, m.ID)
	}
	*t.session = state.Session{Flow: state.Flow{Name: erased}}
	var out []bot.Reply
	if len(ids) > 0 {
		out = append(out, bot.Reply{Erase: ids})
	}
	return append(out, bot.Reply{Text: t.t("erase.done"), Choices: t.menuChoices()}), nil
}
