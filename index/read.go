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

	words, stems []*word // as Words and Stems
	whole        []*word // words with frame and greetings; their stems at last
}

func (out *Reading) said() *said {
	return &said{out.words, out.stems, out.whole, out.Signs, out.Aspects}
}

// A reader normalises texts. It is built once from a base and then only read.
type reader struct {
	lexis
	langs                []text.Lang
	place, amount, years *word
	stemmer              sastrawi.Stemmer
	dict                 sastrawi.Dictionary
	vocab                *vocabulary // nil while the vocabulary is being gathered
	left                 Stages      // stages left out
}

// lexiconLang says which language a file of the lexicon is of.
var lexiconLang = map[string]text.Lang{"jawa": text.JV, "sunda": text.SU, "melayu": text.MS, "inggris": text.EN, "slang": text.ID}

func newReader(b *knowledge.Base, off Stages) *reader {
	lx := b.Lexicon
	r := &reader{lexis: lexis{bySpelling: make(map[string]*word, 1<<14)}, langs: text.Langs(), dict: sastrawi.DefaultDictionary(), left: off}
	r.stemmer = sastrawi.NewStemmer(r.dict)
	r.place, r.amount, r.years = r.learn("@negara"), r.learn("@uang"), r.learn("@umur")
	r.note(lx.Filler, func(w *word) { w.filler = true })
	r.note(lx.Tags, func(w *word) { w.tag = true })
	r.note(lx.Protected, func(w *word) { w.guard = true })
	for _, file := range sortedKeys(lx.Words) {
		lang, kind := slices.Index(r.langs, lexiconLang[file]), isAlways
		if lang > 0 {
			kind = r.foreign(lang)
		}
		for _, form := range sortedKeys(lx.Words[file]) {
			words := r.learnAll(form)
			if lang >= 0 {
				r.see(lang, words)
			}
			if !off.NoLexicon {
				r.add(kind, words, lx.Words[file][form])
			}
		}
	}
	for _, group := range lx.Synonyms {
		for _, form := range group[min(1, len(group)):] {
			if !off.NoLexicon {
				r.add(isAlways, r.learnAll(form), group[0])
			}
		}
	}
	for _, kind := range sortedKeys(lx.Signs) {
		for _, form := range lx.Signs[kind] {
			r.add(isSign, r.learnAll(form), kind)
		}
	}
	if !off.NoSlots {
		r.learnSlots(b)
	}
	return r
}

// learnSlots learns what is taken out of a text: countries, kinds of work, and
// the sides that are asked about.
func (r *reader) learnSlots(b *knowledge.Base) {
	for _, e := range b.Entries {
		if e.Country == nil {
			continue
		}
		for _, name := range sortedKeys(e.Country.Names) {
			for _, form := range e.Country.Names[name] {
				r.add(isName, r.learnAll(form), name)
			}
		}
		for _, form := range e.Country.Terms {
			r.add(isTerm, r.learnAll(form), sortedKeys(e.Country.Names)[0])
		}
	}
	for _, id := range sortedKeys(b.Lexicon.Jobs) {
		for _, form := range b.Lexicon.Jobs[id] {
			r.add(isJob, r.learnAll(form), id)
		}
	}
	for _, a := range knowledge.Aspects() {
		for _, s := range b.Lexicon.Aspects[a] {
			st := r.learn(r.root(s))
			st.aspects = append(st.aspects, a)
		}
	}
}

// foreign is the kind of the phrases of a language, by its place in langs.
func (*reader) foreign(lang int) phraseKind { return isForeign + phraseKind(lang) } //nolint:gosec // five languages

// read normalises s: spelling of the street, words of other languages, names of
// countries, stems.
func (r *reader) read(s string) Reading {
	s = r.question(s)
	typed := text.Words(s)
	words := make([]*word, len(typed))
	for i, w := range typed {
		words[i] = r.find(w)
	}
	out := r.normalise(words)
	out.stems = r.stemAll(out.words)
	r.toStems(out.whole)
	out.finish()
	out.Words, out.Stems = spellings(out.words), spellings(out.stems)
	return out
}

