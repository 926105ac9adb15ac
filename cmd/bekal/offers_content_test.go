package main

import (
	"io"
	"testing"

	"bekal/index/eval"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// tooNear is the share of a text's runs of letters that may stand in another.
// Two adverts for the same job in one country reach 0.3 by chance.
const tooNear = 0.45

// gramLength is the length of those runs.
const gramLength = 5

// grams are the runs of letters of a text.
func grams(s string) map[string]bool {
	s = text.Key(s)
	out := map[string]bool{}
	for i := 0; i+gramLength <= len(s); i++ {
		out[s[i:i+gramLength]] = true
	}
	return out
}

// TestNoEvaluationOfferIsTaught: a labelled text that is nearly one of the
// published evaluation would make its figures worthless.
func TestNoEvaluationOfferIsTaught(t *testing.T) {
	b, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	type asked struct {
		name  string
		grams int
	}
	var texts []asked
	holds := map[string][]int{}
	published(t, "*.jsonl", func(name string, f io.Reader) error {
		list, err := eval.ReadOffers(f)
		for _, x := range list {
			g := grams(x.Text)
			for s := range g {
				holds[s] = append(holds[s], len(texts))
			}
			texts = append(texts, asked{name + " " + x.ID, len(g)})
		}
		return err
	})
	near := func(s string) (float64, string) {
		g := grams(s)
		common := make([]int, len(texts))
		for x := range g {
			for _, i := range holds[x] {
				common[i]++
			}
		}
		most, which := 0.0, ""
		for i, n := range common {
			if share := float64(n) / float64(max(1, min(len(g), texts[i].grams))); share > most {
				most, which = share, texts[i].name
			}
		}
		return most, which
	}
	for _, e := range b.Examples {
		if share, which := near(e.Text); share > tooNear {
			t.Errorf("%s: %.2f of %q stands in %s", e.Pos, share, e.Text, which)
		}
	}
	if share, _ := near("Waspada, jangan mau kalau disuruh bilang liburan di imigrasi"); share > tooNear {
		t.Errorf("a text of its own is taken for one of the evaluation: %.2f", share)
	}
}
