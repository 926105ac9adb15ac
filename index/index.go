// Package index finds the entries that a question is about. It reads a
// question (spelling of the street, five languages, countries, work, the side
// that is asked about), scores every entry with Bleve and with a classifier,
// fuses both and says how far the best can be trusted. It knows nothing of
// conversations.
package index

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/blevesearch/bleve/v2"

	"bekal/knowledge"
	"bekal/knowledge/text"
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
}

// An Index answers questions about one base. It never changes and may be used
// by any number of goroutines.
type Index struct {
	base     *knowledge.Base
	reader   *reader
	topics   *classifier // entries, themes outside, small talk
	alarms   *classifier // danger now, by entry, against all else
	bleve    bleve.Index
	docs     int
	off      Stages
	classOf  map[string]int
	docClass map[string]string
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
	x := &Index{base: b, reader: newReader(b), off: off, classOf: map[string]int{}, docClass: map[string]string{}}
	x.reader.off(off)
	examples, classes := x.gather()
	x.topics = train(classes, examples)
	for i, c := range classes {
		x.classOf[c] = i
	}
	x.alarms = x.trainAlarms(examples)
	var err error
	x.bleve, err = x.fill()
	return x, err
}

// Close frees the index.
func (x *Index) Close() error { return x.bleve.Close() }

// gather reads all utterances, learns the vocabulary from them and returns
// them as training examples.
func (x *Index) gather() ([]example, []string) {
	index := map[string]int{}
	var classes []string
	class := func(name string) int {
		i, ok := index[name]
		if !ok {
			i = len(classes)
			index[name] = i
			classes = append(classes, name)
		}
		return i
	}
	var examples []example
	count := map[string]int{}
	add := func(c string, s string) {
		r := x.reader.read(s)
		if len(r.Stems) == 0 {
			return
		}
		for _, w := range r.Words {
			count[w]++
		}
		examples = append(examples, example{class(c), r})
	}
	for _, e := range x.base.Entries {
		c := className(e)
		x.docClass[e.ID] = c
		for _, l := range text.Langs() {
			for _, u := range e.Utterances[l] {
				add(c, u)
			}
		}
		add(c, e.Title.ID)
		add(c, e.Title.EN)
	}
	for _, k := range sortedKeys(x.base.Lexicon.Outside) {
		for _, u := range x.base.Lexicon.Outside[k] {
			add(outsideClass+k, u)
		}
	}
	for _, k := range sortedKeys(x.base.Lexicon.Small) {
		for _, u := range x.base.Lexicon.Small[k] {
			add(smallClass+k, u)
		}
	}
	for _, e := range x.base.Entries {
		for _, w := range text.Words(e.Answer.ID.Short + " " + strings.Join(e.Answer.ID.Steps, " ") + " " + e.Answer.ID.More) {
			if len(w) > 3 && !number(w) {
				count[w]++
			}
		}
	}
	x.reader.vocab = newVocabulary(count, x.reader.stem)
	return examples, classes
}

// className is the class an entry's utterances teach. The countries share one.
func className(e *knowledge.Entry) string {
	if e.Country != nil {
		return countryClass
	}
	return e.ID
}

// trainAlarms learns to tell danger now from everything else.
func (x *Index) trainAlarms(topics []example) *classifier {
	classes := []string{calmClass}
	var examples []example
	for _, e := range topics {
		examples = append(examples, example{0, e.read})
	}
	for _, s := range x.base.Lexicon.Alarm.Calm {
		for range 3 { // hard ones, worth more than the many easy ones
			examples = append(examples, example{0, x.reader.read(s)})
		}
	}
	for _, id := range sortedKeys(x.base.Lexicon.Alarm.Now) {
		classes = append(classes, id)
		for _, s := range x.base.Lexicon.Alarm.Now[id] {
			examples = append(examples, example{len(classes) - 1, x.reader.read(s)})
		}
	}
	return train(classes, examples)
}

// fill makes the Bleve index, one document an entry.
func (x *Index) fill() (bleve.Index, error) {
	docs := map[string]document{}
	var ids []string
	for _, e := range x.base.Entries {
		var ask []string
		for _, l := range text.Langs() {
			for _, u := range e.Utterances[l] {
				ask = append(ask, x.reader.read(u).Stems...)
			}
		}
		a := e.Answer.ID
		say := x.reader.read(e.Title.ID + " " + a.Short + " " + strings.Join(a.Steps, " ") + " " + a.Warning + " " + a.More)
		docs[e.ID] = document{Ask: strings.Join(ask, " "), Say: strings.Join(say.Stems, " ")}
		ids = append(ids, e.ID)
	}
	x.docs = len(ids)
	return openBleve(ids, docs)
}

// Search finds the entries that best match question, best first, at most n.
func (x *Index) Search(ctx context.Context, question string, n int) (Result, error) {
	r := x.reader.read(question)
	res := Result{Reading: r}
	found := map[string]float64{}
	if !x.off.NoBleve {
		var err error
		if found, err = searchBleve(ctx, x.bleve, r.Stems, x.docs); err != nil {
			return res, fmt.Errorf("searching for an entry: %w", err)
		}
	}
	x.score(&res, found)
	if len(res.Hits) > n {
		res.Hits = res.Hits[:n]
	}
	return res, nil
}

func sortHits(h []Hit) {
	sort.SliceStable(h, func(i, j int) bool {
		if h[i].Score != h[j].Score {
			return h[i].Score > h[j].Score
		}
		return h[i].Entry.ID < h[j].Entry.ID
	})
}
