package dialog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/index"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// A Kind is what a question is for, in the contract's words.
type Kind string

// The kinds of answers.
const (
	Answered  Kind = "answer"
	Suggested Kind = "suggest"
	Emergency Kind = "emergency"
	Offer     Kind = "offer"
	SmallTalk Kind = "smalltalk"
	None      Kind = "none"
)

// An Answer is what bekal says to one question, without a conversation.
type Answer struct {
	Question string
	Lang     text.Lang // language the question is written in
	Kind     Kind
	Hits     []index.Hit // what is answered first; then what is related or offered
	Small    string      // kind of small talk
	Text     string      // light markup
	Slots    bot.Slots   // what carries over to the next question
	Second   *Answer     // answer to a second question in the same message
	Why      index.Reading
	asked    asked
	alone    string // text of the first answer without the second's
	assay    *assay // what was found in an offer
}

// Report is what the check of an offer found; nil for any other kind.
func (a Answer) Report() *offer.Report {
	if a.assay == nil {
		return nil
	}
	return &a.assay.Report
}

// limits of a question: what is longer is cut, only the beginning is read.
const maxQuestion = 4000

// at most so many choices are offered when bekal is not sure.
const maxChoices = 5

// Ask answers one question from ed, without a conversation: its language, its
// kind, the entries, the text, and why. slots are what went before; the zero
// Slots for nothing. Chat, ask, eval, inline mode and the preview of the console
// decide by it alone.
func (e *Engine) Ask(ctx context.Context, ed *library.Edition, question string, slots bot.Slots) (Answer, error) {
	return e.ask(ctx, ed, question, slots, bot.Typed)
}

// ask is Ask for a text that came about in some way: what is forwarded is
// sooner an offer than what is typed.
func (e *Engine) ask(ctx context.Context, ed *library.Edition, question string, slots bot.Slots, from bot.Origin) (Answer, error) {
	whole := question // an offer is checked as it was given, byte for byte
	question = strings.ToValidUTF8(question[:min(len(question), maxQuestion)], "")
	res, err := e.understand(ctx, ed, question, slots)
	if err != nil {
		return Answer{}, fmt.Errorf("asking: %w", err)
	}
	a := e.decide(ed, question, res, slots)
	if a.Kind == Emergency && res.Urgent >= faintDanger {
		return a, nil // whatever else it may be
	}
	c := composer{ed, e.Say, replyIn(a.Lang, slots), e.now()}
	rep := e.inspect(ed, a.Kind, whole, from)
	switch {
	case a.Kind == Emergency && (rep.Kind != offer.Offer || rep.Score < sureOffer || rep.Verdict != offer.Danger):
		return a, nil
	case e.offered(rep, whole, from):
		a.Question = whole
		return e.asOffer(c, a, rep), nil
	}
	if narrow := e.detail(ed, question, res, slots); narrow != nil {
		return *narrow, nil
	}
	if a.Kind == Answered || a.Kind == Suggested {
		if first, second, ok := e.two(ctx, ed, question, slots); ok {
			first.Question, second.Question = question, question
			first.Second, first.alone = &second, first.Text
			first.Hits = append(first.Hits[:1:1], append(second.Hits[:1:1], first.Hits[1:]...)...)
			first.Text += "\n\n— — —\n\n" + second.Text
			first.Slots = second.Slots
			return first, nil
		}
	}
	e.besides(c, &a, rep, res)
	return a, nil
}

