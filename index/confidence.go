package index

import (
	"math"
	"slices"
	"strings"
)

// A Way is what a caller may do with the first hit.
type Way int

// The three ways.
const (
	No     Way = iota // nothing known fits: say so
	Unsure            // offer the hits as choices
	Sure              // answer with the first
)

// The signals of confidence. None of them is a raw score of Bleve, which drifts
// with the size of the index.
const (
	sigBase       = iota // always 1
	sigShare             // first hit's share of the fusion
	sigMargin            // how far it is before the second, logarithmic
	sigSaid              // classifier's share of it
	sigLexical           // Bleve's share of it
	sigAgree             // both have it first
	sigOutside           // share of what is outside
	sigUnknown           // share of words in no vocabulary
	sigCovered           // share of the question's weight that the entry's utterances cover
	sigShort             // one word or two
	sigLong              // a story
	sigCountry           // a country is named
	sigItsCountry        // the first hit is the country that is named
	sigItsAspect         // and it has a text for the side that is asked about
	sigScope             // log odds of being about what is known, whatever the topic
	sigAnchor            // how much its most telling word speaks for what is known
	sigTelling           // how much its words do so on average
	sigTopThree          // share of the first three hits together
	sigCount
)

type signals [sigCount]float64

// topSignals is how many of the first hits the signals look at.
const topSignals = 3

// signals are what speaks for and against the first hit: order are the numbers
// of the first entries, the shares of all are given by entry.
func (x *Index) signals(res *Result, t *slate, v []feature, order []int, fused, said, lexical []float64, small float64) signals {
	var s signals
	s[sigBase] = 1
	s[sigScope] = logOdds(x.scope.probabilities(t, v)[0])
	s[sigAnchor], s[sigTelling] = telling(res.Reading.stems)
	s[sigOutside] = res.Outside + small
	s[sigUnknown] = res.Reading.Unknown
	s[sigShort] = flag(len(res.Reading.Stems) <= 2)
	s[sigLong] = flag(res.Reading.Length > longFrom)
	s[sigCountry] = flag(len(res.Reading.Countries) > 0)
	if len(order) < topSignals {
		return s
	}
	top := order[0]
	if c := x.base.Entries[top].Country; c != nil {
		for _, name := range res.Reading.Countries {
			if _, ok := c.Names[name]; ok {
				s[sigItsCountry] = 1
			}
		}
		for _, a := range res.Reading.Aspects {
			if _, ok := c.Aspects[a]; ok {
				s[sigItsAspect] = s[sigItsCountry]
			}
		}
	}
	s[sigShare] = fused[top]
	s[sigTopThree] = fused[top] + fused[order[1]] + fused[order[2]]
	s[sigMargin] = math.Min(math.Log(fused[top]/math.Max(fused[order[1]], 1e-9)), 4) / 4
	s[sigSaid] = said[top]
	s[sigLexical] = lexical[top]
	s[sigAgree] = flag(best(said, 1)[0] == top && best(lexical, 1)[0] == top && lexical[top] > 0)
	s[sigCovered] = x.covered(v, top)
	return s
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// covered is the share of a question's weight that stands in some utterance of
// the entry with that number.
func (x *Index) covered(v []feature, entry int) float64 {
	in, all := 0.0, 0.0
	for _, f := range v {
		if x.features.kind[f.id] != kindWord {
			continue
		}
		all += float64(f.w)
		if _, its := slices.BinarySearch(x.own[entry], f.id); its {
			in += float64(f.w)
		}
	}
	if all == 0 {
		return 0
	}
	return in / all
}

// chance is the logistic of weights times signals.
func chance(w, s []float64) float64 {
	z := 0.0
	for i := range w {
		z += w[i] * s[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// way decides by the chance that the first hit is right and the chance that the
// question is about something known at all.
func way(right, inside float64) Way {
	switch {
	case inside < insideFrom:
		return No
	case right >= sureFrom:
		return Sure
	}
	return Unsure
}

// The signals of danger now.
const (
	alBase    = iota // always 1
	alLearnt         // log odds of the classifier of danger, cut to -8..8 and brought to -1..1
	alTopic          // share of the entries that help in danger
	alOutside        // share of what is outside and of small talk
	alShort
	alLong
	alRight   // chance that the first hit is right, if it is no entry that helps in danger
	alScope   // log odds of being about what is known
	alCovered // share of the weight that the first hit covers, if it is no entry that helps in danger
	alAlike   // log odds by the messages most like it, brought to -1..1; 0 if not even 1 would make it urgent
	alSigns   // the signs follow, in the order of signKinds
	alCount   = alSigns + 17
)

// logOdds are the log odds of p, cut to -8..8 and brought to -1..1.
func logOdds(p float64) float64 { return cut(math.Log((p + 1e-6) / (1 - p + 1e-6))) }

// signKinds are those kinds of signs in lexicon/tanda.yaml that speak for or
// against danger by themselves; the others only together with what else is said.
var signKinds = [alCount - alSigns]string{"harm", "trapped", "hurt", "despair", "now", "plea", "fear", "asking", "past", "wonder", "if", "hearsay", "home", "spared", "barred", "self", "kin"}

type alarmSignals [alCount]float64

// cut cuts log odds to -8..8 and brings them to -1..1.
func cut(odds float64) float64 { return math.Max(-1, math.Min(1, odds/8)) }

// danger are the signals of danger in what was found, but alAlike. learnt are the log odds of
// the classifier of danger, topic and outside are shares of the topics'.
func danger(res *Result, learnt, topic, outside float64) alarmSignals {
	var s alarmSignals
	r := &res.Reading
	s[alBase] = 1
	s[alLearnt] = cut(learnt)
	s[alTopic], s[alOutside] = topic, outside
	s[alShort] = flag(len(r.Stems) <= 4)
	s[alLong] = flag(r.Length > longFrom)
	s[alScope] = res.signals[sigScope]
	if len(res.Hits) > 0 && !res.Hits[0].Entry.Urgent {
		s[alRight], s[alCovered] = res.Hits[0].Score, res.signals[sigCovered]
	}
	for i, k := range signKinds {
		s[alSigns+i] = flag(slices.Contains(r.Signs, k))
	}
	return s
}

// telling is how much more often the words of a question stand in what is known
// than in what is not: the most telling one and the mean, as log odds cut to
// -1..1. Words never seen count as even.
func telling(stems []*word) (most, mean float64) {
	if len(stems) == 0 {
		return 0, 0
	}
	most = -1
	for _, s := range stems {
		o := math.Max(-1, math.Min(1, s.odds/5))
		most = math.Max(most, o)
		mean += o
	}
	return most, mean / float64(len(stems))
}

// learnOdds counts how often each stem stands in what is known and in what is
// not.
func (r *reader) learnOdds(topics []labelled) {
	var total [2]float64
	count := make([][2]float64, len(r.all))
	for i := range topics {
		side := 0
		if strings.HasPrefix(topics[i].class, outsideClass) {
			side = 1
		}
		for _, s := range topics[i].stems {
			count[s.id][side]++
			total[side]++
		}
	}
	for i, n := range count {
		if n[0]+n[1] > 0 {
			r.all[i].odds = math.Log((n[0] + 0.5) / (total[0] + 1) / ((n[1] + 0.5) / (total[1] + 1)))
		}
	}
}
