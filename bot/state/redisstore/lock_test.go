package redisstore

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"bekal/bot/state"
	"bekal/bot/state/storetest"
)

func pair(t *testing.T, lock time.Duration) (a, b *Store) {
	r := storetest.StartRedis(t)
	o := options()
	o.Lock = lock
	return connect(t, "redis://"+r.Addr, o), connect(t, "redis://"+r.Addr, o)
}

// lockKey is that of the chat of these tests.
func lockKey(s *Store) string { return "bekal:{" + s.box.ChatName("tg:1") + "}:lock" }

func TestLockIsProlonged(t *testing.T) {
	a, b := pair(t, 1500*time.Millisecond)
	var over atomic.Bool
	in := make(chan struct{})
	done := make(chan error)
	go func() {
		done <- a.Hold(t.Context(), "tg:1", func(s *state.Session) error {
			close(in)
			time.Sleep(4 * time.Second)
			over.Store(true)
			return set("slow")(s)
		})
	}()
	<-in
	err := b.Hold(t.Context(), "tg:1", func(s *state.Session) error {
		if !over.Load() || s.Path != "slow" {
			t.Errorf("the chat was given away: over %v, %q", over.Load(), s.Path)
		}
		return nil
	})
	if err := errors.Join(err, <-done); err != nil {
		t.Error(err)
	}
}

// TestFence takes the lock away from a turn, as a long pause or a failover does,
// and lets another turn in.
func TestFence(t *testing.T) {
	for name, other := range map[string]struct {
		do   func(*state.Session) error
		want string
	}{
		"that saves":   {set("other"), "other"},
		"that forgets": {func(s *state.Session) error { *s = state.Session{}; return nil }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := pair(t, time.Minute)
			if err := a.Hold(t.Context(), "tg:1", set("before")); err != nil {
				t.Fatal(err)
			}
			err := a.Hold(t.Context(), "tg:1", func(s *state.Session) error {
				if err := b.client.Del(t.Context(), lockKey(b)).Err(); err != nil {
					t.Error(err)
				}
				if err := b.Hold(t.Context(), "tg:1", other.do); err != nil {
					t.Error(err)
				}
				return set("late")(s)
			})
			if !errors.Is(err, errTaken) || errors.Is(err, state.ErrDown) {
				t.Errorf("error: %v", err)
			}
			path(t, b, other.want)
		})
	}
	t.Run("that runs still", func(t *testing.T) {
		a, b := pair(t, time.Minute)
		err := a.Hold(t.Context(), "tg:1", func(s *state.Session) error {
			return b.client.Set(t.Context(), lockKey(b), "other", time.Minute).Err()
		})
		if !errors.Is(err, errTaken) {
			t.Errorf("error: %v", err)
		}
		if got := b.client.Get(t.Context(), lockKey(b)).Val(); got != "other" {
			t.Errorf("the lock of the other is %q", got)
		}
	})
	t.Run("that never came", func(t *testing.T) {
		a, b := pair(t, time.Minute)
		err := a.Hold(t.Context(), "tg:1", func(s *state.Session) error {
			return errors.Join(b.client.Del(t.Context(), lockKey(b)).Err(), set("kept")(s))
		})
		if err != nil {
			t.Errorf("error: %v", err)
		}
		path(t, b, "kept")
	})
}

func TestDeadProcess(t *testing.T) {
	a, _ := pair(t, time.Minute)
	begin := time.Now()
	if err := a.client.Set(t.Context(), lockKey(a), "of a dead process", 300*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	path(t, a, "")
	if d := time.Since(begin); d < 250*time.Millisecond || d > 20*time.Second {
		t.Errorf("waited %v for a lock of 300ms", d)
	}
}

// TestAskedAgain has every command done twice, as if the first answer got lost.
func TestAskedAgain(t *testing.T) {
	m := miniredis.RunT(t)
	s := connect(t, "redis://"+m.Addr(), options())
	s.client.AddHook(twice{})
	for i, want := range []string{"", "one", "two"} {
		err := s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
			if got.Path != want {
				t.Errorf("turn %d has %q", i, got.Path)
			}
			return set([]string{"one", "two", ""}[i])(got)
		})
		if err != nil {
			t.Errorf("turn %d: %v", i, err)
		}
	}
	if keys := m.Keys(); len(keys) != 0 {
		t.Errorf("left: %v", keys)
	}
}

type twice struct{}

func (twice) DialHook(next redis.DialHook) redis.DialHook { return next }

func (twice) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (twice) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if err := next(ctx, cmd); err != nil {
			return err
		}
		return next(ctx, cmd)
	}
}

func TestTooManyGaps(t *testing.T) {
	m := miniredis.RunT(t)
	s := connect(t, "redis://"+m.Addr(), options())
	begin := time.Now().Add(-time.Hour)
	for i := range state.MaxGaps {
		id := fmt.Sprint("g", i)
		if _, err := m.ZAdd(gapIndex, float64(begin.Add(time.Duration(i)*time.Millisecond).UnixMicro()), id); err != nil {
			t.Fatal(err)
		}
		if err := m.Set(gapKey+id, "x"); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if err := s.Note(t.Context(), state.Gap{Text: "apa"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(m.Keys()); n != state.MaxGaps+1 {
		t.Errorf("%d keys are left", n)
	}
	for id, want := range map[string]bool{"g2": false, "g3": true} {
		if got := m.Exists(gapKey + id); got != want {
			t.Errorf("%s is there: %v", id, got)
		}
	}
}