// understand searches for the question as it stands and, where it leans on what
// went before, with that.
func (e *Engine) understand(ctx context.Context, ed *library.Edition, question string, slots bot.Slots) (index.Result, error) {
	res, err := ed.Index.Search(ctx, question, maxChoices+1)
	if err != nil || res.Urgent >= index.UrgentFrom {
		return res, err
	}
	r := &res.Reading
	topic := ed.Base.Entry(slots.Topic)
	if e.side(ed, &res, topic, slots.Country) {
		return res, nil
	}
	switch {
	case slots.Country != "" && len(r.Countries) == 0 && r.Length <= 8 && res.Kind != index.Small && aboutCountry(e.Say, res, topic):
		// "umur maks brp" after Taiwan: the country stays, the topic changes
		with, err := ed.Index.Search(ctx, question+" "+strings.ReplaceAll(slots.Country, "-", " "), maxChoices+1)
		if err != nil {
			return res, err
		}
		if len(with.Hits) > 0 && with.Hits[0].Entry.Country != nil && covers(with.Hits[0].Entry, with.Reading.Aspects) {
			return with, nil
		}
	case topic != nil && len(r.Countries) > 0 && content(e.Say, r) == 0 && r.Length <= 6:
		// "kalau ke Hong Kong?" after Taiwan: the topic stays, the country changes
		if topic.Country == nil {
			a := aspectOf[topic.ID]
			if a == "" {
				a = aspectOf[topic.Group]
			}
			if a != "" {
				res.Reading.Aspects = append(res.Reading.Aspects, a)
			}
		} else if slots.Aspect != "" {
			res.Reading.Aspects = append(res.Reading.Aspects, knowledge.Aspect(slots.Aspect))
		}
	case topic != nil && r.Length <= 5 && len(r.Countries) == 0 && (res.Way != index.Sure || content(e.Say, r) <= 1) && res.Kind != index.Small:
		// "berapa lama?" after a topic
		with, err := ed.Index.Search(ctx, question+" "+topic.Title.ID, maxChoices+1)
		if err != nil {
			return res, err
		}
		if res.Way != index.Sure && with.Way == index.Sure && (content(e.Say, r) <= 1 || among(with.Hits[0].Entry, res.Hits)) {
			with.Reading = res.Reading // what was asked stays what it was
			return with, nil
		}
	}
	return res, nil
}

// among reports whether an entry is one of hits.
func among(e *knowledge.Entry, hits []index.Hit) bool {
	return slices.ContainsFunc(hits, func(h index.Hit) bool { return h.Entry == e })
}

// side makes res an answer about one side of the country just talked about, if
// the question names nothing but that side: "umur maks brp", "bahasanya?".
func (e *Engine) side(ed *library.Edition, res *index.Result, topic *knowledge.Entry, country string) bool {
	r, k := &res.Reading, ed.Base.Country(country)
	if k == nil || topic == nil || topic.Country == nil || res.Kind == index.Small || len(r.Countries)+len(r.Jobs) > 0 || r.Length > 5 || len(res.Hits) == 0 {
		return false
	}
	top := res.Hits[0].Entry
	a := aspectOf[top.ID]
	if len(r.Aspects) > 0 && (a == "" || content(e.Say, r) <= 1) {
		a = r.Aspects[0]
	}
	_, told := k.Country.Aspects[a]
	other := res.Way == index.Sure && top.Country == nil && aspectOf[top.ID] == "" // about something else
	if !told || content(e.Say, r) > 2 || other && content(e.Say, r) > 1 {
		return false
	}
	res.Kind, res.Way, r.Aspects = index.Known, index.Sure, []knowledge.Aspect{a}
	res.Hits = lead(k, max(res.Hits[0].Score, twoFrom), res.Hits)
	return true
}

// longStory is the number of words from which the answer says what bekal
// understood.
const longStory = 25

// detail answers a short question about one detail of the entry answered last
// with the lines that tell it; nil if it is no such question.
func (e *Engine) detail(ed *library.Edition, question string, res index.Result, slots bot.Slots) *Answer {
	topic := ed.Base.Entry(slots.Topic)
	r := res.Reading
	if topic == nil || topic.Country != nil || res.Urgent >= index.UrgentFrom || res.Kind == index.Small || r.Length > 5 || len(r.Countries) > 0 {
		return nil
	}
	if res.Way == index.Sure && len(res.Hits) > 0 && res.Hits[0].Entry != topic && content(e.Say, &r) > 1 {
		return nil // a new question, clear by itself
	}
	if content(e.Say, &r) > 1 && !among(topic, res.Hits) {
		return nil // it has words of its own, and none of them speak of the topic
	}
	if res.Outside > elsewhere && content(e.Say, &r) > 1 {
		return nil // "harga bbm naik ga" is about something else
	}
	c := composer{ed, e.Say, replyIn(r.Lang, slots), e.now()}
	said := c.focus(topic, question, r)
	if said == "" && content(e.Say, &r) <= 1 && (slices.Contains(r.Aspects, knowledge.Duration) || slices.Contains(r.Aspects, knowledge.Cost)) {
		said = c.entry(topic, asked{before: c.t("answer.not_said")})
	}
	if said == "" {
		return nil
	}
	a := Answer{Question: question, Lang: r.Lang, Kind: Answered, Hits: lead(topic, 1, res.Hits), Text: said, Slots: slots, Why: r}
	return &a
}

