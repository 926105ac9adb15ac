package index

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// labelled is a text with its class, and what the classifiers see of it.
type labelled struct {
	class string
	lang  int // of an utterance, by its place in langs; else noLang
	text  string
	said
}

const noLang = -1

// said is what the classifiers see of a text.
type said struct {
	words   []*word // as typed at first, then normalised
	stems   []*word // one a word
	whole   []*word // as stems, with frame and greetings
	signs   []string
	aspects []knowledge.Aspect
}

// A span is a range of what was gathered.
type span struct{ from, to int }

// gathered is everything that teaches, read.
type gathered struct {
	topics, alarms []labelled
	asks           []span    // of each entry: its utterances among topics
	says           [][]*word // of each entry: the words of its title and its answer
}

// gather reads everything that teaches.
func (x *Index) gather() gathered {
	g := gathered{topics: make([]labelled, 0, usual*len(x.base.Entries))}
	add := func(to *[]labelled, class string, lang int, list ...string) {
		for _, s := range list {
			*to = append(*to, labelled{class: class, lang: lang, text: s})
		}
	}
	r, lx := x.reader, x.base.Lexicon
	var answers []labelled
	for _, e := range x.base.Entries {
		from := len(g.topics)
		for l, name := range r.langs {
			add(&g.topics, className(e), l, e.Utterances[name]...)
		}
		g.asks = append(g.asks, span{from, len(g.topics)})
		add(&g.topics, className(e), noLang, e.Title.ID, e.Title.EN)
		a := e.Answer.ID
		add(&answers, "", noLang, a.Short+" "+strings.Join(a.Steps, " ")+" "+a.More, e.Title.ID+" "+a.Warning)
	}
	for i, k := range sortedKeys(lx.Outside) {
		add(&g.topics, fmt.Sprint(outsideClass, i%outsideClasses), noLang, lx.Outside[k]...)
	}
	for _, k := range sortedKeys(lx.Small) {
		add(&g.topics, smallClass+k, noLang, lx.Small[k]...)
	}
	for _, id := range sortedKeys(lx.Alarm.Now) {
		add(&g.alarms, id, noLang, lx.Alarm.Now[id]...)
	}
	add(&g.alarms, calmClass, noLang, lx.Alarm.Calm...)
	r.split(g.topics, g.alarms, answers)
	for i := range g.topics {
		if t := &g.topics[i]; t.lang != noLang {
			r.see(t.lang, t.words)
			for _, w := range t.words {
				w.native = w.native || r.langs[t.lang] == text.ID
			}
		}
	}
	r.learnLanguages()
	for i := range x.base.Entries {
		facts, rest := answers[2*i].words, answers[2*i+1].words
		for _, w := range facts {
			if len(w.text) > 3 && !w.number {
				w.count++
			}
		}
		g.says = append(g.says, slices.DeleteFunc(append(facts, rest...), func(w *word) bool { return w.number || w.filler }))
	}
	r.learnTexts(g)
	return g
}

// split learns the words of texts.
func (r *reader) split(lists ...[]labelled) {
	for _, list := range lists {
		typed := make([][]string, len(list))
		parallel(len(list), func(i int) { typed[i] = text.Words(list[i].text) })
		for i, words := range typed {
			list[i].words = make([]*word, len(words))
			for k, w := range words {
				list[i].words[k] = r.learn(w)
			}
		}
	}
}

// learnTexts reads what was gathered and counts and stems its words.
func (r *reader) learnTexts(g gathered) {
	for _, list := range [][]labelled{g.topics, g.alarms} {
		parallel(len(list), func(i int) {
			out := r.normalise(list[i].words)
			list[i].words, list[i].whole, list[i].signs = out.words, out.whole, out.Signs
		})
		for i := range list {
			for _, w := range list[i].words {
				w.count++
			}
		}
	}
	for _, w := range r.all {
		if w.single(isName) != nil {
			w.count += nameCount
		}
	}
	used := make([]bool, len(r.all))
	for _, words := range g.says {
		for _, w := range words {
			used[w.id] = true
		}
	}
	words := slices.DeleteFunc(slices.Clone(r.all), func(w *word) bool { return w.count == 0 && !used[w.id] && !w.filler })
	roots := make([]string, len(words))
	parallel(len(words), func(i int) { roots[i] = r.root(words[i].text) })
	for i, w := range words {
		w.stem = r.learn(roots[i])
	}
	for _, list := range [][]labelled{g.topics, g.alarms} {
		parallel(len(list), func(i int) {
			l := &list[i]
			out := Reading{Signs: l.signs, stems: r.stemAll(l.words)}
			out.finish()
			l.stems, l.signs, l.aspects = out.stems, out.Signs, out.Aspects
			r.toStems(l.whole)
		})
	}
}

// usual is how many texts there are for each entry, with what is outside.
const usual = 100

// nameCount is how often a name of a country counts as used: names are taken out
// of the utterances before their words are counted.
const nameCount = 30

// outsideClasses is how many classes the themes outside share. Which theme it is
// nobody needs to know, and fewer classes train faster.
const outsideClasses = 16

// readers is how many goroutines read and train. More than the two cores of a
// small machine would not help it, and the result does not depend on it.
const readers = 2

