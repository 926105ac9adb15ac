// Package offer checks job offers: which red flags a text shows and where,
// what it states and leaves out, and whether it is an offer at all. It decides
// from the text alone, the same every time; what is said to a person about it,
// bot/dialog says. It never calls an offer safe.
//
// # Patterns
//
// Red flags are written in knowledge files as patterns over words:
//
//	visa turis          two neighbouring words
//	visa|paspor_hijau   one of several; _ joins the words of a phrase
//	~bayar              the word with any prefix and suffix: dibayarkan, bayarin
//	daftar*             a word that begins so
//	dulu?               may be left out
//	gak$                the last word of its sentence
//	..  ...  ....       at most 2, 6 or 14 words between, within the sentence
//	visa <> turis       at most 7 words between, in either order
//	@negara-judol       a concept: words and phrases under a name, in *.words.yaml
//	#uang #gaji #hp ... something read: a sum, pay, a telephone number
//	visa & @lowongan    and that stands somewhere in the text
//	chat & !#pt         and that stands nowhere in the text
//	chat & !rf          only if no other flag is raised
//
// Case, accents, disguised letters, slang of the lexicon and hung-on -nya or
// -lah do not matter. A negation right before a match takes it back.
package offer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// A Checker looks for red flags and facts in job offers. Patterns propose; where
// the base holds labelled offers, what was learnt from them judges. It gives the
// same for the same text and may be used by many at once.
type Checker struct {
	base     *knowledge.Base
	vocab    *vocabulary
	elems    []element
	parts    []part
	byClass  [classes]starts // what may begin with a span of the class
	spanning [classes]set    // and elements
	flags    []flag
	kinds    [kinds][]cue
	uses     []use // by part
	negation []int
	jobs     []namedElement
	visas    []namedElement
	facts    map[string]int // "@usia-syarat": its element
	words    struct{ pay, payAfter, fee, gift, noName int }
	places   map[string][]place
	rates    map[string]int
	payLimit map[string]int
	concepts []namedElement  // by name
	classes  [classes]string // names of the classes
	learner  func() *learner // trained when it is first asked for; nil if there is nothing to learn from
	rooms    sync.Pool
}

// A flag is a knowledge.Flag with its patterns compiled.
type flag struct {
	*knowledge.Flag
	strong, weak, rest []pattern
	unless             []bool // by part
}

// A cue is a sign of a kind of text.
type cue struct {
	pattern
	weight int
}

// A use is what a part is wanted for.
type use struct {
	flags []int32 // flags whose evidence it is
	other bool    // it counts wherever it stands
}

type namedElement struct {
	name string
	elem int
}

// A place is a name that points to a country.
type place struct {
	words   []string
	country string
}

// New compiles the red flags of base. The error names the file of a pattern
// that cannot be read.
func New(base *knowledge.Base) (*Checker, error) {
	c := &Checker{base: base, vocab: newVocabulary(), facts: map[string]int{}, places: map[string][]place{}, rates: map[string]int{}, payLimit: map[string]int{}}
	c.words.pay, c.words.payAfter, c.words.fee, c.words.gift, c.words.noName = -1, -1, -1, -1, -1
	k := &compiler{v: c.vocab, concepts: map[string][]string{}, byText: map[string]int{}, named: map[string]int{}, open: map[string]bool{}}
	c.lexicon()
	var negation, unless []int
	for _, w := range base.Offers {
		for _, name := range sortedKeys(w.Concepts) {
			k.concepts[name] = append(k.concepts[name], w.Concepts[name]...)
		}
		for cur, r := range w.Rates {
			c.rates[cur] = r
		}
		for country, l := range w.PayLimit {
			c.payLimit[country] = l
		}
	}
	for _, w := range base.Offers {
		if err := c.compileWords(k, w, &negation, &unless); err != nil {
			return nil, fmt.Errorf("%s: %w", w.Pos.File, err)
		}
	}
	var flagUnless [][]int
	for _, id := range sortedKeys(base.Flags) {
		f := base.Flags[id]
		u, err := c.compileFlag(k, f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Pos.File, err)
		}
		flagUnless = append(flagUnless, append(u, unless...))
	}
	c.negation = negation
	c.elems, c.parts = k.elems, k.parts
	for i, list := range flagUnless {
		c.flags[i].unless = make([]bool, len(c.parts))
		for _, p := range list {
			c.flags[i].unless[p] = true
		}
	}
	c.finish(k)
	c.rooms.New = func() any { return c.newRoom() }
	c.learner = sync.OnceValue(func() *learner { return c.train(c.lessons(c.examples())) })
	return c, nil
}

