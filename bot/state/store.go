package state

import (
	"context"
	"errors"
	"time"

	"bekal/bot"
)

// KeepGaps is how long a gap is kept, and KeepPrints how long the fingerprint
// of an offer counts. Fingerprints are dropped by the week, so that one may go
// up to a week early, and none late.
const (
	KeepGaps   = 180 * 24 * time.Hour
	KeepPrints = 90 * 24 * time.Hour
)

// MaxGaps is how many gaps a journal keeps; beyond, the oldest go. A flood of
// odd questions must not fill the disk.
const MaxGaps = 10_000

// ErrDown says that a store cannot serve now. What needs no memory goes on
// without it.
var ErrDown = errors.New("the store is down")

// A Store keeps sessions. storetest.Run holds every implementation to this text.
type Store interface {
	// Hold runs fn with the session of chat and saves what fn leaves in it.
	// Turns of one chat run one after another, in every process that shares
	// the store, and in one process in the order in which they came; other
	// chats do not wait. A chat never seen has the zero Session; leaving the
	// zero Session forgets the chat. What has run out is not handed out. If fn
	// fails nothing is saved, and Hold returns an error that wraps fn's; if it
	// panics nothing is saved and the panic goes on. If the store cannot be
	// reached before fn ran, Hold returns an error that wraps ErrDown and fn
	// has not run. If what fn left cannot be saved, Hold returns an error; it
	// wraps ErrDown unless another process took the chat over meanwhile. A
	// session that cannot be read counts as never seen. ctx bounds the wait
	// for the chat, not the saving: what was said is remembered. The session
	// is fn's until fn returns and nobody's after. fn may use the journal, and
	// must not hold a chat.
	Hold(ctx context.Context, chat bot.ChatID, fn func(*Session) error) error
	// Ping reports whether the store can serve now; its error wraps ErrDown.
	Ping(ctx context.Context) error
	// Close gives back what the store uses. Later calls return errors that
	// wrap ErrDown. Turns under way should have ended.
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
// Each of its methods may be called by any number of goroutines, and returns an
// error that wraps ErrDown if the store cannot be reached.
type Journal interface {
	// Note keeps a gap for KeepGaps. The caller has scrubbed it. A gap without
	// a time gets that of now; one with the ID of another takes its place.
	Note(ctx context.Context, g Gap) error
	// Gaps returns the newest gaps first, at most n.
	Gaps(ctx context.Context, n int) ([]Gap, error)
	// Resolve marks a gap as dealt with. One that is not there any more is no
	// error.
	Resolve(ctx context.Context, id string) error
	// Seen counts a fingerprint of an offer and returns how often it, or one
	// near it as like reports, was counted before. The fingerprint is kept as
	// it is and must tell nothing of the offer's words. like is called for many
	// fingerprints while others wait, and so must be quick; nil compares for
	// equality only.
	Seen(ctx context.Context, print string, like func(a, b string) bool) (int, error)
}
