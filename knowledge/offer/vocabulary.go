package offer

import (
	"slices"
	"strings"
	"sync"

	"bekal/knowledge/text"
)

// A vocabulary tells which elements of patterns a word is. Words match
// whatever is hung on to them ("kontraknya", "biayane"), however they are
// spelt in the lexicon, and as ~stem with the affixes of verbs.
type vocabulary struct {
	exact    map[string][]int
	prefix   map[string][]int // "daftar*"
	stems    map[string][]int // "~daftar"
	lengths  map[int]bool     // of prefixes
	longest  int              // of anything
	known    map[string]bool
	standard map[string]string // the lexicon: form: standard form
	size     int               // of a set of elements, in words of 64 bits
	none     set               // the empty one, shared
	above    [][]int32         // element: those that may begin with it, itself among them
	starts   []starts          // element: what may begin with it

	mu   sync.RWMutex
	kept map[string]*wordType // spellings in texts of the base: people use the same
}

// A set is a set of elements.
type set []uint64

func (s set) has(e int) bool { return s[e>>6]&(1<<(e&63)) != 0 }
func (s set) add(e int)      { s[e>>6] |= 1 << (e & 63) }

// join adds all of o.
func (s set) join(o set) {
	for i, bits := range o {
		s[i] |= bits
	}
}

func newVocabulary() *vocabulary {
	return &vocabulary{
		exact: map[string][]int{}, prefix: map[string][]int{}, stems: map[string][]int{}, lengths: map[int]bool{},
		known: map[string]bool{}, standard: map[string]string{}, kept: map[string]*wordType{},
	}
}

func (v *vocabulary) add(w string, elem int) {
	w = text.Fold(w)
	switch {
	case strings.HasPrefix(w, "~"):
		v.stems[w[1:]] = append(v.stems[w[1:]], elem)
		v.known[w[1:]] = true
	case strings.HasSuffix(w, "*"):
		p := strings.TrimSuffix(w, "*")
		v.prefix[p] = append(v.prefix[p], elem)
		v.lengths[len(p)] = true
		v.known[p] = len(p) > 3
	default:
		v.exact[w] = append(v.exact[w], elem)
		v.known[w] = len(w) > 2
	}
	v.longest = max(v.longest, len(w))
}

// find is classify, once for a spelling in the texts of the base. What people
// write is not kept.
func (v *vocabulary) find(s string, full, ours bool) *wordType {
	if !full {
		return v.classify(s, false)
	}
	v.mu.RLock()
	t := v.kept[s]
	v.mu.RUnlock()
	if t != nil {
		return t
	}
	if t = v.classify(s, true); ours {
		t.text = strings.Clone(t.text) // not the text around it
		v.mu.Lock()
		defer v.mu.Unlock()
		v.kept[strings.Clone(s)] = t
	}
	return t
}

// classify finds everything one spelling may stand for; if not in full, only
// what it is as it stands.
func (v *vocabulary) classify(s string, full bool) *wordType {
	t := &wordType{text: s, elems: v.none, begins: v.none}
	switch {
	case len(s) > v.longest+12:
	case full:
		v.spellings(t, s)
	default:
		v.mark(t, v.exact[s])
	}
	for _, list := range []*[]int32{&t.parts, &t.undo, &t.concepts} {
		slices.Sort(*list) // the order of the maps must not show
		*list = slices.Compact(*list)
	}
	return t
}

// spellings marks what s is as written, and with disguises undone.
func (v *vocabulary) spellings(t *wordType, s string) {
	v.form(t, s)
	if u := text.Unleet(s); u != s && hasLetter(s) && s[0] > '9' {
		if base := strings.TrimSuffix(s, "2"); base != s && len(base) > 2 {
			v.form(t, base) // surat2
		}
		if base := strings.TrimSuffix(s, "2nya"); base != s {
			v.form(t, base)
		}
		if v.exact[s] == nil {
			v.form(t, u)
			t.text = u
		}
	}
	if sq := text.Squeeze(s, 1); sq != s && v.exact[s] == nil {
		v.form(t, text.Squeeze(s, 2))
		v.form(t, sq)
	}
}

func hasLetter(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'a' && s[i] <= 'z' {
			return true
		}
	}
	return false
}

// form marks what s is: as it stands, in the lexicon, without what hangs on
// to it, and as a stem.
func (v *vocabulary) form(t *wordType, s string) {
	v.mark(t, v.exact[s])
	for n := range v.lengths {
		if n <= len(s) {
			v.mark(t, v.prefix[s[:n]])
		}
	}
	if std := v.standard[s]; std != "" {
		v.mark(t, v.exact[std])
		v.stem(t, std)
	}
	for _, suffix := range clitics {
		if base, ok := strings.CutSuffix(s, suffix); ok && len(base) > max(2, 5-len(suffix)) {
			v.mark(t, v.exact[base])
			if std := v.standard[base]; std != "" {
				v.mark(t, v.exact[std])
			}
		}
	}
	v.stem(t, s)
}

var (
	clitics  = []string{"nya", "ny", "na", "ne", "e", "lah", "kah", "ku", "mu", "mah", "in"}
	prefixes = []string{"", "di", "ke", "ter", "ber", "be", "me", "mem", "men", "meng", "nge", "ng", "m", "n", "pe", "pem", "pen", "peng", "per", "diper", "memper", "se", "ku", "kau", "dipa"}
	suffixes = []string{"", "nya", "ny", "in", "kan", "an", "i", "innya", "kannya", "annya", "ke", "ken", "keun", "en", "lah", "ne", "na"}
	// A nasal prefix swallows the first letter of a stem.
	nasals = []struct{ prefix, letter string }{
		{"meny", "s"}, {"peny", "s"}, {"ny", "s"}, {"ny", "c"}, {"mem", "p"}, {"pem", "p"}, {"m", "p"}, {"men", "t"}, {"pen", "t"}, {"n", "t"}, {"meng", "k"}, {"peng", "k"}, {"ng", "k"}, {"ng", "g"},
	}
)

func (v *vocabulary) stem(t *wordType, s string) {
	if len(s) < 3 {
		return
	}
	for _, suffix := range suffixes {
		base, ok := strings.CutSuffix(s, suffix)
		if !ok || len(base) < 3 {
			continue
		}
		for _, p := range prefixes {
			if rest, ok := strings.CutPrefix(base, p); ok && len(rest) > 2 {
				v.mark(t, v.stems[rest])
			}
		}
		for _, n := range nasals {
			if rest, ok := strings.CutPrefix(base, n.prefix); ok && len(rest) > 1 {
				v.markJoined(t, n.letter, rest)
			}
		}
	}
}

// markJoined looks up letter+rest without building the string for words that
// are no stem.
func (v *vocabulary) markJoined(t *wordType, letter, rest string) {
	if len(rest)+1 > v.longest {
		return
	}
	var buf [64]byte
	if len(rest) < len(buf) {
		b := append(append(buf[:0], letter...), rest...)
		v.mark(t, v.stems[string(b)])
	}
}

func (v *vocabulary) mark(t *wordType, elems []int) {
	if len(elems) > 0 && &t.elems[0] == &v.none[0] {
		room := make(set, 2*v.size)
		t.elems, t.begins = room[:v.size], room[v.size:]
	}
	for _, e := range elems {
		if t.elems.has(e) {
			continue
		}
		t.elems.add(e)
		for _, a := range v.above[e] {
			t.begins.add(int(a))
		}
		t.parts = append(t.parts, v.starts[e].parts...)
		t.undo = append(t.undo, v.starts[e].undo...)
		t.concepts = append(t.concepts, v.starts[e].concepts...)
	}
}
