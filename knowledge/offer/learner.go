package offer

import (
	"slices"
	"sync"

	"bekal/knowledge"
	"bekal/knowledge/learn"
	"bekal/knowledge/text"
)

// The kinds of labelled texts, the offer first; see knowledge.OfferExample.
var taughtKinds = []string{"offer", "warning", "official", "domestic", "question", "chat"}

// A learner knows from labelled texts what a red flag sounds like, in a piece of a
// text and over the whole of it, which pieces make a text dangerous, and what the
// kinds of texts sound like. A piece is told by its own words alone.
type learner struct {
	piece *learn.Space
	flags *learn.Model // by number in Checker.flags, the last class is danger
	text  *learn.Space
	kinds *learn.Model // by number in taughtKinds
	shown *learn.Model // as flags, over the whole text, without danger
	trust [][strongPattern + 1]float64
}

// A lesson is what an example teaches.
type lesson struct {
	pieces [][]learn.Feature
	flags  []uint64 // by piece: the classes it is of
	text   []learn.Feature
	shown  uint64 // the flags marked anywhere
	kind   int    // number in taughtKinds, -1 if it is not said
	key    uint64
	seen   []matched // patterns that match
	right  []matched // those whose flag is marked
}

// teachers is how many goroutines take examples apart: as many as a small
// machine has cores. The result does not depend on it.
const teachers = 2

// lessons are what examples teach, in their order.
func (c *Checker) lessons(examples []knowledge.OfferExample) []lesson {
	out := make([]lesson, len(examples))
	var wg sync.WaitGroup
	for k := range teachers {
		wg.Go(func() {
			for i := k; i < len(examples); i += teachers {
				out[i] = c.lesson(examples[i])
			}
		})
	}
	wg.Wait()
	return out
}

// studied is a text taken apart.
func (c *Checker) studied(s string) *study {
	room := c.match(s, true)
	r, m := &room.reading, &room.matching
	cues := c.weights(m)
	return c.study(r, m, cues, silenced(cues, c.findings(r, m, s)))
}

func (c *Checker) lesson(e knowledge.OfferExample) lesson {
	s := c.studied(e.Text)
	out := lesson{text: s.whole(nil), kind: slices.Index(taughtKinds, e.Kind), key: uint64(learn.Of(0, e.Text)), seen: s.matched}
	for k, p := range s.pieces {
		out.pieces = append(out.pieces, features(nil, s.sights[k]))
		out.flags = append(out.flags, c.taught(e, s.r, p))
	}
	for n, f := range c.flags {
		if e.Shows(f.ID) {
			out.shown |= 1 << n
		}
	}
	for _, m := range s.matched {
		if e.Shows(m.id) {
			out.right = append(out.right, m)
		}
	}
	return out
}

// examples are the labelled offers of the base and the examples that stand beside
// the red flags, each the plainest way to say it or what only looks like it (of
// some kind that is not said), and what is no offer. Without labelled
// offers there is nothing to learn from.
func (c *Checker) examples() []knowledge.OfferExample {
	if len(c.base.Examples) == 0 {
		return nil
	}
	out := slices.Clone(c.base.Examples)
	for _, f := range c.flags {
		for _, s := range f.Counter {
			out = append(out, knowledge.OfferExample{Label: NoFlags, Text: s, Pos: f.Pos})
		}
		for _, s := range f.Examples {
			out = append(out, knowledge.OfferExample{
				Kind: taughtKinds[0], Label: f.Severity, Text: s, Pos: f.Pos,
				Spans: []knowledge.Span{{Flags: []string{f.ID}, End: len(s)}},
			})
		}
	}
	return append(out, c.asked()...)
}

// perEntry is how many of an entry's utterances in a language are learnt from.
const perEntry = 2

// asked is what people ask and cry for help with: no offers.
func (c *Checker) asked() []knowledge.OfferExample {
	var out []knowledge.OfferExample
	add := func(list []string, pos knowledge.Pos) {
		for _, s := range list {
			out = append(out, knowledge.OfferExample{Kind: "question", Label: "not-offer", Text: s, Pos: pos})
		}
	}
	for _, e := range c.base.Entries {
		for _, l := range text.Langs() {
			add(e.Utterances[l][:min(perEntry, len(e.Utterances[l]))], e.Pos)
		}
	}
	for _, id := range sortedKeys(c.base.Lexicon.Alarm.Now) {
		add(c.base.Lexicon.Alarm.Now[id], knowledge.Pos{})
	}
	return out
}

