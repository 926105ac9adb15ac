package index

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/RadhiFadlillah/go-sastrawi"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// place stands for the name of a country in a normalised text: "gaji di
// taiwan" and "gaji di korea" ask the same of two countries.
const place = "@negara"

// amount stands for a sum of money.
const amount = "@uang"

// years stands for somebody's age.
const years = "@umur"

// A Reading is what is understood of a text before anything is looked up.
type Reading struct {
	Words     []string           // normalised words, frame and greetings taken out
	Stems     []string           // their stems, one a word
	Lang      text.Lang          // the language it is written in
	Countries []string           // canonical names, in the order of the text
	Implied   []string           // countries only pointed at by a word of their trade
	Aspects   []knowledge.Aspect // sides of a topic that are asked about
	Jobs      []string           // entries of the kinds of work that are named
	Signs     []string           // kinds of signs of danger, sorted
	Unknown   float64            // share of the words that are in no vocabulary
	Length    int                // words as typed
}

// A reader normalises texts. It is built once from a base and then only read.
type reader struct {
	always  phrases               // street spelling and synonyms, in every language
	foreign map[text.Lang]phrases // words of one other language
	native  map[string]bool       // words that are Indonesian in the utterances
	names   phrases               // names of countries, to their canonical names
	terms   phrases               // words that imply a country
	aspects map[string][]knowledge.Aspect
	jobs    phrases
	signs   phrases
	filler  map[string]bool
	tags    map[string]bool
	guard   map[string]bool // protected words
	lang    *languages
	stemmer sastrawi.Stemmer
	dict    sastrawi.Dictionary
	stems   map[string]string // cache, complete for the vocabulary
	vocab   *vocabulary       // nil while the vocabulary is being gathered
	left    Stages            // stages left out
}

// phrases maps the first word of a form to the forms that begin with it,
// longest first.
type phrases map[string][]phrase

type phrase struct {
	form []string
	to   []string
}

func (p phrases) add(form, to string) {
	f := text.Words(form)
	if len(f) == 0 {
		return
	}
	list := p[f[0]]
	for i := range list {
		if strings.Join(list[i].form, " ") == strings.Join(f, " ") {
			return
		}
	}
	list = append(list, phrase{f, text.Words(to)})
	sort.SliceStable(list, func(i, j int) bool { return len(list[i].form) > len(list[j].form) })
	p[f[0]] = list
}

// match is the longest form that words begin with, nil if there is none.
func (p phrases) match(words []string) *phrase {
	if len(words) == 0 {
		return nil
	}
	list := p[words[0]]
next:
	for i := range list {
		if len(list[i].form) > len(words) {
			continue
		}
		for k, w := range list[i].form {
			if words[k] != w {
				continue next
			}
		}
		return &list[i]
	}
	return nil
}

// lexiconLang says which language a file of the lexicon is of.
var lexiconLang = map[string]text.Lang{"jawa": text.JV, "sunda": text.SU, "melayu": text.MS, "inggris": text.EN}

func newReader(b *knowledge.Base) *reader {
	lx := b.Lexicon
	r := &reader{
		always: phrases{}, foreign: map[text.Lang]phrases{}, native: map[string]bool{}, names: phrases{}, terms: phrases{},
		aspects: map[string][]knowledge.Aspect{}, jobs: phrases{}, signs: phrases{}, filler: set(lx.Filler), tags: set(lx.Tags),
		guard: set(lx.Protected), dict: sastrawi.DefaultDictionary(), stems: map[string]string{},
	}
	r.stemmer = sastrawi.NewStemmer(r.dict)
	for _, file := range sortedKeys(lx.Words) {
		to := r.always
		if l, ok := lexiconLang[file]; ok {
			if to = r.foreign[l]; to == nil {
				to = phrases{}
				r.foreign[l] = to
			}
		}
		for _, form := range sortedKeys(lx.Words[file]) {
			to.add(form, lx.Words[file][form])
		}
	}
	for _, group := range lx.Synonyms {
		for _, form := range group[min(1, len(group)):] {
			r.always.add(form, group[0])
		}
	}
	for _, e := range b.Entries {
		for _, u := range e.Utterances[text.ID] {
			for _, w := range text.Words(u) {
				r.native[w] = true
			}
		}
		if e.Country == nil {
			continue
		}
		for _, name := range sortedKeys(e.Country.Names) {
			for _, form := range e.Country.Names[name] {
				r.names.add(form, name)
			}
		}
		for _, form := range e.Country.Terms {
			r.terms.add(form, sortedKeys(e.Country.Names)[0])
		}
	}
	for _, id := range sortedKeys(lx.Jobs) {
		for _, form := range lx.Jobs[id] {
			r.jobs.add(form, id)
		}
	}
	for _, kind := range sortedKeys(lx.Signs) {
		for _, form := range lx.Signs[kind] {
			r.signs.add(form, kind)
		}
	}
	for _, a := range knowledge.Aspects() {
		for _, w := range lx.Aspects[a] {
			s := r.stem(w)
			r.aspects[s] = append(r.aspects[s], a)
		}
	}
	r.lang = learnLanguages(b)
	return r
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[text.Key(w)] = true
	}
	return m
}

