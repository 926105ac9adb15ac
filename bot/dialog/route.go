package dialog

import (
	"strings"

	"bekal/bot"
	"bekal/index"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// erased is the name of the flow that marks a session as to be forgotten.
const erased = "erased"

// flows are asked in this order which takes a turn. Somebody in danger comes
// before everything, in the middle of any other flow.
func (e *Engine) flows() []flow {
	return []flow{urgentFlow{}, startFlow{}, menuFlow{}, feedbackFlow{e}, entryFlow{}, emptyFlow{}, smallFlow{}, answerFlow{e}}
}

// command is the command a text begins with, without the slash; empty for
// none. "/start cek" is start.
func command(s string) string {
	if !strings.HasPrefix(s, "/") {
		return ""
	}
	cmd, _, _ := strings.Cut(strings.Fields(s + " ")[0][1:], "@")
	return strings.ToLower(cmd)
}

// argument is what stands behind a command.
func argument(s string) string {
	_, arg, _ := strings.Cut(strings.TrimSpace(s), " ")
	return strings.TrimSpace(arg)
}

// A pick's id is "verb:object"; see the flows for the verbs.
func pick(id string) (verb, object string) {
	verb, object, _ = strings.Cut(id, ":")
	return verb, object
}

// menu is the first screen, and what every dead end leads to.
func (t *talk) menu() bot.Reply {
	return bot.Reply{Text: t.t("menu.title"), Choices: t.menuChoices()}
}

func (t *talk) menuChoices() []bot.Choice {
	return []bot.Choice{
		{ID: "menu:offer", Label: t.t("menu.offer")}, {ID: "menu:path", Label: t.t("menu.path")},
		{ID: "menu:country", Label: t.t("menu.country")}, {ID: "menu:urgent", Label: t.t("menu.urgent")},
	}
}

// keyboard is the keyboard that stays under the chat.
func (t *talk) keyboard() [][]string {
	return [][]string{{t.t("menu.offer"), t.t("menu.path")}, {t.t("menu.country"), t.t("menu.urgent")}}
}

// pressed is the menu item whose label was sent as text, by the keyboard that
// stays, in either language; empty for none.
func (t *talk) pressed() string {
	for _, item := range []string{"offer", "path", "country", "urgent"} {
		for _, l := range []text.Lang{text.ID, text.EN} {
			if strings.EqualFold(strings.TrimSpace(t.Text), t.say.Say(l, "menu."+item)) {
				return item
			}
		}
	}
	return ""
}

// startFlow greets, and follows a deep link.
type startFlow struct{}

func (startFlow) name() string { return "start" }

func (startFlow) takes(t *talk) bool { return command(t.Text) == "start" || t.From == bot.DeepLink }

func (startFlow) reply(t *talk) ([]bot.Reply, error) {
	payload := t.Text
	if command(t.Text) == "start" {
		payload = argument(t.Text)
	}
	id := strings.ReplaceAll(payload, "_", "-")
	if entry := t.ed.Base.Entry(id); entry != nil {
		return []bot.Reply{t.show(entry, asked{})}, nil
	}
	return []bot.Reply{
		{Text: t.t("start.1"), Keyboard: t.keyboard()},
		{Text: t.t("start.2"), Choices: t.menuChoices()},
	}, nil
}

// menuFlow shows the menu.
type menuFlow struct{}

func (menuFlow) name() string { return "menu" }

func (menuFlow) takes(t *talk) bool {
	c := command(t.Text)
	return c == "menu" || c == "help" || c == "bantuan" || t.Pick == "menu:"
}

func (menuFlow) reply(t *talk) ([]bot.Reply, error) { return []bot.Reply{t.menu()}, nil }

// entryFlow shows an entry that was picked, its rest, or its sources:
// "e:<id>", "more:<id>", "src:<id>".
type entryFlow struct{}

func (entryFlow) name() string { return "entry" }

func (entryFlow) takes(t *talk) bool {
	verb, object := pick(t.Pick)
	return (verb == "e" || verb == "more" || verb == "src") && t.ed.Base.Entry(object) != nil
}

func (entryFlow) reply(t *talk) ([]bot.Reply, error) {
	verb, object := pick(t.Pick)
	entry := t.ed.Base.Entry(object)
	switch verb {
	case "more":
		return []bot.Reply{{Text: t.more(entry), Choices: append(t.related(entry, 3), t.votes(entry)...)}}, nil
	case "src":
		return []bot.Reply{{Text: t.sources(entry), Choices: t.related(entry, 2)}}, nil
	}
	return []bot.Reply{t.show(entry, asked{country: t.session.Slots.Country})}, nil
}

// show is an entry as a message, and remembers it as the topic.
func (t *talk) show(e *knowledge.Entry, q asked) bot.Reply {
	t.session.Slots.Topic, t.session.Slots.Aspect = e.ID, ""
	if e.Country != nil && len(e.Country.Names) == 1 {
		for name := range e.Country.Names {
			t.session.Slots.Country = name
		}
	}
	if e.Urgent && !t.Group {
		return t.alarm(e, t.session.Slots.Country, t.lang)
	}
	return bot.Reply{Text: t.entry(e, q), Choices: t.under(e)}
}

// under are the choices under an answer.
func (t *talk) under(e *knowledge.Entry) []bot.Choice {
	out := []bot.Choice{{ID: "more:" + e.ID, Label: t.t("answer.more")}}
	return append(append(out, t.related(e, 2)...), t.votes(e)...)
}

func (t *talk) related(e *knowledge.Entry, n int) []bot.Choice {
	var out []bot.Choice
	for _, id := range e.See {
		if r := t.ed.Base.Entry(id); r != nil && len(out) < n {
			out = append(out, bot.Choice{ID: "e:" + id, Label: r.Title.In(t.lang)})
		}
	}
	return out
}

func (t *talk) votes(e *knowledge.Entry) []bot.Choice {
	return []bot.Choice{{ID: "up:" + e.ID, Label: t.t("answer.useful")}, {ID: "down:" + e.ID, Label: t.t("answer.useless")}}
}

// emptyFlow answers a message without a word in it.
type emptyFlow struct{}

func (emptyFlow) name() string { return "empty" }

func (emptyFlow) takes(t *talk) bool { return t.Pick == "" && len(text.Words(t.Text)) == 0 }

func (emptyFlow) reply(t *talk) ([]bot.Reply, error) {
	return []bot.Reply{{Text: t.t("empty.text"), Choices: t.menuChoices()}}, nil
}

// smallFlow answers small talk.
type smallFlow struct{}

func (smallFlow) name() string { return "small" }

func (smallFlow) takes(t *talk) bool { return t.answer.Kind == SmallTalk }

func (smallFlow) reply(t *talk) ([]bot.Reply, error) { return []bot.Reply{t.answerReply()}, nil }

// answerFlow answers what is left: a question.
type answerFlow struct{ e *Engine }

func (answerFlow) name() string { return "answer" }

func (answerFlow) takes(t *talk) bool { return t.Pick == "" && t.answer.Kind != "" }

func (f answerFlow) reply(t *talk) ([]bot.Reply, error) {
	a := t.answer
	before, slots := t.session.Slots, a.Slots
	slots.Lang = t.lang.Reply()
	t.session.Slots = slots
	switch {
	case wantsSources(a.Why) && t.ed.Base.Entry(before.Topic) != nil:
		t.session.Slots = before
		entry := t.ed.Base.Entry(before.Topic)
		return []bot.Reply{{Text: t.sources(entry), Choices: t.related(entry, 2)}}, nil
	case a.Kind == Suggested:
		f.e.note(t, "suggest", "")
	case a.Kind == None:
		f.e.note(t, "none", "")
	}
	return []bot.Reply{t.answerReply()}, nil
}

// answerReply is what Ask decided as a message with its choices.
func (t *talk) answerReply() bot.Reply {
	a := t.answer
	r := bot.Reply{Text: a.Text}
	switch a.Kind {
	case Answered:
		r.Choices = t.under(a.Hits[0].Entry)
	case Suggested:
		for _, h := range a.Hits {
			r.Choices = append(r.Choices, bot.Choice{ID: "e:" + h.Entry.ID, Label: h.Entry.Title.In(t.lang)})
		}
		r.Choices = append(r.Choices, bot.Choice{ID: "not:", Label: t.t("suggest.other")})
	case Emergency:
		var entry *knowledge.Entry
		if len(a.Hits) > 0 {
			entry = a.Hits[0].Entry
		}
		return t.alarm(entry, a.Slots.Country, a.Lang)
	case SmallTalk:
		switch a.Small {
		case "thanks", "bye", "laugh", "praise":
		default:
			r.Choices = t.menuChoices()
		}
	default:
		r.Choices = t.menuChoices()
	}
	return r
}

// wantsSources reports whether a follow-up asks where an answer comes from.
func wantsSources(r index.Reading) bool {
	if r.Length > 4 {
		return false
	}
	for _, w := range r.Words {
		if w == "sumber" || w == "sumbernya" {
			return true
		}
	}
	return false
}
