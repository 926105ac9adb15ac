package offer

import (
	"slices"

	"bekal/knowledge/learn"
	"bekal/knowledge/text"
)

// A word is one word of an offer. Line counts lines and sentences, sent only
// sentences, clause what commas and the like part.
type word struct {
	start, end         int32 // bytes of the folded text
	typ                int32 // index into reading.types
	line, sent, clause int32
	spans              [classes]uint8 // how many words a span of each class takes from here, 0 for none
	spanned            uint16         // the classes, as bits, of which a span begins here
}

// begin lets a span of n words of a class begin at w.
func (w *word) begin(class int, n uint8) {
	w.spans[class] = n
	w.spanned |= 1 << class
}

// A wordType is what all occurrences of one spelling share.
type wordType struct {
	text   string
	elems  set // the pattern elements this word is
	begins set // those it may begin: these and phrases
	starts     // the parts and concepts that may begin with this word
}

// starts are what may begin at a word, in ascending order.
type starts struct {
	parts    []int32 // of patterns that are looked for
	undo     []int32 // parts that take a match close to them back
	concepts []int32 // numbers in Checker.concepts
}

// A reading is an offer taken apart for matching.
type reading struct {
	c     *Checker
	fold  text.Folded
	words []word
	types []*wordType
	index map[string]int32
	there set // the elements that may stand anywhere in the text
	facts Facts
	pays  []paid
	ours  bool // the text is the base's own, so that its words may be kept

	features []learn.Feature // of the piece the learner is at
	vector   []learn.Weight  // these as it sees them
}

// A paid is what is paid, at a word, in rupiah a month, and from what pay it is
// too high there.
type paid struct {
	word         int
	month, limit int64
}

// read takes s apart. It undoes the disguises of words that patterns know:
// spaced, l33t and doubled letters.
func (r *reading) read(s string) {
	r.fold = text.FoldAt(s)
	r.words = slices.Grow(r.words, countWords(r.fold.S))
	var line, sent, clause int32
	t := r.fold.S
	for i := 0; i < len(t); {
		ch := t[i]
		switch {
		case wordByte(ch):
			j := i + 1
			for j < len(t) && (wordByte(t[j]) || inner(t, i, j)) {
				j++
			}
			i = r.addWord(i, j, line, sent, clause)
			continue
		case ch == '\n':
			clause++
			if !wrapped(t, i) {
				line++
			}
			if i+1 < len(t) && t[i+1] == '\n' {
				sent++
			}
		case ch == '.' || ch == '!' || ch == '?' || ch == ';':
			clause++
			if sentenceEnd(t, i) {
				line++
				sent++
			}
		case ch == ',' || ch == '(' || ch == ')' || ch == ':' || ch == '"' || ch == '|' || ch == '/' || ch == '-' && i > 0 && t[i-1] == ' ':
			clause++
		}
		i++
	}
	r.joinSpaced()
}

// countWords is about how many words s has.
func countWords(s string) int {
	n, in := 0, false
	for i := 0; i < len(s); i++ {
		if w := wordByte(s[i]); w != in {
			in = w
			if w {
				n++
			}
		}
	}
	return n
}

// survey notes which elements may stand in the text, once it is read and its
// facts are.
func (r *reading) survey() {
	for _, t := range r.types {
		r.there.join(t.begins)
	}
	spanned := uint16(0)
	for i := range r.words {
		spanned |= r.words[i].spanned
	}
	for class, elems := range r.c.spanning {
		if spanned&(1<<class) != 0 {
			r.there.join(elems)
		}
	}
}

func wordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }

// inner reports whether the sign at j belongs to the word begun at i: an
// apostrophe, or @ and $ for a letter ("vi$a", not the @ of an address).
func inner(t string, i, j int) bool {
	if j+1 >= len(t) || !(t[j+1] >= 'a' && t[j+1] <= 'z') || !(t[j-1] >= 'a' && t[j-1] <= 'z') {
		return false
	}
	switch t[j] {
	case '\'', '$':
		return true
	case '@':
		for k := j + 1; k < len(t) && k < j+30 && t[k] != ' ' && t[k] != '\n'; k++ {
			if t[k] == '.' {
				return false
			}
		}
		return j-i < 8
	}
	return false
}

// wrapped reports whether the line break at i only wraps a running sentence.
func wrapped(t string, i int) bool { return i > 0 && t[i-1] == ',' }

