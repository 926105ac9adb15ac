package offer_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"bekal/index/eval"
	"bekal/knowledge"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

// shipped is the checker of the embedded base, built once for all tests.
var shipped = sync.OnceValues(func() (*offer.Checker, *knowledge.Base) {
	base, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		panic(err)
	}
	c, err := offer.New(base)
	if err != nil {
		panic(err)
	}
	return c, base
})

func ids(r offer.Report) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.FlagID)
	}
	return out
}

func TestFlagsMatchTheirExamples(t *testing.T) {
	_, base := shipped()
	for _, p := range offer.Lint(base) {
		t.Error(p)
	}
	for id, f := range base.Flags {
		if len(f.Examples) < 4 || len(f.Counter) < 4 {
			t.Errorf("%s has %d examples and %d counter-examples, at least 4 each are wanted", id, len(f.Examples), len(f.Counter))
		}
	}
}

// TestPublishedOffers holds the figures on the published sets, so that a change
// of a pattern or of a labelled text shows what it costs.
func TestPublishedOffers(t *testing.T) {
	c, _ := shipped()
	for file, least := range map[string]struct{ precision, recall float64 }{
		"offers.jsonl": {0.62, 0.65}, "offers-a.jsonl": {0.88, 0.78},
	} {
		rep := published(t, c, file)
		var b strings.Builder
		_ = rep.Table(&b) // a strings.Builder takes everything
		t.Log(file, b.String())
		for name, ok := range map[string]bool{
			"danger recognised": rep.Danger.Value() >= 0.95, "danger without any flag": rep.Silent.Value() <= 0.01,
			"false danger": rep.FalseDanger.Value() <= 0.03, "any flag on clean": rep.FlagOnClean.Value() <= 0.10,
			"evidence": rep.Exact.Value() == 1, "recall": rep.Recall.Value() >= least.recall, "precision": rep.Precision.Value() >= least.precision,
		} {
			if !ok {
				t.Errorf("%s: %s fell short", file, name)
			}
		}
	}
}

