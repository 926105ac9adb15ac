// Package storetest holds every store and journal to the text of package state.
// Its tests know a store only through a Backend, so that a new kind of store
// needs a few lines to be held to the same.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

// Both is what every kind of store offers.
type Both interface {
	state.Store
	state.Journal
}

// A Backend is an empty database of one test, and what the suite must do with it
// besides using it. Whoever makes it cleans up.
type Backend struct {
	// A and B are two clients of the database, as two processes would have
	// them; where there can be one only they are the same.
	A, B Both
	// Advance moves on the time by which the database goes.
	Advance func(d time.Duration)
	// Dump returns all keys and values as the database keeps them. Nil if they
	// never leave the process.
	Dump func() []byte
	// Spoil puts junk in the place of every saved session. Nil as for Dump.
	Spoil func(junk []byte)
}

// Run runs the suite. start makes an empty Backend for each of its tests.
func Run(t *testing.T, start func(t *testing.T) Backend) {
	for name, test := range map[string]func(*testing.T, Backend){
		"a session comes back as it was left":   comesBack,
		"turns of a chat run one after another": oneAfterAnother,
		"turns run in the order they came":      inOrder,
		"other chats do not wait":               othersGoOn,
		"failure saves nothing":                 failure,
		"panic lets go of the chat":             panics,
		"the zero session forgets the chat":     forgets,
		"a session runs out":                    sessionRunsOut,
		"a flow runs out":                       flowRunsOut,
		"an offer and messages run out":         partsRunOut,
		"a cancelled turn does not run":         cancelled,
		"what was said is saved after cancel":   savedAfterCancel,
		"a closed store is down":                closed,
		"junk counts as never seen":             junk,
		"gaps":                                  gaps,
		"gaps run out":                          gapsRunOut,
		"offers are counted":                    offers,
		"offers run out":                        offersRunOut,
		"the journal is there inside a turn":    journalInside,
		"a dump tells nothing":                  dumpTellsNothing,
	} {
		t.Run(name, func(t *testing.T) { test(t, start(t)) })
	}
}

const chat = bot.ChatID("tg:620011223344")

// patience is how long a test waits for what should happen soon.
const patience = 30 * time.Second

// peek returns the session of a chat and leaves it as it is.
func peek(t *testing.T, s state.Store, c bot.ChatID) state.Session {
	t.Helper()
	var out state.Session
	hold(t, s, c, func(got *state.Session) { out = *got })
	return out
}

// hold changes the session of a chat.
func hold(t *testing.T, s state.Store, c bot.ChatID, change func(*state.Session)) {
	t.Helper()
	err := s.Hold(t.Context(), c, func(got *state.Session) error { change(got); return nil })
	if err != nil {
		t.Fatalf("holding a chat: %v", err)
	}
}

// occupy takes the chat until free is called, which returns what Hold did.
func occupy(ctx context.Context, t *testing.T, s state.Store) (free func() error) {
	t.Helper()
	in, out, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Hold(ctx, chat, func(got *state.Session) error {
			close(in)
			<-out
			got.Path = "occupied"
			return nil
		})
	}()
	select {
	case <-in:
	case <-time.After(patience):
		t.Fatal("the chat was not to be had")
	}
	free = sync.OnceValue(func() error { close(out); return <-done })
	t.Cleanup(func() { _ = free() })
	return free
}
