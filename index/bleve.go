package index

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
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

// terms are the text of a field, read already: one analysis serves Bleve and the
// classifiers. Where a term stands in the text is not kept.
type terms analysis.TokenStream

// Analyze gives Bleve the terms; the bytes are not needed.
func (t terms) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(t) }

// tokensOf are words as Bleve has them, by their ids.
func tokensOf(words []*word) []analysis.Token {
	tokens := make([]analysis.Token, len(words))
	for i, w := range words {
		tokens[i] = analysis.Token{Term: []byte(w.text)}
	}
	return tokens
}

func (t terms) add(tokens []analysis.Token, stems []*word) terms {
	for _, s := range stems {
		t = append(t, &tokens[s.id])
	}
	return t
}

// A lexical scores entries by the words they share with a question.
type lexical struct {
	index  bleve.Index
	reader bleveindex.IndexReader // open all the time: nothing is ever added
	entry  []int                  // number of an entry, by Bleve's number of the document
}

// openLexical builds an index in memory, one document an entry, in one batch.
func openLexical(entries [][len(fields)]terms) (*lexical, error) {
	// NewMemOnly would build the older kind of index; scorch on an empty path is
	// in memory too.
	x, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, map[string]any{"fieldTFRCacheThreshold": kept})
	if err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	l := &lexical{index: x, entry: make([]int, len(entries))}
	batch := x.NewBatch()
	for i, e := range entries {
		d := document.NewDocument(docID(i))
		for k, f := range fields {
			d.AddField(document.NewTextFieldCustom(f.name, nil, nil, bleveindex.IndexField, e[k]))
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

// kept is how many readers of a field's terms Bleve keeps for the next question.
// It keeps none by default, as one that seeks backwards may be handed out twice;
// those of term only go forward.
const kept = 8

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
// to the share of the terms and of the fields that match. Going term by term
// instead of document by document needs no queue.
func (l *lexical) scores(ctx context.Context, stems []*word) ([]float64, error) {
	at := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(1, 0), IndexReader: l.reader}
	out := make([]float64, len(l.entry))
	matched := make([]float64, len(l.entry)) // fields
	sum, terms := make([]float64, len(l.entry)), make([]float64, len(l.entry))
	for _, f := range fields {
		for _, s := range stems {
			if s.id == stranger {
				continue
			}
			if err := l.term(ctx, at, s.text, f.name, f.boost, sum, terms); err != nil {
				return nil, err
			}
		}
		for i, n := range terms {
			if n > 0 {
				out[i] += sum[i] * n / float64(len(stems))
				matched[i]++
			}
		}
		clear(sum)
		clear(terms)
	}
	for i, n := range matched {
		out[i] *= n / float64(len(fields))
	}
	return out, nil
}

// term adds a term's score in a field to the sums of the documents that have it.
func (l *lexical) term(ctx context.Context, at *search.SearchContext, term, field string, boost float64, sum, terms []float64) error {
	s, err := searcher.NewTermSearcherBytes(ctx, l.reader, []byte(term), field, boost, search.SearcherOptions{})
	if err != nil {
		return fmt.Errorf("searching for a term: %w", err)
	}
	s.SetQueryNorm(1)
	for {
		m, err := s.Next(at)
		if err != nil {
			return fmt.Errorf("reading the documents of a term: %w", err)
		}
		if m == nil {
			break
		}
		entry := l.entry[m.IndexInternalID.Value()]
		sum[entry] += m.Score
		terms[entry]++
		at.DocumentMatchPool.Put(m)
	}
	if err := s.Close(); err != nil {
		return fmt.Errorf("closing a term: %w", err)
	}
	return nil
}
