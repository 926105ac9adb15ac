package index

import (
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// labelled is a text that was read, with its class.
type labelled struct {
	class string
	read  Reading
}

// gather reads everything that teaches the classifiers and learns the
// vocabulary from it.
func (x *Index) gather() (topics, alarms []labelled) {
	lx := x.base.Lexicon
	var texts, dangers []unread
	add := func(to *[]unread, class string, list ...string) {
		for _, s := range list {
			*to = append(*to, unread{class, s})
		}
	}
	for _, e := range x.base.Entries {
		c := className(e)
		x.docClass[e.ID] = c
		from := len(texts)
		for _, l := range text.Langs() {
			add(&texts, c, e.Utterances[l]...)
		}
		x.asks[e.ID] = [2]int{from, len(texts)}
		add(&texts, c, e.Title.ID, e.Title.EN)
	}
	for i, k := range sortedKeys(lx.Outside) {
		add(&texts, fmt.Sprint(outsideClass, i%outsideClasses), lx.Outside[k]...)
	}
	for _, k := range sortedKeys(lx.Small) {
		add(&texts, smallClass+k, lx.Small[k]...)
	}
	for _, id := range sortedKeys(lx.Alarm.Now) {
		add(&dangers, id, lx.Alarm.Now[id]...)
	}
	add(&dangers, calmClass, lx.Alarm.Calm...)
	topics, alarms = x.reader.readAll(texts), x.reader.readAll(dangers)
	count := map[string]int{}
	for _, list := range [][]labelled{topics, alarms} {
		for i := range list {
			for _, w := range list[i].read.Words {
				count[w]++
			}
		}
	}
	for _, e := range x.base.Entries {
		for _, w := range text.Words(e.Answer.ID.Short + " " + strings.Join(e.Answer.ID.Steps, " ") + " " + e.Answer.ID.More) {
			if len(w) > 3 && !number(w) {
				count[w]++
			}
		}
	}
	for w, forms := range x.reader.names {
		for _, f := range forms {
			if len(f.form) == 1 {
				count[w] += nameCount
			}
		}
	}
	x.reader.vocab = newVocabulary(count, x.reader.stem)
	return topics, alarms
}

// nameCount is how often a name of a country counts as used: names are taken out
// of the utterances before their words are counted.
const nameCount = 30

// outsideClasses is how many classes the themes outside share. Which theme it is
// nobody needs to know, and fewer classes train faster.
const outsideClasses = 16

// unread is a text with its class.
type unread struct{ class, text string }

// readers is how many goroutines read and train. More than the two cores of a
// small machine would not help it, and the result does not depend on it.
const readers = 2

// readAll reads texts, in their order. Each goroutine stems into a cache of its
// own; they are joined at the end.
func (r *reader) readAll(texts []unread) []labelled {
	out := make([]labelled, len(texts))
	copies := make([]reader, readers)
	var wg sync.WaitGroup
	for k := range readers {
		copies[k] = *r
		copies[k].stems = maps.Clone(r.stems)
		wg.Go(func() {
			for i := len(texts) * k / readers; i < len(texts)*(k+1)/readers; i++ {
				out[i] = labelled{texts[i].class, copies[k].read(texts[i].text)}
			}
		})
	}
	wg.Wait()
	for k := range copies {
		maps.Copy(r.stems, copies[k].stems)
	}
	return out
}

// className is the class an entry's utterances teach. The countries share one.
func className(e *knowledge.Entry) string {
	if e.Country != nil {
		return countryClass
	}
	return e.ID
}

// learn trains the classifiers.
func (x *Index) learn(topics, alarms []labelled) {
	readings := make([]*Reading, 0, len(topics)+len(alarms))
	for i := range topics {
		readings = append(readings, &topics[i].read)
	}
	for i := range alarms {
		readings = append(readings, &alarms[i].read)
	}
	var vectors [][]feature
	x.features, vectors = learnFeatures(readings)
	number := map[string]int{}
	var classes []string
	examples := make([]example, len(topics))
	for i := range topics {
		c, ok := number[topics[i].class]
		if !ok {
			c = len(classes)
			number[topics[i].class] = c
			classes = append(classes, topics[i].class)
		}
		examples[i] = example{c, vectors[i], 1, keyOf(readings[i])}
	}
	for _, e := range x.base.Entries {
		own := map[int32]bool{}
		for _, ex := range examples[x.asks[e.ID][0]:x.asks[e.ID][1]] {
			for _, f := range ex.vector {
				if x.features.kind[f.id] == kindWord {
					own[f.id] = true
				}
			}
		}
		x.own[e.ID] = own
	}
	x.odds = learnOdds(topics)
	// What is known against what is not, whatever the topic.
	scope := make([]example, len(examples))
	for i := range examples {
		c := 0
		if strings.HasPrefix(topics[i].class, outsideClass) {
			c = 1
		}
		scope[i] = example{c, vectors[i], 1, examples[i].key}
	}

	// Danger now, by the entry that helps, against everything else: what was
	// asked about any topic is calm, the calm messages that only sound like
	// danger count for more. Utterances of the urgent entries are neither: some
	// are of people in danger, some ask about it.
	urgent := map[string]bool{}
	for id := range x.base.Lexicon.Alarm.Now {
		urgent[id] = true
	}
	callers := []string{calmClass}
	number = map[string]int{calmClass: 0}
	var calls []example
	for i, l := range topics {
		if !urgent[l.class] {
			calls = append(calls, example{0, examples[i].vector, 1, examples[i].key})
		}
	}
	for i := range alarms {
		c, ok := number[alarms[i].class]
		if !ok {
			c = len(callers)
			number[alarms[i].class] = c
			callers = append(callers, alarms[i].class)
		}
		calls = append(calls, example{c, vectors[len(topics)+i], alarmWeight, keyOf(&alarms[i].read)})
	}
	trained := train(len(x.features.idf),
		lesson{classes, examples}, lesson{[]string{"inside", "outside"}, scope}, lesson{callers, calls})
	x.topics, x.scope, x.alarms = trained[0], trained[1], trained[2]
}

// alarmWeight is how much more a message written to tell danger apart counts
// than an ordinary utterance.
const alarmWeight = 1.5

// fill makes the Bleve index, one document an entry: all utterances in one
// field, the answer in another.
func (x *Index) fill(topics []labelled) (bleve.Index, error) {
	docs := map[string]document{}
	var ids []string
	for _, e := range x.base.Entries {
		var ask []string
		span := x.asks[e.ID]
		for _, l := range topics[span[0]:span[1]] {
			ask = append(ask, l.read.Stems...)
		}
		a := e.Answer.ID
		var say []string // answers are written in plain Indonesian: stems are enough
		for _, w := range text.Words(e.Title.ID + " " + a.Short + " " + strings.Join(a.Steps, " ") + " " + a.Warning + " " + a.More) {
			if !number(w) && !x.reader.filler[w] {
				say = append(say, x.reader.stem(w))
			}
		}
		docs[e.ID] = document{Ask: strings.Join(ask, " "), Say: strings.Join(say, " ")}
		ids = append(ids, e.ID)
	}
	return openBleve(ids, docs)
}
