package index

import "math"

// A resemblance holds the messages written to tell danger from calm, for a message to
// be compared with each: what its words do not tell one by one, a message much
// like it does.
type resemblance struct {
	start  []int32   // where the messages of each feature begin
	in     []feature // the messages a feature stands in, and its weight there
	urgent []bool    // by message
}

// newResemblance takes the messages, and which are of danger; width is how many
// features there are.
func newResemblance(width int, messages [][]feature, urgent []bool) *resemblance {
	n := &resemblance{start: make([]int32, width+2), urgent: urgent}
	next := n.start[1:] // where the next message of each feature comes
	for _, v := range messages {
		for _, f := range v {
			next[f.id+1]++
		}
	}
	for f := range width {
		next[f+1] += next[f]
	}
	n.in = make([]feature, next[width])
	for i, v := range messages {
		l := length(v)
		for _, f := range v {
			n.in[next[f.id]] = feature{int32(i), f.w / l} //nolint:gosec // some thousand messages
			next[f.id]++
		}
	}
	return n
}

// length is the Euclidean length of v.
func length(v []feature) float32 {
	sum := float32(0)
	for _, f := range v {
		sum += f.w * f.w
	}
	return float32(math.Sqrt(float64(sum)))
}

// odds are the log odds that a message is of danger by those like it: each
// speaks by the eighth power of the cosine between both, so that few are heard.
// In bekal calibrate the twelfth does as well, the second and the fourth less.
func (n *resemblance) odds(t *slate, v []feature) float64 {
	like := t.like(len(n.urgent))
	for _, f := range v {
		for _, m := range n.in[n.start[f.id]:n.start[f.id+1]] {
			like[m.id] += f.w * m.w
		}
	}
	l := length(v)
	danger, calm := 1e-8, 1e-8
	for i, s := range like {
		s /= l
		s *= s
		s *= s
		s *= s
		if n.urgent[i] {
			danger += float64(s)
		} else {
			calm += float64(s)
		}
	}
	return math.Log(danger / calm)
}