func published(t *testing.T, c *offer.Checker, file string) *eval.OfferReport {
	f, err := os.Open("../../index/eval/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read from
	texts, err := eval.ReadOffers(f)
	if err != nil {
		t.Fatal(err)
	}
	return eval.RunOffers(texts, func(s string) (string, []eval.Raised) {
		r := c.Check(s)
		var out []eval.Raised
		for _, x := range r.Findings {
			out = append(out, eval.Raised{ID: x.FlagID, Evidence: x.Evidence, Start: x.Start, End: x.End})
		}
		return r.Verdict, out
	})
}

// TestQuestionsAreNoOffers asks every published question.
func TestQuestionsAreNoOffers(t *testing.T) {
	c, _ := shipped()
	for _, file := range []string{"questions.tsv", "topics.tsv", "outside.tsv", "emergency.tsv"} {
		data, err := os.ReadFile("../../index/eval/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(data), "\n") {
			q, _, _ := strings.Cut(line, "\t")
			if k, _ := c.Kind(q); k == offer.Offer {
				t.Errorf("%s: %q is taken for an offer", file, q)
			}
		}
	}
}

func TestFacts(t *testing.T) {
	c, _ := shipped()
	got := c.Check("LOWONGAN Kamboja! Admin, gaji 15jt/bulan. DP 5 juta ke rek pribadi. Visa turis dulu. Usia 18-35 tahun. WA 0812-0000-1111, ig @kerja.cuan. PT Angin Ribut Jaya SIP3MI No. 12/2024").Facts
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"country":"kamboja"`, `"job":"admin"`, `"salary":{"amount":15000000,"currency":"IDR","period":"month"}`, `"fee":{"amount":5000000,"currency":"IDR"}`,
		`"visa":"turis"`, `"phones":["+6281200001111"]`, `"accounts":["@kerja.cuan"]`, `"company":"PT Angin Ribut Jaya"`, `"licence":"12/2024"`, `"age":"Usia 18-35 tahun"`,
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in %s", want, data)
		}
	}
	for in, want := range map[string]string{"kerja di Riyadh": "arab-saudi", "pabrik di new taipei taiwan": "taiwan", "": ""} {
		if got := c.Check(in).Facts.Country; got != want {
			t.Errorf("country of %q: %q, want %q", in, got, want)
		}
	}
}

func TestMissing(t *testing.T) {
	c, _ := shipped()
	got := c.Check("Loker Taiwan pabrik, gaji 12jt, minat WA 0812-0000-1111").Missing
	if want := []string{"company", "contract", "visa"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := c.Check("terima kasih banyak kak").Missing; len(got) != 0 {
		t.Errorf("talk lacks %v", got)
	}
}

// TestCheckAgain wants the same of a text whatever was checked before it, or is
// checked at the same time.
func TestCheckAgain(t *testing.T) {
	c, base := shipped()
	texts := []string{"", "halo", advert, advert + "\n\nini resmi ga kak?", strings.Repeat(advert+"\n", 60)}
	for _, f := range base.Flags {
		texts = append(texts, f.Examples[0])
	}
	want := make([]offer.Report, len(texts))
	for i, s := range texts {
		want[i] = c.Check(s)
	}
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := range texts {
				i = (i*7 + k*11) % len(texts)
				if got := c.Check(texts[i]); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%q: got %+v, want %+v", texts[i], got, want[i])
				}
			}
		})
	}
	wg.Wait()
}

func TestQuestionUnderAnAdvert(t *testing.T) {
	c, _ := shipped()
	s := "Loker Kamboja admin, gaji 12jt, mess gratis\n\nKak ini bener gak ya? harus gimana"
	if r := c.Check(s); r.Verdict != offer.Danger {
		t.Errorf("got %s %v", r.Verdict, ids(r))
	}
}

func TestKind(t *testing.T) {
	c, _ := shipped()
	for _, x := range []struct {
		in   string
		want offer.Kind
	}{
		{"gaji taiwan berapa", offer.Question},
		{"agen minta transfer 5 juta dulu, bener gak?", offer.Question},
		{"Butuh 10 orang sawit Malaysia, gaji RM1700, minat hubungi 0812-0000-1111", offer.Offer},
		{"Waspada tawaran kerja ke Kamboja, jangan mau pakai visa turis, laporkan ke BP3MI", offer.Warning},
		{"Dibutuhkan kasir minimarket, penempatan Cilegon, gaji UMK, kirim lamaran", offer.Domestic},
		{"assalamualaikum", offer.Other},
	} {
		in, want := x.in, x.want
		if got, score := c.Kind(in); got != want || score < 0 || score > 1 {
			t.Errorf("Kind(%q) = %s %.2f, want %s", in, got, score, want)
		}
	}
}

// TestDisguises shows one sentence in every dress it has been seen in.
func TestDisguises(t *testing.T) {
	c, _ := shipped()
	for _, s := range []string{
		"pakai VISA TURIS dulu", "pakai v i s a t u r i s dulu", "pakai v.i.s.a t.u.r.i.s dulu", "pakai v1s4 tur1s dulu", "pakai vi\u200bsa tu\u200dris dulu",
		"pakai vіѕа turіѕ dulu", "pakai ｖｉｓａ ｔｕｒｉｓ dulu", "pakai visaaa turisss dulu", "pakai \u202evisa\u202c turis dulu", "pakai 𝐯𝐢𝐬𝐚 𝐭𝐮𝐫𝐢𝐬 dulu",
		"pakai vísà türis dulu", "pakai vi\x00sa turis dulu", "pakai visa\nturis dulu", "\xff\xfe pakai visa turis dulu", "pakai vi$a turis dulu",
	} {
		s := "Kerja pabrik di Malaysia, " + s
		r := c.Check(s)
		if !slices.Contains(ids(r), "rf-visa-turis") || r.Verdict != offer.Danger {
			t.Errorf("%q: %s %v", s, r.Verdict, ids(r))
		}
	}
}

// hostile draws texts made of what offers are made of, and of noise.
func hostile(base *knowledge.Base) *rapid.Generator[string] {
	var bits []string
	for _, f := range base.Flags {
		bits = append(append(bits, f.Examples...), f.Counter...)
	}
	slices.Sort(bits)
	noise := rapid.SampledFrom([]string{"\x00", "\xed\xa0\x80", "\xff", "\u202e", "\u200b", "🇰🇭", "\n", ". ", "?", " tidak ", "jangan ", "waspada ", "0812-0000-1111", "Rp 5.000.000", "5jt", "PT ", "@", "$", " gk", "a.n. "})
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "parts") {
			switch rapid.IntRange(0, 3).Draw(t, "which") {
			case 0:
				b.WriteString(rapid.SampledFrom(bits).Draw(t, "bit"))
			case 1:
				b.WriteString(noise.Draw(t, "noise"))
			case 2:
				b.WriteString(rapid.String().Draw(t, "any"))
			case 3:
				s := rapid.SampledFrom(bits).Draw(t, "cut")
				b.WriteString(s[:rapid.IntRange(0, len(s)).Draw(t, "at")])
			}
		}
		return b.String()
	})
}

func checkReport(t interface{ Fatalf(string, ...any) }, s string, r offer.Report) {
	for _, f := range r.Findings {
		if f.Start < 0 || f.Start >= f.End || f.End > len(s) || s[f.Start:f.End] != f.Evidence {
			t.Fatalf("%s: [%d:%d] is not %q in %q", f.FlagID, f.Start, f.End, f.Evidence, s)
		}
	}
	if !slices.Contains([]string{offer.Danger, offer.Caution, offer.NoFlags}, r.Verdict) || (r.Verdict == offer.NoFlags) != (len(r.Findings) == 0) {
		t.Fatalf("verdict %q with %d findings", r.Verdict, len(r.Findings))
	}
}

func TestCheckProperties(t *testing.T) {
	c, base := shipped()
	rapid.Check(t, func(t *rapid.T) {
		s := hostile(base).Draw(t, "text")
		r := c.Check(s)
		checkReport(t, s, r)
		again, err := json.Marshal(c.Check(s))
		if err != nil {
			t.Fatal(err)
		}
		if first, _ := json.Marshal(r); string(first) != string(again) {
			t.Fatalf("%q gave %s, then %s", s, first, again)
		}
	})
}

func rank(verdict string) int {
	return slices.Index([]string{offer.NoFlags, offer.Caution, offer.Danger}, verdict)
}

func TestMoreRedFlagsNeverLowerTheVerdict(t *testing.T) {
	c, base := shipped()
	var flags []string
	for _, f := range base.Flags {
		flags = append(flags, f.Examples...)
	}
	slices.Sort(flags)
	rapid.Check(t, func(t *rapid.T) {
		s := hostile(base).Draw(t, "text")
		more := s + "\n\n" + rapid.SampledFrom(flags).Draw(t, "flag")
		if a, b := c.Check(s), c.Check(more); rank(b.Verdict) < rank(a.Verdict) {
			t.Fatalf("%q is %s %v, with a red flag more (%q) %s %v", s, a.Verdict, ids(a), more, b.Verdict, ids(b))
		}
	})
}

// TestNoWordOfSafety looks through everything the checker and the flags say of
// their own. Evidence and facts are the offer's words.
func TestNoWordOfSafety(t *testing.T) {
	_, base := shipped()
	for id, f := range base.Flags {
		for _, l := range []knowledge.Local{f.Title, f.Why, f.Rule, f.Do} {
			for _, w := range append(text.Words(l.ID), text.Words(l.EN)...) {
				if slices.Contains([]string{"aman", "safe", "terjamin", "trusted", "terpercaya", "legit"}, w) {
					t.Errorf("%s says %q", id, w)
				}
			}
		}
	}
	for _, v := range []string{offer.Danger, offer.Caution, offer.NoFlags} {
		if strings.Contains(v, "safe") || strings.Contains(v, "aman") {
			t.Errorf("the verdict %q", v)
		}
	}
}

func TestNewRefusesBadPatterns(t *testing.T) {
	for pattern, want := range map[string]string{
		"":               "needs words",
		"@tidak-ada":     "not defined",
		"#apa":           "not known",
		"... visa":       "cannot come first",
		"visa ...":       "needs words",
		"!visa":          "cannot be negated",
		"visa||turis":    "is empty",
		"dulu? visa":     "cannot be optional",
		"visa & @x":      "not defined",
		"visa & !turis ": "",
	} {
		base, _, err := knowledge.Load(os.DirFS("testdata/base"))
		if err != nil {
			t.Fatal(err)
		}
		base.Flags["rf-uji"] = &knowledge.Flag{ID: "rf-uji", Severity: "danger", Patterns: []string{pattern}}
		_, err = offer.New(base)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", pattern, err, want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	c, base := shipped()
	for _, fl := range base.Flags {
		f.Add(fl.Examples[0])
	}
	f.Add("\x00\xed\xa0\x80\u202e v i s a 99999999999999999999jt 0812")
	f.Fuzz(func(t *testing.T, s string) { checkReport(t, s, c.Check(s)) })
}
