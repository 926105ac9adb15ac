// Package library holds the current edition of everything bekal knows, and
// makes a new one when the files change.
package library

import (
	"context"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"bekal/index"
	"bekal/knowledge"
	"bekal/knowledge/offer"
)

// An Edition is one consistent version of everything the bot knows. It never
// changes: take it once per turn and use it to the end of the turn.
type Edition struct {
	Base   *knowledge.Base
	Index  *index.Index
	Offers *offer.Checker
}

// New builds an edition from files. Problems are returned with a nil edition;
// err is for what is not the files' fault. Files that the tests have checked,
// those the program is shipped with, are trusted: checking them again would be
// a fifth of the time a start takes.
func New(fsys fs.FS, trusted bool) (*Edition, []knowledge.Problem, error) {
	base, problems, err := knowledge.Load(fsys)
	if err != nil || len(problems) > 0 {
		return nil, problems, err
	}
	if !trusted {
		if problems = Lint(base); len(problems) > 0 {
			return nil, problems, nil
		}
	}
	return build(base)
}

// Lint is every problem of a base that loads. That the red flags raise what
// their examples say is looked at only once the files themselves are in order.
func Lint(base *knowledge.Base) []knowledge.Problem {
	if problems := base.Lint(); len(problems) > 0 {
		return problems
	}
	return offer.Lint(base)
}

func build(base *knowledge.Base) (*Edition, []knowledge.Problem, error) {
	base.Forget()
	ed := &Edition{Base: base}
	var side sync.WaitGroup
	var bad error
	side.Go(func() { ed.Offers, bad = offer.New(base) })
	var err error
	ed.Index, err = index.Build(base, index.Stages{})
	side.Wait()
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("building the index: %w", err)
	case bad != nil:
		// only a trusted base can have this, and the tests have checked it
		_ = ed.Index.Close() // an index in memory: nothing is lost
		return nil, nil, fmt.Errorf("building the checker of offers: %w", bad)
	}
	return ed, nil, nil
}

// A Library is the current edition and the files it comes from.
type Library struct {
	fsys    fs.FS
	trusted bool
	current atomic.Pointer[Edition]
	mu      sync.Mutex // one reload at a time
	wait    sync.WaitGroup
	old     chan struct{} // closed by Close: old editions need not linger
}

// linger is how long an edition that was replaced stays usable for the turns
// that took it before.
const linger = time.Minute

// Open builds the first edition; see New for trusted. The library must be closed.
func Open(fsys fs.FS, trusted bool) (*Library, []knowledge.Problem, error) {
	ed, problems, err := New(fsys, trusted)
	if ed == nil {
		return nil, problems, err
	}
	l := &Library{fsys: fsys, trusted: trusted, old: make(chan struct{})}
	l.current.Store(ed)
	return l, nil, nil
}

// Edition is the current edition.
func (l *Library) Edition() *Edition { return l.current.Load() }

// Reload builds a new edition from the files and makes it current. If anything
// is wrong it returns the problems and the current edition stays.
func (l *Library) Reload(ctx context.Context) ([]knowledge.Problem, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("reloading the knowledge: %w", err)
	}
	ed, problems, err := New(l.fsys, l.trusted)
	if ed == nil {
		return problems, err
	}
	ed.Offers.Warm()
	before := l.current.Swap(ed)
	l.wait.Go(func() {
		select {
		case <-time.After(linger):
		case <-l.old:
		}
		_ = before.Index.Close() // an index in memory: nothing is lost
	})
	return nil, nil
}

// Close frees every edition.
func (l *Library) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.old)
	l.wait.Wait()
	return l.current.Load().Index.Close()
}
