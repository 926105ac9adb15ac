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
const enough = 6

// firm is what pay, a fee or how to answer, and what is dangerous, add to the
// weight of an offer.
const firm = 2

// Kind tells what a text is, and how sure it is an offer, from 0 to 1.
func (c *Checker) Kind(s string) (Kind, float64) {
	room := c.match(s, false)
	defer c.leave(room)
	r, m := &room.reading, &room.matching
	return c.kind(r, c.weights(m), c.findings(r, m, s))
}

// weights are the summed weights of the cues of each kind that stand.
func (c *Checker) weights(m *matching) (w [kinds]int) {
	for k, cues := range c.kinds {
		for _, q := range cues {
			if m.seen[q.main] && m.holds(q.pattern) {
				w[k] += q.weight
			}
		}
	}
	return w
}

// kind tells what a text is by the weights w of its cues.
func (c *Checker) kind(r *reading, w [kinds]int, found []Finding) (Kind, float64) {
	if f := &r.facts; w[kindOffer] > 2 && (f.Salary != nil || f.Fee != nil || len(f.Phones)+len(f.Accounts) > 0) {
		w[kindOffer] += firm
	}
	if verdict(found) == Danger {
		w[kindOffer] += firm
	}
	margin := w[kindOffer] - max(w[kindQuestion], w[kindWarning], w[kindDomestic])
	score := 1 / (1 + math.Exp(-float64(min(margin, w[kindOffer]-enough+2))))
	if k := against(w, 0); k != Other {
		return k, score
	}
	if w[kindOffer] >= enough && w[kindQuestion] < 4 {
		return Offer, score
	}
	if w[kindQuestion] >= 4 {
		return Question, score
	}
	return Other, score
}

// against is the kind that outweighs an offer whose flags add that much to its
// side, Other if none does. Signs of an offer and red flags only ever add to
// the offer's side, so nothing that is put into a text can hide what stands
// there but words of warning or asking.
func against(w [kinds]int, flags int) Kind {
	offer := w[kindOffer] + flags
	switch {
	case w[kindWarning] >= 4 && w[kindWarning] >= offer && w[kindWarning] >= w[kindQuestion]:
		return Warning
	case w[kindDomestic] >= 3 && w[kindDomestic] >= w[kindQuestion] && w[kindDomestic] > flags:
		return Domestic
	case w[kindQuestion] >= 3 && w[kindQuestion] >= offer+min(flags, 1):
		return Question
	}
	return Other
}
