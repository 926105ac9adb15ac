package index

import (
	"slices"
	"strings"
	"sync/atomic"

	"bekal/knowledge"
	"bekal/knowledge/text"
)

// A word is one spelling and all that is known of it. A spelling that is known
// has one word, so that words are compared by their pointers.
type word struct {
	text    string
	id      int32 // number among the words known; stranger for one that is not
	count   int32 // how often the entries use it
	number  bool  // digits only
	native  bool  // Indonesian in the utterances
	filler  bool  // carries no topic
	tag     bool  // only asks when it ends a question
	guard   bool  // protected: not corrected, not corrected into
	root    bool  // stem of a word the entries use
	plain   *word // written without letters repeated; mostly the word itself
	stem    *word // nil until asked for
	phrases []phrase
	aspects []knowledge.Aspect // of a stem: what it asks about
	likely  []float64          // log likelihood by language; nil for a word no language has
	odds    float64            // of a stem: log odds of standing in what is known
	scores  atomic.Pointer[termScores]
}

const stranger = -1

// slot reports whether w stands for a name or a sum that was taken out.
func (w *word) slot() bool { return w.text[0] == '@' }

// A phraseKind is what the phrases are for.
type phraseKind uint8

const (
	isAlways  phraseKind = iota // street spelling or synonym, in every language
	isName                      // name of a country
	isTerm                      // implies a country
	isJob                       // kind of work
	isSign                      // sign of danger
	isForeign                   // of the first language of text.Langs; those of the others follow
)

// A phrase is a form and what it stands for. It is kept at its first word.
type phrase struct {
	kind phraseKind
	form []*word
	to   []*word
	name string // to, joined by hyphens
}

// match is the longest phrase of a kind that words begin with, nil if there is
// none.
func match(kind phraseKind, words []*word) *phrase {
	list := words[0].phrases
	for i := range list {
		p := &list[i]
		if p.kind == kind && len(p.form) <= len(words) && slices.Equal(p.form, words[:len(p.form)]) {
			return p
		}
	}
	return nil
}

// single is the phrase of that kind that is w alone, nil if there is none.
func (w *word) single(kind phraseKind) *phrase { return match(kind, []*word{w}) }

// A lexis is every word that is known, by its spelling.
type lexis struct {
	bySpelling map[string]*word
	all        []*word // by id
}

// find is the word of a spelling, a new stranger if it is not known.
func (l *lexis) find(s string) *word {
	if w := l.bySpelling[s]; w != nil {
		return w
	}
	w := &word{text: s, id: stranger, number: number(s)}
	if w.plain = w; squeeze(s) != s {
		w.plain = l.find(squeeze(s))
	}
	return w
}

// learn is the word of a spelling, which is known from now on.
func (l *lexis) learn(s string) *word {
	if w := l.bySpelling[s]; w != nil {
		return w
	}
	w := &word{text: s, id: int32(len(l.all)), number: number(s)} //nolint:gosec // some 20,000 words
	l.bySpelling[s] = w
	l.all = append(l.all, w)
	if w.plain = w; squeeze(s) != s {
		w.plain = l.learn(squeeze(s))
	}
	return w
}

// learnAll learns the words of a text.
func (l *lexis) learnAll(s string) []*word {
	words := text.Words(s)
	out := make([]*word, len(words))
	for i, w := range words {
		out[i] = l.learn(w)
	}
	return out
}

// add makes form stand for to. Of several of one kind the first counts.
func (l *lexis) add(kind phraseKind, form []*word, to string) {
	if len(form) == 0 {
		return
	}
	list, at := form[0].phrases, 0
	for ; at < len(list) && len(list[at].form) >= len(form); at++ { // the longest stand first
		if list[at].kind == kind && slices.Equal(list[at].form, form) {
			return
		}
	}
	p := phrase{kind: kind, form: form, to: l.learnAll(to)}
	p.name = strings.Join(spellings(p.to), "-")
	form[0].phrases = slices.Insert(list, at, p)
}

// spellings are the texts of words.
func spellings(words []*word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.text
	}
	return out
}

// note notes something of every word of a list.
func (l *lexis) note(list []string, what func(*word)) {
	for _, s := range list {
		what(l.learn(text.Key(s)))
	}
}

// squeeze takes letters that are written three and more times down to one, and
// the mark of a doubled word ("surat2", "cara2nya") away.
func squeeze(w string) string {
	run, any := 0, false
	for i := 1; i < len(w); i++ {
		if w[i] == w[i-1] && w[i] > '9' {
			if run++; run >= 2 {
				any = true
			}
		} else {
			run = 0
		}
	}
	if any {
		var b strings.Builder
		for i := 0; i < len(w); i++ {
			if i == 0 || w[i] != w[i-1] {
				b.WriteByte(w[i])
			}
		}
		w = b.String()
	}
	if i := strings.IndexByte(w, '2'); i > 1 && (i == len(w)-1 || strings.HasSuffix(w, "nya")) && !number(w) {
		w = w[:i] + w[i+1:]
	}
	return w
}

func number(w string) bool {
	return w != "" && w[0] >= '0' && w[0] <= '9' && strings.Trim(w, "0123456789") == ""
}
