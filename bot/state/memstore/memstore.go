// Package memstore keeps sessions and the journal in the memory of one process,
// for the bot in a terminal and for tests. What has run out is dropped when it
// is met again; nothing outlives the process.
package memstore

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

var errClosed = fmt.Errorf("%w: it was closed", state.ErrDown)

// A Store is a state.Store and a state.Journal. It may be used by any number of
// goroutines.
type Store struct {
	now   func() time.Time
	lanes state.Lanes

	mu       sync.Mutex
	closed   bool
	sessions map[bot.ChatID]kept
	gaps     []state.Gap // oldest first
	tally    state.Tally
}

// kept is a session in its encoding, so that fn always has a copy of its own.
type kept struct {
	enc   []byte
	until time.Time
}

// New makes an empty store that goes by the clock now; nil is time.Now.
func New(now func() time.Time) *Store {
	if now == nil {
		now = time.Now
	}
	return &Store{now: now, sessions: map[bot.ChatID]kept{}}
}

// Hold is that of state.Store.
func (s *Store) Hold(ctx context.Context, chat bot.ChatID, fn func(*state.Session) error) error {
	leave, err := s.lanes.Enter(ctx, string(chat))
	if err != nil {
		return fmt.Errorf("waiting for a chat: %w", err)
	}
	defer leave()
	session, err := s.load(chat)
	if err != nil {
		return err
	}
	if err := fn(session); err != nil {
		return err
	}
	return s.save(chat, session)
}

func (s *Store) load(chat bot.ChatID) (*state.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	k, ok := s.sessions[chat]
	if !ok || s.now().After(k.until) {
		return &state.Session{}, nil
	}
	session, err := state.Decode(k.enc)
	if err != nil {
		return &state.Session{}, nil // as never seen
	}
	session.Tidy(s.now())
	return session, nil
}

func (s *Store) save(chat bot.ChatID, session *state.Session) error {
	enc, err := session.Encode()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errClosed
	case session.Zero():
		delete(s.sessions, chat)
	default:
		s.sessions[chat] = kept{enc, s.now().Add(state.Keep)}
	}
	return nil
}

// Ping is that of state.Store.
func (s *Store) Ping(context.Context) error {
	return s.open(func() error { return nil })
}

// Close is that of state.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

// Note is that of state.Journal.
func (s *Store) Note(_ context.Context, g state.Gap) error {
	return s.open(func() error {
		g.Fill(s.now())
		s.gaps = slices.DeleteFunc(s.gaps, func(old state.Gap) bool { return old.ID == g.ID || s.old(old) })
		s.gaps = append(s.gaps, g)
		slices.SortStableFunc(s.gaps, func(a, b state.Gap) int { return a.At.Compare(b.At) })
		s.gaps = s.gaps[max(0, len(s.gaps)-state.MaxGaps):]
		return nil
	})
}

// Gaps is that of state.Journal.
func (s *Store) Gaps(_ context.Context, n int) (gaps []state.Gap, err error) {
	err = s.open(func() error {
		s.gaps = slices.DeleteFunc(s.gaps, s.old)
		gaps = slices.Clone(s.gaps[max(0, len(s.gaps)-max(0, n)):])
		slices.Reverse(gaps)
		return nil
	})
	return gaps, err
}

// Resolve is that of state.Journal.
func (s *Store) Resolve(_ context.Context, id string) error {
	return s.open(func() error {
		for i := range s.gaps {
			if s.gaps[i].ID == id {
				s.gaps[i].Resolved = true
			}
		}
		return nil
	})
}

// Seen is that of state.Journal.
func (s *Store) Seen(_ context.Context, print string, like func(a, b string) bool) (n int, err error) {
	err = s.open(func() error {
		s.tally.DropBefore(state.FirstWeek(s.now()))
		n = s.tally.Like(print, like)
		s.tally.Add(state.Week(s.now()), print, 1)
		return nil
	})
	return n, err
}

// old reports whether a gap has run out.
func (s *Store) old(g state.Gap) bool { return s.now().Sub(g.At) > state.KeepGaps }

// open runs fn alone, unless the store is closed.
func (s *Store) open(fn func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	return fn()
}
