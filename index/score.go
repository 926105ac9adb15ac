package index

import (
	"math"
	"slices"

	"bekal/knowledge"
)

// sharp sharpens Bleve's scores before they are made shares: raw scores differ
// too little from entry to entry.
func sharp(x float64) float64 {
	cube := x * x * x
	return cube * cube
}

// mix is the classifier's part in the fusion, a weighted geometric mean; faint
// keeps an entry alive that one of both does not see at all.
const (
	mix   = 0.45
	faint = 1e-4
)

// score fuses what Bleve, by entry, and the classifier say into the first n hits
// and a kind.
func (x *Index) score(res *Result, t *slate, found []float64, n int) {
	r := &res.Reading
	all := x.features.vector(r.said())
	v := x.features.topical(all)
	known := len(v) > 0
	p := x.topics.probabilities(t, v)
	if r.Length > longFrom && !x.off.NoSentences {
		x.bySentence(r, t, p)
	}
	country := x.country(r, t, found)
	said, small := x.spread(res, t, p, country) // the classifier's shares, by entry
	lexical := shares(t, found)
	fused := t.row(len(found))
	sum := 0.0
	for i, e := range x.base.Entries {
		l := lexical[i]
		if e.Country != nil && len(r.Countries) > 0 && country[i] == 0 {
			l = 0 // another country than the one that is named
		}
		switch {
		case x.off.NoClassifier:
			fused[i] = l
		case x.off.NoBleve:
			fused[i] = said[i]
		default:
			fused[i] = math.Exp(mix*math.Log(said[i]+faint) + (1-mix)*math.Log(l+faint))
		}
		if country[i] > 0 && len(r.Countries) > 0 && covers(e, r.Aspects) {
			fused[i] *= sideBonus
		}
		sum += fused[i]
	}
	for i := range fused {
		fused[i] /= math.Max(sum, 1e-12)
	}
	order := best(fused, max(n, topSignals))
	res.signals = x.signals(res, t, v, order, fused, said, lexical, small)
	right, inside := chance(rightWeights[:], res.signals[:]), chance(insideWeights[:], res.signals[:])
	for k, i := range order[:min(n, len(order))] {
		// the first hit's score is its chance to be right; the others share the rest
		s := right
		if k > 0 {
			s = math.Min(fused[i]*(1-right)/math.Max(1-fused[order[0]], 1e-12), right)
		}
		res.Hits = append(res.Hits, Hit{x.base.Entries[i], s})
	}
	res.Way = way(right, inside)
	switch {
	case small > smallFrom && small > said[order[0]]:
		res.Kind, res.Way = Small, No
	case !known || res.Way == No:
		res.Kind, res.Way = Outside, No
	}
	if known && (len(r.stems) > mute || signalled(r.Signs)) {
		x.alarm(res, t, all, said, small)
	}
}

// spread gives the classes' shares p to the entries, the share of the countries
// as country says. It notes what is outside and which small talk is likeliest,
// and returns the share of small talk.
func (x *Index) spread(res *Result, t *slate, p, country []float64) (said []float64, small float64) {
	said = t.row(len(x.base.Entries))
	likeliest := 0.0
	for c, role := range x.roles {
		switch {
		case role.kind == Outside:
			res.Outside += p[c]
		case role.kind == Small:
			small += p[c]
			if p[c] > likeliest {
				likeliest, res.Small = p[c], role.small
			}
		case role.entry == countries:
			for i, share := range country {
				said[i] += p[c] * share
			}
		default:
			said[role.entry] += p[c]
		}
	}
	return said, small
}

// mute is how many words are too few to tell of danger without a sign of it:
// "tidak", "sejak Juni".
const mute = 2

// signalled reports whether signs are of danger, not only of who speaks, when,
// or how they ask.
func signalled(signs []string) bool {
	return slices.ContainsFunc(signs, func(s string) bool {
		switch s {
		case "self", "kin", "boss", "now", "past", "home", "spared", "asking", "wonder", "if", "hearsay":
			return false
		}
		return true
	})
}

