// Package boltstore keeps sessions and the journal in one file of one process,
// with bbolt. It is the store of a bot on one machine and needs no server.
//
// A session is on the disk (fsync) when Hold returns: neither a kill nor a
// power cut loses it. Saves that come while the disk is busy go into one commit,
// so that many chats at once cost few commits, and one alone does not wait.
//
// Names in the file are keyed hashes and values are sealed (state.Box). Each value
// bears the time at which it runs out; a sweep deletes flows, gaps and what was just forwarded within a
// minute of that time and the rest within an hour, and what has run out is not
// handed out before. When a chat is forgotten, and after a sweep, the free pages
// of the file are overwritten, so that not even sealed words are left.
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"bekal/bot/state"
)

// File is the name of the file in the data directory.
const File = "bekal.db"

// lockWait is how long Open waits for another process to give up the file: a
// restart may overlap the old process by a moment.
const lockWait = 3 * time.Second

// ErrInUse says that another process has the file.
var ErrInUse = errors.New("another process is using it")

// The buckets of the file. In each a value begins with the time at which it
// runs out, in milliseconds since 1970.
const (
	sessions = "sessions" // chat name -> sealed session without the parts below
	flows    = "flows"    // chat name -> sealed flow
	offers   = "offers"   // chat name -> sealed offer
	sent     = "sent"     // chat name -> sealed names of messages
	bundles  = "bundles"  // chat name -> sealed text that was just forwarded
	gaps     = "gaps"     // time, ID -> sealed gap
	prints   = "prints"   // week, fingerprint -> count
)

// bucketOf is where a part of a session is kept.
func bucketOf(p state.Part) string {
	return map[state.Part]string{state.Main: sessions, state.InFlow: flows, state.InOffer: offers, state.InSent: sent, state.InBundle: bundles}[p]
}

// Options say how a store works. Secret must be set.
type Options struct {
	Secret []byte           // of state.NewBox
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: nothing is logged
}

// A Store is a state.Store and a state.Journal. It may be used by any number of
// goroutines.
type Store struct {
	db     *bolt.DB
	box    *state.Box
	now    func() time.Time
	log    *slog.Logger
	lanes  state.Lanes
	writer writer

	readers sync.RWMutex // held for reading by readers of the file
	shreds  atomic.Bool  // something was deleted and is not overwritten yet

	tallyMu sync.Mutex
	tally   state.Tally

	stop context.CancelFunc // ends the sweep
	done sync.WaitGroup
}

// Open opens the file in the directory dir, and makes both where they are
// missing. If another process has the file the error wraps ErrInUse.
func Open(dir string, o Options) (*Store, error) {
	box, err := state.NewBox(o.Secret)
	if err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the data directory: %w", err)
	}
	path := filepath.Join(dir, File)
	db, err := openFile(path)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	s := &Store{db: db, box: box, now: o.Now, log: o.Log}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing %s: %w", path, err), db.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.shreds.Store(true) // a process before may have been killed in between
	s.writer.open()
	s.done.Go(func() { s.writer.run(db, &s.readers) })
	s.done.Go(func() { s.sweepNowAndThen(ctx) })
	return s, nil
}

func openFile(path string) (*bolt.DB, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{
		Timeout: lockWait,
		// The list of free pages is found anew on opening, instead of being
		// written with every commit.
		NoFreelistSync: true,
		FreelistType:   bolt.FreelistMapType,
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrInUse
	}
	return db, err
}

// prepare makes the buckets and reads the fingerprints.
func (s *Store) prepare() error {
	err := s.db.Update(func(tx *bolt.Tx) error {
		for _, name := range []string{sessions, flows, offers, sent, bundles, gaps, prints} {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.db.View(s.readPrints)
}

// Ping is that of state.Store.
func (s *Store) Ping(context.Context) error {
	return s.view("looking at the file", func(*bolt.Tx) error { return nil })
}

// Close is that of state.Store. It waits for writes under way.
func (s *Store) Close() error {
	s.stop()
	s.writer.close()
	s.done.Wait()
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}

// view reads from the file; its errors wrap state.ErrDown.
func (s *Store) view(what string, fn func(*bolt.Tx) error) error {
	s.readers.RLock()
	defer s.readers.RUnlock()
	if err := s.db.View(fn); err != nil {
		return fmt.Errorf("%w: %s: %w", state.ErrDown, what, err)
	}
	return nil
}

// update writes to the file; its errors wrap state.ErrDown.
func (s *Store) update(what string, fn func(*bolt.Tx) error) error {
	if err := s.writer.do(fn); err != nil {
		return fmt.Errorf("%w: %s: %w", state.ErrDown, what, err)
	}
	return nil
}
