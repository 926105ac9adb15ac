package eval_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"bekal/index/eval"
)

func TestRunOffers(t *testing.T) {
	texts, err := eval.ReadOffers(strings.NewReader(strings.Join([]string{
		`{"id":"1","text":"pakai visa turis","label":"danger","flags":["rf-visa-turis","rf-rahasia"]}`,
		`{"id":"2","text":"magang","label":"caution","alt":"danger","flags":["rf-ferienjob"],"flags_proposed":["rf-baru"]}`,
		``,
		`{"id":"3","text":"waspada","label":"no-flags","flags":[]}`,
		`{"id":"4","text":"halo","label":"not-offer","alt":["caution"],"flags":[]}`,
	}, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	rep := eval.RunOffers(texts, func(s string) (string, []eval.Raised) {
		switch s {
		case "pakai visa turis":
			return "danger", []eval.Raised{{"rf-visa-turis", "visa turis", 6, 16}}
		case "magang":
			return "danger", []eval.Raised{{"rf-ferienjob", "magang", 0, 6}, {"rf-baru", "x", 0, 1}}
		case "waspada":
			return "danger", []eval.Raised{{"rf-rahasia", "waspada", 0, 7}}
		}
		return "no-flags", nil
	})
	for name, c := range map[string]struct{ got, want eval.Share }{
		"danger":       {rep.Danger, eval.Share{N: 1, Of: 1}},
		"silent":       {rep.Silent, eval.Share{N: 0, Of: 1}},
		"false danger": {rep.FalseDanger, eval.Share{N: 1, Of: 2}},
		"on clean":     {rep.FlagOnClean, eval.Share{N: 1, Of: 2}},
		"exact":        {rep.Exact, eval.Share{N: 3, Of: 4}},
		"precision":    {rep.Precision, eval.Share{N: 2, Of: 3}},
		"recall":       {rep.Recall, eval.Share{N: 2, Of: 3}},
		"verdict":      {rep.Verdict, eval.Share{N: 3, Of: 4}},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, c.got, c.want)
		}
	}
	if len(rep.Misses) != 2 || rep.Misses[0].Missed[0] != "rf-rahasia" || rep.Misses[1].Wrong[0] != "rf-rahasia" {
		t.Errorf("misses %+v", rep.Misses)
	}
	var b strings.Builder
	if err := rep.Table(&b); err != nil || !strings.Contains(b.String(), "flag precision                 66.7 %     2 of    3") {
		t.Errorf("table (%v):\n%s", err, b.String())
	}
	if _, err := json.Marshal(rep); err != nil {
		t.Error(err)
	}
}

func TestReadOffersFaults(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":`: "line 1", "\n" + `{"label":"safe"}`: "line 2", `{"label":"danger","alt":5}`: "line 1",
	} {
		if _, err := eval.ReadOffers(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadOffers(%q): %v, want %q", in, err, want)
		}
	}
}

func TestPublishedSet(t *testing.T) {
	f, err := os.Open("testdata/offers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read from
	texts, err := eval.ReadOffers(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range texts {
		if x.Kind != "modelled" || x.Text == "" || x.ID == "" {
			t.Errorf("%s is no published text", x.ID)
		}
	}
	if len(texts) < 50 {
		t.Errorf("only %d texts", len(texts))
	}
}
