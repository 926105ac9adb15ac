package dialog

import "bekal/bot"

// keys are the items of the menu that also stand on the keyboard that stays.
var keys = []string{"offer", "path", "country", "urgent"}

// rest are the items behind "more".
var rest = []string{"cost", "complaint", "contact", "topics", "resume", "officials", "language", "privacy", "erase", "help"}

// menu is the first screen, and what every dead end leads to.
func (t *talk) menu() bot.Reply {
	return bot.Reply{Text: t.t("menu.title"), Choices: t.menuChoices()}
}

func (t *talk) items(names ...string) []bot.Choice {
	out := make([]bot.Choice, 0, len(names))
	for _, item := range names {
		out = append(out, bot.Choice{ID: "menu:" + item, Label: t.t("menu." + item)})
	}
	return out
}

func (t *talk) menuChoices() []bot.Choice { return append(t.items(keys...), t.items("more")...) }

// back is the one choice that leads out of a screen.
func (t *talk) back() []bot.Choice { return []bot.Choice{{ID: "menu:", Label: t.t("menu.back")}} }

// inPlace lets a reply take the place of the message whose choice was picked: a
// list that is turned over or ticked need not stand in the chat ten times.
func (t *talk) inPlace(r bot.Reply) bot.Reply {
	r.Edit = t.On
	return r
}

// keyboard is the keyboard that stays under the chat.
func (t *talk) keyboard() [][]string {
	return [][]string{{t.t("menu.offer"), t.t("menu.path")}, {t.t("menu.country"), t.t("menu.urgent")}}
}

// menuFlow shows the menu, the rest of it, and the screens that hold nothing
// but a text: "menu:", "menu:more", "menu:help", "menu:cost", "menu:contact",
// "menu:officials".
type menuFlow struct{}

func (menuFlow) name() string { return "menu" }

func (menuFlow) takes(t *talk) bool {
	if t.verb != "menu" {
		return false
	}
	switch t.object {
	case "", "more", "help", "cost", "contact", "officials":
		return true
	}
	return false
}

func (menuFlow) reply(t *talk) ([]bot.Reply, error) {
	r := t.menu()
	switch t.object {
	case "more":
		r = bot.Reply{Text: t.t("menu.rest"), Choices: append(t.items(rest...), t.back()...)}
	case "help":
		r = bot.Reply{Text: t.t("small.help"), Choices: t.menuChoices()}
	case "cost":
		r = t.costs()
	case "contact":
		r = t.helpers()
	case "officials":
		r = t.officials()
	}
	return []bot.Reply{r}, nil
}

// startFlow greets.
type startFlow struct{}

func (startFlow) name() string { return "start" }

func (startFlow) takes(t *talk) bool { return t.verb == "start" }

func (startFlow) reply(t *talk) ([]bot.Reply, error) {
	return []bot.Reply{
		{Text: t.t("start.1"), Keyboard: t.keyboard()},
		{Text: t.t("start.2"), Choices: t.menuChoices()},
	}, nil
}

// staleFlow answers choices that lead nowhere any more: of an older version, or
// of content that is gone.
type staleFlow struct{}

func (staleFlow) name() string { return "stale" }

func (staleFlow) takes(t *talk) bool { return t.verb != "" }

func (staleFlow) reply(t *talk) ([]bot.Reply, error) {
	return []bot.Reply{{Text: t.t("stale.text"), Choices: t.menuChoices()}}, nil
}
