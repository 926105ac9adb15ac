package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"bekal/knowledge/markup"
	"bekal/knowledge/text"
)

// Limits of what an entry may say. The first screen is that of a small phone;
// the sentence lengths are the house style of README.md.
const (
	maxShortWords  = 40  // words of an answer's short text
	maxFirst       = 480 // characters of short, steps and warning together
	maxMore        = 3000
	maxTitle       = 32 // characters of a title: it is also a button
	maxSteps       = 4
	maxSentence    = 25 // words of one sentence
	meanSentence   = 14 // words of a sentence on average
	maxSourceName  = 60
	maxAspect      = 400
	minUtterances  = 10
	maxStepText    = 700 // characters of a scheme's step, all parts together
	minFind        = 3
	minAvoid       = 2
	maxUtteranceCh = 600
)

// A rule finds words that must not be said to a person.
type rule struct {
	words *regexp.Regexp
	why   string
}

var rulesID = []rule{
	{regexp.MustCompile(`(?i)\b(aman)\b`), "never call anything \"aman\"; say which danger sign is missing and what to check"},
	{regexp.MustCompile(`(?i)\b(pasti resmi|pasti legal|dijamin|terjamin|100 ?%)`), "this promises; say what was checked, where and when"},
	{regexp.MustCompile(`(?i)\b(salah kamu|salahmu|salah sendiri|makanya|bodoh|nekat|seharusnya kamu|kesalahanmu|ceroboh)\b`), "this blames; say what can be done now"},
	{regexp.MustCompile(`(?i)\b(pemerintah|negara|kbri|kjri|kp2mi|bp3mi|imigrasi|polisi|petugas|disnaker) (pasti|akan selalu|menjamin|akan menjamin|akan mengganti|akan memulangkan|akan membayar)\b`), "this promises in the name of the government; say what the rule says or what can be asked for"},
}

var rulesEN = []rule{
	{regexp.MustCompile(`(?i)\b(is|are|it's|completely|totally|perfectly) safe\b`), "never call anything safe; say which danger sign is missing and what to check"},
	{regexp.MustCompile(`(?i)\b(guarantees? that you|we guarantee|certainly official)\b`), "this promises; say what was checked, where and when"},
	{regexp.MustCompile(`(?i)\b(your (own )?fault|you should have|stupid|reckless of you)\b`), "this blames; say what can be done now"},
	{regexp.MustCompile(`(?i)\b(government|embassy|police|immigration) (will (always|certainly|surely)|guarantees)\b`), "this promises in the name of the government; say what the rule says"},
}

// notBlame is what takes blame away: "ini bukan kesalahanmu".
var notBlame = regexp.MustCompile(`(?i)\b(bukan|tidak|tanpa|bukan karena) (salah|kesalahan)(mu| kamu)\b`)

// phone finds what looks like a telephone number; sums of money, years, laws
// and the like do not.
var phone = regexp.MustCompile(`(?:\+\d[\d \-]{6,}\d|\b0\d{2,4}[ \-]?\d{3,4}[ \-]?\d{2,5}\b|\b1\d{3}[ \-]\d{3}\b)`)

type linter struct {
	b        *Base
	problems []Problem
}

