package index

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"
)

// The kinds of features.
const (
	kindWord  = iota // one stem, or an aspect
	kindPair         // two stems in a row
	kindChar         // four letters of a word in a row
	kindSign         // a sign of danger, two together, or two or three in a row
	kindFrame        // one stem or two in a row, frame and greetings too: who speaks of whom
	kinds
)

// Weights of the kinds, each brought to length one before. Flat around these
// values in bekal eval.
var share = [kinds]float32{kindWord: 1.0, kindPair: 0.6, kindChar: 0.8, kindSign: 0.6, kindFrame: 0.8}

// run is how many letters make a letter run. Three to five together make no
// difference beyond chance and take longer to train.
const run = 4

// A feature is one feature of a text with its weight.
type feature struct {
	id int32
	w  float32
}

// features knows every feature of the texts it was learnt from, how rare each
// is, and writes texts as weighted features.
type features struct {
	topics int32 // features below this tell of topics, the others only of danger
	number table
	stems  []int32   // of a word as a stem, by id: the same words come again and again
	whole  []int32   // of a word with frame and greetings, by id
	spelt  [][]int32 // the letter runs of words, by id
	kind   []uint8
	idf    []float32
}

// FNV-1a, 64 bit.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hash(h uint64, s string) uint64 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

func (f *features) count() int { return len(f.idf) }

// A table numbers hashes from 0, in the order in which they come. It is a map
// that need not hash its keys once more.
type table struct {
	hash []uint64 // by number
	slot []int32  // number + 1, 0 if it is free; a hash is in the first free one from its own on
}

func newTable(room int) table {
	return table{make([]uint64, 0, room), make([]int32, 2<<bits.Len(uint(room)))} //nolint:gosec // room is not negative
}

// find is the number of h; if it has none, that it would have.
func (t *table) find(h uint64) (number int32, known bool) {
	i := t.free(h)
	if n := t.slot[i]; n > 0 {
		return n - 1, true
	}
	return int32(len(t.hash)), false //nolint:gosec // some 300,000 hashes
}

// add gives h, which has none, a number.
func (t *table) add(h uint64) {
	if t.hash = append(t.hash, h); 2*len(t.hash) > len(t.slot) {
		t.slot = make([]int32, 2*len(t.slot))
		for n, h := range t.hash {
			t.slot[t.free(h)] = int32(n) + 1 //nolint:gosec // as above
		}
		return
	}
	t.slot[t.free(h)] = int32(len(t.hash)) //nolint:gosec // as above
}

// free is the slot of h, or the free one it would have.
func (t *table) free(h uint64) int {
	last := len(t.slot) - 1
	i := int(h^h>>32) & last //nolint:gosec // any bits will do
	for t.slot[i] > 0 && t.hash[t.slot[i]-1] != h {
		i = (i + 1) & last
	}
	return i
}

// A finder numbers the features of texts. While it learns it gives new ones a
// number, in the order in which it meets them, else it leaves them out.
type finder struct {
	*features
	learning bool
	found    []int32 // in the text at hand
}

// take finds the feature with that hash and returns its number, leftOut for none.
func (f *finder) take(h uint64, kind uint8) int32 {
	n, known := f.number.find(h)
	if !known {
		if !f.learning {
			return leftOut
		}
		f.number.add(h)
		f.kind = append(f.kind, kind)
	}
	f.found = append(f.found, n)
	return n
}

// word finds a word by itself, whose number may be known.
func (f *finder) word(w *word, known []int32, seed uint64, kind uint8) {
	if w.id != stranger && known[w.id] != leftOut {
		f.found = append(f.found, known[w.id])
		return
	}
	n := f.take(hash(seed, w.text), kind)
	if f.learning {
		known[w.id] = n
	}
}

// find sets found to the features of t.
func (f *finder) find(t *said) {
	const seed = fnvOffset
	f.found = f.found[:0]
	prev := "^"
	for i, s := range t.stems {
		f.word(s, f.stems, seed^1, kindWord)
		f.take(hash(hash(hash(seed^2, prev), " "), s.text), kindPair)
		prev = s.text
		f.spell(t.words[i])
	}
	if len(t.stems) > 0 {
		f.take(hash(hash(seed^2, prev), " $"), kindPair)
	}
	for i, a := range t.signs {
		f.take(hash(seed^5, a), kindSign)
		for _, b := range t.signs[i+1:] {
			f.take(hash(hash(seed^6, a), b), kindSign)
		}
	}
	for _, a := range t.aspects {
		f.take(hash(seed^4, string(a)), kindWord)
	}
	prev = "^"
	for _, s := range t.whole {
		f.word(s, f.whole, seed^7, kindFrame)
		f.take(hash(hash(hash(seed^8, prev), " "), s.text), kindFrame)
		prev = s.text
	}
	f.plot(t.whole)
}

