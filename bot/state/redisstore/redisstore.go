// Package redisstore keeps sessions and the journal in Redis, for any number of
// processes: a single server, one behind TLS or Sentinel, or a Cluster.
//
// A chat is up to five keys with one hash tag, so that scripts stay on one slot of
// a Cluster, and one more while a turn runs:
//
//	bekal:{3f…}:session   30 days after the last turn
//	bekal:{3f…}:flow      until the flow runs out
//	bekal:{3f…}:offer     7 days after the last answer about it
//	bekal:{3f…}:sent      48 hours after the last turn
//	bekal:{3f…}:bundle    a minute after something was forwarded
//	bekal:{3f…}:lock      who has the chat; seconds
//
// and the journal is
//
//	bekal:{gaps}:<id>     180 days
//	bekal:{gaps}:index    IDs by time
//	bekal:{offers}:<week> fingerprints as they came; 90 days
//
// Every key has a TTL. Names are keyed hashes and values are sealed (state.Box).
// Memory policy must be noeviction or volatile-ttl; a key lost all the same
// costs what was remembered, nothing else.
//
// The lock is SET NX PX with a random token, prolonged while the turn runs, and
// released by the script that saves. That script is also the fence: it saves
// only if nobody else has the chat and the session is still the one that was
// read (state.Mark), so that a turn whose lock was lost, by a pause or a
// failover, never overwrites a later one.
//
// A circuit breaker sees to it that a Redis which is away costs a few turns its
// timeout and the others nothing; each second one turn tries whether it is back.
package redisstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"

	"bekal/bot/state"
)

// The times of a store.
const (
	lockFor   = 5 * time.Second // a killed process blocks its chats for so long
	timeout   = 2 * time.Second // of one command with its retries
	dialFor   = time.Second
	awayFor   = time.Second // between two tries while Redis is away
	failures  = 3           // in a row that count as away
	poolSize  = 32
	retries   = 2
	retryWait = 50 * time.Millisecond // at most, between two of them
)

// Options say how a store works. Secret must be set, to the same in all
// processes.
type Options struct {
	Secret []byte           // of state.NewBox
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: nothing is logged
	// Lock is how long a chat stays taken after its process died; 0 is 5 s.
	Lock time.Duration
	// Timeout is how long Redis may take for one command; 0 is 2 s.
	Timeout time.Duration
}

// A Store is a state.Store and a state.Journal. It may be used by any number of
// goroutines and, with the same secret, of processes.
type Store struct {
	client  redis.UniversalClient
	breaker *gobreaker.CircuitBreaker[any]
	box     *state.Box
	now     func() time.Time
	log     *slog.Logger
	lock    time.Duration
	timeout time.Duration
	lanes   state.Lanes
	doubts  doubts
	scripts scripts

	mu     sync.RWMutex
	closed bool

	offers offers
}

// Open prepares a store for the Redis at url; see there for its forms. It does
// not connect: a Redis that is away now may come later. The error is that of a
// url or secret that cannot be right, and does not show the url.
//
// go-redis logs to a place of the whole program; Open points it to o.Log.
func Open(url string, o Options) (*Store, error) {
	opts, err := parse(url)
	if err != nil {
		return nil, fmt.Errorf("reading the address of Redis: %w", err)
	}
	return open(opts, o)
}

func open(opts *redis.UniversalOptions, o Options) (*Store, error) {
	box, err := state.NewBox(o.Secret)
	if err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	s := &Store{
		box: box, now: o.Now, log: o.Log, scripts: newScripts(),
		lock: cmp.Or(o.Lock, lockFor), timeout: cmp.Or(o.Timeout, timeout),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	redis.SetLogger(library{s.log})
	opts.DialTimeout = min(dialFor, s.timeout)
	opts.DialerRetries = 1
	opts.ReadTimeout, opts.WriteTimeout, opts.PoolTimeout = s.timeout, s.timeout, s.timeout
	opts.ContextTimeoutEnabled = true
	opts.MaxRetries = retries
	opts.MaxRetryBackoff = retryWait
	opts.PoolSize = poolSize
	opts.DisableIdentity = true
	s.client = redis.NewUniversalClient(opts)
	s.breaker = s.newBreaker()
	return s, nil
}

// Ping is that of state.Store. A good answer also ends the time in which Redis
// counts as away, at the earliest a second after it began.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.do(ctx, "asking whether Redis is there", func(ctx context.Context) (any, error) {
		return s.client.Exists(ctx, "bekal:{ping}").Result()
	})
	return err
}

// Close is that of state.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if err := s.client.Close(); err != nil && !errors.Is(err, redis.ErrClosed) {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}

// library takes what go-redis has to say. All of it shows also in the errors of
// commands, so it is for those who debug.
type library struct{ log *slog.Logger }

func (l library) Printf(ctx context.Context, format string, v ...any) {
	if l.log.Enabled(ctx, slog.LevelDebug) {
		l.log.DebugContext(ctx, "go-redis", "says", fmt.Sprintf(format, v...))
	}
}
