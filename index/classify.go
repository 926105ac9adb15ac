package index

import (
	"math"
	"math/bits"
	"sort"
	"sync"
)

// A classifier is a linear model over features, one logistic regression a
// class. Training is deterministic: the same examples in the same order give
// the same weights.
type classifier struct {
	classes []string
	weights []float32 // feature-major: len(classes) weights a feature
	bias    []float32
}

// An example is one text of a class, as features. Weight is how much it counts.
type example struct {
	class  int
	vector []feature
	weight float32
	key    uint64 // see keyOf
}

// keyOf is a number of a reading's own, by which examples are put in order.
func keyOf(r *Reading) uint64 {
	h := uint64(fnvOffset)
	for _, s := range r.Stems {
		h = hash(hash(h, s), " ")
	}
	return h
}

// Training: passes over the examples, the step of the first pass and how fast
// it falls; own is how much more a class's own examples count than the many of
// the others. Flat around these values in bekal eval.
const (
	passes = 2
	step   = 3.0
	fall   = 2.0
	own    = 4
)

// calm is the log odds below which a class that is not meant is left alone: the
// error is under five in a hundred.
const calm = -3

// startBias makes a class improbable until its examples speak for it.
const startBias = -4

func train(classes []string, width int, examples []example) *classifier {
	n := len(classes)
	c := &classifier{classes: classes, weights: make([]float32, width*n), bias: make([]float32, n)}
	for i := range c.bias {
		c.bias[i] = startBias
	}
	order := shuffled(examples)
	// The classes are independent of each other, so each worker trains its own
	// range of them over all examples and the result does not depend on timing.
	var wg sync.WaitGroup
	blocks := max(readers, (n+block-1)/block)
	for w := range readers {
		wg.Go(func() {
			for b := w; b < blocks; b += readers {
				c.fit(examples, order, n*b/blocks, n*(b+1)/blocks)
			}
		})
	}
	wg.Wait()
	return c
}

// fit trains the classes from..to, at most 64 of them.
func (c *classifier) fit(examples []example, order []int, from, to int) {
	n, width := len(c.classes), to-from
	if width == 0 {
		return
	}
	z := make([]float32, width)
	hot := make([]int, 0, width)
	// Most features speak of few classes: live has a bit for each class of the
	// range that a feature has a weight for, and only those are added up.
	live := make([]uint64, len(c.weights)/n)
	rest := make([]bool, len(examples)) // learnt well in the pass before: left out of the next
	for pass := range passes {
		rate := float32(step / (1 + fall*float64(pass)))
		for _, i := range order {
			x := &examples[i]
			if rest[i] {
				rest[i] = false
				continue
			}
			copy(z, c.bias[from:to])
			for _, f := range x.vector {
				row := c.weights[int(f.id)*n+from : int(f.id)*n+to]
				for m := live[f.id]; m != 0; m &= m - 1 {
					k := bits.TrailingZeros64(m)
					z[k] += f.w * row[k]
				}
			}
			hot, rest[i] = hot[:0], true
			for k := range z {
				if z[k] > calm || from+k == x.class {
					hot = append(hot, k)
				}
			}
			for _, k := range hot {
				g := sigmoid(z[k])
				if from+k == x.class {
					g = (g - 1) * own
				}
				if g > 0.1 || g < -0.1*own {
					rest[i] = false
				}
				g *= rate * x.weight
				c.bias[from+k] -= g * 0.1
				for _, f := range x.vector {
					c.weights[int(f.id)*n+from+k] -= g * f.w
					live[f.id] |= 1 << k
				}
			}
		}
	}
}

// add adds w times row to z.
func add(z, row []float32, w float32) {
	row = row[:len(z)]
	k := 0
	for ; k+4 <= len(z); k += 4 {
		z[k] += w * row[k]
		z[k+1] += w * row[k+1]
		z[k+2] += w * row[k+2]
		z[k+3] += w * row[k+3]
	}
	for ; k < len(z); k++ {
		z[k] += w * row[k]
	}
}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// shuffled is an order of examples by their keys: it mixes the classes and does
// not change all over when one example is added.
func shuffled(examples []example) []int {
	out := make([]int, len(examples))
	for i := range out {
		out[i] = i
	}
	sort.SliceStable(out, func(i, j int) bool { return examples[out[i]].key < examples[out[j]].key })
	return out
}

// probabilities are the classes' shares for a text; they sum to one.
func (c *classifier) probabilities(v []feature) []float64 {
	n := len(c.classes)
	z := make([]float32, n)
	copy(z, c.bias)
	for _, f := range v {
		add(z, c.weights[int(f.id)*n:int(f.id)*n+n], f.w)
	}
	p := make([]float64, n)
	sum := 0.0
	for k := range z {
		p[k] = math.Exp(float64(z[k]))
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}

// block is how many classes are trained at once, at most 64: their weights fit
// a processor's cache.
const block = 44
