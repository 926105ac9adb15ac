package dialog

import (
	"slices"
	"strings"

	"bekal/bot"
	"bekal/knowledge/text"
)

// unreadFlow answers what no text could be got from: a voice message, a
// sticker, a picture without writing. If words stood beside it they are
// answered, by the other flows.
type unreadFlow struct{}

func (unreadFlow) name() string { return "unread" }

func (unreadFlow) takes(t *talk) bool {
	return t.verb == "" && t.Unread != "" && len(t.words()) == 0
}

func (unreadFlow) reply(t *talk) ([]bot.Reply, error) {
	key := "unread." + string(t.Unread)
	if !t.say.Has(key) {
		key = "unread." + string(bot.Other)
	}
	return []bot.Reply{{Text: t.t(key), Choices: t.menuChoices()}}, nil
}

// emptyFlow answers a message without a word in it.
type emptyFlow struct{}

func (emptyFlow) name() string { return "empty" }

func (emptyFlow) takes(t *talk) bool { return t.verb == "" && len(t.words()) == 0 }

func (emptyFlow) reply(t *talk) ([]bot.Reply, error) {
	return []bot.Reply{{Text: t.t("empty.text"), Choices: t.menuChoices()}}, nil
}

// words are those of the turn's text: many flows ask for them.
func (t *talk) words() []string {
	if t.split.of != t.Text {
		t.split.of, t.split.words = t.Text, text.Words(t.Text)
	}
	return t.split.words
}

// says reports whether a text is nothing but one of the phrases under
// "hear.<what>".
func (t *talk) says(what string) bool {
	return slices.Contains(t.say.Heard(what), strings.Join(t.words(), " "))
}

// hears reports whether a short text says one of the phrases the messages list
// under "hear.<what>", in any language of reply.
func (t *talk) hears(what string) bool {
	return len(t.words()) <= 5 && t.mentions(what)
}

// mentions is hears for a text of any length.
func (t *talk) mentions(what string) bool {
	line := " " + strings.Join(t.words(), " ") + " "
	return slices.ContainsFunc(t.say.Heard(what), func(phrase string) bool { return strings.Contains(line, " "+phrase+" ") })
}
