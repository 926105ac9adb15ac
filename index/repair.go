package index

import (
	"sort"
	"strings"
)

// A vocabulary is every word the entries use, for mending the spelling of
// words that are in no vocabulary at all.
type vocabulary struct {
	count    map[string]int
	stems    map[string]bool
	skeleton map[string][]string // consonants: words, most used first
	deletes  map[string][]string // word with one letter left out: words
}

func newVocabulary(count map[string]int, stem func(string) string) *vocabulary {
	v := &vocabulary{count: count, stems: map[string]bool{}, skeleton: map[string][]string{}, deletes: map[string][]string{}}
	words := make([]string, 0, len(count))
	for w := range count {
		words = append(words, w)
	}
	sort.Slice(words, func(i, j int) bool {
		if count[words[i]] != count[words[j]] {
			return count[words[i]] > count[words[j]]
		}
		return words[i] < words[j]
	})
	for _, w := range words {
		v.stems[stem(w)] = true
		if len(w) < 4 || count[w] < 2 {
			continue
		}
		if k := consonants(w); len(k) >= 3 {
			v.skeleton[k] = append(v.skeleton[k], w)
		}
		v.deletes[w] = append(v.deletes[w], w)
		for i := range w {
			d := w[:i] + w[i+1:]
			v.deletes[d] = append(v.deletes[d], w)
		}
	}
	return v
}

// has reports whether w is used so often that it is no slip of the pen.
func (v *vocabulary) has(w string) bool { return v.count[w] >= common }

// common is how often a word stands in the entries to be taken for a word;
// rival how many times more often a neighbour must stand to be meant instead of
// a word used less.
const (
	common = 3
	rival  = 8
)

func (v *vocabulary) stem(s string) bool { return v.stems[s] }

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
func (r *reader) repair(w string) []string {
	if r.guard[w] || len(w) < 3 || r.left.NoRepair {
		return nil
	}
	for _, suffix := range []string{"nya", "ny", "na", "ne", "ku", "mu", "an", "lah", "kah"} {
		if t, ok := strings.CutSuffix(w, suffix); ok && len(t) > 2 && (r.vocab.has(t) || r.always.match([]string{t}) != nil || r.names.match([]string{t}) != nil) {
			return []string{t}
		}
	}
	if len(w) >= 4 {
		if fixed := r.oneEdit(w); fixed != "" && r.vocab.count[fixed] >= rival*r.vocab.count[w] {
			return []string{fixed}
		}
	}
	if r.vocab.count[w] > 0 {
		return nil
	}
	if vowels(w)*3 <= len(w) {
		for _, c := range r.vocab.skeleton[consonants(w)] {
			if c[0] == w[0] && len(c) > len(w) && (!r.guard[c] || len(c) >= guarded) && (last(c) == last(w) || strings.IndexByte("aiueo", last(c)) >= 0) {
				return []string{c}
			}
		}
	}
	if len(w) >= 7 {
		for i := len(w) - 3; i >= 3; i-- {
			a, b := w[:i], w[i:]
			if r.whole(a) && r.whole(b) {
				return []string{a, b}
			}
		}
	}
	return nil
}

// guarded is the length from which a protected word may be what was meant by
// another spelling.
const guarded = 6

// misspelt is the country that w is a slip of, empty for none. It is asked for
// before the dictionary, where "tawain" is a form of tawa.
func (r *reader) misspelt(w string) string {
	if r.vocab == nil || len(w) < 6 || r.vocab.count[w] >= common {
		return ""
	}
	for i := 0; i+1 < len(w); i++ {
		if s := w[:i] + string(w[i+1]) + string(w[i]) + w[i+2:]; s != w && r.names.match([]string{s}) != nil {
			return s
		}
	}
	return ""
}

func last(s string) byte { return s[len(s)-1] }

func (r *reader) whole(w string) bool {
	return r.vocab.count[w] > 1 || r.names.match([]string{w}) != nil && len(r.names.match([]string{w}).form) == 1
}

// oneEdit is the most used word one edit away from w, empty if there is none.
func (r *reader) oneEdit(w string) string {
	best, n := "", 0
	try := func(key string) {
		for _, c := range r.vocab.deletes[key] {
			if r.guard[c] && len(c) < guarded || c[0] != w[0] && len(w) < 6 || len(c)-len(w) > 1 || len(w)-len(c) > 1 || !oneApart(w, c) {
				continue
			}
			if len(w) == 4 && len(c) == 4 && !swapped(w, c) {
				continue // four letters, one changed: too many words are neighbours
			}
			if r.vocab.count[c] > n {
				best, n = c, r.vocab.count[c]
			}
		}
	}
	try(w)
	for i := range w {
		try(w[:i] + w[i+1:])
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
