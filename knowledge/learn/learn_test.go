package learn_test

import (
	"math"
	"testing"

	"bekal/knowledge/learn"
)

func words(kind int, list ...string) []learn.Feature {
	var out []learn.Feature
	for _, w := range list {
		out = append(out, learn.Of(kind, w))
	}
	return out
}

// lessons are twenty samples of two classes that share a word.
func lessons() ([][]learn.Feature, []uint64) {
	var texts [][]learn.Feature
	var classes []uint64
	for range 10 {
		texts = append(texts, words(0, "visa", "turis", "dulu"), words(0, "visa", "kerja", "resmi"))
		classes = append(classes, 1, 2)
	}
	return texts, classes
}

func fitted() (*learn.Space, *learn.Model) {
	texts, classes := lessons()
	space := learn.NewSpace([]float32{1}, 2, texts)
	var samples []learn.Sample
	for i, t := range texts {
		samples = append(samples, learn.Sample{Vector: space.Vector(nil, t), Classes: classes[i], Key: uint64(i) * 7919})
	}
	return space, learn.Fit(2, space.Len(), samples)
}

func TestFit(t *testing.T) {
	space, m := fitted()
	z := make([]float32, 2)
	for text, class := range map[string]int{"turis": 0, "resmi": 1} {
		m.LogOdds(z, space.Vector(nil, words(0, "visa", text, "belum-pernah")))
		if z[class] <= 0 || z[1-class] >= 0 {
			t.Errorf("%s: log odds %v, want class %d", text, z, class)
		}
	}
	if f := space.Vector(nil, words(0, "turis"))[0]; m.Adds(f, 0) <= 0 || m.Adds(f, 1) >= 0 {
		t.Errorf("turis adds %v and %v", m.Adds(f, 0), m.Adds(f, 1))
	}
}

func TestFitIsTheSameTwice(t *testing.T) {
	space, a := fitted()
	_, b := fitted()
	x, y := make([]float32, 2), make([]float32, 2)
	v := space.Vector(nil, words(0, "visa", "turis"))
	a.LogOdds(x, v)
	b.LogOdds(y, v)
	if x[0] != y[0] || x[1] != y[1] {
		t.Errorf("%v, then %v", x, y)
	}
}

func TestSpace(t *testing.T) {
	texts := [][]learn.Feature{append(words(0, "a", "b"), words(1, "a")...), words(0, "a", "b"), words(0, "a", "c")}
	s := learn.NewSpace([]float32{1, 0.5}, 2, texts)
	if s.Len() != 2 {
		t.Fatalf("%d features, want a and b of the first kind", s.Len())
	}
	v := s.Vector(nil, words(0, "a", "b", "b", "c"))
	if len(v) != 2 {
		t.Fatalf("vector %v, want each known feature once", v)
	}
	if n := math.Hypot(float64(v[0].W), float64(v[1].W)); math.Abs(n-1) > 1e-6 {
		t.Errorf("length %v, want the share of the kind", n)
	}
}

func TestOf(t *testing.T) {
	if learn.Of(1, "a", "b") == learn.Of(1, "ab") || learn.Of(1, "a") == learn.Of(2, "a") || learn.Of(5, "a").Kind() != 5 {
		t.Error("features meet")
	}
}

func TestLogistic(t *testing.T) {
	var x [][]float64
	var is []bool
	for i := range 200 {
		a, noise := float64(i%20), float64(i*31%7)
		x, is = append(x, []float64{a, noise}), append(is, a > 9)
	}
	w := learn.Logistic(x, is)
	for _, c := range []struct {
		a    float64
		want bool
	}{{0, false}, {6, false}, {13, true}, {19, true}} {
		if got := learn.Apply(w, []float64{c.a, 3}) > 0; got != c.want {
			t.Errorf("at %v: %v", c.a, got)
		}
	}
}

func TestChances(t *testing.T) {
	for _, p := range []float64{0.001, 0.5, 0.9} {
		if got := learn.Chance(learn.LogOdds(p)); math.Abs(got-p) > 1e-9 {
			t.Errorf("%v became %v", p, got)
		}
	}
	if z := learn.LogOdds(0); math.IsInf(z, 0) {
		t.Error("the log odds of nothing are endless")
	}
}