// Lint checks a base as loaded and returns every problem, in the order of the
// files. It needs no clock: whether a review is due is not a fault of a file.
func (b *Base) Lint() []Problem {
	l := &linter{b: b}
	l.utterances()
	for _, e := range b.Entries {
		if !b.broken[e.ID] {
			l.entry(e)
		}
	}
	for _, id := range keys(b.Contacts) {
		l.contact(b.Contacts[id])
	}
	for _, id := range keys(b.Schemes) {
		l.scheme(b.Schemes[id])
	}
	for _, id := range keys(b.Flags) {
		l.flag(b.Flags[id])
	}
	l.examples()
	sort.SliceStable(l.problems, func(i, j int) bool {
		a, c := l.problems[i].Pos, l.problems[j].Pos
		if a.File != c.File {
			return a.File < c.File
		}
		return a.Line < c.Line
	})
	return l.problems
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// at adds a problem at a field.
func (l *linter) at(m Marks, whole Pos, path, format string, args ...any) {
	l.problems = append(l.problems, Problem{m.At(path, whole), path + ": " + fmt.Sprintf(format, args...)})
}

// utterances finds sentences that two entries claim.
func (l *linter) utterances() {
	type place struct {
		entry *Entry
		path  string
	}
	seen := map[string]place{}
	for _, e := range l.b.Entries {
		for _, lang := range text.Langs() {
			for i, u := range e.Utterances[lang] {
				path := fmt.Sprintf("utterances.%s[%d]", lang, i)
				key := text.Key(u)
				if old, ok := seen[key]; ok && key != "" {
					l.at(e.Mark, e.Pos, path, "%q is claimed by %s too (%s); keep it in one entry", u, old.entry.ID, old.entry.Mark.At(old.path, old.entry.Pos))
					continue
				}
				seen[key] = place{e, path}
			}
		}
	}
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *linter) entry(e *Entry) {
	at := func(path, format string, args ...any) { l.at(e.Mark, e.Pos, path, format, args...) }
	if !idForm.MatchString(e.ID) {
		at("id", "write it in small letters, digits and single dashes, such as paspor-biaya")
	}
	count := 0
	for lang, list := range e.Utterances {
		if !lang.Valid() {
			at("utterances."+string(lang), "%s is not a language here; known are id, jv, su, en, ms", lang)
		}
		count += len(list)
		for i, u := range list {
			path := fmt.Sprintf("utterances.%s[%d]", lang, i)
			switch {
			case text.Key(u) == "":
				at(path, "an utterance needs words; write a question or remove the line")
			case utf8.RuneCountInString(u) > maxUtteranceCh:
				at(path, "an utterance has at most %d characters; shorten it", maxUtteranceCh)
			}
		}
	}
	if count < minUtterances {
		at("utterances", "there are %d; write at least %d ways people ask this", count, minUtterances)
	}
	l.local(at, "title", e.Title, maxTitle, false)
	l.answer(at, "answer.id", e.Answer.ID, text.ID)
	l.answer(at, "answer.en", e.Answer.EN, text.EN)
	l.sources(at, "sources", e.Sources)
	for i, f := range e.LeftOut {
		if f.Fact == "" || f.Why == "" {
			at(fmt.Sprintf("left_out[%d]", i), "write the fact and why it is left out")
		}
	}
	if !e.ReviewBy.Day() {
		at("review_by", "write the day as \"2027-05-31\"")
	}
	if (e.Approved.By == "") != (e.Approved.On == "") || e.Approved.On != "" && !e.Approved.On.Day() {
		at("approved", "write both by (who) and on (the day as \"2027-01-15\"), or leave both empty")
	}
	for i, id := range e.See {
		if l.b.Entry(id) == nil && !l.b.broken[id] || id == e.ID {
			at(fmt.Sprintf("see[%d]", i), "%s is no other entry; name one that exists or remove the line", id)
		}
	}
	for i, id := range e.Contacts {
		if l.b.Contacts[id] == nil && !l.b.unread("contacts") {
			at(fmt.Sprintf("contacts[%d]", i), "%s is no contact; add it to contacts/ or remove the line", id)
		}
	}
	if len(e.Tests.Find) < minFind {
		at("tests.find", "write at least %d questions that must find this entry", minFind)
	}
	if len(e.Tests.Avoid) < minAvoid {
		at("tests.avoid", "write at least %d questions that belong to its neighbours", minAvoid)
	}
	if (e.Group == "negara") != (e.Country != nil) && strings.HasPrefix(e.ID, "negara-") && e.ID != "negara-terlarang" {
		at("country", "a country's entry needs its country block")
	}
	if e.Country != nil {
		l.country(e, at)
	}
}

type place func(path, format string, args ...any)

// local checks a text in both languages; optional texts may be empty in both.
func (l *linter) local(at place, path string, t Local, limit int, optional bool) {
	if optional && t == (Local{}) {
		return
	}
	for _, side := range []struct {
		lang  text.Lang
		value string
	}{{text.ID, t.ID}, {text.EN, t.EN}} {
		p := path + "." + string(side.lang)
		if side.value == "" {
			at(p, "write this in %s too", language(side.lang))
			continue
		}
		if n := utf8.RuneCountInString(side.value); n > limit {
			at(p, "this has %d characters, at most %d fit; shorten it", n, limit)
		}
		l.words(at, p, side.value, side.lang)
	}
}

func language(l text.Lang) string {
	if l == text.EN {
		return "English"
	}
	return "Indonesian"
}

// words checks what a text says: markup, forbidden words, bare numbers,
// sentences.
func (l *linter) words(at place, path, s string, lang text.Lang) {
	for _, p := range markup.Problems(s) {
		at(path, "%s", p)
	}
	rules := rulesID
	if lang == text.EN {
		rules = rulesEN
	}
	for _, r := range rules {
		if m := r.words.FindString(notBlame.ReplaceAllString(s, "")); m != "" {
			at(path, "%q: %s", m, r.why)
		}
	}
	if m := phone.FindString(s); m != "" {
		at(path, "%q looks like a telephone number; numbers stand in contacts/ with source and date", m)
	}
	for _, sentence := range text.Sentences(s) {
		if n := len(strings.Fields(sentence)); n > maxSentence {
			at(path, "a sentence has %d words, at most %d: %q; cut it in two", n, maxSentence, clip(sentence))
		}
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (l *linter) answer(at place, path string, a Answer, lang text.Lang) {
	if a.Short == "" {
		at(path+".short", "write the answer in one or two sentences")
	}
	if n := len(strings.Fields(a.Short)); n > maxShortWords {
		at(path+".short", "this has %d words, at most %d; move the rest to more", n, maxShortWords)
	}
	if len(a.Steps) > maxSteps {
		at(path+".steps", "there are %d steps, at most %d; move the rest to more", len(a.Steps), maxSteps)
	}
	first := utf8.RuneCountInString(a.Short + a.Warning)
	for i, s := range a.Steps {
		p := fmt.Sprintf("%s.steps[%d]", path, i)
		first += utf8.RuneCountInString(s) + 4
		if s == "" {
			at(p, "a step needs words; fill it in or remove the line")
		}
		l.words(at, p, s, lang)
	}
	if first > maxFirst {
		at(path, "short, steps and warning have %d characters together, at most %d fit a small phone; move some to more", first, maxFirst)
	}
	if n := utf8.RuneCountInString(a.More); n > maxMore {
		at(path+".more", "this has %d characters, at most %d; shorten it", n, maxMore)
	}
	l.words(at, path+".short", a.Short, lang)
	l.words(at, path+".warning", a.Warning, lang)
	l.words(at, path+".more", a.More, lang)
	words, sentences := 0, text.Sentences(strings.Join(append([]string{a.Short, a.Warning, a.More}, a.Steps...), "\n"))
	for _, s := range sentences {
		words += len(strings.Fields(s))
	}
	if n := len(sentences); n > 0 && float64(words)/float64(n) > meanSentence {
		at(path, "its sentences have %.1f words on average, at most %d; cut the long ones", float64(words)/float64(n), meanSentence)
	}
}

func (l *linter) sources(at place, path string, list []Source) {
	if len(list) == 0 {
		at(path, "no source is named; write at least one")
	}
	for i, s := range list {
		l.source(at, fmt.Sprintf("%s[%d]", path, i), s, true)
	}
}

func (l *linter) source(at place, path string, s Source, confidence bool) {
	if s.Name == "" {
		at(path+".name", "write what was read: a law, an office's page, a newspaper")
	}
	if utf8.RuneCountInString(s.Name) > maxSourceName {
		at(path+".name", "at most %d characters are shown; shorten it", maxSourceName)
	}
	if s.URL != "" && !strings.HasPrefix(s.URL, "https://") && !strings.HasPrefix(s.URL, "http://") {
		at(path+".url", "an address must be https://…; mend it or leave it out")
	}
	if !s.Date.Valid() {
		at(path+".date", "%q is no date; write \"2026-11-23\", \"2026-11\" or \"2026\"", s.Date)
	}
	if !s.Read.Day() {
		at(path+".read", "write the day it was read as \"2026-11-23\"")
	}
	if confidence && !slices.Contains([]string{"high", "medium", "low"}, s.Confidence) {
		at(path+".confidence", "write high, medium or low")
	}
}

var statuses = []string{"open", "restricted", "moratorium", "warned", "not-placement"}

func (l *linter) country(e *Entry, at place) {
	c := e.Country
	if len(c.Names) == 0 {
		at("country.names", "write the names people use for this country")
	}
	for name, list := range c.Names {
		if !idForm.MatchString(name) {
			at("country.names."+name, "write the canonical name in small letters and dashes")
		}
		if len(list) == 0 {
			at("country.names."+name, "write the names people use")
		}
		for other := range l.b.names(name) {
			if other != e.ID {
				at("country.names."+name, "%s is a country of %s too; keep it in one entry", name, other)
			}
		}
	}
	if !slices.Contains(statuses, c.Status) {
		at("country.status", "write one of %s", strings.Join(statuses, ", "))
	}
	if c.AsOf == "" || !c.AsOf.Valid() {
		at("country.as_of", "write the date of the status as \"2026-01-31\"")
	}
	l.local(at, "country.status_text", c.StatusText, 250, false)
	for i, id := range c.Schemes {
		if l.b.Schemes[id] == nil {
			at(fmt.Sprintf("country.schemes[%d]", i), "%s is no scheme; add it to schemes/ or remove the line", id)
		}
	}
	for field, list := range map[string][]string{"missions": c.Missions, "hotlines": c.Hotlines} {
		for i, id := range list {
			if l.b.Contacts[id] == nil && !l.b.unread("contacts") {
				at(fmt.Sprintf("country.%s[%d]", field, i), "%s is no contact; add it to contacts/ or remove the line", id)
			}
		}
	}
	for a, t := range c.Aspects {
		if !slices.Contains(Aspects(), a) || a == Contact {
			at("country.aspects."+string(a), "%s is no aspect; known are pay, cost, age, language, requirements, path, duration, contract, jobs, danger, status", a)
		}
		p := "country.aspects." + string(a)
		l.local(at, p, Local{t.ID, t.EN}, maxAspect, false)
		for _, n := range t.From {
			if n < 1 || n > len(e.Sources) {
				at(p+".from", "there is no source %d; write the numbers of the sources below, the first is 1", n)
			}
		}
	}
	if p := c.Pay; p != nil {
		if len(p.Currency) != 3 || p.Min <= 0 || p.Max < p.Min || !slices.Contains([]string{"month", "day", "hour"}, p.Period) {
			at("country.pay", "give a currency such as TWD, whole numbers with min not above max, and a period: month, day or hour")
		}
	}
}

// names are the ids of the entries that have a country of that canonical name.
func (b *Base) names(name string) map[string]bool {
	out := map[string]bool{}
	for _, e := range b.Entries {
		if e.Country != nil {
			if _, ok := e.Country.Names[name]; ok {
				out[e.ID] = true
			}
		}
	}
	return out
}

var (
	contactKinds = []string{"mission", "agency", "police", "immigration", "labour", "ngo", "health", "insurance", "foreign"}
	channelKinds = []string{"phone", "whatsapp", "sms", "email", "web", "social"}
	phoneForm    = regexp.MustCompile(`^\+?[\d][\d \-]{1,18}$`)
)

func (l *linter) contact(c *ContactPoint) {
	at := func(path, format string, args ...any) { l.at(c.Mark, c.Pos, path, format, args...) }
	if !idForm.MatchString(c.ID) {
		at("id", "write it in small letters, digits and single dashes, such as kbri-doha")
	}
	l.local(at, "name", c.Name, 80, false)
	l.local(at, "note", c.Note, 300, true)
	if !slices.Contains(contactKinds, c.Kind) {
		at("kind", "write one of %s", strings.Join(contactKinds, ", "))
	}
	if c.Country != "" && len(l.b.names(c.Country)) == 0 {
		at("country", "%s is no country of an entry in negara/", c.Country)
	}
	for i, ch := range c.Channels {
		p := fmt.Sprintf("channels[%d]", i)
		if !slices.Contains(channelKinds, ch.Kind) {
			at(p+".kind", "write one of %s", strings.Join(channelKinds, ", "))
		}
		if (ch.Kind == "phone" || ch.Kind == "whatsapp" || ch.Kind == "sms") && !phoneForm.MatchString(ch.Value) {
			at(p+".value", "%q is no telephone number; write digits, spaces and dashes, +country first", ch.Value)
		}
		if ch.Value == "" {
			at(p+".value", "write the number or address, or remove the channel")
		}
		if !slices.Contains([]string{"high", "medium", "low"}, ch.Confidence) {
			at(p+".confidence", "write high, medium or low")
		}
		l.local(at, p+".label", ch.Label, 60, true)
		l.source(at, p+".source", ch.Source, false)
	}
	if len(c.Channels) == 0 && c.Address == "" && c.Note == (Local{}) {
		at("channels", "a contact needs a channel, an address or a note on how to reach it")
	}
}

func (l *linter) scheme(s *Scheme) {
	at := func(path, format string, args ...any) { l.at(s.Mark, s.Pos, path, format, args...) }
	if l.b.Entry(s.Entry) == nil {
		at("entry", "%s is no entry; name the one that explains this scheme", s.Entry)
	}
	l.local(at, "title", s.Title, 60, false)
	if len(s.Steps) == 0 {
		at("steps", "write the steps")
	}
	seen := map[string]bool{}
	for i, st := range s.Steps {
		p := fmt.Sprintf("steps[%d]", i)
		if !idForm.MatchString(st.ID) || seen[st.ID] {
			at(p+".id", "each step needs an id of its own in small letters and dashes")
		}
		seen[st.ID] = true
		l.local(at, p+".title", st.Title, 60, false)
		l.local(at, p+".do", st.Do, 300, false)
		total := len(st.Do.ID)
		for field, t := range map[string]Local{"bring": st.Bring, "where": st.Where, "cost": st.Cost, "time": st.Time, "trap": st.Trap} {
			l.local(at, p+"."+field, t, 300, true)
			total += len(t.ID)
		}
		if total > maxStepText {
			at(p, "the parts of a step have %d characters together, at most %d; shorten them", total, maxStepText)
		}
	}
	for i, d := range s.Documents {
		l.local(at, fmt.Sprintf("documents[%d].title", i), d.Title, 80, false)
		l.local(at, fmt.Sprintf("documents[%d].where", i), d.Where, 200, true)
	}
	for i, c := range s.Countries {
		if len(l.b.names(c)) == 0 {
			at(fmt.Sprintf("countries[%d]", i), "%s is no country of an entry in negara/", c)
		}
	}
	l.sources(at, "sources", s.Sources)
}

func (l *linter) flag(f *Flag) {
	at := func(path, format string, args ...any) { l.at(f.Mark, f.Pos, path, format, args...) }
	if l.b.Entry(f.ID) == nil {
		at("id", "%s is no entry; the entry that explains a flag bears its id", f.ID)
	}
	if f.Severity != "danger" && f.Severity != "caution" {
		at("severity", "write danger or caution")
	}
	l.local(at, "title", f.Title, 60, false)
	l.local(at, "why", f.Why, 300, false)
	l.local(at, "rule", f.Rule, 300, false)
	l.local(at, "do", f.Do, 300, false)
}

// examples finds labelled offers that name no flag or stand twice.
func (l *linter) examples() {
	seen := map[string]Pos{}
	add := func(pos Pos, format string, args ...any) {
		l.problems = append(l.problems, Problem{pos, fmt.Sprintf(format, args...)})
	}
	for _, e := range l.b.Examples {
		for _, s := range e.Spans {
			for _, f := range s.Flags {
				if l.b.Flags[f] == nil && !l.b.broken[f+".flag"] {
					add(e.Pos, "%s is no red flag; write the id of a file *.flag.yaml", f)
				}
			}
		}
		key := text.Key(e.Text)
		if old, ok := seen[key]; ok {
			add(e.Pos, "this text stands at %s already; keep one", old)
			continue
		}
		seen[key] = e.Pos
	}
}

// Due reports whether an entry's review date has passed.
func (e *Entry) Due(now time.Time) bool {
	t, ok := e.ReviewBy.Time()
	return ok && now.After(t.Add(24*time.Hour))
}