// plot finds which kinds of signs follow each other: "if", "boss", "harm" is
// another message than "boss", "harm", "if".
func (f *finder) plot(stems []*word) {
	const seed = fnvOffset
	before, last := "^", "^"
	for i := 0; i < len(stems); i++ {
		m := match(isSign, stems[i:])
		if m == nil {
			continue
		}
		i += len(m.form) - 1
		if m.name == last {
			continue
		}
		two := hash(hash(hash(seed^9, last), " "), m.name)
		f.take(two, kindSign)
		f.take(hash(hash(two, "<"), before), kindSign)
		before, last = last, m.name
	}
}

// spell finds the letter runs of a word.
func (f *finder) spell(w *word) {
	if w.slot() {
		return
	}
	if w.id != stranger && f.spelt[w.id] != nil {
		f.found = append(f.found, f.spelt[w.id]...)
		return
	}
	from := len(f.found)
	s := "<" + w.text + ">"
	for k := 0; k+run <= len(s); k++ {
		f.take(hash(fnvOffset^3, s[k:k+run]), kindChar)
	}
	if f.learning {
		f.spelt[w.id] = slices.Clone(f.found[from:])
	}
}

// learnFeatures takes the features of texts and writes the texts as weighted
// features; known is how many words are known. Pairs and letter runs that stand
// in few texts tell nothing about another and are left out. In memory the texts
// stand in the given order, that in which they are read again.
func learnFeatures(texts []*said, order []int32, known int) (*features, [][]feature) {
	middle := halfway(texts)
	halves := [2]*survey{}
	parallel(len(halves), func(k int) {
		halves[k] = surveyed([...][]*said{texts[:middle], texts[middle:]}[k], known)
	})
	all := halves[0]
	all.add(halves[1])
	f := all.features
	number := make([]int32, len(all.seen)) // the new number of those kept
	var kept []uint8
	keep := func(frame bool) {
		for n, s := range all.seen {
			kind := f.kind[n]
			if kind >= kindSign != frame {
				continue
			}
			if s.texts < minSeen[kind] {
				number[n] = leftOut
				continue
			}
			number[n] = int32(len(kept)) //nolint:gosec // some 50,000 features
			kept = append(kept, kind)
			f.idf = append(f.idf, float32(math.Log(1+float64(len(texts))/float64(s.texts))))
		}
	}
	keep(false)
	f.topics = int32(len(kept)) //nolint:gosec // as above
	keep(true)
	f.kind = kept
	var side sync.WaitGroup
	side.Go(func() { f.renumber(number) })
	parallel(len(halves), func(k int) { halves[k].rename(number, len(kept)) })
	numbers := append(halves[0].found, halves[1].found...)
	room := make([]int, len(texts)+1) // where each vector begins
	for k, i := range order {
		room[k+1] = room[k] + len(numbers[i])
	}
	memory := make([]feature, room[len(texts)])
	vectors := make([][]feature, len(texts))
	parallel(len(order), func(k int) {
		vectors[order[k]] = f.weigh(memory[room[k]:room[k]:room[k+1]], numbers[order[k]])
	})
	side.Wait()
	return f, vectors
}

// halfway is where the texts part into two halves of about as many words.
func halfway(texts []*said) int {
	words := 0
	for _, t := range texts {
		words += len(t.stems)
	}
	n := 0
	for left := words / 2; left > 0; n++ {
		left -= len(texts[n].stems)
	}
	return n
}

// renumber gives the features that texts are looked up by their new numbers.
func (f *features) renumber(number []int32) {
	old := f.number.hash
	f.number = newTable(f.count())
	hashes := make([]uint64, f.count())
	for n, h := range old {
		if number[n] != leftOut {
			hashes[number[n]] = h
		}
	}
	for _, h := range hashes {
		f.number.add(h)
	}
	rename(f.stems, number)
	rename(f.whole, number)
	for i, list := range f.spelt {
		f.spelt[i] = slices.DeleteFunc(rename(list, number), func(n int32) bool { return n == leftOut })
	}
}

// A survey is what half of the texts hold.
type survey struct {
	*features
	found [][]int32 // by text: its features
	seen  []seen    // by feature
	to    []int32   // by feature, of the second half: its number in the first
}

// seen is how many texts a feature stands in, and the last of them, counted from one.
type seen struct{ texts, last int32 }

