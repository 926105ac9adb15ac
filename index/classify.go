package index

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// A classifier is a linear model over features, one logistic regression a
// class. Training is deterministic: the same examples in the same order give
// the same weights.
type classifier struct {
	classes []string
	bias    []float32
	part    // of all classes
}

// A part holds the weights of a range of classes, feature by feature, so that
// those a text needs stand side by side. Most features speak of few classes: only
// weights that are not zero are kept.
type part struct {
	from   int      // number of the first class
	start  []uint32 // where each feature's weights begin; one more at the end
	class  []uint8  // for each weight its class, counted from the first
	weight []float32
}

// An example is one text of a class, as features. Weight is how much it counts.
type example struct {
	class  int
	vector []feature
	weight float32
}

// A pace is how a classifier is trained: passes over the examples, the step of
// the first pass and how fast it falls.
type pace struct {
	passes     int
	step, fall float64
}

// Many classes are trained quickly, the one that must not miss anybody slowly.
// Flat around these values in bekal eval and bekal calibrate.
var (
	quickly = pace{passes: 2, step: 3, fall: 2}
	slowly  = pace{passes: 10, step: 0.3, fall: 0.1}
)

// own is how much more a class's own examples count than the many of the others.
const own = 4

// calm is the log odds below which a class that is not meant is left alone: the
// error is under five in a hundred.
const calm = -3

// startBias makes a class improbable until its examples speak for it.
const startBias = -4

// A lesson is what one classifier is trained on.
type lesson struct {
	pace     pace
	width    int // features are numbered below this
	classes  []string
	number   map[string]int // of each class
	examples []example      // in the order in which they are learnt from
}

// newLesson is an empty lesson over features numbered below width, with room for
// n examples; the first classes are given.
func newLesson(width, n int, classes ...string) *lesson {
	l := &lesson{pace: quickly, width: width, number: map[string]int{}, examples: make([]example, 0, n)}
	for _, c := range classes {
		l.class(c)
	}
	return l
}

func (l *lesson) class(name string) int {
	n, ok := l.number[name]
	if !ok {
		n = len(l.classes)
		l.number[name] = n
		l.classes = append(l.classes, name)
	}
	return n
}

// add makes e an example of a class.
func (l *lesson) add(class string, e example) {
	e.class = l.class(class)
	l.examples = append(l.examples, e)
}

// other makes e an example of no class.
func (l *lesson) other(e example) {
	e.class = noClass
	l.examples = append(l.examples, e)
}

const noClass = -1

// train makes a classifier of each lesson.
func train(lessons ...*lesson) []*classifier {
	out, parts := make([]*classifier, len(lessons)), make([][]part, len(lessons))
	var jobs []func(*trainer)
	most := 0 // weights of a job
	for i, l := range lessons {
		n := len(l.classes)
		c := &classifier{classes: l.classes, bias: make([]float32, n)}
		out[i], parts[i] = c, make([]part, min(n, max(readers, (n+block-1)/block)))
		// The classes are independent of each other, so each range of them is
		// trained by itself and the result does not depend on timing.
		for b := range parts[i] {
			from, to := n*b/len(parts[i]), n*(b+1)/len(parts[i])
			most = max(most, l.width*(to-from))
			jobs = append(jobs, func(t *trainer) { parts[i][b] = t.fit(l, c.bias[from:to], from) })
		}
	}
	var next atomic.Int32
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			t := trainer{weights: make([]float32, 0, most)}
			for i := next.Add(1); int(i) <= len(jobs); i = next.Add(1) {
				jobs[i-1](&t)
			}
		})
	}
	wg.Wait()
	for i := range out {
		out[i].part = joined(lessons[i].width, parts[i])
	}
	return out
}

// joined is one part of all classes, over features numbered below width.
func joined(width int, parts []part) part {
	start := make([]uint32, width+1)
	for _, p := range parts {
		for f := range start {
			start[f] += p.start[f]
		}
	}
	out := part{start: start, class: make([]uint8, start[width]), weight: make([]float32, start[width])}
	parallel(width, func(f int) {
		at := start[f]
		for _, p := range parts {
			from, to := p.start[f], p.start[f+1]
			copy(out.weight[at:], p.weight[from:to])
			for _, c := range p.class[from:to] {
				out.class[at] = c + uint8(p.from) //nolint:gosec // fewer classes than anyClass
				at++
			}
		}
	})
	return out
}

// A trainer is the room in which one range of classes after the other is trained.
type trainer struct {
	weights []float32 // feature by feature, one a class of the range
	rest    []bool    // by example: learnt well in the pass before, left out of the next
}

// hot is a class whose weights change by an example, and by how much.
type hot struct {
	class int
	by    float32
}