// read normalises s: spelling of the street, words of other languages, names of
// countries, stems.
func (r *reader) read(s string) Reading {
	words := text.Words(s)
	out := Reading{Lang: r.lang.guess(words), Length: len(words)}
	for i := range words {
		words[i] = squeeze(words[i])
	}
	r.mark(&out, words)
	words = r.translate(words, out.Lang)
	unknown := 0
	kept := make([]string, 0, len(words))
	for i := 0; i < len(words); i++ {
		if m := r.names.match(words[i:]); m != nil {
			out.Countries = appendNew(out.Countries, strings.Join(m.to, "-"))
			kept = append(kept, place)
			i += len(m.form) - 1
			continue
		}
		if m := r.terms.match(words[i:]); m != nil {
			out.Implied = appendNew(out.Implied, strings.Join(m.to, "-"))
		}
		if m := r.jobs.match(words[i:]); m != nil {
			out.Jobs = appendNew(out.Jobs, strings.Join(m.to, "-"))
		}
		w := words[i]
		if s := r.misspelt(w); s != "" {
			m := r.names.match([]string{s})
			out.Countries = appendNew(out.Countries, strings.Join(m.to, "-"))
			kept = append(kept, place)
			continue
		}
		if number(w) {
			if age(w, words[max(0, i-1):i], words[i+1:]) {
				kept = append(kept, years)
			}
			if i+1 < len(words) && money[words[i+1]] {
				i++
				kept = append(kept, amount)
			}
			continue
		}
		if r.filler[w] {
			continue
		}
		if r.vocab == nil || r.vocab.has(w) || r.inDictionary(w) {
			kept = append(kept, w)
			continue
		}
		fixed := r.repair(w)
		switch {
		case len(fixed) == 0 && r.vocab.count[w] > 0:
			kept = append(kept, w)
		case len(fixed) == 0:
			unknown++
			kept = append(kept, w)
		default:
			for _, f := range r.translate(fixed, out.Lang) {
				if m := r.names.match([]string{f}); m != nil {
					out.Countries = appendNew(out.Countries, strings.Join(m.to, "-"))
					f = place
				}
				if !r.filler[f] {
					kept = append(kept, f)
				}
			}
		}
	}
	if len(kept) == 0 {
		// nothing but greetings and particles: then they are what is said
		for _, w := range words {
			if !number(w) {
				kept = append(kept, w)
			}
		}
	}
	for len(kept) > 1 && r.tags[kept[len(kept)-1]] {
		kept = kept[:len(kept)-1]
	}
	r.mark(&out, words)
	out.Words, out.Stems = kept, make([]string, 0, len(kept))
	for _, w := range kept {
		st := r.stem(w)
		out.Stems = append(out.Stems, st)
		for _, a := range r.aspects[st] {
			out.Aspects = appendNew(out.Aspects, a)
		}
	}
	r.mark(&out, out.Stems)
	slices.Sort(out.Signs)
	if n := float64(len(kept)); n > 0 {
		out.Unknown = float64(unknown) / n
	}
	return out
}

// mark notes the signs of danger in words.
func (r *reader) mark(out *Reading, words []string) {
	for i := range words {
		if m := r.signs.match(words[i:]); m != nil {
			out.Signs = appendNew(out.Signs, m.to[0])
		}
	}
}

// translate writes words in standard Indonesian: first what is said so in every
// language, then the words of the language the text is in. A word that also is
// an Indonesian one is only translated if the whole text is of the other
// language.
func (r *reader) translate(words []string, lang text.Lang) []string {
	out := make([]string, 0, len(words)+4)
	for i := 0; i < len(words); {
		n := 0
		if r.names.match(words[i:]) != nil {
			m := r.names.match(words[i:])
			out = append(out, m.form...)
			i += len(m.form)
			continue
		}
		m := r.always.match(words[i:])
		if m != nil {
			n = len(m.form)
		}
		for _, l := range append([]text.Lang{lang}, text.Langs()...) { // on a tie the text's own language wins
			f := r.foreign[l].match(words[i:])
			if f == nil || len(f.form) < n || len(f.form) == n && l != lang {
				continue
			}
			if l == lang || len(f.form) > 1 || !r.native[words[i]] && l != text.EN {
				m, n = f, len(f.form)
			}
		}
		if m == nil {
			out = append(out, words[i])
			i++
			continue
		}
		for _, w := range m.to {
			// a synonym's preferred form may stand behind a lexicon's right side
			if again := r.always.match([]string{w}); again != nil && len(again.form) == 1 {
				out = append(out, again.to...)
			} else {
				out = append(out, w)
			}
		}
		i += n
	}
	return out
}

