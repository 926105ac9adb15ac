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
	Right, Inside, Alarm []float64 // weights in the order of the signals
	Cases                int       // questions held back
	Curve                []Point   // what thresholds would give
	Alarms               []Alarms  // the same for danger now
}

// Point is what one pair of thresholds gives on the questions held back,
// in percent.
type Point struct {
	Sure, Inside                     float64
	Answered, Wrong, Refused, Silent float64 // Silent: known questions that are refused
}

// Alarms is what one threshold of danger gives on the messages held back, in
// percent: of those in danger, of the calm ones that use the same words, and of
// ordinary questions.
type Alarms struct{ From, Recognised, FalseHard, FalseEasy float64 }

// folds is how many parts the utterances are cut into; one of holdEntry entries
// is held back whole in each fold.
const (
	folds     = 5
	holdEntry = 20
)

// held is a question held back, with what became of it.
type held struct {
	s             signals
	d             alarmSignals
	right, inside bool
	urgent, hard  bool // somebody is in danger; only sounds so
	either        bool // utterance of an entry that helps in danger: both may be right
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
		x.thorough = true
		for _, q := range ask {
			res, err := x.Search(ctx, q.text, 3)
			if err != nil {
				return nil, fmt.Errorf("asking a held-back question: %w", err)
			}
			h := held{s: res.signals, d: res.danger, inside: q.inside, urgent: q.urgent, hard: q.hard, either: q.either}
			h.right = len(res.Hits) > 0 && res.Hits[0].Entry.ID == q.entry
			cases = append(cases, h)
		}
		if err := x.Close(); err != nil {
			return nil, fmt.Errorf("closing an index: %w", err)
		}
	}
	var asked, messages []held
	for _, h := range cases {
		if !h.urgent && !h.hard {
			asked = append(asked, h)
		}
		if h.d[alBase] != 0 && !h.either { // others are too short to tell of danger, or not a word is known
			messages = append(messages, h)
		}
	}
	of := func(h held) []float64 { return h.s[:] }
	right := fit(asked, of, func(h held) bool { return h.right })
	inside := fit(asked, of, func(h held) bool { return h.inside })
	alarm := fit(messages, func(h held) []float64 { return h.d[:] }, func(h held) bool { return h.urgent })
	c := &Calibration{Right: right, Inside: inside, Alarm: alarm, Cases: len(cases)}
	for _, from := range []float64{0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5} {
		c.Alarms = append(c.Alarms, alarms(messages, alarm, from))
	}
	for _, in := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8} {
		for _, sure := range []float64{0.4, 0.5, 0.6, 0.7} {
			c.Curve = append(c.Curve, curve(asked, right, inside, sure, in))
		}
	}
	return c, nil
}

type question struct {
	text, entry string
	inside      bool // about what the base knows, if only about an entry that is held back

	urgent, hard, either bool // see held
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
						ask = append(ask, question{text: u, entry: map[bool]string{false: e.ID}[whole], inside: true, either: e.Urgent})
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
	// Messages of danger are held back in pieces of one go: those written in one
	// go are alike, and what somebody else writes is not like them.
	lx.Alarm = knowledge.Alarm{Now: map[string][]string{}}
	for _, id := range sortedKeys(b.Lexicon.Alarm.Now) {
		for k, u := range b.Lexicon.Alarm.Now[id] {
			if k*folds/len(b.Lexicon.Alarm.Now[id]) == fold {
				ask = append(ask, question{text: u, entry: id, inside: true, urgent: true})
			} else {
				lx.Alarm.Now[id] = append(lx.Alarm.Now[id], u)
			}
		}
	}
	for k, u := range b.Lexicon.Alarm.Calm {
		if k*folds/len(b.Lexicon.Alarm.Calm) == fold {
			ask = append(ask, question{text: u, inside: true, hard: true})
		} else {
			lx.Alarm.Calm = append(lx.Alarm.Calm, u)
		}
	}
	return b.With(entries, &lx), ask
}

func alarms(cases []held, w []float64, from float64) Alarms {
	var urgent, found, hard, falseHard, easy, falseEasy float64
	for _, h := range cases {
		yes := flag(chance(w, h.d[:]) >= from)
		switch {
		case h.urgent:
			urgent++
			found += yes
		case h.hard:
			hard++
			falseHard += yes
		default:
			easy++
			falseEasy += yes
		}
	}
	return Alarms{from, 100 * found / math.Max(urgent, 1), 100 * falseHard / math.Max(hard, 1), 100 * falseEasy / math.Max(easy, 1)}
}

// fit is a logistic regression of want on the signals of, by gradient descent
// with a little pull towards zero.
func fit(cases []held, of func(held) []float64, want func(held) bool) []float64 {
	if len(cases) == 0 {
		return nil
	}
	w := make([]float64, len(of(cases[0])))
	const steps, pull = 3000, 1e-4
	g := make([]float64, len(w))
	for step := range steps {
		clear(g)
		for _, c := range cases {
			s := of(c)
			d := chance(w, s) - flag(want(c))
			for i := range g {
				g[i] += d * s[i]
			}
		}
		rate := 4 / (1 + float64(step)/1000)
		for i := range w {
			w[i] -= rate * (g[i]/float64(len(cases)) + pull*w[i])
		}
	}
	for i := range w {
		w[i] = math.Round(w[i]*1000) / 1000
	}
	return w
}

func curve(cases []held, right, inside []float64, sure, in float64) Point {
	var known, answered, wrong, silent, outside, refused float64
	for _, c := range cases {
		no := chance(inside, c.s[:]) < in
		yes := !no && chance(right, c.s[:]) >= sure
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