// fit trains the classes that bias is of, the first of which has the number from.
func (t *trainer) fit(l *lesson, bias []float32, from int) part {
	n := len(bias)
	for i := range bias {
		bias[i] = startBias
	}
	t.weights, t.rest = t.weights[:l.width*n], make([]bool, len(l.examples))
	clear(t.weights)
	z, heat := make([]float32, n), make([]hot, 0, n)
	for pass := range l.pace.passes {
		rate := float32(l.pace.step / (1 + l.pace.fall*float64(pass)))
		for i := range l.examples {
			x := &l.examples[i]
			if t.rest[i] {
				t.rest[i] = false
				continue
			}
			copy(z, bias)
			t.add(z, x.vector)
			heat, t.rest[i] = heat[:0], true
			for k := range z {
				its := from+k == x.class
				if z[k] <= calm && !its {
					continue
				}
				g := sigmoid(z[k])
				if its {
					g = (g - 1) * own
				}
				if g > 0.1 || g < -0.1*own {
					t.rest[i] = false
				}
				g *= rate * x.weight
				bias[k] -= g * 0.1
				heat = append(heat, hot{k, g})
			}
			for _, h := range heat {
				for _, f := range x.vector {
					t.weights[int(f.id)*n+h.class] -= h.by * f.w
				}
			}
		}
	}
	return t.part(from, l.width, n)
}

// add adds to z the weights of v's features. Four features at a time, or one
// class alone, keep the sums in the processor; the order of the additions is
// that of v.
func (t *trainer) add(z []float32, v []feature) {
	n := len(z)
	if n == 1 {
		sum := z[0]
		for _, f := range v {
			sum += f.w * t.weights[f.id]
		}
		z[0] = sum
		return
	}
	row := func(f feature) []float32 { return t.weights[int(f.id)*n:][:n] }
	for ; len(v) >= 4; v = v[4:] {
		a, b, c, d := v[0].w, v[1].w, v[2].w, v[3].w
		p, q, r, s := row(v[0]), row(v[1]), row(v[2]), row(v[3])
		for k := range z {
			z[k] = z[k] + a*p[k] + b*q[k] + c*r[k] + d*s[k]
		}
	}
	for _, f := range v {
		for k, w := range row(f) {
			z[k] += f.w * w
		}
	}
}

// part is what was trained, without the zeros.
func (t *trainer) part(from, width, n int) part {
	left := 0
	for _, w := range t.weights {
		if w != 0 {
			left++
		}
	}
	out := part{from, make([]uint32, 0, width+1), make([]uint8, left), make([]float32, left)}
	at := 0
	for f := range width {
		out.start = append(out.start, uint32(at)) //nolint:gosec // some million weights
		for k, w := range t.weights[f*n : f*n+n] {
			if w != 0 {
				out.class[at], out.weight[at] = uint8(k), w //nolint:gosec // at most block classes
				at++
			}
		}
	}
	out.start = append(out.start, uint32(at)) //nolint:gosec // as above
	return out
}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// shuffled is the order in which texts are learnt from, by a number of each
// text's own: it mixes the classes and does not change all over when one text is
// added.
func shuffled(texts []*said) []int32 {
	keys, out := make([]uint64, len(texts)), make([]int32, len(texts))
	parallel(len(texts), func(i int) {
		h := uint64(fnvOffset)
		for _, s := range texts[i].stems {
			h = hash(hash(h, s.text), " ")
		}
		keys[i], out[i] = h, int32(i) //nolint:gosec // some 10,000 texts
	})
	slices.SortFunc(out, func(i, j int32) int { return cmp.Or(cmp.Compare(keys[i], keys[j]), cmp.Compare(i, j)) })
	return out
}

// odds are the log odds of a text for the only class of c.
func (c *classifier) odds(v []feature) float64 {
	var z [anyClass]float32
	z[0] = c.bias[0]
	c.add(&z, v)
	return float64(z[0])
}

// probabilities are the classes' shares for a text; they sum to one.
func (c *classifier) probabilities(t *slate, v []feature) []float64 {
	p := t.row(len(c.bias))
	sum := 0.0
	var z [anyClass]float32
	copy(z[:], c.bias)
	c.add(&z, v)
	for k := range p {
		p[k] = math.Exp(float64(z[k]))
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}

// add adds to the sums z of its classes the weights of v's features.
func (p *part) add(z *[anyClass]float32, v []feature) {
	for _, f := range v {
		from, to := p.start[f.id], p.start[f.id+1]
		class := p.class[from:to]
		for i, w := range p.weight[from:to] {
			z[class[i]] += f.w * w
		}
	}
}

// block is how many classes are trained at once: their weights fit a processor's
// cache. anyClass is one more than the number of a class can be.
const (
	block    = 44
	anyClass = 256
)
