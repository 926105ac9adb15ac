// Package index finds the entries that a question is about. It reads a
// question (spelling of the street, five languages, countries, work, the side
// that is asked about), scores every entry with Bleve and with a classifier,
// fuses both and says how far the best can be trusted. It knows nothing of
// conversations.
package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"

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
	Urgent  float64 // chance that somebody is in danger now
	Alarm   string  // entry that helps best if so
	Reading Reading

	signals signals
	danger  alarmSignals
}

// An Index answers questions about one base. It never changes and may be used
// by any number of goroutines.
type Index struct {
	base     *knowledge.Base
	reader   *reader
	topics   *classifier        // entries, themes outside, small talk
	odds     map[string]float64 // stem: log odds of standing in what is known
	scope    *classifier        // known against not known
	alarms   *classifier        // danger now, by entry, against all else
	bleve    bleve.Index
	features *features
	off      Stages
	docClass map[string]string         // entry id: its class
	own      map[string]map[int32]bool // entry id: features of its utterances
	asks     map[string][2]int         // entry id: its utterances among what was gathered
}

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
)

// Build indexes a base.
func Build(b *knowledge.Base, off Stages) (*Index, error) {
	x := &Index{base: b, reader: newReader(b), off: off, docClass: map[string]string{}, asks: map[string][2]int{}, own: map[string]map[int32]bool{}}
	x.reader.off(off)
	topics, alarms := x.gather()
	var wg sync.WaitGroup
	var err error
	wg.Go(func() { x.bleve, err = x.fill(topics) })
	x.learn(topics, alarms)
	wg.Wait()
	return x, err
}

// Close frees the index.
func (x *Index) Close() error { return x.bleve.Close() }

// Search finds the entries that best match question, best first, at most n.
func (x *Index) Search(ctx context.Context, question string, n int) (Result, error) {
	r := x.reader.read(question)
	res := Result{Reading: r}
	found := map[string]float64{}
	if !x.off.NoBleve {
		var err error
		if found, err = searchBleve(ctx, x.bleve, r.Stems, len(x.base.Entries)); err != nil {
			return res, fmt.Errorf("searching for an entry: %w", err)
		}
	}
	x.score(&res, found)
	if len(res.Hits) > n {
		res.Hits = res.Hits[:n]
	}
	return res, nil
}

// sortHits puts the best first, entries of one score by id.
func sortHits(h []Hit) {
	slices.SortStableFunc(h, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Entry.ID, b.Entry.ID))
	})
}
