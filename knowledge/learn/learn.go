// Package learn fits small linear models to labelled samples: logistic
// regressions over hashed features. The same samples give the same model.
package learn

import (
	"cmp"
	"math"
	"slices"
)

// A Feature is something seen in a sample: a hash of what it is, with its kind,
// an index into the shares of a Space, in the lowest bits.
type Feature uint64

const kindBits = 3

// Of is the feature of a kind, 0 to 7, that words name (FNV-1a, 64 bit).
func Of(kind int, words ...string) Feature {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, w := range words {
		for i := 0; i < len(w); i++ {
			h = (h ^ uint64(w[i])) * prime
		}
		h = (h ^ ' ') * prime
	}
	return Feature(h<<kindBits | uint64(kind)) //nolint:gosec // kind is small
}

// Kind is the kind of a feature.
func (f Feature) Kind() int { return int(f & (1<<kindBits - 1)) } //nolint:gosec // three bits

// A Space numbers the features of samples and knows how telling each is: the
// rarer, the more.
type Space struct {
	share []float32
	ids   map[Feature]int32
	kinds []uint8
	idf   []float32
}

// NewSpace takes the features that stand in at least atLeast samples. Shares are
// the weight of each kind in a vector, whatever the number of its features.
func NewSpace(shares []float32, atLeast int, samples [][]Feature) *Space {
	type count struct{ samples, last int32 }
	counts := map[Feature]*count{}
	var order []Feature
	for i, list := range samples {
		for _, f := range list {
			c := counts[f]
			if c == nil {
				c = &count{last: -1}
				counts[f] = c
				order = append(order, f)
			}
			if c.last != int32(i) { //nolint:gosec // some thousand samples
				c.last = int32(i) //nolint:gosec // as above
				c.samples++
			}
		}
	}
	s := &Space{share: shares, ids: map[Feature]int32{}}
	for _, f := range order {
		c := counts[f]
		if int(c.samples) < atLeast {
			continue
		}
		s.ids[f] = int32(len(s.kinds))             //nolint:gosec // some ten thousand features
		s.kinds = append(s.kinds, uint8(f.Kind())) //nolint:gosec // at most 7
		s.idf = append(s.idf, float32(math.Log(1+float64(len(samples))/float64(c.samples))))
	}
	return s
}

// Len is how many features there are.
func (s *Space) Len() int { return len(s.kinds) }

// A Weight is how much a feature of a Space counts in a vector.
type Weight struct {
	ID int32
	W  float32
}

