package index

import (
	"context"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
)

// Fields of a document. Texts are normalised and stemmed before they reach
// Bleve, so that one analysis serves the index and the classifier.
const (
	fieldAsk = "ask" // all utterances of an entry
	fieldSay = "say" // its title and answer
)

// sayBoost is the weight of the answer's text beside the utterances.
const sayBoost = 0.3

type document struct {
	Ask string `json:"ask"`
	Say string `json:"say"`
}

func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer("stems", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		return nil, fmt.Errorf("naming the analyzer: %w", err)
	}
	m.DefaultAnalyzer = "stems"
	f := bleve.NewTextFieldMapping()
	f.Analyzer = "stems"
	f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = false, false, false, false
	d := bleve.NewDocumentStaticMapping()
	d.AddFieldMappingsAt(fieldAsk, f)
	d.AddFieldMappingsAt(fieldSay, f)
	m.DefaultMapping = d
	return m, nil
}

// openBleve builds an index in memory, filled in one batch in the order of ids:
// scores depend on how an index was filled.
func openBleve(ids []string, docs map[string]document) (bleve.Index, error) {
	m, err := newMapping()
	if err != nil {
		return nil, err
	}
	// NewMemOnly would build the older kind of index; scorch on an empty path is
	// in memory too.
	x, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	batch := x.NewBatch()
	for _, id := range ids {
		if err := batch.Index(id, docs[id]); err != nil {
			return nil, fmt.Errorf("indexing %s: %w", id, err)
		}
	}
	if err := x.Batch(batch); err != nil {
		return nil, fmt.Errorf("filling the index: %w", err)
	}
	return x, nil
}

// searchBleve scores the documents for stems, id to score.
func searchBleve(ctx context.Context, x bleve.Index, stems []string, size int) (map[string]float64, error) {
	if len(stems) == 0 {
		return nil, nil
	}
	joined := strings.Join(stems, " ")
	ask := query.NewMatchQuery(joined)
	ask.SetField(fieldAsk)
	say := query.NewMatchQuery(joined)
	say.SetField(fieldSay)
	say.SetBoost(sayBoost)
	req := bleve.NewSearchRequestOptions(query.NewDisjunctionQuery([]query.Query{ask, say}), size, 0, false)
	res, err := x.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	out := make(map[string]float64, len(res.Hits))
	for _, h := range res.Hits {
		out[h.ID] = h.Score
	}
	return out, nil
}