// sentenceEnd reports whether the sign at i ends a sentence and is no part of
// a short form ("a.n.", "no.", "pt.").
func sentenceEnd(t string, i int) bool {
	if t[i] != '.' {
		return true
	}
	if i+1 < len(t) && t[i+1] != ' ' && t[i+1] != '\n' && t[i+1] != '.' {
		return false
	}
	j := i
	for j > 0 && t[j-1] >= 'a' && t[j-1] <= 'z' {
		j--
	}
	switch t[j:i] {
	case "a", "n", "no", "pt", "cv", "jl", "rp", "rek", "hj", "h", "tn", "ny", "bpk", "d", "dr", "kab", "kec", "dll", "dsb", "tgl", "min", "max", "maks":
		return i+1 < len(t) && t[i+1] == '\n'
	}
	return true
}

// addWord adds the words in t[i:j], a number apart from the unit behind it,
// and returns where to go on.
func (r *reading) addWord(i, j int, line, sent, clause int32) int {
	t := r.fold.S
	for i < j {
		k := i
		for k < j && t[k] >= '0' && t[k] <= '9' {
			k++
		}
		if k == i || k == j || k-i == 1 && r.c.vocab.known[text.Unleet(t[i:j])] {
			k = j
		}
		r.words = append(r.words, word{start: int32(i), end: int32(k), typ: r.typeOf(t[i:k]), line: line, sent: sent, clause: clause})
		i = k
	}
	return j
}

// manyTypes is how many different spellings are taken apart in full; a text
// with more is no offer, and further ones are only looked up as they stand.
// Those of them that no pattern knows share a type.
const manyTypes = 4096

func (r *reading) typeOf(s string) int32 {
	if n, ok := r.index[s]; ok {
		return n
	}
	if len(r.types) > manyTypes && r.c.vocab.exact[s] == nil && !r.c.vocab.known[s] {
		return manyTypes
	}
	n := int32(len(r.types))
	if n == manyTypes {
		r.types = append(r.types, r.c.vocab.classify("", false))
		n++
	}
	r.types = append(r.types, r.c.vocab.find(s, n < manyTypes, r.ours))
	r.index[s] = n
	return n
}

// joinSpaced replaces runs of three or more single letters ("v i s a",
// "v.i.s.a") by the known words they spell.
func (r *reading) joinSpaced() {
	out := r.words[:0]
	for i := 0; i < len(r.words); {
		j := i
		for j < len(r.words) && r.words[j].end-r.words[j].start == 1 && (j == i || r.words[j].start-r.words[j-1].end <= 3) {
			j++
		}
		if j-i < 3 {
			out = append(out, r.words[i:max(j, i+1)]...)
			i = max(j, i+1)
			continue
		}
		out = append(out, r.spell(r.words[i:j])...)
		i = j
	}
	r.words = out
}

// spell reads letters as known words, greedily from the left and the longest
// first; what spells none stays as it is.
func (r *reading) spell(letters []word) []word {
	out := letters[:0]
	for i := 0; i < len(letters); {
		var buf [16]byte
		n := 0
		for n < len(buf) && i+n < len(letters) {
			buf[n] = unleetByte(r.fold.S[letters[i+n].start])
			n++
		}
		for n >= 3 && !r.c.vocab.known[string(buf[:n])] {
			n--
		}
		w := letters[i]
		if n < 3 {
			n = 1
		} else {
			w.end, w.typ = letters[i+n-1].end, r.typeOf(string(buf[:n]))
		}
		out = append(out, w)
		i += n
	}
	return out
}

// unleetByte is text.Unleet for one digit.
func unleetByte(c byte) byte {
	if c < '0' || c > '9' {
		return c
	}
	return "oizeasgtbg"[c-'0']
}

func (r *reading) text(i int) string {
	w := &r.words[i]
	if s := r.types[w.typ].text; s != "" {
		return s
	}
	return r.fold.S[w.start:w.end] // of the type that many share
}

// is reports whether word i is of element e by itself.
func (r *reading) is(i, e int) bool {
	return r.types[r.words[i].typ].elems.has(e)
}

// original is where the words i to j-1 stand in the original.
func (r *reading) original(i, j int) (int, int) {
	return r.fold.Original(int(r.words[i].start), int(r.words[j-1].end))
}

// at is the first word that begins at or behind a byte of the folded text.
func (r *reading) at(b int) int {
	lo, hi := 0, len(r.words)
	for lo < hi {
		if m := (lo + hi) / 2; int(r.words[m].start) < b {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}