// elsewhere is the chance of being about something else from which a short
// question does not lean on what went before.
const elsewhere = 0.5

// replyIn is the language of the reply to a question written in l.
func replyIn(l text.Lang, slots bot.Slots) text.Lang {
	if slots.Lang != "" {
		return slots.Lang
	}
	return l
}

// aboutCountry reports whether a question without a country may be about the
// one that was talked about: it is unsure, or about what countries differ in.
func aboutCountry(say *bot.Catalog, res index.Result, topic *knowledge.Entry) bool {
	if res.Kind == index.Outside || len(res.Hits) == 0 {
		return res.Kind == index.Outside && len(res.Reading.Aspects) > 0
	}
	if topic != nil && topic.Country != nil && len(res.Reading.Aspects) > 0 && content(say, &res.Reading) <= 1 {
		return true // "brp biayanya": nothing but the side is named
	}
	id := res.Hits[0].Entry.ID
	return res.Hits[0].Entry.Country != nil || aspectOf[id] != "" && len(res.Reading.Aspects) > 0
}

func covers(e *knowledge.Entry, aspects []knowledge.Aspect) bool {
	for _, a := range aspects {
		if _, ok := e.Country.Aspects[a]; ok || a == knowledge.Contact {
			return true
		}
	}
	return false
}

// content counts the words of a question that are neither names of countries
// nor only tie it to what went before.
func content(say *bot.Catalog, r *index.Reading) int {
	ties := strings.Fields(say.Say(text.ID, "hear.linking"))
	n := 0
	for _, w := range r.Words {
		if !strings.HasPrefix(w, "@") && !slices.Contains(ties, w) {
			n++
		}
	}
	return n
}

// aspectOf says which side of a country answers a general topic.
var aspectOf = map[string]knowledge.Aspect{
	"usia": knowledge.Age, "bahasa": knowledge.Language, "syarat-umum": knowledge.Requirements, "pendidikan-minimal": knowledge.Requirements,
	"dokumen-wajib": knowledge.Requirements, "jalur-resmi": knowledge.Path, "skema-penempatan": knowledge.Path, "skema-p-to-p": knowledge.Path,
	"skema-g-to-g": knowledge.Path, "skema-mandiri": knowledge.Path, "lama-proses": knowledge.Duration, "biaya-penempatan": knowledge.Cost,
	"bebas-biaya": knowledge.Cost, "potong-gaji": knowledge.Cost, "jam-kerja": knowledge.Contract, "cuti": knowledge.Contract,
	"perpanjang-kontrak": knowledge.Contract, "ganti-majikan": knowledge.Contract, "kontak-perwakilan": knowledge.Contact,
	"negara-terlarang": knowledge.Status, "pilih-negara": knowledge.Pay,
}

// decide turns what was found into an answer.
func (e *Engine) decide(ed *library.Edition, question string, res index.Result, slots bot.Slots) Answer {
	a := Answer{Question: question, Lang: res.Reading.Lang, Hits: res.Hits, Slots: slots, Why: res.Reading}
	c := composer{ed, e.Say, replyIn(a.Lang, slots), e.now()}
	a.asked = asked{aspects: res.Reading.Aspects, country: slots.Country}
	if len(res.Reading.Countries) > 0 {
		a.asked.country = res.Reading.Countries[0]
	}
	switch {
	case res.Urgent >= index.UrgentFrom:
		a.Kind = Emergency
		entry := ed.Base.Entry(res.Alarm)
		a.Hits = lead(entry, res.Urgent, res.Hits)
		if len(res.Reading.Countries) == 0 {
			a.asked.country = slots.Country
			if len(res.Reading.Implied) > 0 {
				a.asked.country = res.Reading.Implied[0]
			}
		}
		a.Slots.Country = a.asked.country
		a.Text = c.urgent(entry, a.asked.country, res.Reading.Lang)
	case res.Kind == index.Small:
		a.Kind, a.Small, a.Hits = SmallTalk, res.Small, nil
		a.Text = c.small(res.Small, res.Reading.Lang)
	case res.Way == index.Sure:
		a.Kind = Answered
		top := res.Hits[0].Entry
		if res.Reading.Length >= longStory {
			a.asked.before = c.t("answer.understood", "title", top.Title.In(c.lang))
		}
		a.Text = c.entry(top, a.asked)
		a.Slots.Topic = top.ID
		a.Slots.Aspect = ""
		if len(res.Reading.Aspects) > 0 {
			a.Slots.Aspect = string(res.Reading.Aspects[0])
		}
		switch {
		case len(res.Reading.Countries) > 0:
			a.Slots.Country = res.Reading.Countries[0]
		case only(top) != "":
			a.Slots.Country = only(top)
		}
	case res.Way == index.Unsure:
		a.Kind = Suggested
		a.Hits = a.Hits[:min(len(a.Hits), maxChoices)]
		a.Text = c.t("suggest.title")
	default:
		a.Kind, a.Hits = None, nil
		a.Text = c.none(res.Kind == index.Outside, res.Reading.Signs)
	}
	return a
}

