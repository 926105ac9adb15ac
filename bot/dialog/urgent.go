package dialog

import (
	"strings"

	"bekal/bot"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// homeAgencies are called from anywhere, in this order.
var homeAgencies = []string{"pwni-kemlu", "kp2mi", "polisi-110"}

// urgent is the reply to somebody in danger: numbers first, then what to do
// now and what not to do. entry may be nil, country empty.
func (c composer) urgent(entry *knowledge.Entry, country string, lang text.Lang) string {
	var b strings.Builder
	b.WriteString(c.numbers(country))
	if c.lang.Reply() == text.ID && (lang == text.SU || lang == text.JV) {
		b.WriteString("\n\n" + c.t("urgent."+string(lang)))
	}
	if entry != nil {
		a := entry.Answer.In(c.lang)
		if len(a.Steps) > 0 {
			b.WriteString("\n\n" + c.t("urgent.do") + "\n" + numbered(a.Steps[:min(3, len(a.Steps))]))
		}
		if a.Warning != "" {
			b.WriteString("\n\n⚠️ " + a.Warning)
		}
	}
	return b.String()
}

// numbers are the hotlines, the nearest first: the first line of the reply is
// a number to call when the country is known.
func (c composer) numbers(country string) string {
	var ids []string
	if e := c.ed.Base.Country(country); e != nil {
		ids = append(ids, callable(c.ed, c.missions(e, country))...)
		ids = ids[:min(len(ids), 2)]
		ids = append(ids, callable(c.ed, ofCountry(c.ed, e.Country.Hotlines, country))...)
		ids = ids[:min(len(ids), 3)]
	}
	ids = append(ids, homeAgencies...)
	lines := []string{c.t("urgent.title")}
	for _, id := range ids {
		p := c.ed.Base.Contacts[id]
		if id == "polisi-110" && country != "" {
			continue // that number is for Indonesia only
		}
		if ways := calls(p); ways != "" {
			lines = append(lines, "• "+p.Name.In(c.lang)+": "+ways)
		}
	}
	if country != "" && len(lines) > 1 {
		lines[0], lines[1] = "🚨 "+strings.TrimPrefix(lines[1], "• "), ""
		lines = append(lines[:1], lines[2:]...)
	}
	return strings.Join(lines, "\n")
}

func ofCountry(ed *library.Edition, ids []string, country string) []string {
	var out []string
	for _, id := range ids {
		if p := ed.Base.Contacts[id]; p != nil && (p.Country == "" || p.Country == country) {
			out = append(out, id)
		}
	}
	return out
}

// callable keeps the contacts that have a telephone.
func callable(ed *library.Edition, ids []string) []string {
	var out []string
	for _, id := range ids {
		if calls(ed.Base.Contacts[id]) != "" {
			out = append(out, id)
		}
	}
	return out
}

// calls are the telephone and WhatsApp numbers of a contact, at most two.
func calls(p *knowledge.ContactPoint) string {
	if p == nil {
		return ""
	}
	var out []string
	for _, ch := range p.Channels {
		if (ch.Kind == "phone" || ch.Kind == "whatsapp") && len(out) < 2 {
			way := channelMark[ch.Kind] + " " + ch.Value
			if len(out) == 1 && strings.HasSuffix(out[0], ch.Value) {
				continue
			}
			out = append(out, way)
		}
	}
	return strings.Join(out, ", ")
}

// places are the countries offered to somebody in danger who named none.
var places = []string{"malaysia", "arab-saudi", "taiwan", "hongkong", "singapura", "kamboja", "myanmar", "uea", "kuwait", "korea", "jepang"}

func (c composer) placeChoices(prefix string) []bot.Choice {
	var out []bot.Choice
	for _, name := range places {
		if e := c.ed.Base.Country(name); e != nil {
			out = append(out, bot.Choice{ID: prefix + name, Label: c.countryLabel(e, name)})
		}
	}
	return out
}

// countryLabel is a country's flag and name.
func (c composer) countryLabel(e *knowledge.Entry, name string) string {
	label := e.Title.In(c.lang)
	if len(e.Country.Names) > 1 {
		label = strings.Title(strings.ReplaceAll(name, "-", " ")) //nolint:staticcheck // names of countries are plain words
	}
	if len(e.Country.ISO) > 0 && len(e.Country.Names) == 1 {
		return flagOf(e.Country.ISO[0]) + " " + label
	}
	return label
}

// flagOf is the flag of a country by its two letters (ISO 3166-1).
func flagOf(iso string) string {
	if len(iso) != 2 {
		return ""
	}
	return string([]rune{0x1F1E6 + rune(iso[0]-'A'), 0x1F1E6 + rune(iso[1]-'A')})
}