// squeeze takes letters that are written three and more times down to one, and
// the mark of a doubled word ("surat2", "cara2nya") away.
func squeeze(w string) string {
	run, any := 0, false
	for i := 1; i < len(w); i++ {
		if w[i] == w[i-1] && w[i] > '9' {
			if run++; run >= 2 {
				any = true
			}
		} else {
			run = 0
		}
	}
	if any {
		var b strings.Builder
		for i := 0; i < len(w); i++ {
			if i == 0 || w[i] != w[i-1] {
				b.WriteByte(w[i])
			}
		}
		w = b.String()
	}
	if i := strings.IndexByte(w, '2'); i > 1 && (i == len(w)-1 || strings.HasSuffix(w, "nya")) && !number(w) {
		w = w[:i] + w[i+1:]
	}
	return w
}

func number(w string) bool {
	return w != "" && w[0] >= '0' && w[0] <= '9' && strings.Trim(w, "0123456789") == ""
}

// age reports whether the number w is how old somebody is, by the words before
// and after it: a working age in years, or behind "umur".
func age(w string, before, after []string) bool {
	n, err := strconv.Atoi(w)
	if err != nil || n < 12 || n > 75 {
		return false
	}
	if len(before) == 1 && (before[0] == "umur" || before[0] == "usia") {
		return true
	}
	return n >= 15 && len(after) > 0 && after[0] == "tahun"
}

var money = map[string]bool{
	"jt": true, "juta": true, "jutaan": true, "rb": true, "ribu": true, "ratus": true, "rupiah": true, "ringgit": true, "rm": true,
	"dolar": true, "dollar": true, "usd": true, "sgd": true, "hkd": true, "nt": true, "ntd": true, "won": true, "yen": true, "real": true,
	"riyal": true, "euro": true, "zloty": true, "milyar": true, "miliar": true, "million": true, "thousand": true,
}

// stem is the stem of a normalised word.
func (r *reader) stem(w string) string {
	if s, ok := r.stems[w]; ok {
		return s
	}
	s := w
	if w[0] != '@' && !r.left.NoStem {
		s = r.stemmer.Stem(r.colloquial(w))
	}
	if r.vocab == nil {
		r.stems[w] = s
	}
	return s
}

// inDictionary reports whether w is a form of a word of the dictionary.
func (r *reader) inDictionary(w string) bool {
	s := r.stem(w)
	return r.dict.Contains(s) || s != w && r.vocab.stem(s)
}

// colloquial turns the spoken affixes ng-, ny- and -in into those the stemmer
// knows.
func (r *reader) colloquial(w string) string {
	if r.dict.Contains(w) || len(w) < 5 {
		return w
	}
	if t, ok := strings.CutSuffix(w, "in"); ok && len(t) > 2 {
		if r.dict.Contains(r.stemmer.Stem(t)) {
			w = t
		}
	}
	switch {
	case strings.HasPrefix(w, "nge") && r.dict.Contains(w[3:]):
		return w[3:]
	case strings.HasPrefix(w, "ny"), strings.HasPrefix(w, "ng"):
		if s := r.stemmer.Stem("me" + w); r.dict.Contains(s) {
			return s
		}
	case len(w) > 4 && w[0] == 'n' && r.dict.Contains(r.stemmer.Stem("t"+w[1:])):
		return "t" + w[1:]
	case len(w) > 4 && w[0] == 'm' && r.dict.Contains(r.stemmer.Stem("p"+w[1:])):
		return "p" + w[1:]
	}
	return w
}

func appendNew[T comparable](list []T, v T) []T {
	for _, x := range list {
		if x == v {
			return list
		}
	}
	return append(list, v)
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// off leaves stages out, for measuring what each is worth.
func (r *reader) off(s Stages) {
	r.left = s
	if s.NoLexicon {
		r.always, r.foreign = phrases{}, map[text.Lang]phrases{}
	}
	if s.NoSlots {
		r.names, r.terms, r.jobs, r.aspects = phrases{}, phrases{}, phrases{}, map[string][]knowledge.Aspect{}
	}
}
