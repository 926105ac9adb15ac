package dialog

import (
	"slices"
	"strings"

	"bekal/bot"
)

// costs says who pays what: the principle, and the ways to the details.
func (t *talk) costs() bot.Reply {
	choices := t.entryChoices("bebas-biaya", "biaya-berlebih", "potong-gaji", "paspor-biaya", "kur-pmi")
	if name := t.session.Slots.Country; t.ed.Base.Country(name) != nil {
		choices = append([]bot.Choice{{ID: "a:cost:" + name, Label: t.place(name)}}, choices...)
	}
	choices = append(choices, bot.Choice{ID: "pick:cost:0", Label: t.t("cost.by_country")})
	e := t.ed.Base.Entry("biaya-penempatan")
	if e == nil {
		return bot.Reply{Text: t.t("cost.title"), Choices: append(choices, t.back()...)}
	}
	t.session.Slots.Topic, t.session.Slots.Aspect = e.ID, ""
	choices = append([]bot.Choice{{ID: "more:" + e.ID, Label: t.t("answer.more")}}, choices...)
	return bot.Reply{Text: t.entry(e, asked{}), Choices: append(choices, t.back()...)}
}

// helpers are those who can help, at home; abroad by country.
func (t *talk) helpers() bot.Reply {
	lines := t.contactLines("kp2mi", "pwni-kemlu", "polisi-110", "sapa-129", "bp3mi-banten")
	choices := []bot.Choice{{ID: "pick:contact:0", Label: t.t("contact.missions")}}
	for _, e := range t.members("kontak") {
		choices = append(choices, t.entryChoices(e.ID)...)
	}
	return bot.Reply{Text: t.t("contact.title") + "\n" + strings.Join(lines, "\n"), Choices: append(choices, t.back()...)}
}

// officials is for those who serve in a village: duties, signs, whom to call,
// the leaflet.
func (t *talk) officials() bot.Reply {
	choices := t.entryChoices("izin-keluarga", "modus", "calo", "p3mi-cek", "hilang-kontak", "desa-migran")
	choices = append(choices, t.items("contact")...)
	e := t.ed.Base.Entry("peran-desa")
	if e == nil {
		return bot.Reply{Text: t.t("officials.leaflet"), Choices: append(choices, t.back()...)}
	}
	t.session.Slots.Topic, t.session.Slots.Aspect = e.ID, ""
	leaflet := t.t("officials.leaflet")
	p := screenful{c: t.composer, e: e, from: e.Sources, sources: 1, body: e.Answer.In(t.lang).Short, steps: slices.Clone(e.Answer.In(t.lang).Steps), contacts: t.contacts(e, asked{})}
	text := p.fit(screen-length(leaflet)-2) + "\n\n" + leaflet
	more := bot.Choice{ID: "more:" + e.ID, Label: t.t("answer.more")}
	return bot.Reply{Text: text, Choices: append(append([]bot.Choice{more}, choices...), t.back()...)}
}
