package index

import "math"

// see counts the words of a text of a language, by its place in langs.
func (r *reader) see(lang int, words []*word) {
	for _, w := range words {
		if w.number {
			continue
		}
		if w.likely == nil {
			w.likely = make([]float64, len(r.langs))
		}
		w.likely[lang]++
	}
}

// learnLanguages turns the counts of see into likelihoods: in which language a
// text is written is told by how often each word stands in the texts of each
// language (naive Bayes with equal priors).
func (r *reader) learnLanguages() {
	total, seen := make([]float64, len(r.langs)), 1
	for _, w := range r.all {
		for l, n := range w.likely {
			total[l] += n
		}
		if w.likely != nil {
			seen++
		}
	}
	const smooth = 0.1
	for _, w := range r.all {
		for l, n := range w.likely {
			w.likely[l] = math.Log((n + smooth) / (total[l] + smooth*float64(seen)))
		}
	}
}

// maxLangs is more than the number of languages, so that guess needs no memory.
const maxLangs = 8

// guess is the likeliest language of words, by its place in langs; Indonesian
// for want of evidence.
func (r *reader) guess(words []*word) int {
	var sum [maxLangs]float64
	sum[0] = 1.5 // Indonesian is the frame of nearly every message
	for _, w := range words {
		for l, p := range w.likely {
			sum[l] += p
		}
	}
	best := 0
	for l := range r.langs {
		if sum[l] > sum[best] {
			best = l
		}
	}
	return best
}
