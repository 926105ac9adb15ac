package state

import (
	"context"
	"errors"
	"time"

	"bekal/bot"
)

// ErrDown says that a store cannot serve now. What needs no memory goes on
// without it.
var ErrDown = errors.New("the store is down")

// A Store keeps sessions. storetest.Run holds every implementation to this text.
type Store interface {
	// Hold runs fn with the session of chat and saves what fn leaves in it.
	// Turns of one chat run one after another, in every process that shares
	// the store; other chats do not wait. A chat never seen has the zero
	// Session; leaving the zero Session forgets the chat. If fn fails nothing
	// is saved, and Hold returns an error that wraps fn's. If the store cannot
	// be reached before fn ran, Hold returns an error that wraps ErrDown and fn
	// has not run. A session that cannot be read counts as never seen.
	Hold(ctx context.Context, chat bot.ChatID, fn func(*Session) error) error
	// Ping reports whether the store can serve now.
	Ping(ctx context.Context) error
	Close() error
}

// A Gap is a question that got no good answer, without anything that tells who
// asked.
type Gap struct {
	ID       string // chosen by the journal when empty
	At       time.Time
	Text     string // scrubbed
	Lang     string
	Kind     string // none, suggest, unhelpful, wrong
	Entry    string // entry that was shown, if one was
	Reason   string // what the person said was missing
	Resolved bool
}

// A Journal keeps gaps for the staff and counts what was asked and checked.
type Journal interface {
	// Note keeps a gap. The caller has scrubbed it.
	Note(ctx context.Context, g Gap) error
	// Gaps returns the newest gaps first, at most n.
	Gaps(ctx context.Context, n int) ([]Gap, error)
	// Resolve marks a gap as dealt with.
	Resolve(ctx context.Context, id string) error
	// Seen counts a fingerprint of an offer and returns how often it, or one
	// near it as like reports, was counted before.
	Seen(ctx context.Context, print string, like func(a, b string) bool) (int, error)
}
