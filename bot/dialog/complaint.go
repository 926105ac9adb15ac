package dialog

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/knowledge/markup"
	"bekal/knowledge/text"
)

// complaint is the name of the flow that writes one.
const complaint = "complaint"

// keepComplaint is how long the words of a complaint are kept after the last
// answer.
const keepComplaint = time.Hour

// An ask is one question of a complaint with the answers offered under it.
type ask struct {
	step    string
	choices []string
}

// asks are the questions in their order. Where it happened is picked from the
// countries.
var asks = []ask{
	{"case", []string{"wage", "cost", "papers", "violence", "fraud", "contract", "other"}},
	{"who", []string{"employer", "agent", "company", "recruiter"}},
	{"where", nil},
	{"when", []string{"now", "month", "year"}},
	{"what", nil},
	{"evidence", []string{"chat", "receipt", "contract", "photo", "none"}},
}

// written is the step of a complaint that is complete.
const written = "written"

// most is how many characters of one answer are kept.
const most = 1200

// complaintFlow helps to write a complaint, one question at a time:
// "menu:complaint", "lap:on" goes on, "lap:new", "lap:stop", "lap:skip:<step>",
// "lap:edit:<step>", and the answers "lap:<step>:<answer>". A question in the
// middle is left to the other flows, and so is danger.
type complaintFlow struct{}

func (complaintFlow) name() string { return complaint }

func (complaintFlow) takes(t *talk) bool {
	switch {
	case t.verb == "lap":
		return true
	case t.verb != "":
		return t.verb == "menu" && t.object == "complaint"
	}
	at := t.session.Flow
	return at.Name == complaint && at.Step != written && len(t.words()) > 0 && !t.question()
}

// question reports whether a text in the middle of a complaint asks something
// bekal can answer, rather than telling what happened.
func (t *talk) question() bool {
	if t.answer.Kind != Answered {
		return false
	}
	if strings.HasSuffix(strings.TrimSpace(t.Text), "?") {
		return true
	}
	words := t.words()
	if len(words) > 10 {
		return false
	}
	for _, l := range []text.Lang{text.ID, text.EN} {
		for w := range strings.SplitSeq(t.say.Say(l, "hear.question"), ";") {
			if text.Key(w) == words[0] {
				return true
			}
		}
	}
	return false
}

func (complaintFlow) reply(t *talk) ([]bot.Reply, error) {
	switch {
	case t.Group:
		return t.private(), nil
	case t.forgetful:
		lines := append([]string{t.t("complaint.forgetful")}, t.contactLines("kp2mi", "bp3mi-banten", "pwni-kemlu")...)
		return []bot.Reply{{Text: strings.Join(lines, "\n"), Choices: t.menuChoices()}}, nil
	}
	at := &t.session.Flow
	verb, object := pick(t.object)
	switch under := at.Name == complaint; {
	case t.verb == "menu" && !under || t.verb == "lap" && verb == "new":
		*at = state.Flow{Name: complaint, Step: asks[0].step, Data: map[string]string{}, Until: t.At.Add(keepComplaint)}
		return []bot.Reply{{Text: t.t("complaint.start")}, t.next()}, nil
	case !under:
		return []bot.Reply{{Text: t.t("complaint.gone"), Choices: append([]bot.Choice{{ID: "lap:new", Label: t.t("complaint.again")}}, t.back()...)}}, nil
	case verb == "stop" || t.verb == "" && t.hears("stop"):
		*at = state.Flow{}
		return []bot.Reply{{Text: t.t("complaint.stopped"), Choices: t.menuChoices()}}, nil
	}
	t.session.Slots.Aspect = ""
	at.Until = t.At.Add(keepComplaint)
	if at.Data == nil {
		at.Data = map[string]string{}
	}
	switch {
	case t.verb == "":
		t.answered(at.Step, t.said(at.Step))
	case verb == "edit" && slices.ContainsFunc(asks, func(a ask) bool { return a.step == object }):
		delete(at.Data, object)
		at.Step = object
	case verb == "skip":
		t.answered(object, "")
	case object != "":
		t.answered(verb, object)
	}
	if at.Step == written {
		return t.letter(), nil
	}
	return []bot.Reply{t.next()}, nil
}

// said is a typed answer: the country where it happened if one is named, else
// the words as they are; empty if the person does not know.
func (t *talk) said(step string) string {
	if t.hears("skip") {
		return ""
	}
	if r := t.answer.Why; step == "where" && len(r.Countries) > 0 && content(t.say, &r) == 0 {
		return r.Countries[0]
	}
	return clip(strings.TrimSpace(t.Text), most)
}

