// Package dialogtest plays golden conversations wherever one can chat: with the
// engine alone, on a terminal, in Telegram. It has the knowledge they are about,
// the engine behind the chat, and a player that holds what a person sees to the
// script, so that the same words are the same conversation everywhere.
package dialogtest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"bekal/bot"
	"bekal/bot/dialog"
	"bekal/bot/state"
	"bekal/bot/state/memstore"
	"bekal/index/library"
	"bekal/knowledge/licence"
	"bekal/knowledge/text"
)

// A Fixture is what the conversations are about.
type Fixture struct {
	Scripts  []Script
	Plain    *library.Library
	Offers   *library.Library // Plain with red flags laid over it
	Newer    *library.Library // Plain some days later, see NewerFiles
	Register *licence.Register
}

// Open reads the fixture, once for all scripts of a test. root is the way to the
// module's directory.
func Open(t testing.TB, root string) *Fixture {
	t.Helper()
	data := filepath.Join(root, "bot", "dialog", "testdata")
	return &Fixture{
		Scripts:  Scripts(t, filepath.Join(data, "conversations")),
		Plain:    Library(t, os.DirFS(filepath.Join(data, "knowledge"))),
		Offers:   Library(t, OfferFiles(t, root)),
		Newer:    Library(t, NewerFiles(t, root)),
		Register: register(t, filepath.Join(root, "knowledge", "licence", "testdata", "daftar.csv")),
	}
}

// Library loads knowledge files in which nothing is wrong.
func Library(t testing.TB, files fs.FS) *library.Library {
	t.Helper()
	lib, problems, err := library.Open(files, false)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the fixture does not load: %v %v", err, problems)
	}
	t.Cleanup(func() { _ = lib.Close() })
	return lib
}

// OfferFiles are the fixture with red flags laid over it. They stand apart so
// that they do not weigh in what the other conversations find.
func OfferFiles(t testing.TB, root string) fs.FS {
	t.Helper()
	return files(t, root, "knowledge", "offers")
}

// NewerFiles are the fixture as it is after an edit: passports cost Rp400.000,
// and there is no entry on lost ones any more.
func NewerFiles(t testing.TB, root string) fs.FS {
	t.Helper()
	out := files(t, root, "knowledge")
	const cost, lost = "paspor/paspor-biaya.yaml", "paspor/paspor-hilang.yaml"
	if out[cost] == nil || out[lost] == nil {
		t.Fatal("the fixture lacks what is to be edited")
	}
	out[cost].Data = bytes.ReplaceAll(out[cost].Data, []byte("Rp350.000"), []byte("Rp400.000"))
	delete(out, lost)
	for _, f := range out {
		f.Data = bytes.ReplaceAll(f.Data, []byte("paspor-hilang"), []byte("paspor-syarat"))
	}
	return out
}

// OtherFiles are the fixture as another version of the content may have it: a
// country, a danger and a topic are gone, and a scheme goes by another name.
func OtherFiles(t testing.TB, root string) fs.FS {
	t.Helper()
	out := files(t, root, "knowledge")
	for name, id := range map[string]string{
		"negara/negara-kamboja.yaml": "negara-kamboja", "masalah/disekap.yaml": "disekap", "prosedur/usia.yaml": "usia",
	} {
		if out[name] == nil {
			t.Fatalf("the fixture lacks %s", name)
		}
		delete(out, name)
		for _, f := range out {
			f.Data = bytes.ReplaceAll(f.Data, []byte("- "+id+"\n"), nil)
		}
	}
	const scheme = "schemes/p-to-p.yaml"
	for _, f := range out {
		f.Data = bytes.ReplaceAll(f.Data, []byte("p-to-p"), []byte("p-to-q"))
		f.Data = bytes.ReplaceAll(f.Data, []byte("country: kamboja"), []byte("country: malaysia"))
	}
	out["schemes/p-to-q.yaml"], out["prosedur/skema-p-to-q.yaml"] = out[scheme], out["prosedur/skema-p-to-p.yaml"]
	delete(out, scheme)
	delete(out, "prosedur/skema-p-to-p.yaml")
	return out
}

// files are directories of the fixture, the later laid over the earlier.
func files(t testing.TB, root string, names ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range names {
		dir := os.DirFS(filepath.Join(root, "bot", "dialog", "testdata", name))
		err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(dir, name)
			files[path.Clean(name)] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// register are companies that do not exist.
func register(t testing.TB, file string) *licence.Register {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	r, err := licence.Import(f, "2026-11-20", "fixture")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// An Outage is a store that can be switched off.
type Outage struct {
	state.Store
	down atomic.Bool
}

// Hold is that of state.Store.
func (o *Outage) Hold(ctx context.Context, chat bot.ChatID, fn func(*state.Session) error) error {
	if o.down.Load() {
		return fmt.Errorf("switched off: %w", state.ErrDown)
	}
	return o.Store.Hold(ctx, chat, fn)
}

// A World is what stands behind a chat: an engine, and a store that outlives it.
type World struct {
	Engine   *dialog.Engine
	Memory   *memstore.Store
	Store    *Outage // of Memory
	Say      *bot.Catalog
	Licences *licence.Register // as the engine knows them, nil: none was imported; see Restart
	Register *licence.Register // what a script imports
	Library  *library.Library  // as the engine knows it; see Restart
	Newer    *library.Library  // what a script changes it to
	now      func() time.Time

	mu      sync.Mutex
	offered []bot.Choice
}

// NewWorld makes the world of one conversation, over the library of its script.
func (f *Fixture) NewWorld(t testing.TB, s Script, now func() time.Time) *World {
	lib := f.Plain
	if strings.HasPrefix(s.Name, "offer-") {
		lib = f.Offers
	}
	w := NewWorld(t, lib, now)
	w.Register, w.Newer = f.Register, f.Newer
	return w
}

// NewWorld makes a world over a library. now is its clock.
func NewWorld(t testing.TB, lib *library.Library, now func() time.Time) *World {
	t.Helper()
	say, err := bot.LoadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Say: say, Library: lib, now: now, Memory: memstore.New(now)}
	w.Store = &Outage{Store: w.Memory}
	w.Restart()
	return w
}

// Restart makes a new engine over the same store.
func (w *World) Restart() {
	w.Engine = &dialog.Engine{Library: w.Library, Store: w.Store, Journal: w.Memory, Say: w.Say, Log: slog.New(slog.DiscardHandler), Now: w.now}
	if list := w.Licences; list != nil {
		w.Engine.Licences = func() *licence.Register { return list }
	}
}

// Handle hands a turn to the engine, and notes the choices it offers.
func (w *World) Handle(ctx context.Context, t bot.Turn, send bot.Send) error {
	w.mu.Lock()
	w.offered = nil
	w.mu.Unlock()
	return w.Engine.Handle(ctx, t, func(ctx context.Context, r bot.Reply) (string, error) {
		w.mu.Lock()
		w.offered = append(w.offered, r.Choices...)
		w.mu.Unlock()
		return send(ctx, r)
	})
}

// Inline hands an inline query to the engine.
func (w *World) Inline(ctx context.Context, query string, lang text.Lang) []bot.Card {
	return w.Engine.Inline(ctx, query, lang)
}

// Offered are the choices of the last turn.
func (w *World) Offered() []bot.Choice {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.offered
}

// number is s as a number, 0 if it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
