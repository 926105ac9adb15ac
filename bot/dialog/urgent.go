package dialog

import (
	"time"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// A danger is a kind of danger a person picks, with the entry that helps.
type danger struct{ name, entry string }

var dangers = []danger{
	{"held", "disekap"},
	{"beaten", "kekerasan"},
	{"ill", "sakit"},
	{"papers", "paspor-ditahan"},
	{"sent", "rf-penampungan"},
	{"unpaid", "gaji-tidak-dibayar"},
	{"life", life},
}

// stillThere is how long the country talked about is taken for the one in which
// something happens.
const stillThere = time.Hour

// urgentFlow answers somebody in danger, in the middle of whatever else was
// going on: "menu:urgent", "sos:<country>:<entry>" of which either may be
// empty, or by the words themselves. It needs no session: the choices bear all
// that was said.
type urgentFlow struct{}

func (urgentFlow) name() string { return "urgent" }

func (urgentFlow) takes(t *talk) bool {
	return t.verb == "menu" && t.object == "urgent" || t.verb == "sos" || t.alarmed() || t.placed() != ""
}

func (urgentFlow) reply(t *talk) ([]bot.Reply, error) {
	if t.Group {
		return []bot.Reply{{Text: t.t("urgent.group"), Choices: t.menuChoices()}}, nil
	}
	var entry *knowledge.Entry
	country, lang := t.session.Slots.Country, t.lang
	assumed := false // the country was talked about, not told as where it happens
	switch {
	case t.alarmed():
		if len(t.answer.Hits) > 0 {
			entry = t.answer.Hits[0].Entry
		}
		country, lang = t.answer.Slots.Country, t.answer.Lang
		if r := t.answer.Why; len(r.Countries)+len(r.Implied) == 0 && t.At.Sub(t.session.At) > stillThere {
			country = "" // asked about yesterday: whoever is in danger may be elsewhere
		}
		if at := t.session.Flow; at.Name == complaint && country == "" {
			country = at.Data["where"] // as told a moment ago
		} else {
			r := t.answer.Why
			assumed = t.known(country) && len(r.Countries)+len(r.Implied) == 0 && t.session.Slots.Aspect != string(knowledge.Danger)
		}
		t.keepForComplaint()
	case t.placed() != "":
		entry, country = t.ed.Base.Entry(t.session.Slots.Topic), t.placed()
	case t.verb == "sos":
		to, id := pick(t.object)
		if entry = t.ed.Base.Entry(id); entry == nil && id != "" {
			entry = t.ed.Base.Entry("disekap") // its entry is gone: help all the same
		}
		if to != "" {
			country = to
		}
	}
	if t.known(country) {
		t.session.Slots.Country = country
	}
	if entry != nil {
		t.session.Slots.Topic = entry.ID
	}
	t.session.Slots.Aspect = string(knowledge.Danger) // a country named next is where it happens
	r := t.alarm(entry, country, lang)
	if assumed {
		r.Text += "\n\n" + t.t("urgent.assumed", "country", t.bare(country))
	}
	return []bot.Reply{r}, nil
}

// alarmed reports whether the words tell of danger. A word that steers the
// conversation does not, whatever the index makes of so little.
func (t *talk) alarmed() bool {
	return t.answer.Kind == Emergency && !t.says("stop") && !t.says("skip") && !t.says("next") && !t.says("sources")
}

// placed is the country a person names after an emergency that had none:
// "Malaysia", "saya di Taiwan". Empty if the text is anything else.
func (t *talk) placed() string {
	e := t.ed.Base.Entry(t.session.Slots.Topic)
	r := t.answer.Why
	endangered := e != nil && t.session.Slots.Aspect == string(knowledge.Danger) && e.Country == nil
	only := len(r.Countries) == 1 && len(r.Aspects) == 0 && content(t.say, &r) <= 1 && len(t.words()) <= 5
	if t.verb != "" || !endangered || !only {
		return ""
	}
	return r.Countries[0]
}

// known reports whether a country has numbers of its own, or is home.
func (t *talk) known(country string) bool {
	return country == homeCountry || t.ed.Base.Country(country) != nil
}

// alarm is the emergency reply. Without a country it asks for it with one tap,
// then without a kind of danger for that.
func (t *talk) alarm(e *knowledge.Entry, country string, lang text.Lang) bot.Reply {
	r := bot.Reply{}
	kind := ""
	if e != nil {
		kind = e.ID
	}
	if !t.known(country) {
		country = ""
	}
	switch {
	case country == "":
		where := "urgent.where"
		if t.mentions("family") {
			where = "urgent.where.family"
		}
		r.Text = t.urgent(e, country, lang) + "\n\n" + t.t(where)
		for _, c := range t.countries("urgent", 0) {
			if verb, to := pick(c.ID); verb == "sos" && kind != "" {
				c.ID = "sos:" + to + ":" + kind
			}
			r.Choices = append(r.Choices, c)
		}
	case e == nil:
		r.Text = t.urgent(e, country, lang) + "\n\n" + t.t("urgent.what")
		for _, d := range dangers {
			if t.ed.Base.Entry(d.entry) != nil {
				r.Choices = append(r.Choices, bot.Choice{ID: "sos:" + country + ":" + d.entry, Label: t.t("urgent.kind." + d.name)})
			}
		}
	default:
		r.Text = t.urgent(e, country, lang)
		r.Choices = append(r.Choices, bot.Choice{ID: "sos:" + country, Label: t.t("urgent.another")})
	}
	if country != "" {
		r.Choices = append(r.Choices, bot.Choice{ID: "pick:urgent:0", Label: t.t("urgent.other_country")})
	}
	if e != nil {
		r.Choices = append(r.Choices, bot.Choice{ID: "more:" + e.ID, Label: t.t("answer.more")})
	}
	r.Choices = append(r.Choices, t.items("erase")...)
	return r
}
