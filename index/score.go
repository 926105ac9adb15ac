package index

import (
	"math"
	"strings"
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
	if x.off.NoClassifier || !known {
		for i := range p {
			p[i] = 0
		}
	}
	lexical := shares(found)
	country := x.country(r, found)
	fused := map[string]float64{}
	var out, small float64
	smallKind, smallBest := "", 0.0
	for i, c := range x.topics.classes {
		switch {
		case strings.HasPrefix(c, outsideClass):
			out += p[i]
		case strings.HasPrefix(c, smallClass):
			small += p[i]
			if p[i] > smallBest {
				smallBest, smallKind = p[i], c[len(smallClass):]
			}
		case c == countryClass:
			for id, share := range country {
				fused[id] += p[i] * share
			}
		default:
			fused[c] += p[i]
		}
	}
	rest := 1 - out - small
	for id := range lexical {
		l := lexical[id] * rest
		if x.off.NoClassifier {
			l = lexical[id]
		}
		if x.docClass[id] == countryClass && len(r.Countries) > 0 && country[id] == 0 {
			l = 0 // another country than the one that is named
		}
		switch {
		case x.off.NoClassifier:
			fused[id] = l
		case x.off.NoBleve:
		default:
			fused[id] = math.Pow(fused[id]+faint, mix) * math.Pow(l+faint, 1-mix)
		}
	}
	for id, s := range fused {
		if e := x.base.Entry(id); e != nil && s > 0 {
			res.Hits = append(res.Hits, Hit{e, s})
		}
	}
	sortHits(res.Hits)
	res.Outside = out
	switch {
	case small > 0.5:
		res.Kind, res.Small = Small, smallKind
	case out > 0.5 || !known:
		res.Kind = Outside
	}
	res.Way = way(res)
	if known {
		a := x.alarms.probabilities(v)
		res.Urgent = 1 - a[0]
		best := 0.0
		for i, c := range x.alarms.classes[1:] {
			if a[i+1] > best {
				best, res.Alarm = a[i+1], c
			}
		}
	}
}

// longFrom is how many words make a message a story: its decisive words are
// somewhere in the middle, so its parts are scored beside the whole.
const longFrom = 18

// window and stride are the size of the parts of a story and their distance,
// in words that carry meaning.
const (
	window = 10
	stride = 5
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

// partShare is the weight of the clearest part beside the whole.
const partShare = 0.3

// shares sharpens scores and makes them sum to one.
func shares(found map[string]float64) map[string]float64 {
	top := 0.0
	for _, s := range found {
		top = math.Max(top, s)
	}
	out := make(map[string]float64, len(found))
	sum := 0.0
	for _, id := range sortedKeys(found) {
		s := math.Pow(found[id]/top, power)
		out[id] = s
		sum += s
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
		return shares(near)
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
