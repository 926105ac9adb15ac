package index

import (
	"math"
	"slices"
	"strings"
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

// each calls f with every feature of r, as a hash and a kind.
func each(r *Reading, f func(h uint64, kind uint8)) {
	const seed = fnvOffset
	prev := "^"
	for i, s := range r.Stems {
		f(hash(seed^1, s), kindWord)
		f(hash(hash(hash(seed^2, prev), " "), s), kindPair)
		prev = s
		w := r.Words[i]
		if strings.HasPrefix(w, "@") {
			continue
		}
		w = "<" + w + ">"
		for k := 0; k+run <= len(w); k++ {
			f(hash(seed^3, w[k:k+run]), kindChar)
		}
	}
	if len(r.Stems) > 0 {
		f(hash(hash(seed^2, prev), " $"), kindPair)
	}
	for i, a := range r.Signs {
		f(hash(seed^5, a), kindSign)
		for _, b := range r.Signs[i+1:] {
			f(hash(hash(seed^6, a), b), kindSign)
		}
	}
	for _, a := range r.Aspects {
		f(hash(seed^4, string(a)), kindWord)
	}
}

// learnFeatures takes the features of readings. Pairs and letter runs that
// stand in one reading only tell nothing about another and are left out.
func learnFeatures(readings []*Reading) *features {
	type seen struct {
		df   int32
		last int32
		kind uint8
	}
	all := make(map[uint64]*seen, 1<<16)
	var order []uint64
	for i, r := range readings {
		each(r, func(h uint64, kind uint8) {
			s := all[h]
			if s == nil {
				s = &seen{last: -1, kind: kind}
				all[h] = s
				order = append(order, h)
			}
			if s.last != int32(i) { //nolint:gosec // some 10,000 readings
				s.last = int32(i) //nolint:gosec // as above
				s.df++
			}
		})
	}
	f := &features{ids: make(map[uint64]int32, len(order)/2)}
	for _, h := range order {
		s := all[h]
		if s.df < minSeen[s.kind] {
			continue
		}
		f.ids[h] = int32(len(f.idf)) //nolint:gosec // some 50,000 features
		f.kind = append(f.kind, s.kind)
		f.idf = append(f.idf, float32(math.Log(1+float64(len(readings))/float64(s.df))))
	}
	return f
}

// vector is r as weighted features, those unknown left out.
func (f *features) vector(r *Reading) []feature {
	var ids []int32
	each(r, func(h uint64, _ uint8) {
		if id, ok := f.ids[h]; ok {
			ids = append(ids, id)
		}
	})
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

// vectors are readings as weighted features, in their order.
func (f *features) vectors(readings []*Reading) [][]feature {
	out := make([][]feature, len(readings))
	var wg sync.WaitGroup
	for k := range readers {
		wg.Go(func() {
			for i := len(readings) * k / readers; i < len(readings)*(k+1)/readers; i++ {
				out[i] = f.vector(readings[i])
			}
		})
	}
	wg.Wait()
	return out
}

// minSeen is in how many readings a feature must stand to be kept.
var minSeen = [kinds]int32{kindWord: 1, kindPair: 2, kindChar: 8, kindSign: 1}