// parallel calls f with every number below n. Whoever is done takes the next few:
// some are more work than others, and one core may be busy elsewhere.
func parallel(n int, f func(i int)) {
	few := n/64 + 1
	var next atomic.Int64
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for to := int(next.Add(int64(few))); to-few < n; to = int(next.Add(int64(few))) {
				for i := to - few; i < min(to, n); i++ {
					f(i)
				}
			}
		})
	}
	wg.Wait()
}

// className is the class an entry's utterances teach. The countries share one.
func className(e *knowledge.Entry) string {
	if e.Country != nil {
		return countryClass
	}
	return e.ID
}

// learn trains the classifiers.
func (x *Index) learn(g gathered) {
	topics, alarms := g.topics, g.alarms
	texts := make([]*said, 0, len(topics)+len(alarms))
	for i := range topics {
		texts = append(texts, &topics[i].said)
	}
	for i := range alarms {
		texts = append(texts, &alarms[i].said)
	}
	order := shuffled(texts)
	var vectors [][]feature
	x.features, vectors = learnFeatures(texts, order, len(x.reader.all))
	var side sync.WaitGroup
	side.Go(func() { x.learnOwn(g.asks, vectors) })
	side.Go(func() { x.reader.learnOdds(topics) })

	some, all := int(x.features.topics), x.features.count()
	entries, scope := newLesson(some, len(topics)), newLesson(some, len(topics), "inside", "outside")
	calls, helps := newLesson(all, len(texts), dangerClass), newLesson(all, len(alarms))
	calls.pace = slowly
	for i := range topics {
		entries.class(topics[i].class)
	}
	for i := range alarms {
		if alarms[i].class != calmClass {
			helps.class(alarms[i].class)
		}
	}
	side.Go(func() { x.teachDanger(g, order, vectors, calls, helps) })
	for _, i := range order {
		if int(i) >= len(topics) {
			continue
		}
		class, text := topics[i].class, example{vector: x.features.topical(vectors[i]), weight: 1}
		entries.add(class, text)
		if strings.HasPrefix(class, outsideClass) {
			scope.add("outside", text)
		} else {
			scope.add("inside", text)
		}
	}
	side.Wait()
	side.Go(func() { x.alike = newResemblance(all, vectors[len(topics):], urgent(alarms)) })
	trained := train(entries, calls, scope, helps) // the longest first
	x.topics, x.danger, x.scope, x.helps = trained[0], trained[1], trained[2], trained[3]
	for _, c := range x.topics.classes {
		x.roles = append(x.roles, x.role(c))
	}
	side.Wait()
}

// learnOwn notes which features the utterances of each entry have.
func (x *Index) learnOwn(asks []span, vectors [][]feature) {
	for _, span := range asks {
		var own []int32
		for _, v := range vectors[span.from:span.to] {
			for _, f := range v {
				if x.features.kind[f.id] == kindWord {
					own = append(own, f.id)
				}
			}
		}
		slices.Sort(own)
		x.own = append(x.own, slices.Clone(slices.Compact(own)))
	}
}

// teachDanger makes the lessons of danger.
//
// Utterances of the entries that help in danger are neither danger nor calm:
// some are of people in danger, some ask about it. What was asked about any
// other topic is calm, unless it also stands among the messages of danger; the
// messages written to tell danger apart count for more.
func (x *Index) teachDanger(g gathered, order []int32, vectors [][]feature, calls, helps *lesson) {
	told := make(map[string]bool, len(g.alarms))
	for i, is := range urgent(g.alarms) {
		told[g.alarms[i].text] = is
	}
	helping := func(class string) bool {
		e := x.base.Entry(class)
		return e != nil && (e.Urgent || x.base.Lexicon.Alarm.Now[class] != nil)
	}
	for _, i := range order {
		if int(i) < len(g.topics) {
			if t := &g.topics[i]; !helping(t.class) && !told[t.text] {
				calls.other(example{vector: vectors[i], weight: 1})
			}
			continue
		}
		class, text := g.alarms[int(i)-len(g.topics)].class, example{vector: vectors[i], weight: alarmWeight}
		if class == calmClass {
			calls.other(text)
			continue
		}
		calls.add(dangerClass, text)
		helps.add(class, text)
	}
}

// urgent says which messages are of danger.
func urgent(alarms []labelled) []bool {
	out := make([]bool, len(alarms))
	for i := range alarms {
		out[i] = alarms[i].class != calmClass
	}
	return out
}

// role is what a class of topics stands for.
func (x *Index) role(class string) role {
	if strings.HasPrefix(class, outsideClass) {
		return role{kind: Outside}
	}
	if small, ok := strings.CutPrefix(class, smallClass); ok {
		return role{kind: Small, small: small}
	}
	if class == countryClass {
		return role{entry: countries}
	}
	return role{entry: slices.IndexFunc(x.base.Entries, func(e *knowledge.Entry) bool { return e.ID == class })}
}

// alarmWeight is how much more a message written to tell danger apart counts
// than an ordinary utterance.
const alarmWeight = 1.2

// fill makes the Bleve index. Answers are written in plain Indonesian: they are
// stemmed, but not translated.
func (x *Index) fill(g gathered) (err error) {
	docs := make([][len(fields)][]*word, len(x.base.Entries))
	for i, span := range g.asks {
		for _, t := range g.topics[span.from:span.to] {
			docs[i][0] = append(docs[i][0], t.stems...)
		}
		docs[i][1] = x.reader.stemAll(g.says[i])
	}
	x.lexical, err = openLexical(docs)
	return err
}
