package dialog

import (
	"bekal/bot"
	"bekal/knowledge/text"
)

// languageFlow chooses the language of the replies: "menu:language",
// "lang:id", "lang:en".
type languageFlow struct{}

func (languageFlow) name() string { return "language" }

func (languageFlow) takes(t *talk) bool {
	return t.verb == "menu" && t.object == "language" ||
		t.verb == "lang" && (t.object == string(text.ID) || t.object == string(text.EN))
}

func (languageFlow) reply(t *talk) ([]bot.Reply, error) {
	if t.verb == "menu" {
		return []bot.Reply{{Text: t.t("language.pick"), Choices: append([]bot.Choice{
			{ID: "lang:id", Label: "Bahasa Indonesia"}, {ID: "lang:en", Label: "English"},
		}, t.back()...)}}, nil
	}
	l := text.Lang(t.object)
	t.lang, t.session.Lang, t.session.Slots.Lang = l, l, l
	return []bot.Reply{{Text: t.t("language.set"), Keyboard: t.keyboard()}, t.menu()}, nil
}
