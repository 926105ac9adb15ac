package index

import (
	"math"
	"strings"
	"sync"
)

// A classifier is a linear model over words, pairs of words and letter runs of
// three to five, one logistic regression a class, trained on the utterances.
// Training is deterministic: the same utterances in the same order give the
// same weights.
type classifier struct {
	classes  []string
	features map[string]int32
	idf      []float32
	weights  []float32 // feature-major: len(classes) weights a feature
	bias     []float32
}

// An example is one utterance of a class.
type example struct {
	class int
	read  Reading
}

// Weights of the three kinds of features, each normalised to length one before.
// Found with bekal eval on the published questions; flat around these values.
const (
	wordShare = 1.0
	pairShare = 0.6
	charShare = 0.8
)

// features calls f with the kind (0 words, 1 pairs, 2 letter runs) and name of
// every feature of r.
func featuresOf(r *Reading, f func(kind int, name string)) {
	prev := "^"
	for i, s := range r.Stems {
		f(0, s)
		f(1, prev+" "+s)
		prev = s
		w := r.Words[i]
		if strings.HasPrefix(w, "@") {
			continue
		}
		w = "<" + w + ">"
		for n := 3; n <= 5; n++ {
			for k := 0; k+n <= len(w); k++ {
				f(2, w[k:k+n])
			}
		}
	}
	if len(r.Stems) > 0 {
		f(1, prev+" $")
	}
	for _, a := range r.Aspects {
		f(0, "@"+string(a))
	}
}

type feature struct {
	id int32
	w  float32
}

// vector is the weighted features of r that the model knows.
func (c *classifier) vector(r *Reading) []feature {
	var kinds [3]map[int32]float32
	var norm [3]float64
	for k := range kinds {
		kinds[k] = map[int32]float32{}
	}
	var order [3][]int32
	featuresOf(r, func(kind int, name string) {
		id, ok := c.features[name]
		if !ok {
			return
		}
		if _, ok := kinds[kind][id]; !ok {
			order[kind] = append(order[kind], id)
		}
		kinds[kind][id]++
	})
	share := [3]float32{wordShare, pairShare, charShare}
	var out []feature
	for k := range kinds {
		for _, id := range order[k] {
			w := (1 + float32(math.Log(float64(kinds[k][id])))) * c.idf[id]
			kinds[k][id] = w
			norm[k] += float64(w) * float64(w)
		}
		if norm[k] == 0 {
			continue
		}
		scale := share[k] / float32(math.Sqrt(norm[k]))
		for _, id := range order[k] {
			out = append(out, feature{id, kinds[k][id] * scale})
		}
	}
	return out
}

// Training: passes over the examples, the step of the first pass and how fast
// it falls.
const (
	passes = 6
	step   = 3.0
)

func train(classes []string, examples []example) *classifier {
	c := &classifier{classes: classes, features: map[string]int32{}, bias: make([]float32, len(classes))}
	var df []int
	for i := range examples {
		seen := map[int32]bool{}
		featuresOf(&examples[i].read, func(_ int, name string) {
			id, ok := c.features[name]
			if !ok {
				id = int32(len(df)) //nolint:gosec // some 100,000 features at most
				c.features[name] = id
				df = append(df, 0)
			}
			if !seen[id] {
				seen[id] = true
				df[id]++
			}
		})
	}
	c.idf = make([]float32, len(df))
	for i, n := range df {
		c.idf[i] = float32(math.Log(1 + float64(len(examples))/float64(n)))
	}
	vectors := make([][]feature, len(examples))
	for i := range examples {
		vectors[i] = c.vector(&examples[i].read)
	}
	order := shuffled(len(examples))
	c.weights = make([]float32, len(df)*len(classes))
	for i := range c.bias {
		c.bias[i] = -4
	}
	// The classes are independent of each other, so each worker trains its own
	// range of them over all examples and the result does not depend on timing.
	const workers = 2
	var wg sync.WaitGroup
	for w := range workers {
		from, to := len(classes)*w/workers, len(classes)*(w+1)/workers
		wg.Go(func() { c.fit(vectors, examples, order, from, to) })
	}
	wg.Wait()
	return c
}

// fit trains the classes from..to.
func (c *classifier) fit(vectors [][]feature, examples []example, order []int, from, to int) {
	n, width := len(c.classes), to-from
	z, g := make([]float32, width), make([]float32, width)
	for pass := range passes {
		rate := float32(step / (1 + 0.6*float64(pass)))
		for _, i := range order {
			copy(z, c.bias[from:to])
			for _, f := range vectors[i] {
				row := c.weights[int(f.id)*n+from : int(f.id)*n+to]
				row = row[:len(z)]
				for k := range z {
					z[k] += f.w * row[k]
				}
			}
			hot := 0
			for k := range z {
				p := sigmoid(z[k])
				if from+k == examples[i].class {
					p = (p - 1) * 4 // one against many: its own examples count for more
				}
				if p < 0.02 && p > -0.02 {
					g[k] = 0
					continue
				}
				g[k] = rate * p
				hot++
			}
			if hot == 0 {
				continue
			}
			for k, d := range g {
				if d == 0 {
					continue
				}
				c.bias[from+k] -= d * 0.1
				for _, f := range vectors[i] {
					c.weights[int(f.id)*n+from+k] -= d * f.w
				}
			}
		}
	}
}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// shuffled is a fixed permutation of 0..n-1.
func shuffled(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	x := uint64(0x9E3779B97F4A7C15)
	for i := n - 1; i > 0; i-- {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		j := int(x % uint64(i+1)) //nolint:gosec // smaller than i
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// probabilities are the classes' shares for r; they sum to one. known is false
// if no feature of r was ever seen.
func (c *classifier) probabilities(r *Reading) (p []float64, known bool) {
	v := c.vector(r)
	n := len(c.classes)
	z := make([]float32, n)
	copy(z, c.bias)
	for _, f := range v {
		row := c.weights[int(f.id)*n : int(f.id)*n+n]
		row = row[:len(z)]
		for k := range z {
			z[k] += f.w * row[k]
		}
	}
	p = make([]float64, n)
	sum := 0.0
	for k := range z {
		p[k] = math.Exp(float64(z[k]) * sharpness)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p, len(v) > 0
}

// sharpness turns the independent scores of the classes into shares.
const sharpness = 1.0