// question is s without who somebody says they are and where from, which tells
// nothing of what is asked; a country stays, and so does a text that is nothing
// else.
func (r *reader) question(s string) string {
	rest, place := text.Introduction(s)
	if place == "" || len(text.Words(rest)) == 0 {
		return s
	}
	words := text.Words(place)
	for i := range words {
		var from []*word
		for _, w := range words[i:] {
			from = append(from, r.find(w))
		}
		if match(isName, from) != nil {
			return s
		}
	}
	return rest
}

// normalise does all of reading that needs no stems, from words as they were
// typed, which it overwrites.
func (r *reader) normalise(typed []*word) Reading {
	lang := r.guess(typed)
	out := Reading{Lang: r.langs[lang], Length: len(typed)}
	for i, w := range typed {
		typed[i] = w.plain
	}
	out.mark(typed)
	words := r.translate(typed, lang)
	unknown := 0
	kept := make([]*word, 0, len(words))
	named := func(m *phrase) {
		out.Countries = appendNew(out.Countries, m.name)
		kept = append(kept, r.place)
	}
	for i := 0; i < len(words); i++ {
		w, rest := words[i], words[i:]
		if m := match(isName, rest); m != nil {
			named(m)
			i += len(m.form) - 1
			continue
		}
		if m := match(isTerm, rest); m != nil {
			out.Implied = appendNew(out.Implied, m.name)
		}
		if m := match(isJob, rest); m != nil {
			out.Jobs = appendNew(out.Jobs, m.name)
		}
		if m := r.misspelt(w); m != nil {
			named(m)
			continue
		}
		if w.number {
			if age(w.text, words[max(0, i-1):i], rest[1:]) {
				kept = append(kept, r.years)
			}
			if len(rest) > 1 && money[rest[1].text] {
				i++
				kept = append(kept, r.amount)
			}
			continue
		}
		if w.filler || r.vocab == nil || w.count >= common || r.inDictionary(w) && !r.slip(w) {
			kept = append(kept, w)
			continue
		}
		fixed := r.repair(w)
		switch {
		case len(fixed) == 0:
			if w.count == 0 {
				unknown++
			}
			kept = append(kept, w)
		default:
			for _, f := range r.translate(fixed, lang) {
				if m := f.single(isName); m != nil {
					out.Countries = appendNew(out.Countries, m.name)
					f = r.place
				}
				kept = append(kept, f)
			}
		}
	}
	out.whole = kept
	kept = slices.DeleteFunc(slices.Clone(kept), func(w *word) bool { return w.filler })
	if len(kept) == 0 {
		// nothing but greetings and particles: then they are what is said
		for _, w := range words {
			if !w.number {
				kept = append(kept, w)
			}
		}
	}
	for len(kept) > 1 && kept[len(kept)-1].tag {
		kept = kept[:len(kept)-1]
	}
	out.mark(words)
	out.words = kept
	if n := float64(len(kept)); n > 0 {
		out.Unknown = float64(unknown) / n
	}
	return out
}

// finish adds to a reading what its stems tell.
func (out *Reading) finish() {
	for _, st := range out.stems {
		for _, a := range st.aspects {
			out.Aspects = appendNew(out.Aspects, a)
		}
	}
	out.mark(out.stems)
	slices.Sort(out.Signs)
}

// mark notes the signs of danger in words.
func (out *Reading) mark(words []*word) {
	for i := 0; i < len(words); i++ {
		if m := match(isSign, words[i:]); m != nil {
			out.Signs = appendNew(out.Signs, m.name)
			i += len(m.form) - 1
		}
	}
}

