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
	return t.verb == "" && t.Unread != "" && len(text.Words(t.Text)) == 0
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

func (emptyFlow) takes(t *talk) bool { return t.verb == "" && len(text.Words(t.Text)) == 0 }

func (emptyFlow) reply(t *talk) ([]bot.Reply, error) {
	return []bot.Reply{{Text: t.t("empty.text"), Choices: t.menuChoices()}}, nil
}

// says reports whether a text is nothing but one of the phrases under
// "hear.<what>".
func (t *talk) says(what string) bool {
	return slices.Contains(t.say.Heard(what), text.Key(t.Text))
}

// hears reports whether a short text says one of the phrases the messages list
// under "hear.<what>", in any language of reply.
func (t *talk) hears(what string) bool {
	return len(text.Words(t.Text)) <= 5 && t.mentions(what)
}

// mentions is hears for a text of any length.
func (t *talk) mentions(what string) bool {
	said := text.Words(t.Text)
	line := " " + strings.Join(said, " ") + " "
	return slices.ContainsFunc(t.say.Heard(what), func(phrase string) bool { return strings.Contains(line, " "+phrase+" ") })
}