// train makes a learner of lessons; nil if there are none.
func (c *Checker) train(lessons []lesson) *learner {
	if len(lessons) == 0 {
		return nil
	}
	var pieces, texts [][]learn.Feature
	var flags, kinds, shown []learn.Sample
	for _, x := range lessons {
		if x.kind >= 0 {
			texts = append(texts, x.text)
			kinds = append(kinds, learn.Sample{Classes: 1 << x.kind, Key: x.key})
			shown = append(shown, learn.Sample{Classes: x.shown, Key: x.key})
		}
		for k := range x.pieces {
			pieces = append(pieces, x.pieces[k])
			flags = append(flags, learn.Sample{Classes: x.flags[k], Key: x.key + uint64(k)}) //nolint:gosec // at most maxPieces
		}
	}
	l := &learner{piece: learn.NewSpace(sawShare, sawTimes, pieces), text: learn.NewSpace(sawShare, sawTimes, texts), trust: c.trust(lessons)}
	for i := range flags {
		flags[i].Vector = l.piece.Vector(nil, pieces[i])
	}
	for i := range kinds {
		kinds[i].Vector = l.text.Vector(nil, texts[i])
		shown[i].Vector = kinds[i].Vector
	}
	l.flags = learn.Fit(len(c.flags)+1, l.piece.Len(), flags)
	l.kinds = learn.Fit(len(taughtKinds), l.text.Len(), kinds)
	l.shown = learn.Fit(len(c.flags), l.text.Len(), shown)
	return l
}

// trust is how often the patterns of each flag are right in the examples, by how
// firm they are. One right and one wrong are added, so that few cases say little.
func (c *Checker) trust(lessons []lesson) [][strongPattern + 1]float64 {
	out := make([][strongPattern + 1]float64, len(c.flags))
	of := make([][strongPattern + 1]float64, len(c.flags))
	for _, x := range lessons {
		if x.kind != 0 {
			continue
		}
		for _, m := range x.seen {
			of[m.flag][m.firm]++
		}
		for _, m := range x.right {
			out[m.flag][m.firm]++
		}
	}
	for k := range out {
		for firm := range out[k] {
			out[k][firm] = (out[k][firm] + 1) / (of[k][firm] + 2)
		}
	}
	return out
}

// taught are the classes of a piece: the flags that are marked in it, and danger
// if anything is and the text is dangerous.
func (c *Checker) taught(e knowledge.OfferExample, r *reading, p piece) (classes uint64) {
	from, to := r.original(p.from, p.to)
	for _, s := range e.Spans {
		if s.Start >= to || s.End <= from {
			continue
		}
		for n, f := range c.flags {
			if slices.Contains(s.Flags, f.ID) {
				classes |= 1 << n
			}
		}
		if e.Label == Danger {
			classes |= 1 << len(c.flags)
		}
	}
	return classes
}

// A view is what a learner says of a text, in log odds.
type view struct {
	flags  []float64 // by number in Checker.flags: of its most telling piece
	where  []int     // that piece
	danger float64
	kinds  []float64 // by number in taughtKinds
	shown  []float64 // by number in Checker.flags: over the whole text
}

// never is the log odds of what nothing speaks for.
const never = -9

func (l *learner) view(s *study) view {
	r, n := s.r, len(s.r.c.flags)
	v := view{flags: make([]float64, n), shown: make([]float64, n), where: make([]int, n), danger: never, kinds: make([]float64, len(taughtKinds))}
	for k := range v.flags {
		v.flags[k] = never
	}
	z := make([]float32, n+1)
	for p := range s.pieces {
		r.features = features(r.features[:0], s.sights[p])
		r.vector = l.piece.Vector(r.vector, r.features)
		l.flags.LogOdds(z, r.vector)
		for k, x := range z[:n] {
			if float64(x) > v.flags[k] {
				v.flags[k], v.where[k] = float64(x), p
			}
		}
		v.danger = max(v.danger, float64(z[n]))
	}
	zk := make([]float32, len(taughtKinds))
	r.features = s.whole(r.features[:0])
	r.vector = l.text.Vector(r.vector, r.features)
	l.shown.LogOdds(z[:n], r.vector)
	for k, x := range z[:n] {
		v.shown[k] = float64(x)
	}
	l.kinds.LogOdds(zk, r.vector)
	for k, x := range zk {
		v.kinds[k] = float64(x)
	}
	return v
}

// evidence is the run of words of a piece that speaks most for a flag.
func (l *learner) evidence(s *study, flag, p int) hit {
	at := s.pieces[p]
	weight := make([]float32, at.to-at.from)
	room := make([]learn.Weight, 0, 1)
	for _, x := range s.sights[p] {
		room = l.piece.Vector(room, []learn.Feature{x.what})
		for _, f := range room {
			weight[x.word-at.from] += l.flags.Adds(f, flag)
		}
	}
	best, sum, from := float32(0), float32(0), 0
	out := hit{at.from, at.to}
	for i, w := range weight {
		if sum <= 0 {
			sum, from = 0, i
		}
		if sum += w; sum > best {
			best, out = sum, hit{at.from + from, at.from + i + 1}
		}
	}
	return out
}
