package dialog

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bekal/bot"
	"bekal/knowledge"
)

// homeCountry stands for Indonesia where a country is picked.
const homeCountry = "indonesia"

// purposes say what a picked country is wanted for: the beginning of the pick,
// to which its name is added.
var purposes = map[string]string{
	"country": "land:", "path": "wayc:", "urgent": "sos:", "cost": "a:cost:", "contact": "a:contact:", "complaint": "lap:where:",
}

// leads are the entries by which a country typed in answer to the picker is
// understood as what it was picked for: the topic stays, the country comes.
var leads = map[string]string{"path": "jalur-resmi", "cost": "biaya-penempatan", "contact": "kontak-perwakilan"}

// first are the countries on the first page of the picker, the most asked for
// and those with the most people in need.
var first = []string{"malaysia", "taiwan", "hongkong", "singapura", "arab-saudi", "jepang", "korea", "uea", "kamboja", "myanmar"}

// page is how many countries a page of the picker shows.
const page = 10

// countryFlow shows countries: the picker "menu:country" and "pick:<purpose>:<page>",
// the card "land:<name>", one side of it "a:<aspect>:<name>".
type countryFlow struct{}

func (countryFlow) name() string { return "country" }

func (countryFlow) takes(t *talk) bool {
	switch t.verb {
	case "menu":
		return t.object == "country"
	case "pick":
		purpose, _ := pick(t.object)
		return purposes[purpose] != ""
	case "land":
		return t.ed.Base.Country(t.object) != nil
	case "a":
		aspect, name := pick(t.object)
		return slices.Contains(knowledge.Aspects(), knowledge.Aspect(aspect)) && t.ed.Base.Country(name) != nil
	}
	return false
}

func (countryFlow) reply(t *talk) ([]bot.Reply, error) {
	switch t.verb {
	case "land":
		return []bot.Reply{t.land(t.object, "")}, nil
	case "a":
		aspect, name := pick(t.object)
		return []bot.Reply{t.land(name, knowledge.Aspect(aspect))}, nil
	case "pick":
		purpose, n := pick(t.object)
		p, _ := strconv.Atoi(n) // what is no number is the first page
		choices := t.countries(purpose, p)
		if purpose == "urgent" {
			return []bot.Reply{{Text: t.urgent(nil, "", t.lang) + "\n\n" + t.t("urgent.where"), Choices: choices}}, nil
		}
		t.awaits(purpose)
		return []bot.Reply{t.inPlace(bot.Reply{Text: t.t("country.pick"), Choices: append(choices, t.back()...)})}, nil
	}
	t.awaits("country")
	return []bot.Reply{{Text: t.t("country.pick"), Choices: append(t.countries("country", 0), t.back()...)}}, nil
}

// awaits remembers what a country that is named next is wanted for.
func (t *talk) awaits(purpose string) {
	t.session.Slots.Topic, t.session.Slots.Aspect = "", ""
	if e := t.ed.Base.Entry(leads[purpose]); e != nil {
		t.session.Slots.Topic = e.ID
	}
}

// land is the card of a country, or one side of it, with the other sides as
// choices.
func (t *talk) land(name string, aspect knowledge.Aspect) bot.Reply {
	e := t.ed.Base.Country(name)
	t.session.Slots.Topic, t.session.Slots.Country, t.session.Slots.Aspect = e.ID, name, string(aspect)
	q := asked{country: name}
	if aspect != "" {
		q.aspects = []knowledge.Aspect{aspect}
	}
	return bot.Reply{Text: t.entry(e, q), Choices: t.sides(e, name, aspect)}
}

// sides are the choices under a country: its aspects but the one just shown,
// its missions, the official path.
func (t *talk) sides(e *knowledge.Entry, name string, shown knowledge.Aspect) []bot.Choice {
	var out []bot.Choice
	for _, a := range knowledge.Aspects() {
		if _, ok := e.Country.Aspects[a]; a != shown && (ok || a == knowledge.Contact && len(e.Country.Missions) > 0) {
			out = append(out, bot.Choice{ID: "a:" + string(a) + ":" + name, Label: t.t("aspect." + string(a))})
		}
	}
	if len(e.Country.Schemes) > 0 {
		out = append(out, bot.Choice{ID: "wayc:" + name, Label: t.t("menu.path")})
	}
	out = append(out, bot.Choice{ID: "more:" + e.ID, Label: t.t("answer.more")}, bot.Choice{ID: "menu:country", Label: t.t("country.others")})
	return append(out, t.votes(e)...)
}

// countries is page n of the picker for a purpose, with a choice to the next.
func (t *talk) countries(purpose string, n int) []bot.Choice {
	names := t.places()
	pages := (len(names) + page - 1) / page
	if n < 0 || n >= pages {
		n = 0
	}
	var out []bot.Choice
	for _, name := range names[n*page : min((n+1)*page, len(names))] {
		out = append(out, bot.Choice{ID: purposes[purpose] + name, Label: t.place(name)})
	}
	if n == 0 && purpose == "urgent" || n == 0 && purpose == "complaint" {
		out = append(out, bot.Choice{ID: purposes[purpose] + homeCountry, Label: t.t("urgent.home")})
	}
	if pages > 1 {
		out = append(out, bot.Choice{ID: "pick:" + purpose + ":" + strconv.Itoa((n+1)%pages), Label: t.t("country.next")})
	}
	return out
}

// places are the canonical names of all countries, those of the first page
// first, the others by the name they are shown with.
func (c composer) places() []string {
	var out, others []string
	for _, name := range first {
		if c.ed.Base.Country(name) != nil {
			out = append(out, name)
		}
	}
	for _, e := range c.ed.Base.Entries {
		if e.Country == nil {
			continue
		}
		for name := range e.Country.Names {
			if !slices.Contains(out, name) {
				others = append(others, name)
			}
		}
	}
	slices.SortFunc(others, func(a, b string) int { return strings.Compare(c.bare(a), c.bare(b)) })
	return append(out, others...)
}

// place is a country's name as it is shown, with its flag.
func (c composer) place(name string) string {
	if c.say.Has("land." + name) {
		return c.t("land." + name)
	}
	// newer content than messages: the canonical name has to do
	words := strings.Split(name, "-")
	for i, w := range words {
		r := []rune(w)
		words[i] = string(unicode.ToUpper(r[0])) + string(r[1:])
	}
	return strings.Join(words, " ")
}

// bare is a country's name without its flag.
func (c composer) bare(name string) string {
	return strings.TrimLeftFunc(c.place(name), func(r rune) bool { return !unicode.IsLetter(r) })
}
