package index

import (
	"math"
	"strings"

	"bekal/knowledge"
)

// power sharpens Bleve's scores before they are made shares: raw scores differ
// too little from entry to entry.
const power = 6

// mix is the classifier's part in the fusion, a weighted geometric mean; faint
// keeps an entry alive that one of both does not see at all.
const (
	mix   = 0.45
	faint = 1e-4
)

// score fuses what Bleve and the classifier say into hits and a kind.
func (x *Index) score(res *Result, found map[string]float64) {
	r := &res.Reading
	v := x.features.vector(r)
	known := len(v) > 0
	p := x.topics.probabilities(v)
	if r.Length > longFrom && !x.off.NoSentences {
		x.bySentence(r, p)
	}
	lexical := x.shares(found)
	country := x.country(r, found)
	said := map[string]float64{} // the classifier's shares, by entry
	var small float64
	smallBest := 0.0
	for i, c := range x.topics.classes {
		switch {
		case strings.HasPrefix(c, outsideClass):
			res.Outside += p[i]
		case strings.HasPrefix(c, smallClass):
			small += p[i]
			if p[i] > smallBest {
				smallBest, res.Small = p[i], c[len(smallClass):]
			}
		case c == countryClass:
			for id, share := range country {
				said[id] += p[i] * share
			}
		default:
			said[c] += p[i]
		}
	}
	sum := 0.0
	for _, e := range x.base.Entries {
		l := lexical[e.ID]
		if x.docClass[e.ID] == countryClass && len(r.Countries) > 0 && country[e.ID] == 0 {
			l = 0 // another country than the one that is named
		}
		s := 0.0
		switch {
		case x.off.NoClassifier:
			s = l
		case x.off.NoBleve:
			s = said[e.ID]
		default:
			s = math.Pow(said[e.ID]+faint, mix) * math.Pow(l+faint, 1-mix)
		}
		if country[e.ID] > 0 && len(r.Countries) > 0 && covers(e, r.Aspects) {
			s *= sideBonus
		}
		sum += s
		res.Hits = append(res.Hits, Hit{e, s})
	}
	for i := range res.Hits {
		res.Hits[i].Score /= math.Max(sum, 1e-12)
	}
	sortHits(res.Hits)
	res.signals = x.signals(res, v, said, lexical, small)
	right, inside := chance(rightWeights[:], res.signals[:]), chance(insideWeights[:], res.signals[:])
	if n := len(res.Hits); n > 0 {
		// the first hit's score is its chance to be right; the others share the rest
		rest := 1 - res.Hits[0].Score
		for i := 1; i < n; i++ {
			res.Hits[i].Score *= (1 - right) / math.Max(rest, 1e-12)
			res.Hits[i].Score = math.Min(res.Hits[i].Score, right)
		}
		res.Hits[0].Score = right
	}
	res.Way = way(right, inside)
	switch {
	case small > smallFrom && small > said[res.Hits[0].Entry.ID]:
		res.Kind, res.Way = Small, No
	case !known || res.Way == No:
		res.Kind, res.Way = Outside, No
	}
	if known && (res.Kind != Small || bodily(res.Reading.Signs)) {
		x.alarm(res, v, said, small)
	}
}

// bodily reports whether signs name harm: without any, small talk is small talk.
func bodily(signs []string) bool {
	for _, s := range signs {
		if s == "harm" || s == "trapped" || s == "hurt" || s == "despair" {
			return true
		}
	}
	return false
}

// alarm says how likely somebody is in danger now, and which entry helps.
func (x *Index) alarm(res *Result, v []feature, said map[string]float64, small float64) {
	p := x.alarms.probabilities(v)
	best, topic := 0.0, 0.0
	for i, c := range x.alarms.classes[1:] {
		if p[i+1] > best {
			best, res.Alarm = p[i+1], c
		}
	}
	for _, e := range x.base.Entries {
		if e.Urgent {
			topic += said[e.ID]
		}
	}
	res.danger = danger(&res.Reading, 1-p[0], topic, res.Outside+small)
	d := chance(alarmWeights[:], res.danger[:])
	res.Urgent = d / (d + (1-d)/missWeight)
}

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
const missWeight = 14

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
func (x *Index) bySentence(r *Reading, p []float64) {
	best := make([]float64, len(p))
	for from := 0; from < len(r.Stems); from += stride {
		to := min(from+window, len(r.Stems))
		part := Reading{Words: r.Words[from:to], Stems: r.Stems[from:to]}
		for i, q := range x.topics.probabilities(x.features.vector(&part)) {
			best[i] = math.Max(best[i], q)
		}
		if to == len(r.Stems) {
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
func (x *Index) shares(found map[string]float64) map[string]float64 {
	top := 0.0
	for _, s := range found {
		top = math.Max(top, s)
	}
	out := make(map[string]float64, len(found))
	sum := 0.0
	for _, e := range x.base.Entries { // in one order, so that the sum is always the same
		if f, ok := found[e.ID]; ok {
			s := math.Pow(f/top, power)
			out[e.ID] = s
			sum += s
		}
	}
	for id := range out {
		out[id] /= sum
	}
	return out
}

// country says which countries' entries a question about a country is about:
// those it names, else those its words point to, else those whose text is
// nearest.
func (x *Index) country(r *Reading, found map[string]float64) map[string]float64 {
	out := map[string]float64{}
	names := r.Countries
	if len(names) == 0 {
		names = r.Implied
	}
	for i, n := range names {
		if e := x.base.Country(n); e != nil {
			out[e.ID] += 1 / float64(i+1)
		}
	}
	if len(out) == 0 {
		near := map[string]float64{}
		for id, s := range found {
			if x.docClass[id] == countryClass {
				near[id] = s
			}
		}
		return x.shares(near)
	}
	sum := 0.0
	for _, s := range out {
		sum += s
	}
	for id := range out {
		out[id] /= sum
	}
	return out
}
