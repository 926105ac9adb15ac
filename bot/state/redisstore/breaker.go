package redisstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/sony/gobreaker/v2"

	"bekal/bot/state"
)

var errClosed = errors.New("the store was closed")

func (s *Store) newBreaker() *gobreaker.CircuitBreaker[any] {
	return gobreaker.NewCircuitBreaker[any](gobreaker.Settings{
		Name:        "redis",
		MaxRequests: 1,
		Timeout:     awayFor,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= failures },
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case from == gobreaker.StateClosed:
				s.log.Warn("redis is away: going on without memory")
			case to == gobreaker.StateClosed:
				s.log.Info("redis is back")
			}
		},
	})
}

// do runs one command, unless Redis counts as away. Its errors wrap
// state.ErrDown.
func (s *Store) do(ctx context.Context, what string, op func(context.Context) (any, error)) (any, error) {
	out, err := s.breaker.Execute(func() (any, error) { return s.try(ctx, op) })
	return out, down(what, err)
}

// insist is do for what must not be left undone: it asks Redis even while that
// counts as away.
func (s *Store) insist(ctx context.Context, what string, op func(context.Context) (any, error)) (any, error) {
	out, err := s.try(ctx, op)
	return out, down(what, err)
}

// try runs one command for at most the timeout of the store. It does not end
// with ctx: whether a command that was broken off took effect nobody knows, and
// callers with little time left must not hide from the breaker that Redis hangs.
func (s *Store) try(ctx context.Context, op func(context.Context) (any, error)) (any, error) {
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		return nil, errClosed
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeout)
	defer cancel()
	return op(ctx)
}

func down(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s: %w", state.ErrDown, what, err)
}
