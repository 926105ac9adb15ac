// Package eval measures understanding on labelled questions: it reads the file,
// asks every question, and counts. What a question's answer is, the caller
// says; eval knows only ids and kinds. It imports nothing of ours.
package eval

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Question is one line of a labelled file.
type Question struct {
	Text string
	IDs  []string // what counts as right, best first; none means out of scope
	Lang string
	Tags []string
	Line int
}

// Outside reports whether the right answer is that bekal does not know.
func (q Question) Outside() bool { return len(q.IDs) == 1 && q.IDs[0] == "-" }

// Small reports whether the right answer is small talk.
func (q Question) Small() bool { return len(q.IDs) == 1 && q.IDs[0] == "smalltalk" }

// Emergency reports whether somebody is in danger now; maybe, whether both
// readings are right.
func (q Question) Emergency() (yes, maybe bool) {
	return slices.Contains(q.Tags, "emergency"), slices.Contains(q.Tags, "maybe-emergency")
}

// Read reads a labelled file:
// question<TAB>id[,id…]<TAB>lang<TAB>note, # begins a comment line.
func Read(r io.Reader) ([]Question, error) {
	var out []Question
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimRight(sc.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) < 3 || len(f) > 4 || strings.TrimSpace(f[0]) == "" || strings.TrimSpace(f[1]) == "" {
			return nil, fmt.Errorf("line %d: a line is question, ids, language and note, parted by tabs", n)
		}
		q := Question{Text: f[0], Lang: f[2], Line: n}
		for id := range strings.SplitSeq(f[1], ",") {
			q.IDs = append(q.IDs, strings.TrimSpace(id))
		}
		if len(f) == 4 {
			q.Tags = strings.Fields(f[3])
		}
		out = append(out, q)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading questions: %w", err)
	}
	return out, nil
}

// An Outcome is what was answered to a question.
type Outcome struct {
	Kind    string // kinds of the contract: answer, suggest, emergency, offer, smalltalk, none
	Entries []string
	Score   float64
}

// A Tally counts outcomes. Right, Within and Wrong are over questions about
// what is known, Refused over those out of scope, Alarms over emergencies,
// False over all that are none.
type Tally struct {
	Known, Right, Within, Wrong int
	Outside, Refused            int
	Small, SmallRight           int
	Urgent, Alarms              int
	Calm, False                 int
	Answered                    int // of Known: answered directly
}

// A Miss is a question whose first entry is not right.
type Miss struct {
	Question Question
	Got      Outcome
}

// A Report is everything that was counted.
type Report struct {
	All    Tally
	By     map[string]*Tally // "lang id", "tag slang", "form formal" ...
	Misses []Miss
	Pairs  map[[2]string]int // right id, given id: how often
}

// Run asks every question and counts.
func Run(qs []Question, ask func(Question) (Outcome, error)) (*Report, error) {
	rep := &Report{By: map[string]*Tally{}, Pairs: map[[2]string]int{}}
	for _, q := range qs {
		got, err := ask(q)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", q.Line, err)
		}
		rep.count(&rep.All, q, got)
		for _, k := range groups(q) {
			if rep.By[k] == nil {
				rep.By[k] = &Tally{}
			}
			rep.count(rep.By[k], q, got)
		}
		if !right(q, got) {
			rep.Misses = append(rep.Misses, Miss{q, got})
			first := got.Kind
			if (got.Kind == "answer" || got.Kind == "suggest" || got.Kind == "emergency") && len(got.Entries) > 0 {
				first = got.Entries[0]
			}
			rep.Pairs[[2]string{q.IDs[0], first}]++
		}
	}
	return rep, nil
}

// plainTags are the tags of a note that name a way of writing.
var plainTags = []string{"slang", "typo", "short", "long", "banten", "near", "injection", "emergency", "maybe-emergency", "real", "modelled"}

func groups(q Question) []string {
	out := []string{"lang " + q.Lang}
	formal := q.Lang == "id"
	for _, t := range q.Tags {
		if slices.Contains(plainTags, t) {
			out = append(out, "tag "+t)
		}
		if t == "slang" || t == "typo" || t == "long" || t == "short" {
			formal = false
		}
	}
	if formal && !q.Outside() && !q.Small() {
		out = append(out, "form formal")
	}
	return out
}

func right(q Question, got Outcome) bool {
	switch {
	case q.Outside():
		return got.Kind == "none"
	case q.Small():
		return got.Kind == "smalltalk"
	}
	return first(q, got, 1)
}

// first reports whether one of the first n entries is right.
func first(q Question, got Outcome, n int) bool {
	if got.Kind == "none" || got.Kind == "smalltalk" {
		return false
	}
	for _, id := range got.Entries[:min(n, len(got.Entries))] {
		if slices.Contains(q.IDs, id) {
			return true
		}
	}
	return false
}

func (rep *Report) count(t *Tally, q Question, got Outcome) {
	urgent, maybe := q.Emergency()
	switch {
	case urgent:
		t.Urgent++
		t.Alarms += one(got.Kind == "emergency")
	case !maybe:
		t.Calm++
		t.False += one(got.Kind == "emergency")
	}
	switch {
	case q.Outside():
		t.Outside++
		t.Refused += one(got.Kind == "none")
	case q.Small():
		t.Small++
		t.SmallRight += one(got.Kind == "smalltalk")
	default:
		t.Known++
		t.Right += one(first(q, got, 1))
		t.Within += one(first(q, got, 3))
		t.Answered += one(got.Kind == "answer")
		t.Wrong += one(got.Kind == "answer" && !first(q, got, 1))
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
