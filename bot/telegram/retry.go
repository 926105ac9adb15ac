package telegram

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// How calls are repeated after 5xx and faults of the network: from 200 ms,
// doubled up to 15 s, half of it at random so that many chats do not come back
// at the same moment.
const (
	firstPause = 200 * time.Millisecond
	maxPause   = 15 * time.Second
)

func pauses() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval, b.Multiplier = firstPause, maxPause, 2
	return b
}

// again repeats op until it succeeds, is refused for good, or ctx ends. It
// waits after a 429 as long as it was told, else as pauses says. An error
// after ctx has ended is the last one of op, if there was one.
func again[T any](ctx context.Context, op func(context.Context) (T, error)) (T, error) {
	v, last := op(ctx)
	if last == nil {
		return v, nil // nearly always, and then nothing has to be made for waiting
	}
	first := true
	v, err := backoff.Retry(ctx, func() (T, error) {
		if !first {
			v, last = op(ctx)
		}
		first = false
		return v, verdict(last)
	}, backoff.WithBackOff(pauses()), backoff.WithMaxElapsedTime(0))
	if err != nil && last != nil {
		err = last
	}
	return v, err
}

// verdict tells backoff whether a call is to be repeated, and when.
func verdict(err error) error {
	var e *apiError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errTooBig):
		return backoff.Permanent(err)
	case !errors.As(err, &e):
		return err // the network, or an answer cut short
	case e.code == http.StatusTooManyRequests:
		return &backoff.RetryAfterError{Duration: max(time.Second, e.retryAfter)}
	case e.code >= 500:
		return err
	default:
		return backoff.Permanent(err)
	}
}

// refused reports whether err is a refusal for good.
func refused(err error) (*apiError, bool) {
	var e *apiError
	if errors.As(err, &e) && e.code < 500 && e.code != http.StatusTooManyRequests {
		return e, true
	}
	return nil, false
}

// pause waits for d or the end of ctx, and reports whether it waited d.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
