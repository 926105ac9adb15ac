package index

import (
	"cmp"
	"slices"
	"strings"
)

// A vocabulary finds the words the entries use by what is left of them in a
// wrong spelling, for mending words that are in no vocabulary at all.
type vocabulary struct {
	skeleton map[string][]*word // by consonants, most used first
	words    []*word            // most used first
	near     []neighbour        // sorted
}

// A neighbour is a word by its spelling, whole or without one letter: the upper
// bits of the hash of it, and below the number of the word among the words.
type neighbour uint64

// rankBits are enough for a million words.
const rankBits = 20

func newNeighbour(hash uint64, rank int) neighbour {
	return neighbour(hash>>rankBits<<rankBits | uint64(rank)) //nolint:gosec // never negative
}

// newVocabulary takes the words that are used, whose stems are known.
func newVocabulary(all []*word) *vocabulary {
	v := &vocabulary{skeleton: map[string][]*word{}}
	for _, w := range all {
		if w.count > 0 {
			v.words = append(v.words, w)
		}
	}
	slices.SortFunc(v.words, func(a, b *word) int {
		return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.text, b.text))
	})
	for i, w := range v.words {
		w.stem.root = true
		if len(w.text) < 4 || w.count < 2 {
			continue
		}
		if k := consonants(w.text); len(k) >= 3 {
			v.skeleton[k] = append(v.skeleton[k], w)
		}
		v.near = append(v.near, newNeighbour(hash(fnvOffset, w.text), i))
		for k := range w.text {
			v.near = append(v.near, newNeighbour(without(w.text, k), i))
		}
	}
	slices.Sort(v.near)
	return v
}

// without is the hash of w without the letter at i.
func without(w string, i int) uint64 { return hash(hash(fnvOffset, w[:i]), w[i+1:]) }

// neighbours are the words that have the hash, most used first.
func (v *vocabulary) neighbours(h uint64) []neighbour {
	from, _ := slices.BinarySearch(v.near, newNeighbour(h, 0))
	to := from
	for to < len(v.near) && uint64(v.near[to])>>rankBits == h>>rankBits {
		to++
	}
	return v.near[from:to]
}

// word is the word of a neighbour.
func (v *vocabulary) word(n neighbour) *word { return v.words[n&(1<<rankBits-1)] }

// common is how often a word stands in the entries to be taken for a word;
// rival how many times more often a neighbour must stand to be meant instead of
// a word used less.
const (
	common = 3
	rival  = 8
)

// consonants is w without its vowels, the first letter kept.
func consonants(w string) string {
	var b strings.Builder
	for i := 0; i < len(w); i++ {
		if i == 0 || strings.IndexByte("aiueo", w[i]) < 0 {
			if n := b.Len(); n > 0 && b.String()[n-1] == w[i] {
				continue
			}
			b.WriteByte(w[i])
		}
	}
	return b.String()
}

func vowels(w string) int {
	n := 0
	for i := 0; i < len(w); i++ {
		if strings.IndexByte("aiueo", w[i]) >= 0 {
			n++
		}
	}
	return n
}

// repair mends the spelling of a word that is in no vocabulary: words written
// together, vowels left out, one letter wrong, missing, added or swapped. It
// returns nil when nothing comes near enough. Protected words are not mended, and
// short ones not mended into: calo and calon, gaji and haji are one letter apart.
func (r *reader) repair(w *word) []*word {
	s := w.text
	if w.guard || len(s) < 3 || r.left.NoRepair {
		return nil
	}
	for _, suffix := range []string{"nya", "ny", "na", "ne", "ku", "mu", "an", "lah", "kah"} {
		if t, ok := strings.CutSuffix(s, suffix); ok && len(t) > 2 {
			if f := r.find(t); f.count >= common || f.single(isAlways) != nil || f.single(isName) != nil {
				return []*word{f}
			}
		}
	}
	if len(s) >= 4 {
		if fixed := r.oneEdit(s); fixed != nil && fixed.count >= rival*w.count {
			return []*word{fixed}
		}
	}
	if w.count > 0 {
		return nil
	}
	if f := r.voweled(s); f != nil {
		return []*word{f}
	}
	if len(s) >= 7 {
		for i := len(s) - 3; i >= 3; i-- {
			a, b := r.find(s[:i]), r.find(s[i:])
			if a.whole() && b.whole() {
				return []*word{a, b}
			}
		}
	}
	return nil
}

// voweled is the most used word of which s has all consonants and at most a third
// of vowels, as it stands or without the spoken prefix ng-: "ngrm" is kirim. It is
// nil if there is none.
func (r *reader) voweled(s string) *word {
	forms := []string{s}
	if t, ok := strings.CutPrefix(s, "ng"); ok && len(t) > 1 {
		forms = append(forms, t, "k"+t)
	}
	var best *word
	for _, s := range forms {
		if vowels(s)*3 > len(s) {
			continue
		}
		for _, f := range r.vocab.skeleton[consonants(s)] {
			c := f.text
			if c[0] == s[0] && len(c) > len(s) && (!f.guard || len(c) >= guarded) && (last(c) == last(s) || strings.IndexByte("aiueo", last(c)) >= 0) && (best == nil || f.count > best.count) {
				best = f
			}
		}
	}
	return best
}

// guarded is the length from which a protected word may be what was meant by
// another spelling.
const guarded = 6

// misspelt is the country that w is a slip of, nil for none. It is asked for
// before the dictionary, where "tawain" is a form of tawa.
func (r *reader) misspelt(w *word) *phrase {
	s := w.text
	if r.vocab == nil || len(s) < 6 || w.count >= common {
		return nil
	}
	swap := []byte(s)
	for i := 0; i+1 < len(s); i++ {
		swap[i], swap[i+1] = s[i+1], s[i]
		if c := r.bySpelling[string(swap)]; c != nil && c != w {
			if m := c.single(isName); m != nil {
				return m
			}
		}
		swap[i], swap[i+1] = s[i], s[i+1]
	}
	return nil
}

func last(s string) byte { return s[len(s)-1] }

// whole reports whether w may be one of two words written together.
func (w *word) whole() bool { return w.count > 1 || w.single(isName) != nil }

// oneEdit is the most used word one edit away from s, nil if there is none.
func (r *reader) oneEdit(s string) *word {
	var best *word
	try := func(h uint64) {
		for _, near := range r.vocab.neighbours(h) {
			w := r.vocab.word(near)
			c := w.text
			if w.guard && len(c) < guarded || c[0] != s[0] && len(s) < 6 || len(c)-len(s) > 1 || len(s)-len(c) > 1 || !oneApart(s, c) {
				continue
			}
			if len(s) == 4 && len(c) == 4 && !swapped(s, c) {
				continue // four letters, one changed: too many words are neighbours
			}
			if best == nil || w.count > best.count {
				best = w
			}
		}
	}
	try(hash(fnvOffset, s))
	for i := range s {
		try(without(s, i))
	}
	return best
}

func swapped(a, b string) bool {
	for i := 0; i+1 < len(a); i++ {
		if a[:i] == b[:i] && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
			return true
		}
	}
	return false
}

// oneApart reports whether a and b differ by one letter changed, added, left
// out, or two neighbours swapped.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:] || swapped(a, b)
	}
	return len(b)-len(a) == 1 && a[i:] == b[i+1:]
}
