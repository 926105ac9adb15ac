package dialog

import (
	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// urgentFlow answers somebody in danger, in the middle of whatever else was
// going on: "/darurat", the keyboard's button, "sos:<country>", or by the words
// themselves.
type urgentFlow struct{}

func (urgentFlow) name() string { return "urgent" }

func (urgentFlow) takes(t *talk) bool {
	verb, _ := pick(t.Pick)
	return command(t.Text) == "darurat" || t.Pick == "menu:urgent" || verb == "sos" || t.answer.Kind == Emergency || t.Pick == "" && t.pressed() == "urgent"
}

func (urgentFlow) reply(t *talk) ([]bot.Reply, error) {
	if t.Group {
		return []bot.Reply{{Text: t.t("urgent.group")}}, nil
	}
	verb, object := pick(t.Pick)
	entry := t.ed.Base.Entry("disekap")
	switch {
	case t.answer.Kind == Emergency:
		if len(t.answer.Hits) > 0 {
			entry = t.answer.Hits[0].Entry
		}
		slots := t.answer.Slots
		slots.Lang = t.lang.Reply()
		t.session.Slots = slots
	case verb == "sos":
		if e := t.ed.Base.Entry(t.session.Slots.Topic); e != nil && e.Urgent {
			entry = e
		}
		t.session.Slots.Country = object
	}
	if entry != nil {
		t.session.Slots.Topic = entry.ID
	}
	lang := t.lang
	if t.answer.Lang != "" {
		lang = t.answer.Lang
	}
	return []bot.Reply{t.alarm(entry, t.session.Slots.Country, lang)}, nil
}

// alarm is the emergency reply; without a country it asks for it with one tap.
func (t *talk) alarm(e *knowledge.Entry, country string, lang text.Lang) bot.Reply {
	r := bot.Reply{Text: t.urgent(e, country, lang)}
	if t.ed.Base.Country(country) == nil && country != homeCountry {
		r.Text += "\n\n" + t.t("urgent.where")
		r.Choices = append(t.placeChoices("sos:"), bot.Choice{ID: "sos:" + homeCountry, Label: t.t("urgent.home")})
	}
	if e != nil {
		r.Choices = append(r.Choices, bot.Choice{ID: "more:" + e.ID, Label: t.t("answer.more")})
	}
	return r
}

// homeCountry stands for Indonesia where a country is picked.
const homeCountry = "indonesia"
