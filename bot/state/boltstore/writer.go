package boltstore

import (
	"errors"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// maxBatch is how many writes one commit takes at most, so that the first of
// them does not wait too long.
const maxBatch = 512

var errClosed = errors.New("the store was closed")

// A writer gathers what is to be written while a commit is under way into the
// next one. bbolt's own Batch waits for a fixed time to gather, which would cost
// a chat alone that time, and starts a commit for each such time.
type writer struct {
	mu     sync.RWMutex // against closing the channel under a sender
	closed bool
	writes chan write
}

// A write is one change and where to tell how it went.
type write struct {
	fn   func(*bolt.Tx) error
	done chan error
}

func (w *writer) open() { w.writes = make(chan write, maxBatch) }

// do runs fn in a transaction, alone, and returns when it is on the disk. fn may
// run twice.
func (w *writer) do(fn func(*bolt.Tx) error) error {
	done := make(chan error, 1)
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return errClosed
	}
	w.writes <- write{fn, done}
	w.mu.RUnlock()
	return <-done
}

// close lets run end once all writes are done.
func (w *writer) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		close(w.writes)
	}
}

// run commits until the writer is closed. It holds readers while it reads.
func (w *writer) run(db *bolt.DB, readers *sync.RWMutex) {
	for first := range w.writes {
		batch := w.gather([]write{first})
		err := db.Update(func(tx *bolt.Tx) error {
			for _, wr := range batch {
				if err := wr.fn(tx); err != nil {
					return err
				}
			}
			return nil
		})
		for _, wr := range batch {
			if err != nil && len(batch) > 1 {
				wr.done <- db.Update(wr.fn) // one failed: each for itself
				continue
			}
			wr.done <- err
		}
		readers.RLock()
		_ = db.View(release) // it only spares memory
		readers.RUnlock()
	}
}

// gather adds what waits already.
func (w *writer) gather(batch []write) []write {
	for len(batch) < maxBatch {
		select {
		case next, ok := <-w.writes:
			if !ok {
				return batch
			}
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}
