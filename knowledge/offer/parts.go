package offer

import (
	"slices"
	"strconv"

	"bekal/knowledge/learn"
)

// The kinds of features of a text and the weight of each: what is said, two
// words in a row, what the words stand for, and the patterns that match.
const (
	sawWord = iota
	sawPair
	sawConcept
	sawPattern
)

var sawShare = []float32{sawWord: 0.8, sawPair: 0.4, sawConcept: 0.6, sawPattern: 0.6}

// sawTimes is in how many samples a feature must stand to teach anything.
const sawTimes = 2

// A piece is a part of a text that is judged by itself: the words [from,to).
type piece struct{ from, to int }

// pieceWords is how many words a piece has at most, maxPieces how many pieces of
// a text are judged. No advert is longer: a text that is was written to waste time.
const (
	pieceWords = 18
	maxPieces  = 120
)

// pieces cuts a text at its sentences and lines, long ones at commas.
func (r *reading) pieces() []piece {
	var out []piece
	for i := 0; i < len(r.words) && len(out) < maxPieces; {
		j := i + 1
		for j < len(r.words) && r.words[j].line == r.words[i].line {
			j++
		}
		for j-i > pieceWords {
			cut := i + pieceWords
			for k := cut; k > i+pieceWords/2; k-- {
				if r.words[k].clause != r.words[k-1].clause {
					cut = k
					break
				}
			}
			out = append(out, piece{i, cut})
			if i = cut; len(out) == maxPieces {
				return out
			}
		}
		out = append(out, piece{i, j})
		i = j
	}
	return out
}

// Pay is seen in steps: in millions of rupiah a month, and in percent of what is
// too high in the country.
var (
	payMillions = []int64{5, 7, 9, 12, 16, 22, 30}
	payPercent  = []int64{50, 67, 80, 100, 130, 200}
)

// A sight is a feature and the word at which it was seen.
type sight struct {
	what learn.Feature
	word int
}

// standard is a word as the lexicon has it; all numbers are one.
func (r *reading) standard(i int) string {
	if r.words[i].spans[classNumber] > 0 {
		return "#"
	}
	w := r.text(i)
	if s := r.c.vocab.standard[w]; s != "" {
		return s
	}
	return w
}

// see lists the features of a piece: its words, pairs of them, what they stand
// for, how much is paid, and the patterns that match there.
func (r *reading) see(p piece, matched []matched) []sight {
	out := make([]sight, 0, 4*(p.to-p.from))
	add := func(word, kind int, names ...string) { out = append(out, sight{learn.Of(kind, names...), word}) }
	before := "^"
	for i := p.from; i < p.to; i++ {
		for class, n := range r.words[i].spans {
			if n > 0 {
				add(i, sawConcept, r.c.classes[class])
			}
		}
		w := r.standard(i)
		add(i, sawWord, w)
		add(i, sawPair, before, w)
		before = w
		for _, n := range r.concepts(i) {
			if e := r.c.concepts[n]; r.may(i, e.elem) && r.elem(e.elem, i) > 0 {
				add(i, sawConcept, e.name)
			}
		}
	}
	add(p.to-1, sawPair, before, "$")
	for _, x := range r.pays {
		if x.word < p.from || x.word >= p.to {
			continue
		}
		for _, n := range payMillions {
			if x.month >= n*1_000_000 {
				add(x.word, sawConcept, "pay", strconv.FormatInt(n, 10))
			}
		}
		for _, n := range payPercent {
			if x.limit > 0 && 100*x.month >= n*x.limit {
				add(x.word, sawConcept, "limit", strconv.FormatInt(n, 10))
			}
		}
	}
	for _, m := range matched {
		if m.at.i >= p.from && m.at.i < p.to {
			add(m.at.i, sawPattern, m.name())
		}
	}
	return out
}

// concepts are the concepts that may begin at word i, in ascending order.
func (r *reading) concepts(i int) []int32 {
	w := &r.words[i]
	out := r.types[w.typ].concepts
	if w.spanned == 0 {
		return out
	}
	out = slices.Clone(out)
	for cl, s := range r.c.byClass {
		if w.spanned&(1<<cl) != 0 {
			out = append(out, s.concepts...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// How firmly a pattern speaks.
const (
	restPattern = iota + 1 // one that counts where no other does
	weakPattern
	strongPattern
)

// A matched is a red flag whose pattern stands in a text, and where.
type matched struct {
	flag int // number in Checker.flags
	id   string
	firm int
	at   hit
}

func (m matched) name() string { return m.id + [...]string{"", "?", "", "!"}[m.firm] }

// matched are the flags whose patterns stand in a text, the firmest pattern of
// each.
func (c *Checker) matched(m *matching) []matched {
	var out []matched
	for n, f := range c.flags {
		for _, p := range []struct {
			firm     int
			patterns []pattern
		}{{strongPattern, f.strong}, {weakPattern, f.weak}, {restPattern, f.rest}} {
			if at := m.best(n, p.patterns); at.j > 0 {
				out = append(out, matched{n, f.ID, p.firm, at})
				break
			}
		}
	}
	return out
}

// A study is a text taken apart for the learner.
type study struct {
	r       *reading
	pieces  []piece
	sights  [][]sight // by piece
	matched []matched
	cues    [kinds]int
	quiet   bool // it is told, warned of or asked, not offered
}

func (c *Checker) study(r *reading, m *matching, cues [kinds]int, quiet bool) *study {
	s := &study{r: r, pieces: r.pieces(), matched: c.matched(m), cues: cues, quiet: quiet}
	for _, p := range s.pieces {
		s.sights = append(s.sights, r.see(p, s.matched))
	}
	return s
}

// features adds the sights of one piece to out.
func features(out []learn.Feature, sights []sight) []learn.Feature {
	out = slices.Grow(out, len(sights))
	for _, s := range sights {
		out = append(out, s.what)
	}
	return out
}

// cueStep is how much more weight of cues of a kind makes one feature more.
const cueStep = 2

// whole adds to out the features of a text as one: those of its pieces but the patterns,
// which facts it states and which not, and the cues of each kind of text, more of
// them the stronger they are.
func (s *study) whole(out []learn.Feature) []learn.Feature {
	for _, list := range s.sights {
		for _, x := range list {
			if x.what.Kind() != sawPattern {
				out = append(out, x.what)
			}
		}
	}
	f := s.r.facts
	for _, x := range []struct {
		name string
		is   bool
	}{
		{"company", f.Company != ""},
		{"licence", f.Licence != ""},
		{"accounts", len(f.Accounts) > 0},
		{"phones", len(f.Phones) > 0},
		{"salary", f.Salary != nil},
		{"contract", f.Contract != ""},
		{"country", f.Country != ""},
	} {
		out = append(out, learn.Of(sawPattern, x.name, strconv.FormatBool(x.is)))
	}
	if f.Country != "" {
		out = append(out, learn.Of(sawConcept, "country", f.Country))
	}
	for k, w := range s.cues {
		for n := cueStep; n <= w; n += cueStep {
			out = append(out, learn.Of(sawPattern, kindNames[k], strconv.Itoa(n)))
		}
	}
	return out
}
