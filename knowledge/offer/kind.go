package offer

import "math"

// A Kind is what a text is, seen by a checker of job offers.
type Kind string

// The kinds.
const (
	Offer    Kind = "offer"    // an advert or a recruiter's words
	Question Kind = "question" // somebody asks or tells, of an offer or else
	Warning  Kind = "warning"  // a warning, news, an official notice
	Domestic Kind = "domestic" // a vacancy inside Indonesia
	Other    Kind = "other"    // none of these
)

// The kinds that have cues, as they are named in the files.
const (
	kindOffer = iota
	kindQuestion
	kindWarning
	kindDomestic
	kinds
)

var kindNames = [kinds]string{"offer", "question", "warning", "domestic"}

// enough is the weight from which a text counts as an offer.
const enough = 4

// Kind tells what a text is, and how sure it is an offer, from 0 to 1.
func (c *Checker) Kind(s string) (Kind, float64) {
	_, m := c.match(s)
	return c.kind(m)
}

func (c *Checker) kind(m *matching) (Kind, float64) {
	var w [kinds]int
	for k, cues := range c.kinds {
		for _, q := range cues {
			if m.seen[q.main] && m.holds(q.pattern) {
				w[k] += q.weight
			}
		}
	}
	margin := w[kindOffer] - max(w[kindQuestion], w[kindWarning], w[kindDomestic])
	score := 1 / (1 + math.Exp(-float64(min(margin, w[kindOffer]-enough+2))))
	switch {
	case w[kindWarning] >= 3 && w[kindWarning] >= w[kindOffer] && w[kindWarning] >= w[kindQuestion]:
		return Warning, score
	case w[kindDomestic] >= 3 && w[kindDomestic] >= w[kindQuestion]:
		return Domestic, score
	case w[kindQuestion] >= 2 && w[kindQuestion] >= w[kindOffer]:
		return Question, score
	case w[kindOffer] >= enough:
		return Offer, score
	}
	return Other, score
}