// alarm says how likely somebody is in danger now, and which entry helps.
func (x *Index) alarm(res *Result, t *slate, all []feature, said []float64, small float64) {
	topic := 0.0
	for i, e := range x.base.Entries {
		if e.Urgent {
			topic += said[i]
		}
	}
	res.danger = danger(res, x.danger.odds(all), topic, res.Outside+small)
	// Of most messages all else speaks so clearly that those like it cannot make
	// them urgent: they are not compared.
	if x.thorough || urgency(&res.danger, 1) >= UrgentFrom {
		res.danger[alAlike] = cut(x.alike.odds(t, all))
	}
	if res.Urgent = urgency(&res.danger, res.danger[alAlike]); res.Urgent < UrgentFrom {
		return
	}
	best := 0.0
	for i, p := range x.helps.probabilities(t, all) {
		if p > best {
			best, res.Alarm = p, x.helps.classes[i]
		}
	}
}

// urgency is the chance of danger, made greater by missWeight, if s had that alAlike.
func urgency(s *alarmSignals, alike float64) float64 {
	with := *s
	with[alAlike] = alike
	d := chance(alarmWeights[:], with[:])
	return d / (d + (1-d)/missWeight)
}

// UrgentFrom is the chance of danger from which a message is an emergency.
const UrgentFrom = 0.5

// sideBonus is for a country that is named and has a text for the side that is
// asked about: "gaji pabrik di Slovakia" is answered by the country.
const sideBonus = 1.5

func covers(e *knowledge.Entry, aspects []knowledge.Aspect) bool {
	for _, a := range aspects {
		if _, ok := e.Country.Aspects[a]; ok {
			return true
		}
	}
	return false
}

// missWeight is how much worse it is to miss somebody in danger than to show
// hotlines to somebody who is not: it moves the chance of danger at which both
// cost the same to a half.
const missWeight = 6

// smallFrom is the share of small talk from which a message is answered as such.
const smallFrom = 0.5

// longFrom is how many words make a message a story: its decisive words are
// somewhere in the middle, so its parts are scored beside the whole.
const longFrom = 18

// window and stride are the size of the parts of a story and their distance,
// in words that carry meaning; partShare is the weight of the clearest part.
const (
	window    = 10
	stride    = 5
	partShare = 0.3
)

// bySentence adds to the shares p of a story what its clearest parts say.
func (x *Index) bySentence(r *Reading, t *slate, p []float64) {
	best := t.row(len(p))
	for from := 0; from < len(r.stems); from += stride {
		to := min(from+window, len(r.stems))
		part := said{words: r.words[from:to], stems: r.stems[from:to]}
		for i, q := range x.topics.probabilities(t, x.features.topical(x.features.vector(&part))) {
			best[i] = math.Max(best[i], q)
		}
		if to == len(r.stems) {
			break
		}
	}
	sum := 0.0
	for i := range p {
		p[i] = p[i]*(1-partShare) + best[i]*partShare
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// shares sharpens scores and makes them sum to one.
func shares(t *slate, scores []float64) []float64 {
	top := 0.0
	for _, s := range scores {
		top = math.Max(top, s)
	}
	out := t.row(len(scores))
	if top == 0 {
		return out
	}
	sum := 0.0
	for i, s := range scores {
		if s > 0 {
			out[i] = sharp(s / top)
			sum += out[i]
		}
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// country says which countries' entries a question about a country is about:
// those it names, else those its words point to, else those whose text is
// nearest.
func (x *Index) country(r *Reading, t *slate, found []float64) []float64 {
	names := r.Countries
	if len(names) == 0 {
		names = r.Implied
	}
	out := t.row(len(found))
	sum := 0.0
	for k, name := range names {
		if i := x.base.CountryAt(name); i >= 0 {
			out[i] += 1 / float64(k+1)
			sum += 1 / float64(k+1)
		}
	}
	if sum == 0 {
		for i, e := range x.base.Entries {
			if e.Country != nil {
				out[i] = found[i]
			}
		}
		return shares(t, out)
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