// lead puts entry first in hits.
func lead(entry *knowledge.Entry, score float64, hits []index.Hit) []index.Hit {
	if entry == nil {
		return hits
	}
	out := []index.Hit{{Entry: entry, Score: score}}
	for _, h := range hits {
		if h.Entry.ID != entry.ID {
			out = append(out, h)
		}
	}
	return out
}

// two answers a message that holds two questions: two sentences that each are
// clear by themselves and about different entries.
func (e *Engine) two(ctx context.Context, ed *library.Edition, question string, slots bot.Slots) (first, second Answer, ok bool) {
	parts := questions(question)
	if len(parts) != 2 {
		return first, second, false
	}
	var found [2]Answer
	country := slots.Country
	for i, p := range parts {
		s := slots
		s.Country = country
		res, err := ed.Index.Search(ctx, p, maxChoices+1)
		if err != nil || res.Way != index.Sure || res.Kind != index.Known || len(res.Hits) == 0 || res.Hits[0].Score < twoFrom {
			return first, second, false
		}
		found[i] = e.decide(ed, p, res, s)
		country = found[i].Slots.Country
	}
	if found[0].Hits[0].Entry == found[1].Hits[0].Entry || found[0].Hits[0].Entry.Group == found[1].Hits[0].Entry.Group && found[0].Hits[0].Entry.Country != nil {
		return first, second, false
	}
	return found[0], found[1], true
}

// questions splits a message where a second question begins. A long story is
// one question.
func questions(s string) []string {
	if len(strings.Fields(s)) > 30 {
		return nil
	}
	parts := text.Sentences(s)
	if len(parts) == 1 {
		low := strings.ToLower(s)
		for _, join := range []string{" terus ", " trus ", " trs ", " dan juga ", " sama juga ", ", sama ", " sama ", " sm ", " and also ", ", and ", ", dan ", " lan ", " sareng "} {
			if i := strings.Index(low, join); i > 0 && len(low) == len(s) {
				parts = []string{s[:i], s[i+len(join):]}
				break
			}
		}
	}
	var out []string
	for _, p := range parts {
		if len(strings.Fields(p)) >= 2 {
			out = append(out, p)
		}
	}
	return out
}

// none says honestly that bekal does not know, and who can help.
//
// Somebody who writes of blows or threats outside the topic, such as violence
// at home, is told who helps there.
func (c composer) none(outside bool, signs []string) string {
	key := "none.other"
	if outside {
		key = "none.text"
	}
	help := []string{"kp2mi", "bp3mi-banten"}
	if slices.Contains(signs, "harm") {
		help = []string{"sapa-129", "polisi-110", "kp2mi"}
	}
	lines := []string{c.t(key)}
	for _, id := range help {
		if l := c.contact(c.ed.Base.Contacts[id]); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(append(lines, c.t("none.after")), "\n")
}

// small answers small talk; a greeting in Sundanese or Javanese is returned in
// it.
func (c composer) small(kind string, lang text.Lang) string {
	if kind == "greeting" && (lang == text.SU || lang == text.JV) && c.lang.Reply() == text.ID {
		return c.t("small.greeting." + string(lang))
	}
	return c.t("small." + kind)
}

// Reply is an answer as a message with its choices, outside a conversation.
func (e *Engine) Reply(ed *library.Edition, a Answer) bot.Reply {
	t := &talk{ed: ed, session: &state.Session{Slots: a.Slots}, answer: a}
	t.composer = composer{ed, e.Say, replyIn(a.Lang, a.Slots), e.now()}
	return t.answerReply(a)
}
