package dialog

import (
	"strings"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/knowledge/offer"
)

// maxCard is how many characters a card for the family has at most: it is
// forwarded, and read on a small phone.
const maxCard = 900

// verdictMark is a verdict in a button's id.
var verdictMark = map[string]string{offer.Danger: "d", offer.Caution: "c", offer.NoFlags: "n"}

// maxID is how many bytes a choice's id may have.
const maxID = 64

// cardID is the button of a card. All that the card says is in it, so that it
// still works when the check is long forgotten; signs that do not fit are left
// out, the slightest first.
func cardID(verdict, country string, signs []sign) string {
	id := "of:card:" + verdictMark[verdict] + ":" + country
	if len(id) > maxID/2 {
		id = "of:card:" + verdictMark[verdict] + ":"
	}
	for i, s := range signs {
		next := "," + strings.TrimPrefix(s.id, "rf-")
		if i == 0 {
			next = ":" + next[1:]
		}
		if len(id)+len(next) > maxID {
			break
		}
		id += next
	}
	return id
}

// card is the short text for the family behind a cardID.
func (t *talk) card(object string) []bot.Reply {
	mark, rest := pick(object)
	country, list := pick(rest)
	verdict := offer.Caution // of a button nobody made
	for v, m := range verdictMark {
		if m == mark {
			verdict = v
		}
	}
	var signs []string
	for id := range strings.SplitSeq(list, ",") {
		if f := t.flagOf("rf-" + id); f != nil {
			signs = append(signs, "- "+f.Title.In(t.lang))
		} else if _, ok := queryOf(id); ok {
			signs = append(signs, "- "+t.t("offer.sign."+id))
		}
	}
	to := ""
	if t.ed.Base.Country(country) != nil {
		to = t.t("offer.card.to", "country", t.bare(country))
	}
	helpers := t.contactLines("kp2mi", "bp3mi-banten")
	var text string
	for {
		text = t.cardText(verdict, to, signs, helpers)
		if length(text) <= maxCard {
			break
		}
		if len(helpers) > 1 {
			helpers = helpers[:1]
			continue
		}
		signs = signs[:len(signs)-1]
	}
	how := bot.Reply{Text: t.t("offer.card.how"), Choices: append([]bot.Choice{{ID: "of:report", Label: t.t("offer.report")}}, t.back()...)}
	return []bot.Reply{{Text: text}, how}
}

func (t *talk) cardText(verdict, to string, signs, helpers []string) string {
	blocks := []string{t.t("offer.card.title", "to", to) + "\n" + t.t("offer.card."+verdict)}
	if len(signs) > 0 {
		blocks = append(blocks, t.t("offer.card.signs")+"\n"+strings.Join(signs, "\n"))
	}
	blocks = append(blocks, t.t("offer.card.help")+"\n"+numbered(t.list("offer.keys")))
	if len(helpers) > 0 {
		blocks = append(blocks, t.t("offer.card.ask")+"\n"+strings.Join(helpers, "\n"))
	}
	blocks = append(blocks, t.t("offer.card.by", "date", t.day(today(t.now))))
	return strings.Join(blocks, "\n\n")
}

// afterOffer are the choices under a verdict.
func (t *talk) afterOffer(verdict string, signs []sign, o *state.Offer) []bot.Choice {
	var out []bot.Choice
	if !t.Group && open(o) != "" {
		out = append(out, bot.Choice{ID: "of:walk:" + o.Tag, Label: t.t("offer.walk")})
	}
	out = append(out, bot.Choice{ID: companyID(o.Company), Label: t.t("offer.licence")}, bot.Choice{ID: "of:report", Label: t.t("offer.report")},
		bot.Choice{ID: cardID(verdict, o.Country, signs), Label: t.t("offer.card")})
	return append(out, t.back()...)
}

// companyID is the button that looks a company up: with its name, where that
// fits.
func companyID(name string) string {
	if id := "of:pt:" + strings.Join(strings.Fields(name), " "); len(id) <= maxID {
		return id
	}
	return "of:pt"
}