func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// answered notes an answer, empty for a question that was left out, and moves
// to the first question without one.
func (t *talk) answered(step, answer string) {
	at := &t.session.Flow
	if slices.ContainsFunc(asks, func(a ask) bool { return a.step == step }) {
		at.Data[step] = answer
	}
	at.Step = written
	for _, a := range asks {
		if _, ok := at.Data[a.step]; !ok {
			at.Step = a.step
			return
		}
	}
}

// next is the question a complaint stands at.
func (t *talk) next() bot.Reply {
	step := t.session.Flow.Step
	r := bot.Reply{Text: t.t("complaint.ask." + step)}
	for _, a := range asks {
		if a.step != step {
			continue
		}
		for _, c := range a.choices {
			r.Choices = append(r.Choices, bot.Choice{ID: "lap:" + step + ":" + c, Label: t.t("complaint." + step + "." + c)})
		}
	}
	if step == "where" {
		r.Choices = t.countries("complaint", 0)
	}
	r.Choices = append(r.Choices, bot.Choice{ID: "lap:skip:" + step, Label: t.t("complaint.skip")}, bot.Choice{ID: "lap:stop", Label: t.t("complaint.stop")})
	return r
}

// letter is the finished complaint: a text to copy, then where to send it.
func (t *talk) letter() []bot.Reply {
	lines := []string{t.t("complaint.letter")}
	for _, a := range asks {
		lines = append(lines, t.t("complaint.line."+a.step)+": "+t.told(a.step))
	}
	lines = append(lines, t.t("complaint.blanks"))
	ids := t.channels()
	to := append([]string{t.t("complaint.send")}, t.contactLines(ids...)...)
	to = append(to, "", t.t("complaint.kept"))
	choices := []bot.Choice{}
	for _, a := range asks {
		choices = append(choices, bot.Choice{ID: "lap:edit:" + a.step, Label: t.t("complaint.edit", "what", t.t("complaint.line."+a.step))})
	}
	choices = append(choices, bot.Choice{ID: "lap:stop", Label: t.t("complaint.delete")})
	choices = append(choices, t.entryChoices("pengaduan")...)
	return []bot.Reply{{Text: strings.Join(lines, "\n")}, {Text: strings.Join(to, "\n"), Choices: append(choices, t.back()...)}}
}

// told is an answer as it stands in the letter.
func (t *talk) told(step string) string {
	v := t.session.Flow.Data[step]
	switch {
	case v == "":
		return t.t("complaint.unknown")
	case step == "where" && v == homeCountry:
		return "Indonesia"
	case step == "where" && t.ed.Base.Country(v) != nil:
		return t.bare(v)
	case t.say.Has("complaint." + step + "." + v):
		return t.t("complaint." + step + "." + v)
	}
	return markup.Escape(v)
}

// channels are the contacts a complaint goes to, by what it is about and where.
func (t *talk) channels() []string {
	d := t.session.Flow.Data
	var out []string
	e := t.ed.Base.Country(d["where"])
	if e != nil {
		near := t.callable(t.missions(e, d["where"]))
		out = append(near[:min(2, len(near))], "pwni-kemlu")
	}
	switch d["case"] {
	case "violence":
		if e == nil {
			out = append(out, "polisi-110", "sapa-129")
		}
	case "fraud":
		if e == nil {
			out = append(out, "polisi-110")
		}
	case "cost", "contract", "wage":
		if e == nil {
			out = append(out, "disnaker-cilegon")
		}
	}
	return append(out, "kp2mi", "bp3mi-banten")
}

// keepForComplaint keeps what happened if it is told while a complaint asks for
// it, though the turn is answered as an emergency.
func (t *talk) keepForComplaint() {
	at := &t.session.Flow
	if at.Name == complaint && at.Step == "what" && at.Data != nil {
		t.answered("what", clip(strings.TrimSpace(t.Text), most))
		at.Until = t.At.Add(keepComplaint)
	}
}

// waiting adds to another flow's replies the way back to a complaint under way,
// in danger as the last choice.
func (t *talk) waiting(replies []bot.Reply, urgent bool) {
	at := t.session.Flow
	if at.Name != complaint || t.Group || len(replies) == 0 {
		return
	}
	last := &replies[len(replies)-1]
	on := bot.Choice{ID: "lap:on", Label: t.t("complaint.resume")}
	if urgent {
		last.Choices = append(last.Choices, on)
		return
	}
	last.Choices = append([]bot.Choice{on}, last.Choices...)
}
