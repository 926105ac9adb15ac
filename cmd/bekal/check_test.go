package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// report is a check as a program that calls bekal reads it.
type report struct {
	ID      json.RawMessage `json:"id"`
	Verdict string          `json:"verdict"`
	Flags   []struct {
		ID, Severity, Evidence string
		Start, End             int
	} `json:"flags"`
	Facts   map[string]any `json:"facts"`
	Missing []string       `json:"missing"`
	Text    string         `json:"text"`
	Error   string         `json:"error"`
}

func reports(t *testing.T, out string) []report {
	t.Helper()
	var all []report
	for _, l := range strings.Split(strings.TrimRight(out, "\n"), "\n") {
		var r report
		if err := json.Unmarshal([]byte(l), &r); err != nil {
			t.Fatalf("%v: %s", err, l)
		}
		all = append(all, r)
	}
	return all
}

const advert = "Lowongan kilang di Malaysia, pake visa turis dulu, transfer 5jt ke rek pribadi, hub 0812-0000-1111"

func TestCheck(t *testing.T) {
	r := command(t, advert, "check")
	for _, want := range []string{"BAHAYA", "visa turis", "Belum disebut", "Lakukan sekarang"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("the text lacks %q:\n%s", want, r.out)
		}
	}
	if r.code != 0 || strings.Contains(r.out, "**") {
		t.Errorf("exit %d\n%s", r.code, r.out)
	}
	if r := command(t, "Hiring factory workers in Malaysia, tourist visa first, contact 0812-0000-1111", "check"); !strings.Contains(r.out, "DANGER") {
		t.Errorf("English is not answered in English:\n%s", r.out)
	}
	got := reports(t, command(t, advert, "check", "--json").out)[0]
	if got.Verdict != "danger" || len(got.Flags) < 2 || got.Facts["country"] != "malaysia" || len(got.Missing) == 0 || got.Missing[0] != "company" || got.Text == "" || string(got.ID) != `""` {
		t.Errorf("%+v", got)
	}
}

// TestCheckOffsets wants offsets in bytes of the text as it was given, whatever
// stands before the words.
func TestCheckOffsets(t *testing.T) {
	for name, before := range map[string]string{
		"nothing": "", "emoji": "🇲🇾✨ ", "accents": "é̈ ", "invalid": "\xff\xfe\x80 ", "nul": "\x00\x01 ", "right to left": "\u202eabc\u202c ",
		"wide": "ＬＯＷＯＮＧＡＮ ", "long": strings.Repeat("a b ", 100_000),
	} {
		given := before + advert + "\r\n"
		r := command(t, given, "check", "--json")
		got := reports(t, r.out)[0]
		if r.code != 0 || len(got.Flags) == 0 {
			t.Errorf("%s: %+v %s", name, r.code, r.err)
		}
		for _, f := range got.Flags {
			if f.End > len(given) || given[f.Start:f.End] != f.Evidence {
				t.Errorf("%s: %d to %d is not %q", name, f.Start, f.End, f.Evidence)
			}
		}
	}
}