// Warm teaches the checker now rather than at the first text that needs it, which
// takes some tenths of a second.
func (c *Checker) Warm() { c.learner() }

// lexicon takes the spellings of single words from the base's lexicon.
func (c *Checker) lexicon() {
	for _, file := range sortedKeys(c.base.Lexicon.Words) {
		for form, std := range c.base.Lexicon.Words[file] {
			w := text.Words(std)
			if len(w) == 1 && c.vocab.standard[form] == "" {
				c.vocab.standard[form] = w[0]
			}
		}
	}
}

func (c *Checker) compileWords(k *compiler, w *knowledge.OfferWords, negation, unless *[]int) error {
	for _, list := range []struct {
		from []string
		to   *[]int
	}{{w.Negation, negation}, {w.Unless, unless}} {
		for _, s := range list.from {
			p, err := k.part(s)
			if err != nil {
				return fmt.Errorf("%q: %w", s, err)
			}
			*list.to = append(*list.to, p)
		}
	}
	for _, name := range sortedKeys(w.Concepts) {
		if _, err := k.element("@" + name); err != nil {
			return err
		}
	}
	for kind, weights := range w.Kinds {
		n := slices.Index(kindNames[:], kind)
		if n < 0 {
			return fmt.Errorf("kind %s is not known; there are %v", kind, kindNames)
		}
		for _, weight := range sortedKeys(weights) {
			value, err := strconv.Atoi(weight)
			if err != nil {
				return fmt.Errorf("kind %s: the weight %s is no number", kind, weight)
			}
			for _, s := range weights[weight] {
				ps, err := k.patterns(s)
				if err != nil {
					return err
				}
				for _, p := range ps {
					c.kinds[n] = append(c.kinds[n], cue{p, value})
				}
			}
		}
	}
	for _, list := range []struct {
		from map[string][]string
		to   *[]namedElement
	}{{w.Jobs, &c.jobs}, {w.Visas, &c.visas}} {
		for _, name := range sortedKeys(list.from) {
			k.concepts["="+name] = list.from[name]
			e, err := k.element("@=" + name)
			if err != nil {
				return err
			}
			*list.to = append(*list.to, namedElement{name, e})
		}
	}
	return nil
}

func (c *Checker) compileFlag(k *compiler, f *knowledge.Flag) (unless []int, err error) {
	out := flag{Flag: f}
	for _, list := range []struct {
		from []string
		to   *[]pattern
	}{{f.Strong, &out.strong}, {f.Patterns, &out.weak}} {
		for _, s := range list.from {
			ps, err := k.patterns(s)
			if err != nil {
				return nil, err
			}
			for _, p := range ps {
				if p.rest {
					out.rest = append(out.rest, p)
				} else {
					*list.to = append(*list.to, p)
				}
			}
		}
	}
	for _, s := range f.Unless {
		p, err := k.part(s)
		if err != nil {
			return nil, fmt.Errorf("unless %q: %w", s, err)
		}
		unless = append(unless, p)
	}
	c.flags = append(c.flags, out)
	return unless, nil
}