// surveyed takes the features of texts.
func surveyed(texts []*said, known int) *survey {
	f := &features{number: newTable(100_000), stems: make([]int32, known), whole: make([]int32, known), spelt: make([][]int32, known)}
	for i := range known {
		f.stems[i], f.whole[i] = leftOut, leftOut
	}
	out := &survey{features: f, found: make([][]int32, len(texts)), seen: make([]seen, 0, 1<<17)}
	finder := finder{features: f, learning: true}
	for i, t := range texts {
		finder.find(t)
		out.found[i] = slices.Clone(finder.found)
		out.seen = append(out.seen, make([]seen, len(f.kind)-len(out.seen))...)
		for _, n := range finder.found {
			if s := &out.seen[n]; s.last != int32(i)+1 { //nolint:gosec // some 10,000 texts
				s.last = int32(i) + 1 //nolint:gosec // as above
				s.texts++
			}
		}
	}
	return out
}

// add adds the second half, whose new features are numbered after those of the
// first. Those that stand in too few texts are not even added.
func (s *survey) add(second *survey) {
	second.to = make([]int32, len(second.kind))
	for n, h := range second.number.hash {
		m, known := s.number.find(h)
		if !known {
			if second.seen[n].texts < minSeen[second.kind[n]] {
				second.to[n] = leftOut
				continue
			}
			s.number.add(h)
			s.kind, s.seen = append(s.kind, second.kind[n]), append(s.seen, seen{})
		}
		s.seen[m].texts += second.seen[n].texts
		second.to[n] = m
	}
	for i := range s.stems {
		if s.stems[i] == leftOut {
			s.stems[i] = renamed(second.stems[i], second.to)
		}
		if s.whole[i] == leftOut {
			s.whole[i] = renamed(second.whole[i], second.to)
		}
		if s.spelt[i] == nil {
			s.spelt[i] = rename(second.spelt[i], second.to)
		}
	}
	second.features = nil
}

// rename gives the features of the texts their new numbers, below width, sorted and
// without those left out. Many texts at once are sorted by counting: for each
// feature its texts are noted, and then for each text its features.
func (s *survey) rename(number []int32, width int) {
	from := make([]int32, width+1) // where the texts of a feature begin among those noted
	var noted []int32
	for lists := range slices.Chunk(s.found, 2000) {
		clear(from)
		for _, list := range lists {
			for i, n := range list {
				if s.to != nil {
					n = s.to[n]
				}
				if list[i] = renamed(n, number); list[i] != leftOut {
					from[list[i]+1]++
				}
			}
		}
		for n := range width {
			from[n+1] += from[n]
		}
		noted = slices.Grow(noted[:0], int(from[width]))[:from[width]]
		for i, list := range lists {
			for _, n := range list {
				if n != leftOut {
					noted[from[n]] = int32(i) //nolint:gosec // as many as a chunk has
					from[n]++
				}
			}
			lists[i] = list[:0]
		}
		at := int32(0)
		for n := range int32(width) { //nolint:gosec // some 50,000 features
			for ; at < from[n]; at++ {
				lists[noted[at]] = append(lists[noted[at]], n)
			}
		}
	}
}

// rename gives features their new numbers.
func rename(list, number []int32) []int32 {
	for i, n := range list {
		list[i] = renamed(n, number)
	}
	return list
}

func renamed(n int32, number []int32) int32 {
	if n == leftOut {
		return leftOut
	}
	return number[n]
}

const leftOut = -1

// vector is t as weighted features, those unknown left out.
func (f *features) vector(t *said) []feature {
	these := finder{features: f, found: make([]int32, 0, 8*len(t.stems)+8)}
	these.find(t)
	slices.Sort(these.found)
	return f.weigh(make([]feature, 0, len(these.found)), these.found)
}

// topical is what of a vector tells of topics.
func (f *features) topical(v []feature) []feature {
	n, _ := slices.BinarySearchFunc(v, f.topics, func(a feature, id int32) int { return cmp.Compare(a.id, id) })
	return v[:n]
}

// weigh gives features, which are sorted, their weights and adds them to out,
// which is empty and has room for them.
func (f *features) weigh(out []feature, ids []int32) []feature {
	var norm [kinds]float64
	for i := 0; i < len(ids); {
		n := i + 1
		for n < len(ids) && ids[n] == ids[i] {
			n++
		}
		id := ids[i]
		w := f.idf[id]
		if n-i > 1 {
			w *= 1 + float32(math.Log(float64(n-i)))
		}
		norm[f.kind[id]] += float64(w) * float64(w)
		out = append(out, feature{id, w})
		i = n
	}
	var scale [kinds]float32
	for k := range scale {
		if norm[k] > 0 {
			scale[k] = share[k] / float32(math.Sqrt(norm[k]))
		}
	}
	for i := range out {
		out[i].w *= scale[f.kind[out[i].id]]
	}
	return out
}

// minSeen is in how many readings a feature must stand to be kept.
var minSeen = [kinds]int32{kindWord: 1, kindPair: 2, kindChar: 8, kindSign: 1, kindFrame: 2}
