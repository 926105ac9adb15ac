package index

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// fields are those of an entry as Bleve sees it, with their weights.
var fields = [...]struct {
	name  string
	boost float64
}{
	{"ask", 1},   // the stems of all utterances
	{"say", 0.3}, // those of title and answer
}

// A field is one of an entry, read and counted already: one analysis serves Bleve
// and the classifiers. Where a term stands in the text is not kept.
type field struct {
	*document.TextField
	terms  bleveindex.TokenFrequencies
	length int
}

func newField(name string, stems []*word) field {
	f := field{document.NewTextFieldCustom(name, nil, nil, bleveindex.IndexField, nil), bleveindex.TokenFrequencies{}, len(stems)}
	for _, s := range stems {
		t := f.terms[s.text]
		if t == nil {
			t = &bleveindex.TokenFreq{Term: []byte(s.text)}
			f.terms[s.text] = t
		}
		t.SetFrequency(t.Frequency() + 1)
	}
	return f
}

// Analyze has nothing left to do.
func (field) Analyze() {}

// AnalyzedTokenFrequencies are the terms and how often each stands in the text.
func (f field) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return f.terms }

// AnalyzedLength is how many terms the text has.
func (f field) AnalyzedLength() int { return f.length }

// A lexical scores entries by the words they share with a question.
type lexical struct {
	index  bleve.Index
	reader bleveindex.IndexReader // open all the time: nothing is ever added
	entry  []int                  // number of an entry, by Bleve's number of the document
}

// openLexical builds an index in memory, one document an entry, in one batch.
func openLexical(entries [][len(fields)][]*word) (*lexical, error) {
	// NewMemOnly would build the older kind of index; scorch on an empty path is
	// in memory too.
	x, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	l := &lexical{index: x, entry: make([]int, len(entries))}
	batch := x.NewBatch()
	for i, e := range entries {
		d := document.NewDocument(docID(i))
		for k, f := range fields {
			d.AddField(newField(f.name, e[k]))
		}
		if err := batch.IndexAdvanced(d); err != nil {
			return nil, fmt.Errorf("indexing: %w", err)
		}
	}
	if err := x.Batch(batch); err != nil {
		return nil, fmt.Errorf("filling the index: %w", err)
	}
	advanced, err := x.Advanced()
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	if l.reader, err = advanced.Reader(); err != nil {
		return nil, fmt.Errorf("opening a reader: %w", err)
	}
	for i := range entries {
		id, err := l.reader.InternalID(docID(i))
		if err != nil {
			return nil, fmt.Errorf("looking for a document: %w", err)
		}
		l.entry[id.Value()] = i
	}
	return l, nil
}

// docID is the name of the document of an entry.
func docID(entry int) string { return fmt.Sprintf("%04d", entry) }

// close frees the index.
func (l *lexical) close() error {
	if err := l.reader.Close(); err != nil {
		return fmt.Errorf("closing the reader: %w", err)
	}
	if err := l.index.Close(); err != nil {
		return fmt.Errorf("closing the index: %w", err)
	}
	return nil
}

// scores are those of every entry for a question's stems, 0 for none. They are
// what Bleve's disjunction of the terms of each field, and of both fields, gives
// but for a factor that is the same for all entries: a sum over the terms, cut
// to the share of the terms and of the fields that match.
func (l *lexical) scores(ctx context.Context, t *slate, stems []*word) ([]float64, error) {
	n := len(l.entry)
	out, sum, matched, inFields := t.row(n), t.row(n), t.row(n), t.row(n)
	for f := range fields {
		for _, s := range stems {
			if s.id == stranger {
				continue
			}
			term, err := l.term(ctx, s)
			if err != nil {
				return nil, err
			}
			for _, e := range term[f] {
				sum[e.entry] += e.score
				matched[e.entry]++
			}
		}
		for i, terms := range matched {
			if terms > 0 {
				out[i] += sum[i] * terms / float64(len(stems))
				sum[i], matched[i] = 0, 0
				inFields[i]++
			}
		}
	}
	for i := range out {
		out[i] *= inFields[i] / float64(len(fields))
	}
	return out, nil
}

// termScores are what a term scores in the entries that have it, by field.
type termScores [len(fields)][]entryScore

type entryScore struct {
	entry int
	score float64
}

// term are the scores of a word. Bleve is asked once: nothing is ever added, so
// it says the same each time.
func (l *lexical) term(ctx context.Context, w *word) (*termScores, error) {
	if known := w.scores.Load(); known != nil {
		return known, nil
	}
	var out termScores
	for f := range fields {
		var err error
		if out[f], err = l.ask(ctx, w.text, fields[f].name, fields[f].boost); err != nil {
			return nil, err
		}
	}
	w.scores.Store(&out)
	return &out, nil
}

// ask asks Bleve for a term in a field.
func (l *lexical) ask(ctx context.Context, term, field string, boost float64) ([]entryScore, error) {
	s, err := searcher.NewTermSearcher(ctx, l.reader, term, field, boost, search.SearcherOptions{})
	if err != nil {
		return nil, fmt.Errorf("searching for a term: %w", err)
	}
	s.SetQueryNorm(1)
	at := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(1, 0), IndexReader: l.reader}
	out := make([]entryScore, 0, s.Count())
	for {
		m, err := s.Next(at)
		if err != nil {
			return nil, fmt.Errorf("reading the documents of a term: %w", err)
		}
		if m == nil {
			break
		}
		out = append(out, entryScore{l.entry[m.IndexInternalID.Value()], m.Score})
		at.DocumentMatchPool.Put(m)
	}
	if err := s.Close(); err != nil {
		return nil, fmt.Errorf("closing a term: %w", err)
	}
	return out, nil
}
