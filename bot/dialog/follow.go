package dialog

import (
	"slices"
	"strings"
	"unicode"

	"bekal/bot"
	"bekal/index"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// followFlow answers what leans on the answer before and asks nothing new:
// where it comes from, what comes next; and words that only steer, with nothing
// left to steer.
type followFlow struct{}

func (followFlow) name() string { return "follow" }

func (followFlow) takes(t *talk) bool {
	if t.verb != "" {
		return false
	}
	if t.says("stop") || t.says("next") || t.says("sources") {
		return true
	}
	return t.ed.Base.Entry(t.session.Slots.Topic) != nil && (t.hears("sources") || t.hears("next"))
}

func (followFlow) reply(t *talk) ([]bot.Reply, error) {
	e := t.ed.Base.Entry(t.session.Slots.Topic)
	if e == nil || t.says("stop") {
		return []bot.Reply{t.menu()}, nil
	}
	if t.hears("sources") {
		return []bot.Reply{{Text: t.sources(e), Choices: append(t.related(e, 2), t.back()...)}}, nil
	}
	if s := t.ed.Base.Schemes[t.session.Path]; s != nil && s.Entry == e.ID {
		return []bot.Reply{t.onward(s, t.t("path.resume", "title", s.Title.In(t.lang), "progress", t.progress(s)))}, nil
	}
	return []bot.Reply{t.rest(e)}, nil
}

// focusLines is how many lines of an answer a narrow follow-up is shown.
const focusLines = 3

// focus answers a follow-up that asks for one detail of the entry just shown
// ("yang 10 tahun?", "berapa lama?") with the lines that tell it. It is empty
// when no line does.
func (c composer) focus(e *knowledge.Entry, question string, r index.Reading) string {
	a := e.Answer.In(c.lang)
	lines := slices.Concat(text.Sentences(a.Short), a.Steps, text.Sentences(a.More), text.Sentences(a.Warning))
	ties := strings.Fields(c.say.Say(text.ID, "hear.linking"))
	var words, numbers []string
	for _, w := range text.Words(question) {
		switch {
		case strings.IndexFunc(w, unicode.IsDigit) == 0:
			numbers = append(numbers, w)
		case len(w) > 3 && !slices.Contains(ties, w):
			words = append(words, w)
		}
	}
	var found []string
	for _, l := range lines {
		said := text.Words(l)
		hit := false
		switch {
		case len(numbers) > 0:
			hit = hasPhrase(said, numbers, words)
		case slices.Contains(r.Aspects, knowledge.Duration):
			hit = c.hasSpan(said) && !priced(l) // "Rp350.000 (5 tahun)" says how long it is valid
		case slices.Contains(r.Aspects, knowledge.Cost):
			hit = priced(l)
		}
		if hit && len(found) < focusLines {
			found = append(found, "- "+strings.TrimSpace(strings.ReplaceAll(l, "**", "")))
		}
	}
	if len(found) == 0 {
		return ""
	}
	p := screenful{c: c, e: e, from: e.Sources, sources: 2, body: "**" + e.Title.In(c.lang) + "**\n" + strings.Join(found, "\n")}
	return p.fit(screen)
}

func priced(line string) bool { return len(text.Amounts(text.FoldAt(line))) > 0 }

// hasPhrase reports whether a line has all numbers, and a word of those that
// stood beside them if there were any.
func hasPhrase(said, numbers, words []string) bool {
	for _, n := range numbers {
		if !slices.Contains(said, n) {
			return false
		}
	}
	return len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(said, w) })
}

// hasSpan reports whether a line names a span of time: "3 hari kerja".
func (c composer) hasSpan(said []string) bool {
	units := text.Words(c.t("hear.units"))
	for i, w := range said[:max(0, len(said)-1)] {
		if strings.IndexFunc(w, unicode.IsDigit) == 0 && slices.Contains(units, said[i+1]) {
			return true
		}
	}
	return false
}
