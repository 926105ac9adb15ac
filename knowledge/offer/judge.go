package offer

import (
	"cmp"
	"math"
	"slices"

	"bekal/knowledge/learn"
)

// What speaks for and against a text being dangerous, and being one that shows
// red flags at all. Chances are log odds.
const (
	sigStrong   = iota // the most likely strong flag
	sigFirst           // the most likely flag
	sigSecond          // the second
	sigSum             // all flags together
	sigDanger          // a piece that sounds like those of dangerous texts
	sigOffer           // an offer rather than the most likely other kind
	sigWarning         // the other kinds, in the order of taughtKinds
	sigOfficial        //
	sigDomestic        //
	sigQuestion        //
	sigChat            //
	sigFirm            // patterns that match: of strong flags, 3 at most
	sigLoose           // and of weak ones
	sigCueOffer        // weights of the cues of each kind, in the order of kindNames
	sigCueAsk          //
	sigCueWarn         //
	sigCueHome         //
	sigCompany         // a company is named
	sigLicence         // a licence is named
	sigShown           // the most likely strong flag by the whole text
	sigShownSum        // all flags together by the whole text
	textSignals
)

// What speaks for and against one flag.
const (
	flagLearnt = iota // its chance in the most telling piece
	flagStrong        // a strong pattern of it matches
	flagWeak          // a weak one
	flagRest          // one that counts where no other does
	flagDanger        // the text is dangerous
	flagAny           // the text shows red flags
	flagBefore        // how many flags are likelier, 6 at most
	flagLikely        // it is the likeliest
	flagOffer         // an offer rather than another kind
	flagShown         // its chance by the whole text
	flagSignals
)

// Where counts of patterns and of likelier flags, and weights of cues, stop to
// matter.
const (
	maxFirm   = 3
	maxBefore = 6
	maxCue    = 12
)

