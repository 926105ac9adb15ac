// Package index finds the entries that a question is about. It reads a
// question (spelling of the street, five languages, countries, work, the side
// that is asked about), scores every entry with Bleve and with a classifier,
// fuses both and says how far the best can be trusted. It knows nothing of
// conversations.
package index

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"bekal/knowledge"
)

// A Hit is an entry with its score. The score of the first hit is the chance,
// 0 to 1, that it is right; of the others their share beside it.
type Hit struct {
	Entry *knowledge.Entry
	Score float64
}

// A Kind is what a question is for, as far as its words tell.
type Kind int

// Known is a question about what the knowledge base holds.
const (
	Known   Kind = iota
	Outside      // about something else
	Small        // a greeting, thanks, a question about the bot
)

// A Result is what Search found.
type Result struct {
	Hits    []Hit
	Kind    Kind
	Small   string // kind of small talk, for Kind Small
	Way     Way
	Outside float64 // chance that the question is about something else
	Urgent  float64 // chance that somebody is in danger now; below a half no more than an estimate
	Alarm   string  // entry that helps best, from a half on
	Reading Reading

	signals signals
	danger  alarmSignals
}

// An Index answers questions about one base. It never changes and may be used
// by any number of goroutines. Slices by entry follow the order of the base.
type Index struct {
	base     *knowledge.Base
	reader   *reader
	topics   *classifier // entries, themes outside, small talk
	scope    *classifier // known against not known
	danger   *classifier // danger now against all else
	helps    *classifier // in danger: the entry that helps
	lexical  *lexical
	alike    *resemblance // messages of danger and calm ones
	features *features
	off      Stages
	roles    []role    // of the classes of topics
	own      [][]int32 // by entry: features of its utterances, sorted
	slates   sync.Pool
	thorough bool // every message is compared with those of danger and calm
}

// A slate is where a search does its sums. It is wiped and kept for the next: rows
// made anew were most of what a search left to be collected.
type slate struct {
	rows  []float64
	alike []float32 // by message of danger or calm
}

// like are n zeros, good until it is called again.
func (s *slate) like(n int) []float32 {
	s.alike = slices.Grow(s.alike[:0], n)[:n]
	clear(s.alike)
	return s.alike
}

// row are n zeros, good until the search is over.
func (s *slate) row(n int) []float64 {
	from := len(s.rows)
	if cap(s.rows)-from < n { // the rows there are stay where they are
		from, s.rows = 0, make([]float64, 0, max(2*cap(s.rows), n))
	}
	s.rows = s.rows[:from+n]
	out := s.rows[from : from+n : from+n]
	clear(out)
	return out
}

// A role is what a class of topics stands for.
type role struct {
	kind  Kind
	small string // kind of small talk
	entry int    // number of the entry, countries for all of them
}

// countries stands for the entries of all countries, which share a class.
const countries = -1

// Stages are the parts of the search that can be left out, to see what each is
// worth.
type Stages struct {
	NoBleve, NoClassifier, NoLexicon, NoRepair, NoStem, NoSlots, NoSentences bool
}

// Classes that are no entries begin with these.
const (
	countryClass = "negara-*" // every country; which one is read from the question
	outsideClass = "luar:"
	smallClass   = "obrolan:"
	calmClass    = "tenang"
	dangerClass  = "bahaya"
)

// Build indexes a base.
func Build(b *knowledge.Base, off Stages) (*Index, error) {
	x := &Index{base: b, reader: newReader(b, off), off: off}
	x.slates.New = func() any { return new(slate) }
	g := x.gather()
	var wg sync.WaitGroup
	var err error
	wg.Go(func() { err = x.fill(g) })
	wg.Go(func() { x.reader.vocab = newVocabulary(x.reader.all) })
	x.learn(g)
	wg.Wait()
	return x, err
}

// Close frees the index.
func (x *Index) Close() error { return x.lexical.close() }

// Search finds the entries that best match question, best first, at most n.
func (x *Index) Search(ctx context.Context, question string, n int) (Result, error) {
	res := Result{Reading: x.reader.read(question)}
	asked := res.Reading.stems
	if x.off.NoBleve {
		asked = nil
	}
	t := x.slates.Get().(*slate)
	defer x.slates.Put(t)
	t.rows = t.rows[:0]
	found, err := x.lexical.scores(ctx, t, asked)
	if err != nil {
		return res, fmt.Errorf("searching for an entry: %w", err)
	}
	x.score(&res, t, found, n)
	return res, nil
}

// best are the numbers of the n highest scores, highest first; of equal ones
// the first.
func best(scores []float64, n int) []int {
	out := make([]int, 0, n+1)
	for i, s := range scores {
		at := len(out)
		for at > 0 && s > scores[out[at-1]] {
			at--
		}
		if at < n {
			out = slices.Insert(out, at, i)[:min(len(out)+1, n)]
		}
	}
	return out
}