// TestCheckAnything wants an answer to what is no offer at all.
func TestCheckAnything(t *testing.T) {
	for name, given := range map[string]string{
		"empty": "", "space": " \n\t", "binary": strings.Repeat("\x00\xff\xed\xa0\x80\x7f", 5_000), "megabyte": strings.Repeat("kerja luar negeri ", 1<<20/18), "digits": strings.Repeat("5", 1<<20),
	} {
		start := time.Now()
		r := command(t, given, "check", "--json")
		got := reports(t, r.out)[0]
		if r.code != 0 || got.Verdict == "" || got.Text == "" || got.Flags == nil || got.Missing == nil {
			t.Errorf("%s: exit %d %+v", name, r.code, got)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	if r := command(t, strings.Repeat("x", maxCheck+1), "check"); r.code != exitInput {
		t.Errorf("too long: exit %d", r.code)
	}
	if r := command(t, "", "check", "--json", "--jsonl"); r.code != exitUsage {
		t.Errorf("two forms: exit %d", r.code)
	}
}

func TestCheckLines(t *testing.T) {
	line := func(id, text string) string {
		b, err := json.Marshal(map[string]string{"id": id, "text": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	in := strings.Join([]string{line("a", advert), line("b", "halo"), `{"id": 7, "text": "x\ud800y"}`, line("c", ""), ""}, "\n")
	r := command(t, in, "check", "--jsonl")
	got := reports(t, r.out)
	if r.code != 0 || len(got) != 4 {
		t.Fatalf("exit %d, %d answers to 4 lines\n%s", r.code, len(got), r.out)
	}
	for i, want := range []string{`"a"`, `"b"`, `7`, `"c"`} {
		if string(got[i].ID) != want {
			t.Errorf("answer %d is of %s, want %s", i, got[i].ID, want)
		}
	}
	if got[0].Verdict != "danger" || got[1].Verdict != "no-flags" {
		t.Errorf("%+v", got[:2])
	}

	r = command(t, "nonsense\n"+line("d", advert)+"\n{\"id\":\"e\"}\n[]\n", "check", "--jsonl")
	got = reports(t, r.out)
	if r.code != exitInput || len(got) != 4 || got[0].Error == "" || got[1].Verdict != "danger" || string(got[2].ID) != `"e"` || got[2].Error == "" || got[3].Error == "" || !strings.Contains(r.err, "3 of 4") {
		t.Errorf("exit %d %s\n%s", r.code, r.err, r.out)
	}
}

// TestCheckLinesFlushes wants each answer before the next line is written.
func TestCheckLinesFlushes(t *testing.T) {
	in, give := io.Pipe()
	read, out := io.Pipe()
	done := make(chan int)
	go func() {
		code := run(t.Context(), []string{"check", "--jsonl"}, in, out, io.Discard)
		_ = out.Close()
		done <- code
	}()
	sc := bufio.NewScanner(read)
	sc.Buffer(nil, 1<<20)
	for _, id := range []string{"1", "2"} {
		if _, err := io.WriteString(give, `{"id":"`+id+`","text":"halo"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		if !sc.Scan() || !strings.Contains(sc.Text(), `"id":"`+id+`"`) {
			t.Fatalf("no answer to line %s: %q", id, sc.Text())
		}
	}
	_ = give.Close()
	if code := <-done; code != 0 {
		t.Errorf("exit %d", code)
	}
}

// TestAskOffer wants of an offer all that check prints.
func TestAskOffer(t *testing.T) {
	r := command(t, "✨ "+advert+"\nbiaya paspor berapa\n", "ask", "--json", "-")
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	var a struct {
		report
		Kind    string       `json:"kind"`
		Entries []askedEntry `json:"entries"`
	}
	if err := json.Unmarshal([]byte(lines[0]), &a); err != nil {
		t.Fatal(err)
	}
	if a.Kind != "offer" || a.Verdict != "danger" || len(a.Flags) == 0 || a.Facts["country"] != "malaysia" || len(a.Missing) == 0 || len(a.Entries) == 0 || a.Entries[0].ID != a.Flags[0].ID {
		t.Errorf("%s", lines[0])
	}
	for _, f := range a.Flags {
		if ("✨ " + advert)[f.Start:f.End] != f.Evidence {
			t.Errorf("%d to %d is not %q", f.Start, f.End, f.Evidence)
		}
	}
	if strings.Contains(lines[1], "verdict") {
		t.Errorf("a question has a verdict: %s", lines[1])
	}
}

func TestEvalOffers(t *testing.T) {
	const file = "../../index/eval/testdata/offers.jsonl"
	r := command(t, "", "eval", file, "--misses")
	if r.code != 0 || !strings.Contains(r.out, "danger recognised") {
		t.Error(r)
	}
	r = command(t, "", "eval", "--json", file)
	var s struct {
		Texts  int                 `json:"texts"`
		Danger struct{ N, Of int } `json:"danger_recognised"`
	}
	if err := json.Unmarshal([]byte(r.out), &s); err != nil || s.Texts == 0 || s.Danger.Of == 0 {
		t.Error(r, err)
	}
	if r := command(t, "", "eval", file, "--floor", "danger=101"); r.code != exitInput || !strings.Contains(r.err, "danger is") {
		t.Error(r)
	}
	if r := command(t, "", "eval", file, "--floor", "silent=-1"); r.code != exitInput {
		t.Error(r)
	}
	if r := command(t, "", "eval", file, "--floor", "beauty=1"); r.code != exitUsage {
		t.Error(r)
	}
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte(`{"label":"safe"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := command(t, "", "eval", bad); r.code != exitInput || !strings.Contains(r.err, "line 1") {
		t.Error(r)
	}
}

func TestLicenceImport(t *testing.T) {
	const list = "../../knowledge/licence/testdata/daftar.csv"
	dir := filepath.Join(t.TempDir(), "data")
	offerOf := func(company string) string {
		return "Lowongan pabrik Taiwan gaji 15jt, visa kerja, kontrak 2 tahun, " + company + ", hub 021-0000-1001"
	}
	check := func(company string) string {
		t.Helper()
		r := command(t, offerOf(company), "check", "--data-dir", dir)
		if r.code != 0 {
			t.Fatal(r)
		}
		return r.out
	}
	if got := check("PT Layang Emas"); !strings.Contains(got, "belum ada di bot ini") {
		t.Errorf("no list: %s", got)
	}
	if r := command(t, "", "licence", "import", list, "--as-of", "2026-11-20", "--source", "uji", "--data-dir", dir); r.code != 0 || !strings.Contains(r.out, "4 companies as of 2026-11-20") {
		t.Fatal(r)
	}
	for company, want := range map[string]string{
		"PT Layang Emas": "dicabut", "PT Cahaya Abadi Mandiri": "SIP3MI/101/2024", "PT Kapal Kertas Nusantara": "sudah habis", "PT Cahaya Abadi Mandri": "mirip", "PT Angin Selatan Migran": "tidak ada di daftar P3MI kami per 20 Nov 2026",
	} {
		if got := check(company); !strings.Contains(got, want) {
			t.Errorf("%s lacks %q: %s", company, want, got)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(bad, []byte("nama,nomor\nPT A B,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{bad, "--as-of", "2026-11-21", "--source", "uji"}, exitInput, "row 2"},
		{[]string{list, "--as-of", "kemarin", "--source", "uji"}, exitInput, "2026-11-23"},
		{[]string{list, "--source", "uji"}, exitUsage, "as-of"},
		{[]string{"no-such-file.csv", "--as-of", "2026-11-21", "--source", "uji"}, exitInput, "no-such-file"},
	} {
		if r := command(t, "", append([]string{"licence", "import", "--data-dir", dir}, c.args...)...); r.code != c.code || !strings.Contains(r.err, c.want) {
			t.Errorf("%v: exit %d %s", c.args, r.code, r.err)
		}
	}
	if got := check("PT Layang Emas"); !strings.Contains(got, "dicabut") {
		t.Errorf("a failed import took the list away: %s", got)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if err := os.WriteFile(filepath.Join(dir, licenceFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := command(t, "x", "check", "--data-dir", dir); r.code != exitUsage || !strings.Contains(r.err, "import it again") {
		t.Error(r)
	}
}
