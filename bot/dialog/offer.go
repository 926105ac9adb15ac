package dialog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"bekal/bot"
	"bekal/knowledge"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// offerFlow takes job offers, by their words or "menu:offer", which says how to
// hand one in. Its choices say by themselves what they do: "of:walk:<tag>" goes
// through an offer one question at a time, "of:yes|no|unknown:<question>:<tag>"
// answers, "of:stop" leaves it, "of:pt:<name>" looks a company up,
// "of:card:<verdict>:<country>:<signs>" is the text for the family, "of:report"
// says where to report.
type offerFlow struct{ e *Engine }

func (offerFlow) name() string { return "offer" }

func (offerFlow) takes(t *talk) bool {
	switch {
	case t.verb == "of":
		return true
	case t.verb != "":
		return t.verb == "menu" && t.object == "offer"
	case t.answer.Kind == Offer, t.asksAgain():
		return true
	}
	return t.session.Offer.Step != "" && !t.Group && (t.spoken() != "" || t.says("stop") || t.names())
}

func (f offerFlow) reply(t *talk) ([]bot.Reply, error) {
	switch {
	case t.verb == "menu":
		return []bot.Reply{t.invite()}, nil
	case t.verb == "of":
		return f.pressed(t), nil
	case t.answer.Kind == Offer:
		return f.checked(t), nil
	case t.asksAgain():
		return t.ended(nil), nil
	}
	return f.typed(t), nil
}

// fewAgain is how many words a question about the offer just checked has at most.
const fewAgain = 8

// asksAgain reports whether a text asks whether the offer just checked is real:
// "jadi ini penipuan bukan ya". Whoever has handed it in is not asked for it. A
// question that names a company is about that.
func (t *talk) asksAgain() bool {
	a := t.answer
	if t.verb != "" || t.Group || t.session.Offer.Tag == "" || t.names() || a.asked.before != "" || len(t.words()) > fewAgain || !t.mentions("this") {
		return false
	}
	switch {
	case a.Kind == Emergency:
		return false
	case t.mentions("licensed"):
		return true
	}
	return len(a.Hits) > 0 && (a.Hits[0].Entry.ID == verifyEntry || a.Hits[0].Entry.Group == "waspada")
}

// invite says how to hand an offer in, and leads back to one under way.
func (t *talk) invite() bot.Reply {
	var choices []bot.Choice
	label := "offer.walk_without"
	if walking(&t.session.Offer) {
		label = "offer.resume"
	}
	if !t.Group {
		choices = append(choices, bot.Choice{ID: "of:walk:" + t.session.Offer.Tag, Label: t.t(label)})
	}
	choices = append(choices, bot.Choice{ID: "of:pt", Label: t.t("offer.licence")})
	choices = append(append(choices, t.entryChoices(trickEntry, licenceEntry, verifyEntry)...), t.back()...)
	return bot.Reply{Text: t.t("offer.paste"), Choices: choices}
}

// checked tells what was found in an offer and remembers it without its words.
func (f offerFlow) checked(t *talk) []bot.Reply {
	x := *t.answer.assay
	slots := t.answer.Slots
	slots.Lang = t.lang.Reply()
	t.session.Slots = slots
	print := t.ed.Offers.Fingerprint(t.Text)
	o := remember(x, print, t.At)
	t.session.Offer = o
	said := t.checked(x, f.seen(t, print))
	out := make([]bot.Reply, len(said))
	for i, s := range said {
		out[i].Text = s
	}
	signs := t.signs(x)
	out[len(out)-1].Choices = t.afterOffer(x.Verdict, signs, &o)
	return out
}

// seen counts the offer and says how often it, or one like it, was checked
// before; empty for never. The fingerprint is all that is kept.
func (f offerFlow) seen(t *talk, print offer.Fingerprint) string {
	if print == 0 || f.e.Journal == nil {
		return ""
	}
	b, id := &t.session.Bundle, print.String()
	n := b.Count
	if !slices.ContainsFunc(b.Prints, func(own string) bool { return alike(own, id) }) { // else its beginning was counted
		var err error
		if n, err = f.e.Journal.Seen(t.ctx, id, alike); err != nil {
			f.e.Log.Warn("an offer was not counted", "err", err)
			return ""
		}
		if !b.Zero() {
			b.Prints, b.Count = append(b.Prints, id), n
		}
	}
	if n == 0 {
		return ""
	}
	return t.t("offer.seen", "n", strconv.Itoa(n))
}

// alike compares fingerprints as they are stored.
func alike(a, b string) bool {
	x, err := offer.ParseFingerprint(a)
	y, other := offer.ParseFingerprint(b)
	return err == nil && other == nil && x.Alike(y)
}

// pressed is the reply to one of the flow's choices.
func (f offerFlow) pressed(t *talk) []bot.Reply {
	verb, object := pick(t.object)
	switch verb {
	case "card":
		return t.card(object)
	case "report":
		return []bot.Reply{t.reportOffer()}
	case "pt":
		return f.company(t, object)
	}
	switch {
	case t.Group:
		return t.private()
	case t.forgetful:
		return []bot.Reply{{Text: t.t("offer.forgetful") + "\n\n" + numbered(t.list("offer.keys")), Choices: append(t.entryChoices(licenceEntry, verifyEntry), t.back()...)}}
	case verb == "stop":
		return []bot.Reply{t.stopOffer()}
	case verb == yes || verb == no || verb == unknown:
		id, tag := pick(object)
		if q, ok := queryOf(id); ok {
			return f.answer(t, q, verb, tag)
		}
	}
	return t.walk(f.e, f.other(t, object))
}

