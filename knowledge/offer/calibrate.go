package offer

import (
	"slices"

	"bekal/knowledge"
	"bekal/knowledge/learn"
)

// A Calibration is the outcome of Calibrate: weights in the order of the
// signals, the constant last, and what thresholds would give.
type Calibration struct {
	Danger, Any, Flag []float64
	Cases             int
	Curve             []Point
}

// A Point is what one set of thresholds gives on tables held back, in percent:
// the targets of deploy/docs/architecture.md in their order.
type Point struct {
	Danger, Any, Flag                                         float64 // thresholds
	Recognised, Silent, FalseDanger, OnClean, Precise, Recall float64
}

// A held is a text held back, with what was seen of it.
type held struct {
	example knowledge.OfferExample
	table   string
	learner *learner
	study   *study
	view    view
	judged  judgement
}

// Calibrate fits the weights on the base's labelled texts: each table is judged
// by a learner that was taught by the others, so that the weights hold for hands
// never seen. The curve is cross-validated in the same way.
func Calibrate(base *knowledge.Base) (*Calibration, error) {
	c, err := New(base)
	if err != nil {
		return nil, err
	}
	all := c.examples()
	lessons := c.lessons(all)
	var cases []held
	for _, table := range tables(base.Examples) {
		var taught []lesson
		for i, e := range all {
			if e.Pos.File != table {
				taught = append(taught, lessons[i])
			}
		}
		l := c.train(taught)
		for _, e := range base.Examples {
			if e.Pos.File == table && l != nil {
				s := c.studied(e.Text)
				cases = append(cases, held{example: e, table: table, learner: l, study: s, view: l.view(s)})
			}
		}
	}
	k := &Calibration{Cases: len(cases)}
	for _, table := range tables(base.Examples) {
		w := c.fit(slices.DeleteFunc(slices.Clone(cases), func(h held) bool { return h.table == table }))
		for i := range cases {
			if cases[i].table == table {
				cases[i].judged = c.weighUp(cases[i].learner, cases[i].study, cases[i].view, w)
			}
		}
	}
	w := c.fit(cases)
	k.Danger, k.Any, k.Flag = w.danger, w.any, w.flag
	for _, danger := range []float64{-1, -0.5, 0} {
		for _, any := range []float64{-0.3, 0, 0.3, 0.6} {
			for _, flag := range []float64{-0.5, -0.2, 0.1} {
				k.Curve = append(k.Curve, c.point(cases, thresholds{danger, any, flag}))
			}
		}
	}
	return k, nil
}

func tables(examples []knowledge.OfferExample) []string {
	var out []string
	for _, e := range examples {
		if !slices.Contains(out, e.Pos.File) {
			out = append(out, e.Pos.File)
		}
	}
	return out
}

// fit fits the weights on cases.
func (c *Checker) fit(cases []held) (w weights) {
	var x [][]float64
	var isDanger, isAny []bool
	for _, h := range cases {
		x = append(x, c.textSignals(h.study, h.view))
		isDanger = append(isDanger, h.example.Label == Danger)
		isAny = append(isAny, len(h.example.Spans) > 0)
	}
	w.danger, w.any = learn.Logistic(x, isDanger), learn.Logistic(x, isAny)
	var y [][]float64
	var is []bool
	for i, h := range cases {
		d, a := learn.Apply(w.danger, x[i]), learn.Apply(w.any, x[i])
		for _, n := range h.study.suspects(h.view) {
			y = append(y, h.study.flagSignals(h.view, n, x[i], d, a))
			is = append(is, h.example.Shows(c.flags[n].ID))
		}
	}
	w.flag = learn.Logistic(y, is)
	return w
}

// point counts what thresholds give.
func (c *Checker) point(cases []held, from thresholds) Point {
	var dangerous, found, silent, clean, alarmed, flagged, raised, right, marked int
	for _, h := range cases {
		out, danger := h.judged.raised(from)
		raised += len(out)
		for _, x := range out {
			right += int(one(h.example.Shows(c.flags[x.flag].ID)))
		}
		for _, f := range c.flags {
			marked += int(one(h.example.Shows(f.ID)))
		}
		switch {
		case h.example.Label == Danger:
			dangerous++
			found += int(one(danger))
			silent += int(one(len(out) == 0))
		case len(h.example.Spans) == 0:
			clean++
			alarmed += int(one(danger))
			flagged += int(one(len(out) > 0))
		}
	}
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	return Point{from.danger, from.any, from.flag, share(found, dangerous), share(silent, dangerous), share(alarmed, clean), share(flagged, clean), share(right, raised), share(right, marked)}
}
