package dialog

import (
	"slices"
	"strings"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// homeAgencies are called from abroad, homeNumbers at home, in this order.
var (
	homeAgencies = []string{"pwni-kemlu", "kp2mi"}
	homeNumbers  = []string{"polisi-110", "kp2mi", "pwni-kemlu"}
)

// life is the entry for thoughts of suicide.
const life = "kesehatan-jiwa"

// urgent is the reply to somebody in danger: numbers first, then what to do
// now and what not to do. entry may be nil, country empty.
func (c composer) urgent(entry *knowledge.Entry, country string, lang text.Lang) string {
	p := parts{numbers: c.numbers(country)}
	if c.lang.Reply() == text.ID && (lang == text.SU || lang == text.JV) {
		p.comfort = c.t("urgent." + string(lang))
	}
	if entry != nil {
		a := entry.Answer.In(c.lang)
		if entry.ID == life {
			p.comfort, p.dear = a.Short, true // who wants to die is first of all answered as a person
		}
		p.title = c.t("urgent.do")
		p.steps = a.Steps[:min(3, len(a.Steps))]
		p.warning = a.Warning
	}
	return p.fit(screen - len(c.t("urgent.where")) - 2)
}

// parts are what an emergency's reply is made of.
type parts struct {
	numbers        []string
	comfort, title string
	dear           bool // the comfort stays
	steps          []string
	warning        string
}

// fit writes the parts in at most limit characters. Of the numbers the last go
// first; the first two and what to do always stay.
func (p parts) fit(limit int) string {
	for {
		s := p.String()
		switch {
		case length(s) <= limit:
			return s
		case len(p.numbers) > 3:
			p.numbers = p.numbers[:len(p.numbers)-1]
		case p.comfort != "" && !p.dear:
			p.comfort = ""
		case len(p.numbers) > 2:
			p.numbers = p.numbers[:2]
		case p.dear && len(p.steps) > 2:
			p.steps = p.steps[:2]
		default:
			return s
		}
	}
}

func (p parts) String() string {
	blocks := []string{strings.Join(p.numbers, "\n")}
	if p.comfort != "" {
		blocks = append(blocks, p.comfort)
	}
	if len(p.steps) > 0 {
		blocks = append(blocks, p.title+"\n"+numbered(p.steps))
	}
	if p.warning != "" {
		blocks = append(blocks, "⚠️ "+p.warning)
	}
	return strings.Join(blocks, "\n\n")
}

// numbers are the hotlines, the nearest first, one a line: the first line is a
// number to call when the country is known.
func (c composer) numbers(country string) []string {
	ids := homeAgencies
	switch e := c.ed.Base.Country(country); {
	case country == homeCountry:
		ids = homeNumbers
	case e != nil:
		near := c.callable(c.missions(e, country))
		near = near[:min(len(near), 2)]
		near = append(near, c.callable(c.ofCountry(e.Country.Hotlines, country))...)
		ids = slices.Concat(near[:min(len(near), 3)], homeAgencies)
	case country == "":
		ids = append(slices.Clone(homeAgencies), "polisi-110")
	}
	var lines []string
	for _, id := range ids {
		if p := c.ed.Base.Contacts[id]; calls(p) != "" {
			name, _, _ := strings.Cut(p.Name.In(c.lang), " (")
			lines = append(lines, "• "+name+": "+calls(p))
		}
	}
	switch {
	case len(lines) == 0:
		return []string{c.t("urgent.no_number")}
	case country == "":
		return append([]string{c.t("urgent.title")}, lines...)
	}
	lines[0] = "🚨 " + strings.TrimPrefix(lines[0], "• ")
	return lines
}

// ofCountry keeps the contacts of one country among those of an entry with
// several.
func (c composer) ofCountry(ids []string, country string) []string {
	var out []string
	for _, id := range ids {
		if p := c.ed.Base.Contacts[id]; p != nil && (p.Country == "" || p.Country == country) {
			out = append(out, id)
		}
	}
	return out
}

// callable keeps the contacts that have a telephone.
func (c composer) callable(ids []string) []string {
	var out []string
	for _, id := range ids {
		if calls(c.ed.Base.Contacts[id]) != "" {
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
			if len(out) == 1 && strings.HasSuffix(out[0], ch.Value) {
				continue
			}
			out = append(out, channelMark[ch.Kind]+" "+ch.Value)
		}
	}
	return strings.Join(out, ", ")
}