// translate writes words in standard Indonesian: first what is said so in every
// language, then the words of the language the text is in. A word that also is
// an Indonesian one is only translated if the whole text is of the other
// language.
func (r *reader) translate(words []*word, lang int) []*word {
	out := make([]*word, 0, len(words)+4)
	for i := 0; i < len(words); {
		w, rest := words[i], words[i:]
		if len(w.phrases) == 0 {
			out = append(out, w)
			i++
			continue
		}
		if m := match(isName, rest); m != nil {
			out = append(out, m.form...)
			i += len(m.form)
			continue
		}
		m, n := match(isAlways, rest), 0
		if m != nil {
			n = len(m.form)
		}
		try := func(l int) {
			f := match(r.foreign(l), rest)
			if f == nil || len(f.form) < n || len(f.form) == n && l != lang {
				return
			}
			if l == lang || len(f.form) > 1 || !w.native && r.langs[l] != text.EN {
				m, n = f, len(f.form)
			}
		}
		try(lang) // on a tie the text's own language wins
		for l := range r.langs {
			try(l)
		}
		if m == nil {
			out = append(out, w)
			i++
			continue
		}
		for _, to := range m.to {
			// a synonym's preferred form may stand behind a lexicon's right side
			if again := to.single(isAlways); again != nil {
				out = append(out, again.to...)
			} else {
				out = append(out, to)
			}
		}
		i += n
	}
	return out
}

// age reports whether the number w is how old somebody is, by the words before
// and after it: a working age in years, or behind "umur".
func age(w string, before, after []*word) bool {
	n, err := strconv.Atoi(w)
	if err != nil || n < 12 || n > 75 {
		return false
	}
	if len(before) == 1 && (before[0].text == "umur" || before[0].text == "usia") {
		return true
	}
	return n >= 15 && len(after) > 0 && after[0].text == "tahun"
}

var money = map[string]bool{
	"jt": true, "juta": true, "jutaan": true, "rb": true, "ribu": true, "ratus": true, "rupiah": true, "ringgit": true, "rm": true,
	"dolar": true, "dollar": true, "usd": true, "sgd": true, "hkd": true, "nt": true, "ntd": true, "won": true, "yen": true, "real": true,
	"riyal": true, "euro": true, "zloty": true, "milyar": true, "miliar": true, "million": true, "thousand": true,
}

// stem is the stem of a normalised word.
func (r *reader) stem(w *word) *word {
	if w.stem != nil {
		return w.stem
	}
	st := w
	if s := r.root(w.text); s != w.text {
		st = r.find(s)
	}
	if w.id == stranger {
		w.stem = st // nobody else has this word
	}
	return st
}

// stemAll are the stems of words.
func (r *reader) stemAll(words []*word) []*word {
	out := slices.Clone(words)
	r.toStems(out)
	return out
}

// toStems makes words their stems.
func (r *reader) toStems(words []*word) {
	for i, w := range words {
		words[i] = r.stem(w)
	}
}

// root is the spelling of the stem of a spelling.
func (r *reader) root(s string) string {
	if s[0] == '@' || r.left.NoStem {
		return s
	}
	return r.stemmer.Stem(r.colloquial(s))
}

// inDictionary reports whether w is a form of a word of the dictionary.
func (r *reader) inDictionary(w *word) bool {
	st := r.stem(w)
	return r.dict.Contains(st.text) || st != w && st.root
}

// slip reports whether w, though it looks like a form of a word of the dictionary,
// rather is another word without its vowels: "ngurs" is no form of "kurs".
func (r *reader) slip(w *word) bool {
	if w.count > 0 || w.guard {
		return false
	}
	st := r.stem(w)
	f := r.voweled(w.text)
	return st != w && f != nil && f.count > st.count
}

// colloquial turns the spoken affixes ng-, ny- and -in into those the stemmer
// knows.
func (r *reader) colloquial(w string) string {
	if r.dict.Contains(w) || len(w) < 5 {
		return w
	}
	if t, ok := strings.CutSuffix(w, "in"); ok && len(t) > 2 {
		if t = r.colloquial(t); r.dict.Contains(r.stemmer.Stem(t)) {
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
