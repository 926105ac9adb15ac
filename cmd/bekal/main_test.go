package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// result is what a command did.
type result struct {
	code     int
	out, err string
}

func command(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return result{code, out.String(), errs.String()}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string // must stand in stdout or stderr
	}{
		{nil, 0, "Commands:"},
		{[]string{"help"}, 0, "Exit codes"},
		{[]string{"--help"}, 0, "chat"},
		{[]string{"help", "ask"}, 0, "calibrated confidence"},
		{[]string{"help", "lint"}, 0, "how to mend it"},
		{[]string{"nonsense"}, 2, "nonsense"},
		{[]string{"ask", "--nonsense"}, 2, "unknown flag"},
		{[]string{"ask"}, 2, "give a question"},
		{[]string{"help", "nonsense"}, 2, "nonsense"},
		{[]string{"completion", "bash"}, 0, "complete -o default"},
		{[]string{"completion", "zsh"}, 0, "bashcompinit"},
		{[]string{"completion", "fish"}, 0, "complete -c bekal"},
		{[]string{"completion"}, 2, "bash|zsh|fish"},
		{[]string{"eval", "no-such-file.tsv"}, 1, "no-such-file.tsv"},
		{[]string{"eval", "../../index/eval/testdata/outside.tsv", "--off", "magic"}, 2, "is no stage"},
		{[]string{"lint", "no-such-directory"}, 1, "no-such-directory"},
	} {
		r := command(t, "", c.args...)
		if r.code != c.code || !strings.Contains(r.out+r.err, c.out) {
			t.Errorf("bekal %s: exit %d, want %d and …%s…\n%s%s", strings.Join(c.args, " "), r.code, c.code, c.out, r.out, r.err)
		}
		if strings.Contains(r.out+r.err, "goroutine ") {
			t.Errorf("bekal %s printed a stack", strings.Join(c.args, " "))
		}
	}
}

func TestAskJSON(t *testing.T) {
	const questions = "biaya paspor 10 tahun berapa\nresep rendang\nhalo min\ntolong saya dikurung majikan di malaysia sekarang\n\n\xff\xfe\n"
	r := command(t, questions, "ask", "--json", "-")
	if r.code != 0 {
		t.Fatal(r)
	}
	lines := strings.Split(strings.TrimRight(r.out, "\n"), "\n")
	if len(lines) != 6 {
		t.Fatalf("%d answers to 6 lines", len(lines))
	}
	want := []struct{ kind, entry string }{{"answer", "paspor-biaya"}, {"none", ""}, {"smalltalk", ""}, {"emergency", "disekap"}, {"smalltalk", ""}, {"smalltalk", ""}}
	for i, l := range lines {
		var raw map[string]any
		if err := json.Unmarshal([]byte(l), &raw); err != nil {
			t.Fatalf("line %d: %v", i, err)
		}
		for _, field := range []string{"question", "lang", "kind", "entries", "text", "took_ms"} {
			if _, ok := raw[field]; !ok {
				t.Errorf("line %d lacks %s", i, field)
			}
		}
		var a asked
		if err := json.Unmarshal([]byte(l), &a); err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(a.Entries) > 0 {
			first = a.Entries[0].ID
			if a.Entries[0].Score < 0 || a.Entries[0].Score > 1 || a.Entries[0].Title == "" {
				t.Errorf("line %d: %+v", i, a.Entries[0])
			}
		}
		if a.Kind != want[i].kind || first != want[i].entry {
			t.Errorf("line %d %q: %s %s, want %v", i, a.Question, a.Kind, first, want[i])
		}
		if a.Text == "" || strings.Contains(a.Text, "**") {
			t.Errorf("line %d: text %q", i, a.Text)
		}
	}
}

func TestAskText(t *testing.T) {
	r := command(t, "", "ask", "biaya", "paspor", "berapa")
	if r.code != 0 || !strings.Contains(r.out, "Rp350.000") || !strings.Contains(r.out, "Sumber:") || !strings.Contains(r.out, "belum ditinjau petugas") {
		t.Error(r)
	}
	r = command(t, "", "ask", "how much does a passport cost")
	if r.code != 0 || !strings.Contains(r.out, "Source:") {
		t.Error(r)
	}
}

func TestLintDirectory(t *testing.T) {
	if r := command(t, "", "lint"); r.code != 0 || r.out != "" {
		t.Error(r)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "paspor"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "paspor", "a.yaml"), []byte("id: a\n\tgroup: b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := command(t, "", "lint", dir)
	if r.code != 1 || !strings.HasPrefix(r.out, "paspor/a.yaml:") || !strings.Contains(r.out, "tabs") {
		t.Error(r)
	}
	if r := command(t, "", "ask", "--knowledge-dir", dir, "halo"); r.code != 1 || !strings.Contains(r.err, "paspor/a.yaml:") {
		t.Error(r)
	}
}

func TestEval(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.tsv")
	if err := os.WriteFile(file, []byte("# some\nbiaya paspor berapa\tpaspor-biaya\tid\tmodelled\nresep soto\t-\tid\tmodelled near\ntopik baru\tbelum-ada\tid\t\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := command(t, "", "eval", file, "--misses")
	if r.code != 0 || !strings.Contains(r.out, "100.0%") || !strings.Contains(r.out, "1 questions were left out") {
		t.Error(r)
	}
	r = command(t, "", "eval", "--json", file)
	var s struct {
		All map[string]float64 `json:"all"`
	}
	if err := json.Unmarshal([]byte(r.out), &s); err != nil || s.All["right"] != 100 || s.All["refused"] != 100 {
		t.Error(r, err)
	}
	if r := command(t, "", "eval", file, "--floor", "right=101"); r.code != 1 || !strings.Contains(r.err, "asked for 101.0") {
		t.Error(r)
	}
	if r := command(t, "", "eval", file, "--floor", "beauty=1"); r.code != 2 {
		t.Error(r)
	}
	if err := os.WriteFile(file, []byte("no tabs here\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := command(t, "", "eval", file); r.code != 1 || !strings.Contains(r.err, "line 1") {
		t.Error(r)
	}
}

func TestChatOnAPipe(t *testing.T) {
	r := command(t, "gmn syarat bikin paspor\n1\nkalau di taiwan gajinya brp\n\n/menu\n", "chat")
	for _, want := range []string{"> gmn syarat bikin paspor", "< ", "[1] ", "Sumber:", "Taiwan"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("the chat lacks %q:\n%s", want, r.out)
		}
	}
	if r.code != 0 || strings.Contains(r.out, "\x1b[") {
		t.Errorf("exit %d, or colours on a pipe", r.code)
	}
}
