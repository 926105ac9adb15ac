package index

import (
	"context"
	"fmt"
	"math"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// A Calibration is the outcome of Calibrate.
type Calibration struct {
	Right, Inside []float64 // weights in the order of the signals
	Cases         int       // questions held back
	Curve         []Point   // what thresholds would give
}

// Point is what one pair of thresholds gives on the questions held back,
// in percent.
type Point struct {
	Sure, Inside                     float64
	Answered, Wrong, Refused, Silent float64 // Silent: known questions that are refused
}

// folds is how many parts the utterances are cut into; one of holdEntry entries
// is held back whole in each fold.
const (
	folds     = 5
	holdEntry = 20
)

// held is a question held back, with what became of it.
type held struct {
	s             signals
	right, inside bool
}

// Calibrate fits the weights of confidence on a base by itself: in each fold a
// fifth of the utterances, some whole entries and some whole themes outside are
// held back, the index is built from the rest, and asked. It takes as long as
// five builds.
func Calibrate(ctx context.Context, b *knowledge.Base) (*Calibration, error) {
	var cases []held
	for fold := range folds {
		train, ask := split(b, fold)
		x, err := Build(train, Stages{})
		if err != nil {
			return nil, err
		}
		for _, q := range ask {
			res, err := x.Search(ctx, q.text, 3)
			if err != nil {
				return nil, fmt.Errorf("asking a held-back question: %w", err)
			}
			if res.Kind == Small {
				continue
			}
			cases = append(cases, held{res.signals, len(res.Hits) > 0 && res.Hits[0].Entry.ID == q.entry, q.inside})
		}
		if err := x.Close(); err != nil {
			return nil, fmt.Errorf("closing an index: %w", err)
		}
	}
	right := fit(cases, func(h held) bool { return h.right })
	inside := fit(cases, func(h held) bool { return h.inside })
	c := &Calibration{Right: right[:], Inside: inside[:], Cases: len(cases)}
	for _, in := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8} {
		for _, sure := range []float64{0.4, 0.5, 0.6, 0.7} {
			c.Curve = append(c.Curve, curve(cases, right, inside, sure, in))
		}
	}
	return c, nil
}

type question struct {
	text, entry string
	inside      bool // about what the base knows, if only about an entry that is held back
}

// split holds back a fold of b.
func split(b *knowledge.Base, fold int) (*knowledge.Base, []question) {
	var ask []question
	lx := *b.Lexicon
	var entries []*knowledge.Entry
	n := 0
	for i, e := range b.Entries {
		whole := i%holdEntry == fold && e.Country == nil
		copied := *e
		copied.Utterances = map[text.Lang][]string{}
		for _, l := range text.Langs() {
			for _, u := range e.Utterances[l] {
				if n++; whole || n%folds == fold {
					if !whole || n%2 == 0 {
						ask = append(ask, question{u, map[bool]string{false: e.ID}[whole], true})
					}
					continue
				}
				copied.Utterances[l] = append(copied.Utterances[l], u)
			}
		}
		if !whole {
			entries = append(entries, &copied)
		}
	}
	lx.Outside = map[string][]string{}
	for i, theme := range sortedKeys(b.Lexicon.Outside) {
		for k, u := range b.Lexicon.Outside[theme] {
			if i%folds == fold || k%folds == fold && i%2 == 0 {
				ask = append(ask, question{text: u})
				continue
			}
			lx.Outside[theme] = append(lx.Outside[theme], u)
		}
	}
	return b.With(entries, &lx), ask
}

// fit is a logistic regression of want on the signals, by gradient descent with
// a little pull towards zero. Outside and inside count alike.
func fit(cases []held, want func(held) bool) signals {
	var yes, no float64
	for _, c := range cases {
		if want(c) {
			yes++
		} else {
			no++
		}
	}
	var w signals
	const steps, pull = 4000, 1e-4
	for step := range steps {
		var g signals
		for _, c := range cases {
			p := chance(w, c.s)
			d := p
			if want(c) {
				d = p - 1
			}
			for i := range g {
				g[i] += d * c.s[i]
			}
		}
		rate := 4 / (1 + float64(step)/1000)
		for i := range w {
			w[i] -= rate * (g[i]/(yes+no) + pull*w[i])
		}
	}
	for i := range w {
		w[i] = math.Round(w[i]*1000) / 1000
	}
	return w
}

func curve(cases []held, right, inside signals, sure, in float64) Point {
	var known, answered, wrong, silent, outside, refused float64
	for _, c := range cases {
		no := chance(inside, c.s) < in
		yes := !no && chance(right, c.s) >= sure
		if !c.inside {
			outside++
			refused += flag(no)
			continue
		}
		known++
		answered += flag(yes)
		wrong += flag(yes && !c.right)
		silent += flag(no)
	}
	return Point{sure, in, 100 * answered / known, 100 * wrong / known, 100 * refused / math.Max(outside, 1), 100 * silent / known}
}
