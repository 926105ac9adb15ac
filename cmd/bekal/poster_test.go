package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPoster(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ name, begins string }{{"a.pdf", "%PDF-"}, {"a.PNG", "\x89PNG"}} {
		out := filepath.Join(dir, c.name)
		r := command(t, "", "poster", "--bot", "@BekalCilegonBot", "--region", "Kelurahan Ciwaduk", "--size", "a5", "--lang", "en", "--out", out)
		if r.code != 0 || r.out+r.err != "" {
			t.Fatal(r)
		}
		data, err := os.ReadFile(out)
		if err != nil || !strings.HasPrefix(string(data), c.begins) {
			t.Errorf("%s begins with %.8q (%v)", c.name, data, err)
		}
	}
}

func TestPosterFaults(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "a.pdf")
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"--out " + out, 2, "--bot"},
		{"--bot BekalBot", 2, "--out"},
		{"--bot BekalBot --out a.jpg", 2, ".pdf or .png"},
		{"--bot BekalBot --out pdf", 2, ".pdf or .png"},
		{"--bot https://t.me/BekalBot --out " + out, 2, "no name of a bot"},
		{"--bot BekalBot --topic resep-rendang --out " + out, 2, "resep-rendang"},
		{"--bot BekalBot --size a3 --out " + out, 2, "--size"},
		{"--bot BekalBot --lang jv --out " + out, 2, "--lang"},
		{"--bot BekalBot --region 村 --out " + out, 2, "cannot be printed"},
		{"--bot BekalBot --knowledge-dir " + dir + "/none --out " + out, 1, "reading the knowledge directory"},
		{"--bot BekalBot --out " + filepath.Join(dir, "none", "a.pdf"), 1, "writing the leaflet"},
	} {
		r := command(t, "", append([]string{"poster"}, strings.Fields(c.args)...)...)
		if r.code != c.code || !strings.Contains(r.out+r.err, c.says) {
			t.Errorf("bekal poster %s: exit %d, want %d and …%s…\n%s%s", c.args, r.code, c.code, c.says, r.out, r.err)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a faulty call wrote a file")
	}
}
