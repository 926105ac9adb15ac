package redisstore

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"bekal/bot/state"
	"bekal/bot/state/storetest"
)

// onDisk makes a Redis keep everything through a kill.
var onDisk = []string{"--appendonly", "yes", "--appendfsync", "always"}

func set(path string) func(*state.Session) error {
	return func(s *state.Session) error { s.Path = path; return nil }
}

func path(t *testing.T, s *Store, want string) {
	t.Helper()
	err := s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
		if got.Path != want {
			t.Errorf("the session has %q, want %q", got.Path, want)
		}
		return nil
	})
	if err != nil {
		t.Errorf("holding a chat: %v", err)
	}
}

// comesBack waits until the store serves again.
func comesBack(t *testing.T, s *Store) {
	t.Helper()
	begin := time.Now()
	for s.Hold(t.Context(), "tg:1", func(*state.Session) error { return nil }) != nil {
		if time.Since(begin) > 30*time.Second {
			t.Fatal("the store did not come back")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("back after %v", time.Since(begin).Round(time.Millisecond))
}

// downFor holds n chats of a Redis that is away and returns how long that took.
func downFor(t *testing.T, s *Store, n int) time.Duration {
	t.Helper()
	begin := time.Now()
	for range n {
		err := s.Hold(t.Context(), "tg:1", func(*state.Session) error { t.Error("ran"); return nil })
		if !errors.Is(err, state.ErrDown) {
			t.Errorf("got %v", err)
		}
	}
	return time.Since(begin)
}

func TestAway(t *testing.T) {
	r := storetest.StartRedis(t, onDisk...)
	var log bytes.Buffer
	o := options()
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	s := connect(t, "redis://"+r.Addr, o)
	for range 3 {
		if err := s.Hold(t.Context(), "tg:1", set("kept")); err != nil {
			t.Fatal(err)
		}
		r.Kill()
		if d := downFor(t, s, 500); d > 20*time.Second {
			t.Errorf("500 turns waited %v for a dead Redis", d)
		} else {
			t.Logf("500 turns waited %v", d)
		}
		if err := s.Ping(t.Context()); !errors.Is(err, state.ErrDown) {
			t.Errorf("ping: %v", err)
		}
		r.Start()
		comesBack(t, s)
		path(t, s, "kept")
	}
	for _, want := range []string{"redis is away", "redis is back"} {
		if n := strings.Count(log.String(), want); n != 3 {
			t.Errorf("%q was logged %d times in\n%s", want, n, &log)
		}
	}
}

func TestHangs(t *testing.T) {
	r := storetest.StartRedis(t)
	o := options()
	o.Timeout = 200 * time.Millisecond
	s := connect(t, "redis://"+r.Addr, o)
	if err := s.Hold(t.Context(), "tg:1", set("kept")); err != nil {
		t.Fatal(err)
	}
	r.Pause()
	defer r.Resume()
	if d := downFor(t, s, failures); d > failures*o.Timeout*4 {
		t.Errorf("%d turns waited %v for a Redis that hangs", failures, d)
	}
	if d := downFor(t, s, 200); d > 25*o.Timeout {
		t.Errorf("200 more waited %v", d)
	}
	r.Resume()
	comesBack(t, s)
	path(t, s, "kept")
}

// TestDiesInTurn kills Redis while turns run.
func TestDiesInTurn(t *testing.T) {
	r := storetest.StartRedis(t, onDisk...)
	s := connect(t, "redis://"+r.Addr, options())
	ran := false
	err := s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
		ran = true
		r.Kill()
		return set("lost")(got)
	})
	if !ran || !errors.Is(err, state.ErrDown) || !strings.Contains(err.Error(), "after its turn ran") {
		t.Errorf("ran: %v, error: %v", ran, err)
	}
	r.Start()
	comesBack(t, s) // the lock is still there, and ours
	path(t, s, "")

	// back before the turn ends: nothing was lost, nothing shows
	err = s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
		r.Kill()
		r.Start()
		return set("saved")(got)
	})
	if err != nil {
		t.Errorf("error: %v", err)
	}
	path(t, s, "saved")
}

// TestForgetful restarts a Redis that keeps nothing while a turn runs. A chat
// that was new is saved; of one that was not, nobody knows what happened since.
func TestForgetful(t *testing.T) {
	r := storetest.StartRedis(t)
	s := connect(t, "redis://"+r.Addr, options())
	for i, want := range []error{nil, errTaken} {
		err := s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
			r.Kill()
			r.Start()
			return set("saved")(got)
		})
		if !errors.Is(err, want) || errors.Is(err, state.ErrDown) {
			t.Errorf("turn %d: error: %v, want %v", i, err, want)
		}
	}
	path(t, s, "")
	if n, err := s.Seen(t.Context(), "f00d", nil); n != 0 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
	r.Kill()
	r.Start()
	comesBack(t, s)
	for want := range 2 {
		if n, err := s.Seen(t.Context(), "f00d", nil); n != want || err != nil {
			t.Errorf("after a loss counted %d, %v", n, err)
		}
	}
}

func TestPassword(t *testing.T) {
	r := storetest.StartRedis(t, "--requirepass", "sesame")
	path(t, connect(t, "redis://:sesame@"+r.Addr, options()), "")
	err := connect(t, "redis://:geheim@"+r.Addr, options()).Ping(t.Context())
	if !errors.Is(err, state.ErrDown) || strings.Contains(err.Error(), "geheim") {
		t.Errorf("with a wrong password: %v", err)
	}
}
