package dialog

import (
	"slices"
	"strings"

	"bekal/bot"
	"bekal/index"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// An adviser's entries: what a person who asks about an offer is led to.
const (
	verifyEntry  = "verifikasi-tawaran"
	licenceEntry = "p3mi-cek"
	trickEntry   = "modus"
)

// Words an advert has at least: fewer are a question or a remark.
const (
	fewAdvert  = 7  // of a text the checker calls an offer
	longAdvert = 25 // of one that states nothing else by which it could be told
	likeAdvert = 15 // of one that only its red flags and facts give away
	fewNotice  = 10 // of a warning or a vacancy at home
)

// sureOffer is how sure the checker must be that a text with red flags is an
// advert to outweigh faint signs of danger, and faintDanger what counts as such:
// "you can only go home if you bring two others" stands in adverts too.
const (
	sureOffer   = 0.95
	faintDanger = 0.9
)

// How sure the checker must be of a text that it does not call an offer: of one
// that was forwarded, of one with red flags, and of one with red flags in which
// somebody says "I".
const (
	maybeForwarded = 0.4
	maybeFlagged   = 0.25
	maybeTold      = 0.5
)

// inspect is the check of a text as far as the answer depends on it: what is
// typed in few words is no offer, and only counts for what it states; in somewhat
// more it may be one, and counts as nothing else, and so does a cry for help.
func (e *Engine) inspect(ed *library.Edition, k Kind, s string, from bot.Origin) offer.Report {
	n := text.Count(s)
	switch {
	case from == bot.Forwarded || from == bot.Picture:
		return ed.Offers.Check(s)
	case k != Emergency && n < fewAdvert:
		return offer.Report{Kind: offer.Other, Facts: ed.Offers.Facts(s)}
	case k == Emergency || n < likeAdvert:
		return ed.Offers.Glance(s)
	}
	return ed.Offers.Check(s)
}

// offered decides whether a text is taken as a job offer. What was forwarded or
// read from a picture is one as soon as it looks like it: people forward
// adverts, and type questions.
func (e *Engine) offered(rep offer.Report, s string, from bot.Origin) bool {
	n, stated := text.Count(s), states(rep.Facts)
	if from == bot.Forwarded || from == bot.Picture {
		return rep.Kind == offer.Offer || len(rep.Findings) > 0 || rep.Kind == offer.Other && rep.Score >= maybeForwarded && stated > 1
	}
	switch rep.Kind {
	case offer.Offer:
		return n >= longAdvert || n >= fewAdvert && (len(rep.Findings) > 0 || stated > 1 || len(rep.Facts.Phones)+len(rep.Facts.Accounts) > 0 || rep.Facts.Company != "")
	case offer.Other, offer.Question:
		sure := maybeFlagged
		if e.told(s) {
			sure = maybeTold
		}
		return len(rep.Findings) > 0 && n >= likeAdvert && (stated > 1 && rep.Score >= sure || rep.Score >= sureOffer) && !e.asks(s)
	}
	return false
}

// states counts what a text says that adverts say.
func states(f offer.Facts) int {
	n := 0
	for _, have := range []bool{f.Company != "", f.Licence != "", len(f.Phones)+len(f.Accounts) > 0, f.Salary != nil, f.Fee != nil, f.Visa != "", f.Job != "", f.Country != "", f.Age != "", f.Departure != "", f.Contract != ""} {
		if have {
			n++
		}
	}
	return n
}

// asks reports whether a text ends in a question or begins with a word that
// asks.
func (e *Engine) asks(s string) bool {
	if strings.HasSuffix(strings.TrimSpace(s), "?") {
		return true
	}
	w := text.Words(s)
	return len(w) > 0 && e.heard("question", w[0])
}

// heard reports whether a phrase stands in the list "hear.<what>".
func (e *Engine) heard(what, phrase string) bool {
	return slices.Contains(e.Say.Heard(what), phrase)
}

// notice reports whether a text is something read out rather than the person's
// own words: long enough, without a question and without "I".
func (e *Engine) notice(s string) bool {
	return text.Count(s) >= fewNotice && !strings.Contains(s, "?") && !e.asks(s) && !e.told(s)
}

// told reports whether somebody says "I" in a text.
func (e *Engine) told(s string) bool {
	return slices.ContainsFunc(text.Words(s), func(w string) bool { return e.heard("me", w) })
}

// besides adds to an answer what the checker saw: that the text is a warning or
// a vacancy at home, what the register says of a company, the invitation to hand
// in the offer that is asked about. What is answered stays; a vacancy at home is
// outside of what bekal knows.
func (e *Engine) besides(c composer, a *Answer, rep offer.Report, res index.Result) {
	top := ""
	if a.Kind == Answered {
		top = a.Hits[0].Entry.ID
	}
	name := rep.Facts.Company
	switch advert := len(rep.Facts.Phones) > 0 || rep.Facts.Salary != nil; {
	case a.Kind != Answered && a.Kind != Suggested && a.Kind != None:
	case rep.Kind == offer.Domestic && e.notice(a.Question) && (res.Way != index.Sure || advert):
		a.Kind, a.Hits, a.Text = None, nil, c.t("offer.is.domestic")
	case rep.Kind == offer.Warning && e.notice(a.Question):
		a.asked.before = c.t("offer.is.warning")
		switch a.Kind {
		case None:
			a.Text = strings.Join(append([]string{a.asked.before, c.t("offer.is.warning.ask")}, c.contactLines("kp2mi", "bp3mi-banten")...), "\n")
		case Suggested:
			a.Text = a.asked.before + "\n\n" + a.Text
		}
	case name != "" && (top == licenceEntry || e.aboutCompany(a.Question, name)):
		if entry := c.ed.Base.Entry(licenceEntry); entry != nil {
			if top != licenceEntry {
				a.Kind, a.Hits = Answered, lead(entry, sureOffer, res.Hits)
				a.Slots.Topic, a.Slots.Aspect = entry.ID, ""
			}
			a.asked.before = c.licensed(name, e.lookup(name))
		}
	case slices.Contains([]string{licenceEntry, verifyEntry, trickEntry}, top) || top != "" && a.Hits[0].Entry.Group == "waspada":
		a.asked.after = c.t("offer.invite")
	}
	if a.Kind == Answered && (a.asked.before != "" || a.asked.after != "") {
		a.Text = c.entry(a.Hits[0].Entry, a.asked)
	}
}

// fewBeside is how many words stand beside a company's name in a question
// whether it is licensed.
const fewBeside = 6

// aboutCompany reports whether a text is nothing but a company's name, or asks
// of it whether it is licensed.
func (e *Engine) aboutCompany(s, name string) bool {
	w := text.Words(s)
	beside := len(w) - text.Count(name)
	return beside <= 1 || beside <= fewBeside && slices.ContainsFunc(w, func(x string) bool { return e.heard("licensed", x) })
}

// asOffer is the answer to a text that is a job offer.
func (e *Engine) asOffer(c composer, a Answer, rep offer.Report) Answer {
	x := e.assay(rep)
	a.Kind, a.Hits, a.Second, a.assay = Offer, nil, nil, &x
	for _, f := range rep.Findings {
		if entry := c.ed.Base.Entry(f.FlagID); entry != nil {
			a.Hits = append(a.Hits, index.Hit{Entry: entry, Score: rep.Score})
		}
	}
	for _, id := range []string{verifyEntry, licenceEntry} {
		if entry := c.ed.Base.Entry(id); entry != nil && len(a.Hits) == 0 {
			a.Hits = append(a.Hits, index.Hit{Entry: entry, Score: rep.Score})
		}
	}
	a.Slots.Topic, a.Slots.Aspect = "", ""
	if len(a.Hits) > 0 {
		a.Slots.Topic = a.Hits[0].Entry.ID
	}
	if rep.Facts.Country != "" && c.ed.Base.Country(rep.Facts.Country) != nil {
		a.Slots.Country = rep.Facts.Country
	}
	a.Text = strings.Join(c.checked(x, ""), "\n\n")
	return a
}

// A Checked is a text checked as a job offer: the report, and what a person
// would read of it in plain words.
type Checked struct {
	offer.Report
	Text string // light markup
}

// Check checks a text as a job offer, whatever it looks like, and answers in its
// language. Of the edition it needs the base and the checker only.
func (e *Engine) Check(ed *library.Edition, s string) Checked {
	c := composer{ed, e.Say, e.written(s), e.now()}
	x := e.assay(ed.Offers.Check(s))
	said := strings.Join(c.checked(x, ""), "\n\n")
	if text.Count(s) == 0 {
		said = c.t("offer.is.empty")
	}
	return Checked{x.Report, said}
}

// languageOf is how much of a text is read to tell its language, in bytes.
const languageOf = 1 << 10

// written is the language of reply to an offer, by the small words in it: the
// others, such as job and visa, stand in adverts of both.
func (e *Engine) written(s string) text.Lang {
	best, most := text.ID, 0
	words := text.Words(strings.ToValidUTF8(s[:min(len(s), languageOf)], " "))
	for _, l := range []text.Lang{text.ID, text.EN} {
		small, n := strings.Fields(e.Say.Say(l, "hear.small")), 0
		for _, w := range words {
			if slices.Contains(small, w) {
				n++
			}
		}
		if n > most {
			best, most = l, n
		}
	}
	return best
}

// flagOf is the red flag a finding raised; nil if it is gone from the base.
func (c composer) flagOf(id string) *knowledge.Flag { return c.ed.Base.Flags[id] }