// textSignals are the signals of a text.
func (c *Checker) textSignals(s *study, v view) []float64 {
	x := make([]float64, textSignals)
	strong, first, second, sum, shown, shownSum := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
	for n, z := range v.flags {
		p, q := learn.Chance(z), learn.Chance(v.shown[n])
		if c.flags[n].Severity == Danger {
			strong, shown = math.Max(strong, p), math.Max(shown, q)
		}
		if p > first {
			first, second = p, first
		} else {
			second = math.Max(second, p)
		}
		sum += p
		shownSum += q
	}
	x[sigStrong], x[sigFirst], x[sigSecond] = learn.LogOdds(strong), learn.LogOdds(first), learn.LogOdds(second)
	x[sigSum] = math.Log(sum + 0.05)
	x[sigDanger] = learn.LogOdds(learn.Chance(v.danger))
	kinds := make([]float64, len(v.kinds))
	for k, z := range v.kinds {
		kinds[k] = learn.LogOdds(learn.Chance(z))
	}
	x[sigOffer] = kinds[0] - slices.Max(kinds[1:])
	copy(x[sigWarning:], kinds[1:])
	firm, loose := 0, 0
	for _, m := range s.matched {
		if m.firm == strongPattern || m.firm == weakPattern && c.flags[m.flag].Severity == Danger {
			firm++
		} else {
			loose++
		}
	}
	x[sigFirm], x[sigLoose] = float64(min(firm, maxFirm)), float64(min(loose, maxFirm))
	for k, w := range s.cues {
		x[sigCueOffer+k] = float64(min(w, maxCue))
	}
	x[sigShown], x[sigShownSum] = learn.LogOdds(shown), math.Log(shownSum+0.05)
	x[sigCompany], x[sigLicence] = one(s.r.facts.Company != ""), one(s.r.facts.Licence != "")
	return x
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// flagSignals are the signals of flag n, given those of its text.
func (s *study) flagSignals(v view, n int, text []float64, danger, any float64) []float64 {
	x := make([]float64, flagSignals)
	x[flagLearnt] = learn.LogOdds(learn.Chance(v.flags[n]))
	for _, m := range s.matched {
		if m.flag == n {
			x[flagRest+restPattern-m.firm] = 1
		}
	}
	before := 0
	for k, z := range v.flags {
		if k != n && z > v.flags[n] {
			before++
		}
	}
	x[flagBefore], x[flagLikely] = float64(min(before, maxBefore)), one(before == 0)
	x[flagDanger], x[flagAny], x[flagOffer] = danger, any, text[sigOffer]
	x[flagShown] = learn.LogOdds(learn.Chance(v.shown[n]))
	return x
}

// considered is the log odds from which a flag that no pattern raises is looked
// at: about three in a hundred.
const considered = -3.5

// suspects are the flags that may be raised.
func (s *study) suspects(v view) []int {
	var out []int
	for n, z := range v.flags {
		if z > considered || v.shown[n] > considered || slices.ContainsFunc(s.matched, func(m matched) bool { return m.flag == n }) {
			out = append(out, n)
		}
	}
	return out
}

// A judgement is what learnt and written signs say together, in log odds.
type judgement struct {
	danger, any float64
	text        []float64
	suspects    []suspect
}

// A suspect is a flag that may be raised.
type suspect struct {
	flag    int // number in Checker.flags
	odds    float64
	grave   bool // a strong sign
	trusted bool // its pattern is believed by itself
}

// trustFrom is how often a pattern must be right in labelled offers to be
// believed against the learner. It is not where the learner is sure of the
// contrary: in log odds, below notOffer that the text is an offer, below
// notDanger that it is dangerous.
const (
	trustFrom = 0.8
	notOffer  = -3
	notDanger = -2
)

func (c *Checker) weighUp(l *learner, s *study, v view, w weights) judgement {
	j := judgement{text: c.textSignals(s, v)}
	j.danger, j.any = learn.Apply(w.danger, j.text), learn.Apply(w.any, j.text)
	believe := !s.quiet && j.text[sigOffer] > notOffer && j.danger > notDanger
	for _, n := range s.suspects(v) {
		x := suspect{flag: n, odds: learn.Apply(w.flag, s.flagSignals(v, n, j.text, j.danger, j.any)), grave: c.flags[n].Severity == Danger}
		for _, m := range s.matched {
			if m.flag == n {
				x.grave = x.grave || m.firm == strongPattern
				x.trusted = believe && l.trust[n][m.firm] >= trustFrom
			}
		}
		j.suspects = append(j.suspects, x)
	}
	return j
}

// raised are the flags that are raised, and whether the text is dangerous: every
// flag that is likely enough or whose pattern is to be trusted; the likeliest at
// least where the text is not clean.
func (j judgement) raised(from thresholds) (out []suspect, danger bool) {
	if len(j.suspects) == 0 {
		return nil, false
	}
	danger = j.danger > from.danger
	sure := slices.ContainsFunc(j.suspects, func(x suspect) bool { return x.trusted })
	if !sure && !danger && j.any <= from.any {
		return nil, false
	}
	likeliest := slices.MaxFunc(j.suspects, func(a, b suspect) int { return cmp.Compare(a.odds, b.odds) })
	grave := false
	for _, x := range j.suspects {
		if x.odds > from.flag || x.trusted || !sure && x.flag == likeliest.flag {
			out = append(out, x)
			grave = grave || x.grave
		}
	}
	return out, danger || sure && (grave || len(out) >= manyWeak)
}

// judge is the verdict on a text and what is raised.
//
// offered is how sure it is, from 0 to 1, that the text is an offer at all.
func (c *Checker) judge(l *learner, s *study, original string) (said string, out []Finding, offered float64) {
	v := l.view(s)
	j := c.weighUp(l, s, v, calibrated)
	out = []Finding{}
	raised, danger := j.raised(chosen)
	for _, x := range raised {
		out = append(out, c.finding(l, s, v, x.flag, original))
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return a.Start - b.Start })
	said = NoFlags
	switch {
	case danger:
		said = Danger
	case len(out) > 0:
		said = Caution
	}
	return said, out, learn.Chance(j.text[sigOffer])
}

// finding is flag n as it is shown: the words its pattern matched, or those that
// made the learner think of it.
func (c *Checker) finding(l *learner, s *study, v view, n int, original string) Finding {
	f, at := c.flags[n], hit{}
	severity := f.Severity
	for _, m := range s.matched {
		if m.flag == n {
			at = m.at
			if m.firm == strongPattern {
				severity = Danger
			}
		}
	}
	if at.j == 0 {
		at = l.evidence(s, n, v.where[n])
	}
	a, b := s.r.original(at.i, at.j)
	return Finding{f.ID, severity, original[a:b], a, b}
}