// finish builds what looks up parts by the words they may begin with.
func (c *Checker) finish(k *compiler) {
	c.uses = make([]use, len(c.parts))
	for i, f := range c.flags {
		for _, p := range slices.Concat(f.strong, f.weak, f.rest) {
			if u := &c.uses[p.main]; !slices.Contains(u.flags, int32(i)) {
				u.flags = append(u.flags, int32(i))
			}
			for _, q := range append(slices.Clone(p.also), p.not...) {
				c.uses[q].other = true
			}
		}
	}
	for _, cues := range c.kinds {
		for _, q := range cues {
			for _, p := range append(append([]int{q.main}, q.also...), q.not...) {
				c.uses[p].other = true
			}
		}
	}
	for name, to := range map[string]*int{"@gaji": &c.words.pay, "@gaji-ikut": &c.words.payAfter, "@biaya": &c.words.fee, "@pemberian": &c.words.gift, "@bukan-nama": &c.words.noName} {
		if e, ok := k.named[name]; ok {
			*to = e
		}
	}
	for _, name := range sortedKeys(k.named) {
		if name[0] == '@' && !strings.ContainsAny(name, "|=") {
			c.concepts = append(c.concepts, namedElement{name, k.named[name]})
		}
	}
	c.begins()
	for name, class := range classNames {
		c.classes[class] = name
	}
	for _, name := range []string{"@usia-syarat", "@berangkat-kapan", "@kontrak-ada"} {
		if e, ok := k.named[name]; ok {
			c.facts[name] = e
		}
	}
	for _, e := range c.base.Entries {
		if e.Country == nil {
			continue
		}
		for _, country := range sortedKeys(e.Country.Names) {
			for _, n := range e.Country.Names[country] {
				if w := text.Words(n); len(w) > 0 {
					c.places[w[0]] = append(c.places[w[0]], place{w, country})
					c.vocab.known[w[0]] = len(w[0]) > 3
				}
			}
		}
	}
	for _, list := range c.places {
		slices.SortStableFunc(list, func(a, b place) int { return cmp.Compare(len(b.words), len(a.words)) })
	}
}

// begins works out with which words and spans elements and parts may begin.
func (c *Checker) begins() {
	v := c.vocab
	v.size = len(c.elems)/64 + 1
	v.none = make(set, v.size)
	v.above, v.starts = make([][]int32, len(c.elems)), make([]starts, len(c.elems))
	for cl := range c.spanning {
		c.spanning[cl] = make(set, v.size)
	}
	below := make([][]int, len(c.elems)) // an element, and those its phrases begin with
	for e := range c.elems {
		below[e] = c.below(nil, e)
		for _, b := range below[e] {
			v.above[b] = append(v.above[b], int32(e)) //nolint:gosec // some thousand elements
			for _, cl := range c.elems[b].classes {
				c.elems[e].spanned |= 1 << cl
				c.spanning[cl].add(e)
			}
		}
	}
	// note tells every element and class with which e may begin.
	note := func(e int, to func(s *starts)) {
		for _, b := range below[e] {
			to(&v.starts[b])
		}
		for cl := range c.byClass {
			if c.elems[e].spanned&(1<<cl) != 0 {
				to(&c.byClass[cl])
			}
		}
	}
	for p := range c.parts {
		undo := slices.ContainsFunc(c.flags, func(f flag) bool { return f.unless[p] })
		note(c.parts[p].steps[0].elem, func(s *starts) {
			s.parts = append(s.parts, int32(p)) //nolint:gosec // some thousand parts
			if undo {
				s.undo = append(s.undo, int32(p)) //nolint:gosec // as above
			}
		})
	}
	for n, k := range c.concepts {
		note(k.elem, func(s *starts) { s.concepts = append(s.concepts, int32(n)) }) //nolint:gosec // some hundred concepts
	}
}

// below adds element e and those its phrases begin with.
func (c *Checker) below(found []int, e int) []int {
	if slices.Contains(found, e) {
		return found
	}
	found = append(found, e)
	for _, p := range c.elems[e].phrases {
		found = c.below(found, p.first)
	}
	return found
}

// fact is the element of a concept that a fact is read by, -1 if the base
// does not define it.
func (c *Checker) fact(name string) int {
	if e, ok := c.facts[name]; ok {
		return e
	}
	return -1
}

// noName reports whether word j cannot be part of a company's name.
func (c *Checker) noName(r *reading, j int) bool {
	return c.words.noName >= 0 && r.elem(c.words.noName, j) > 0
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