// other says that a button is of an offer checked before the one remembered;
// nothing if it is of this one.
func (offerFlow) other(t *talk, tag string) []string {
	if o := &t.session.Offer; tag == "" || o.Tag == "" || tag == o.Tag {
		return nil
	}
	return []string{t.t("offer.other")}
}

// answer notes an answer and asks what comes next. The answer to a question
// about another offer is not mixed into this one.
func (f offerFlow) answer(t *talk, q query, answer, tag string) []bot.Reply {
	if other := f.other(t, tag); other != nil {
		return t.walk(f.e, other)
	}
	if t.session.Offer.Tag == "" {
		t.session.Offer.Tag = tag // what was found is forgotten: the answer counts by itself
	}
	said := t.answeredOffer(q, answer)
	if q.id == "company" && answer == yes && t.session.Offer.Company == "" {
		return []bot.Reply{t.askName(stepName, said)}
	}
	return t.walk(f.e, said)
}

// askName asks for the name of the company, in the walk or to look it up.
func (t *talk) askName(step string, said []string) bot.Reply {
	t.session.Offer.Step, t.session.Offer.Until = step, t.At.Add(keepOffer)
	choices := t.back()
	if step == stepName {
		choices = []bot.Choice{{ID: "of:walk:" + t.session.Offer.Tag, Label: t.t("offer.no_name")}, {ID: "of:stop", Label: t.t("offer.stop")}}
	}
	return bot.Reply{Text: strings.Join(append(said, t.t("licence.ask")), "\n\n"), Choices: choices}
}

// typed is the reply to a text that answers the question that waits.
func (f offerFlow) typed(t *talk) []bot.Reply {
	o := &t.session.Offer
	answer := t.spoken()
	switch q, ok := queryOf(o.Step); {
	case t.says("stop"):
		return []bot.Reply{t.stopOffer()}
	case t.names() && o.Step == stepLookup:
		o.Step = ""
		return f.company(t, f.e.nameIn(t.Text))
	case t.names():
		o.Company = f.e.nameIn(t.Text)
		if o.Answers == nil {
			o.Answers = map[string]string{}
		}
		o.Answers["company"] = yes
		delete(o.Answers, "register")
		return t.walk(f.e, []string{t.licensed(o.Company, f.e.lookup(o.Company))})
	case ok && answer != "":
		return f.answer(t, q, answer, o.Tag)
	}
	return t.walk(f.e, nil)
}

// nameIn is the name of a company in the answer that was asked for one, without
// the words of a question behind it: "PT Maju Jaya itu resmi gak".
func (e *Engine) nameIn(s string) string {
	words := strings.Fields(s)
	for len(words) > 2 {
		last := text.Key(words[len(words)-1])
		if last != "" && !e.heard("licensed", last) && !e.heard("no", last) && !e.heard("yes", last) && !e.heard("this", last) {
			break
		}
		words = words[:len(words)-1]
	}
	return clip(strings.Join(words, " "), maxQuote)
}

// stopOffer leaves the walk. What was found stays for who comes back.
func (t *talk) stopOffer() bot.Reply {
	t.session.Offer.Step = ""
	return bot.Reply{Text: t.t("offer.stopped"), Choices: append([]bot.Choice{{ID: "of:walk:" + t.session.Offer.Tag, Label: t.t("offer.resume")}}, t.menuChoices()...)}
}

// company looks a company up, or asks for its name.
func (f offerFlow) company(t *talk, name string) []bot.Reply {
	if name == "" {
		name = t.session.Offer.Company
	}
	if name == "" {
		if t.Group || t.forgetful {
			return []bot.Reply{{Text: t.t("licence.ask"), Choices: append(t.entryChoices(licenceEntry), t.back()...)}}
		}
		return []bot.Reply{t.askName(stepLookup, nil)}
	}
	said := t.licensed(name, f.e.lookup(name))
	e := t.ed.Base.Entry(licenceEntry)
	if e == nil {
		return []bot.Reply{{Text: said, Choices: t.back()}}
	}
	t.session.Slots.Topic, t.session.Slots.Aspect = e.ID, ""
	var choices []bot.Choice
	if !t.Group && open(&t.session.Offer) != "" {
		choices = append(choices, bot.Choice{ID: "of:walk:" + t.session.Offer.Tag, Label: t.t("offer.walk")})
	}
	return []bot.Reply{{Text: t.entry(e, asked{before: said}), Choices: append(append(choices, t.under(e)...), t.back()...)}}
}

// reportOffer says where an offer is reported and what to keep for that.
func (t *talk) reportOffer() bot.Reply {
	lines := append([]string{t.t("offer.report.how")}, t.contactLines("bp3mi-banten", "kp2mi", "polisi-110")...)
	choices := append(t.items("complaint"), t.entryChoices("pengaduan")...)
	return bot.Reply{Text: strings.Join(lines, "\n"), Choices: append(choices, t.back()...)}
}

// today is the day of a time in Jakarta.
func today(now time.Time) knowledge.Date {
	return knowledge.Date(now.In(time.FixedZone("WIB", 7*60*60)).Format(time.DateOnly))
}

// offerChoices are the choices under an offer outside a conversation.
func (t *talk) offerChoices(x assay) []bot.Choice {
	o := remember(x, 0, t.At)
	o.Tag = ""
	return t.afterOffer(x.Verdict, t.signs(x), &o)
}
