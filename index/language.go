package index

import (
	"math"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// languages tells in which language a text is written, by how often each word
// stands in the utterances of each language (naive Bayes with equal priors).
type languages struct {
	words map[string][]float64 // word: log likelihood per language of text.Langs
	other []float64            // that of a word never seen
}

func learnLanguages(b *knowledge.Base) *languages {
	langs := text.Langs()
	count := map[string][]float64{}
	total := make([]float64, len(langs))
	see := func(l int, s string, weight float64) {
		for _, w := range text.Words(s) {
			if number(w) {
				continue
			}
			c := count[w]
			if c == nil {
				c = make([]float64, len(langs))
				count[w] = c
			}
			c[l] += weight
			total[l] += weight
		}
	}
	for l, lang := range langs {
		for _, e := range b.Entries {
			for _, u := range e.Utterances[lang] {
				see(l, u, 1)
			}
		}
		for file, lx := range lexiconLang {
			if lx == lang {
				for _, form := range sortedKeys(b.Lexicon.Words[file]) {
					see(l, form, 1)
				}
			}
		}
	}
	for _, form := range sortedKeys(b.Lexicon.Words["slang"]) {
		see(0, form, 1)
	}
	n := &languages{words: map[string][]float64{}, other: make([]float64, len(langs))}
	const smooth = 0.1
	v := float64(len(count) + 1)
	for w, c := range count {
		p := make([]float64, len(langs))
		for l := range langs {
			p[l] = math.Log((c[l] + smooth) / (total[l] + smooth*v))
		}
		n.words[w] = p
	}
	for l := range langs {
		n.other[l] = math.Log(smooth / (total[0] + smooth*v)) // the same for all: a new word tells nothing
	}
	return n
}

// guess is the likeliest language of words, Indonesian for want of evidence.
func (n *languages) guess(words []string) text.Lang {
	langs := text.Langs()
	sum := make([]float64, len(langs))
	sum[0] = 1.5 // Indonesian is the frame of nearly every message
	for _, w := range words {
		if p, ok := n.words[w]; ok {
			for l := range langs {
				sum[l] += p[l]
			}
		}
	}
	best := 0
	for l := range langs {
		if sum[l] > sum[best] {
			best = l
		}
	}
	return langs[best]
}
