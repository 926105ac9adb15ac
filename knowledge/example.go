package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// An OfferExample is one labelled text that teaches the checker of offers. It is
// read from tables whose names end in .offers.tsv: kind, label and text, parted
// by tabs, with the words that raise a red flag marked in the text:
//
//	offer	danger	Gaji 12jt. [[rf-visa-turis:Masuk pakai visa pelancong dulu]]
//
// A line break is written \n; several flags stand before the colon with commas.
type OfferExample struct {
	Kind  string // offer, warning, official, domestic, question, chat
	Label string // danger, caution, no-flags, not-offer
	Text  string // without the marks
	Spans []Span
	Pos   Pos
}

// A Span says that Text[Start:End] raises the red flags.
type Span struct {
	Flags      []string
	Start, End int // bytes
}

// Shows reports whether words are marked that raise a red flag.
func (e OfferExample) Shows(flag string) bool {
	return slices.ContainsFunc(e.Spans, func(s Span) bool { return slices.Contains(s.Flags, flag) })
}

const examplesSuffix = ".offers.tsv"

const examplesHead = "kind\tlabel\ttext"

// The kinds and labels of examples.
var (
	exampleKinds  = []string{"offer", "warning", "official", "domestic", "question", "chat"}
	exampleLabels = []string{"danger", "caution", "no-flags", "not-offer"}
)

// readExamples reads a table of labelled texts.
func readExamples(file string, data []byte) (out []OfferExample, problems []Problem) {
	if line, col, bad := badUTF8(data); bad {
		return nil, []Problem{{Pos{File: file, Line: line, Col: col}, "this is not UTF-8 text; save the file as UTF-8"}}
	}
	n := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		n++
		line = strings.TrimSuffix(line, "\r")
		at := Pos{File: file, Line: n, Col: 1}
		if n == 1 {
			if line != examplesHead {
				problems = append(problems, Problem{at, "the first line must be kind, label, text, parted by tabs"})
			}
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, what := readExample(line)
		if what != "" {
			problems = append(problems, Problem{at, what})
			continue
		}
		e.Pos = at
		out = append(out, e)
	}
	return out, problems
}

// readExample reads one line. what says what is wrong with it, if anything is.
func readExample(line string) (e OfferExample, what string) {
	cells := strings.Split(line, "\t")
	if len(cells) != 3 {
		return e, fmt.Sprintf("the line has %d columns; it needs kind, label and text, parted by tabs", len(cells))
	}
	e.Kind, e.Label = cells[0], cells[1]
	switch {
	case !slices.Contains(exampleKinds, e.Kind):
		return e, fmt.Sprintf("the kind %q is not known; use one of %s", e.Kind, strings.Join(exampleKinds, ", "))
	case !slices.Contains(exampleLabels, e.Label):
		return e, fmt.Sprintf("the label %q is not known; use one of %s", e.Label, strings.Join(exampleLabels, ", "))
	}
	if what = e.mark(strings.ReplaceAll(cells[2], `\n`, "\n")); what != "" {
		return e, what
	}
	flagged := e.Label == "danger" || e.Label == "caution"
	switch {
	case strings.TrimSpace(e.Text) == "":
		return e, "the text is empty; write one or remove the line"
	case flagged && len(e.Spans) == 0:
		return e, "the label is " + e.Label + " but no words are marked; write [[rf-...:words]] around those that raise a flag"
	case !flagged && len(e.Spans) > 0:
		return e, "the label is " + e.Label + " but words are marked; take the marks or the label away; write no-flags only for what raises nothing"
	}
	return e, ""
}

// mark takes the marks out of a text.
func (e *OfferExample) mark(s string) (what string) {
	var b strings.Builder
	for {
		i := strings.Index(s, "[[")
		if i < 0 {
			break
		}
		j := strings.Index(s, "]]")
		if j < i {
			return "a mark is not closed; write [[flag:words]]"
		}
		flags, words, ok := strings.Cut(s[i+2:j], ":")
		if !ok || strings.TrimSpace(words) == "" || strings.Contains(words, "[[") {
			return fmt.Sprintf("the mark %q must be [[flag:words]]", s[i:j+2])
		}
		b.WriteString(s[:i])
		span := Span{Flags: strings.Split(flags, ","), Start: b.Len(), End: b.Len() + len(words)}
		b.WriteString(words)
		e.Spans = append(e.Spans, span)
		s = s[j+2:]
	}
	if strings.Contains(s, "]]") {
		return "a mark is not opened; write [[flag:words]]"
	}
	b.WriteString(s)
	e.Text = b.String()
	return ""
}
