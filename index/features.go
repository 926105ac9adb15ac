package index

import (
	"math"
	"slices"
	"sync"
)

// The kinds of features.
const (
	kindWord = iota // one stem, or an aspect
	kindPair        // two stems in a row
	kindChar        // four letters of a word in a row
	kindSign        // a sign of danger, or two together
	kinds
)

// Weights of the kinds, each brought to length one before. Flat around these
// values in bekal eval.
var share = [kinds]float32{kindWord: 1.0, kindPair: 0.6, kindChar: 0.8, kindSign: 0.8}

// run is how many letters make a letter run. Three to five together make no
// difference beyond chance and take longer to train.
const run = 4

// A feature is one feature of a text with its weight.
type feature struct {
	id int32
	w  float32
}

// features knows every feature of the examples it was made from, how rare each
// is, and writes texts as weighted features.
type features struct {
	ids  map[uint64]int32
	kind []uint8
	idf  []float32
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

// each calls one with every feature of r but letter runs, as a hash and a kind,
// and spelt with every word that has such.
func each(r *Reading, one func(h uint64, kind uint8), spelt func(word string)) {
	const seed = fnvOffset
	prev := "^"
	for i, s := range r.Stems {
		one(hash(seed^1, s), kindWord)
		one(hash(hash(hash(seed^2, prev), " "), s), kindPair)
		prev = s
		if w := r.Words[i]; w[0] != '@' {
			spelt(w)
		}
	}
	if len(r.Stems) > 0 {
		one(hash(hash(seed^2, prev), " $"), kindPair)
	}
	for i, a := range r.Signs {
		one(hash(seed^5, a), kindSign)
		for _, b := range r.Signs[i+1:] {
			one(hash(hash(seed^6, a), b), kindSign)
		}
	}
	for _, a := range r.Aspects {
		one(hash(seed^4, string(a)), kindWord)
	}
}

// runs calls f with the hash of every letter run of a word.
func runs(word string, f func(h uint64)) {
	word = "<" + word + ">"
	for k := 0; k+run <= len(word); k++ {
		f(hash(fnvOffset^3, word[k:k+run]))
	}
}

// A found is a feature that stands in some reading.
type found struct {
	hash uint64
	df   int32 // readings it stands in
	last int32 // the last of them
	kind uint8
}

// A collector numbers the features of readings in the order in which it meets them.
type collector struct {
	number map[uint64]int32
	all    []found
	runs   map[string][]int32 // the letter runs of each word: the same words come again and again
}

func (c *collector) of(h uint64, kind uint8) int32 {
	n, ok := c.number[h]
	if !ok {
		n = int32(len(c.all)) //nolint:gosec // some 100,000 features
		c.number[h] = n
		c.all = append(c.all, found{hash: h, last: -1, kind: kind})
	}
	return n
}

// collect returns the numbers of the features of each reading.
func (c *collector) collect(readings []*Reading) [][]int32 {
	out := make([][]int32, len(readings))
	var room []int32
	for i, r := range readings {
		room = room[:0]
		each(r, func(h uint64, kind uint8) {
			room = append(room, c.of(h, kind))
		}, func(word string) {
			list, ok := c.runs[word]
			if !ok {
				runs(word, func(h uint64) { list = append(list, c.of(h, kindChar)) })
				c.runs[word] = list
			}
			room = append(room, list...)
		})
		out[i] = slices.Clone(room)
		for _, n := range out[i] {
			if s := &c.all[n]; s.last != int32(i) { //nolint:gosec // some 10,000 readings
				s.last = int32(i) //nolint:gosec // as above
				s.df++
			}
		}
	}
	return out
}

// learnFeatures takes the features of readings and writes the readings as
// weighted features. Pairs and letter runs that stand in few readings tell
// nothing about another and are left out.
func learnFeatures(readings []*Reading) (*features, [][]feature) {
	c := &collector{number: make(map[uint64]int32, 1<<17), runs: make(map[string][]int32, 1<<14)}
	numbers := c.collect(readings)
	f := &features{ids: make(map[uint64]int32, 1<<15)}
	id := make([]int32, len(c.all)) // by the number of a feature; -1: left out
	for n, s := range c.all {
		if s.df < minSeen[s.kind] {
			id[n] = -1
			continue
		}
		id[n] = int32(len(f.idf)) //nolint:gosec // some 50,000 features
		f.ids[s.hash] = id[n]
		f.kind = append(f.kind, s.kind)
		f.idf = append(f.idf, float32(math.Log(1+float64(len(readings))/float64(s.df))))
	}
	vectors := make([][]feature, len(readings))
	var wg sync.WaitGroup
	for k := range readers {
		wg.Go(func() {
			for i := len(readings) * k / readers; i < len(readings)*(k+1)/readers; i++ {
				ids := numbers[i][:0]
				for _, n := range numbers[i] {
					if id[n] >= 0 {
						ids = append(ids, id[n])
					}
				}
				vectors[i] = f.weigh(ids)
			}
		})
	}
	wg.Wait()
	return f, vectors
}

// vector is r as weighted features, those unknown left out.
func (f *features) vector(r *Reading) []feature {
	ids := make([]int32, 0, 8*len(r.Stems)+8)
	add := func(h uint64) {
		if id, ok := f.ids[h]; ok {
			ids = append(ids, id)
		}
	}
	each(r, func(h uint64, _ uint8) { add(h) }, func(word string) { runs(word, add) })
	return f.weigh(ids)
}

// weigh sorts features and gives each its weight.
func (f *features) weigh(ids []int32) []feature {
	slices.Sort(ids)
	out := make([]feature, 0, len(ids))
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
var minSeen = [kinds]int32{kindWord: 1, kindPair: 2, kindChar: 8, kindSign: 1}