// Vector is a sample as weights, each feature once. Features that are not in the
// space are left out; each kind is brought to the length of its share. It is
// made in room if that is large enough; what was there is lost.
func (s *Space) Vector(room []Weight, list []Feature) []Weight {
	var few [256]int32
	ids := few[:0]
	for _, f := range list {
		if id, ok := s.ids[f]; ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	out := slices.Grow(room[:0], len(ids))
	var norm [1 << kindBits]float64
	for _, id := range ids {
		w := s.idf[id]
		out = append(out, Weight{id, w})
		norm[s.kinds[id]] += float64(w) * float64(w)
	}
	for i := range out {
		k := s.kinds[out[i].ID]
		out[i].W *= s.share[k] / float32(math.Sqrt(norm[k]))
	}
	return out
}

// A Sample is a vector with the classes it is of, a bit each, and a key by which
// samples are put in order for training.
type Sample struct {
	Vector  []Weight
	Classes uint64
	Key     uint64
}

// A Model is one logistic regression a class; classes do not exclude each other.
type Model struct {
	classes int
	weights []float32 // feature-major: classes weights a feature
	bias    []float32
}

// How a model is trained: passes over the samples, the step of the first and how
// fast it falls, from which pass the weights are averaged, and how much more a
// sample of a class counts than the many that are not. Flat around these values
// in cross-validation.
const (
	passes    = 6
	step      = 2.0
	fall      = 0.5
	averaged  = 2
	own       = 4
	startBias = -3
	settled   = 0.01 // errors below are not worth a step
)

// Fit trains a model of at most 64 classes over the first features of a space.
func Fit(classes, features int, samples []Sample) *Model {
	m := &Model{classes, make([]float32, classes*features), make([]float32, classes)}
	for k := range m.bias {
		m.bias[k] = startBias
	}
	order := slices.Clone(samples)
	slices.SortStableFunc(order, func(a, b Sample) int { return cmp.Compare(a.Key, b.Key) })
	sum := &Model{classes, make([]float32, len(m.weights)), make([]float32, classes)}
	z := make([]float32, classes)
	for pass := range passes {
		rate := float32(step / (1 + fall*float64(pass)))
		for i := range order {
			m.learn(&order[i], rate, z)
		}
		if pass >= averaged-1 {
			sum.add(m)
		}
	}
	return sum.over(passes - averaged + 1)
}

// learn takes one step towards the classes of a sample.
func (m *Model) learn(s *Sample, rate float32, z []float32) {
	m.LogOdds(z, s.Vector)
	for k := range z {
		g := float32(Chance(float64(z[k])))
		if s.Classes>>k&1 == 1 {
			g = (g - 1) * own
		}
		if g < settled && g > -settled {
			continue
		}
		g *= rate
		m.bias[k] -= g * 0.1
		for _, f := range s.Vector {
			m.weights[int(f.ID)*m.classes+k] -= g * f.W
		}
	}
}

func (m *Model) add(o *Model) {
	for i, w := range o.weights {
		m.weights[i] += w
	}
	for i, w := range o.bias {
		m.bias[i] += w
	}
}

func (m *Model) over(n int) *Model {
	for i := range m.weights {
		m.weights[i] /= float32(n)
	}
	for i := range m.bias {
		m.bias[i] /= float32(n)
	}
	return m
}

// LogOdds sets z, of one number a class, to the log odds of a vector.
func (m *Model) LogOdds(z []float32, vector []Weight) {
	copy(z, m.bias)
	for _, f := range vector {
		for k, w := range m.weights[int(f.ID)*m.classes : (int(f.ID)+1)*m.classes] {
			z[k] += f.W * w
		}
	}
}

// Adds is how much one feature adds to the log odds of a class.
func (m *Model) Adds(f Weight, class int) float32 { return m.weights[int(f.ID)*m.classes+class] * f.W }

// Chance is the probability of log odds.
func Chance(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// LogOdds are the log odds of a probability, cut to that of one in ten thousand.
func LogOdds(p float64) float64 {
	p = math.Min(math.Max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

// Logistic fits one logistic regression over dense signals by gradient descent:
// the weights of the signals and, last, the constant. Every case counts the same.
func Logistic(signals [][]float64, is []bool) []float64 {
	const rounds, rate, decay = 600, 1.0, 0.001
	n := len(signals[0])
	mean, dev := spread(signals)
	b := make([]float64, n+1)
	for range rounds {
		g := make([]float64, n+1)
		for i, x := range signals {
			z := b[n]
			for k := range x {
				z += b[k] * (x[k] - mean[k]) / dev[k]
			}
			e := Chance(z)
			if is[i] {
				e--
			}
			for k := range x {
				g[k] += e * (x[k] - mean[k]) / dev[k]
			}
			g[n] += e
		}
		for k := range n {
			b[k] -= rate * (g[k]/float64(len(signals)) + decay*b[k])
		}
		b[n] -= rate * g[n] / float64(len(signals))
	}
	out := make([]float64, n+1)
	out[n] = b[n]
	for k := range n {
		out[k] = b[k] / dev[k]
		out[n] -= b[k] * mean[k] / dev[k]
	}
	return out
}

// spread are the means and standard deviations of signals.
func spread(signals [][]float64) (mean, dev []float64) {
	n := len(signals[0])
	mean, dev = make([]float64, n), make([]float64, n)
	for _, x := range signals {
		for k := range x {
			mean[k] += x[k] / float64(len(signals))
		}
	}
	for _, x := range signals {
		for k := range x {
			dev[k] += (x[k] - mean[k]) * (x[k] - mean[k]) / float64(len(signals))
		}
	}
	for k := range dev {
		dev[k] = math.Max(math.Sqrt(dev[k]), 1e-9)
	}
	return mean, dev
}

// Apply is the log odds that weights of Logistic give to signals.
func Apply(weights, signals []float64) float64 {
	z := weights[len(signals)]
	for k, x := range signals {
		z += weights[k] * x
	}
	return z
}
