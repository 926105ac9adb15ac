package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed is the table of deploy/docs/architecture.md, section 3: what each
// room may import of ours and from outside. A trailing slash allows all below.
var allowed = map[string][]string{
	"bekal/knowledge/text":        {"golang.org/x/text/", "github.com/nyaruka/phonenumbers"},
	"bekal/knowledge/markup":      {},
	"bekal/index/eval":            {},
	"bekal/bot/metric":            {"github.com/prometheus/"},
	"bekal/bot/ocr":               {"golang.org/x/sys/unix"},
	"bekal/knowledge":             {"bekal/knowledge/text", "bekal/knowledge/markup", "gopkg.in/yaml.v3"},
	"bekal/knowledge/trace":       {"bekal/knowledge", "gopkg.in/yaml.v3"},
	"bekal/knowledge/learn":       {},
	"bekal/knowledge/offer":       {"bekal/knowledge", "bekal/knowledge/learn", "bekal/knowledge/text", "golang.org/x/text/"},
	"bekal/knowledge/licence":     {"bekal/knowledge", "bekal/knowledge/text", "github.com/xuri/excelize/v2", "golang.org/x/text/"},
	"bekal/index":                 {"bekal/knowledge", "bekal/knowledge/text", "github.com/blevesearch/bleve/v2", "github.com/blevesearch/bleve_index_api", "github.com/RadhiFadlillah/go-sastrawi"},
	"bekal/index/library":         {"bekal/index", "bekal/knowledge", "bekal/knowledge/offer"},
	"bekal/bot":                   {"bekal/knowledge/text", "bekal/knowledge/markup", "gopkg.in/yaml.v3"},
	"bekal/bot/state":             {"bekal/bot", "bekal/knowledge/text"},
	"bekal/bot/dialog":            {"bekal/bot", "bekal/bot/state", "bekal/index/library", "bekal/index", "bekal/knowledge", "bekal/knowledge/"},
	"bekal/bot/dialog/dialogtest": {"bekal/bot", "bekal/bot/dialog", "bekal/bot/state", "bekal/bot/state/memstore", "bekal/index/library", "bekal/knowledge/licence", "bekal/knowledge/"},
	"bekal/bot/terminal":          {"bekal/bot"},
	"bekal/bot/poster":            {"bekal/bot", "bekal/knowledge", "bekal/knowledge/", "github.com/go-pdf/fpdf", "github.com/skip2/go-qrcode", "golang.org/x/image/"},
	"bekal/bot/telegram":          {"bekal/bot", "bekal/bot/ocr", "bekal/bot/metric", "bekal/knowledge/", "github.com/go-telegram/bot", "github.com/cenkalti/backoff/v5", "golang.org/x/time/rate", "golang.org/x/net/html"},
	"bekal/bot/state/memstore":    {"bekal/bot", "bekal/bot/state"},
	"bekal/bot/state/boltstore":   {"bekal/bot", "bekal/bot/state", "go.etcd.io/bbolt"},
	"bekal/bot/state/redisstore":  {"bekal/bot", "bekal/bot/state", "github.com/redis/go-redis/v9", "github.com/sony/gobreaker/v2"},
	"bekal/bot/state/storetest":   {"bekal/bot", "bekal/bot/state", "bekal/knowledge/text"},
}

// free rooms may import anything: the program, and what only tests and CI use.
var free = []string{"bekal/cmd/bekal", "bekal/deploy/", "bekal/bot/telegram/telegramtest"}

// TestImports holds every room to its row of the table.
func TestImports(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "bekal/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	rooms := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		rooms++
		if slices.ContainsFunc(free, func(f string) bool { return strings.HasPrefix(p.ImportPath, f) }) {
			continue
		}
		row, ok := allowed[p.ImportPath]
		if !ok {
			t.Errorf("%s has no row in the table; add one here and in deploy/docs/architecture.md", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			if !strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") && !strings.HasPrefix(imp, "bekal/") {
				continue // standard library
			}
			if !slices.ContainsFunc(row, func(a string) bool {
				return imp == a || strings.HasSuffix(a, "/") && strings.HasPrefix(imp, a) || strings.HasPrefix(imp, a+"/") && !strings.HasPrefix(a, "bekal/")
			}) {
				t.Errorf("%s imports %s; its row allows %s", p.ImportPath, imp, strings.Join(row, ", "))
			}
		}
	}
	if rooms < 10 {
		t.Fatalf("only %d rooms seen", rooms)
	}
}
