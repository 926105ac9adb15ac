package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/bot/state/storetest"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("BOLTSTORE_TEST_DIR"); dir != "" {
		saveForEver(dir)
	}
	goleak.VerifyTestMain(m)
}

func options() Options { return Options{Secret: []byte("a secret of the tests")} }

func open(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Backend {
		var ahead atomic.Int64
		o := options()
		o.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		s := open(t, t.TempDir(), o)
		return storetest.Backend{
			A: s, B: s,
			Advance: func(d time.Duration) {
				ahead.Add(int64(d))
				if err := s.sweep(t.Context(), true); err != nil {
					t.Error(err)
				}
			},
			Dump:  func() []byte { return dump(t, s) },
			Spoil: func(junk []byte) { spoil(t, s, junk) },
		}
	})
}

func dump(t *testing.T, s *Store) []byte {
	t.Helper()
	var out bytes.Buffer
	err := s.db.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				_, err := fmt.Fprintf(&out, "%s %s = %s\n", name, k, v)
				return err
			})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spoil keeps the time of a session and spoils the rest.
func spoil(t *testing.T, s *Store, junk []byte) {
	t.Helper()
	err := s.db.Update(func(tx *bolt.Tx) error {
		for part := range state.Parts {
			name := bucketOf(part)
			b := tx.Bucket([]byte(name))
			c := b.Cursor()
			for k, v := c.First(); k != nil; k, v = c.Next() {
				if err := b.Put(k, append(bytes.Clone(v[:8]), junk...)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, options())
	_, err := Open(dir, options())
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), filepath.Join(dir, File)) {
		t.Errorf("got %v", err)
	}
}

func TestNotOurs(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir, Options{}); err == nil {
		t.Error("opened without a secret")
	}
	path := filepath.Join(dir, File)
	if err := os.WriteFile(path, bytes.Repeat([]byte("not a database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, options()); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestOnlyForUs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	open(t, dir, options())
	for _, path := range []string{dir, filepath.Join(dir, File)} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestAnotherSecret(t *testing.T) {
	dir := t.TempDir()
	for _, secret := range []string{"first", "second"} {
		s, err := Open(dir, Options{Secret: []byte(secret)})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
			if !got.Zero() {
				t.Errorf("with the %s secret: %+v", secret, got)
			}
			got.Path = "p-to-p"
			return nil
		})
		err = errors.Join(err, s.Note(t.Context(), state.Gap{Text: "apa"}))
		gaps, errGaps := s.Gaps(t.Context(), 9)
		if err := errors.Join(err, errGaps, s.Close()); err != nil || len(gaps) != 1 {
			t.Errorf("%d gaps, %v", len(gaps), err)
		}
	}
}

func TestTooManyGaps(t *testing.T) {
	s := open(t, t.TempDir(), options())
	begin := time.Now().Add(-time.Hour)
	err := s.db.Update(func(tx *bolt.Tx) error {
		for i := range state.MaxGaps + 700 {
			at := begin.Add(time.Duration(i) * time.Millisecond)
			if err := put(tx, gaps, string(millis(at))+fmt.Sprint(i), []byte("x"), at.Add(state.KeepGaps)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.sweep(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	err = s.db.View(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(gaps))
		k, _ := b.Cursor().First()
		if n := b.Stats().KeyN; n != state.MaxGaps || string(k[8:]) != "700" {
			t.Errorf("%d gaps are left, the oldest is %s", n, k[8:])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReopen checks that everything is there after a restart.
func TestReopen(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		s, err := Open(dir, options())
		if err != nil {
			t.Fatal(err)
		}
		err = s.Hold(t.Context(), "tg:1", func(got *state.Session) error {
			if len(got.Seen) != i {
				t.Errorf("start %d: %v", i, got.Seen)
			}
			got.Settle(fmt.Sprint("u", i), time.Now())
			return nil
		})
		n, errSeen := s.Seen(t.Context(), "f00d", nil)
		errNote := s.Note(t.Context(), state.Gap{Text: "apa"})
		gaps, errGaps := s.Gaps(t.Context(), 9)
		if err := errors.Join(err, errSeen, errNote, errGaps, s.Close()); err != nil {
			t.Fatal(err)
		}
		if n != i || len(gaps) != i+1 {
			t.Errorf("start %d: counted %d, %d gaps", i, n, len(gaps))
		}
	}
}

func BenchmarkHold(b *testing.B) {
	storetest.Bench(b, open(b, b.TempDir(), options()))
}

var _ storetest.Both = (*Store)(nil)

// TestShred wants no byte of what was kept of a chat in the file once the chat
// is forgotten or its flow has run out, and nothing lost of the other chats.
func TestShred(t *testing.T) {
	var ahead atomic.Int64
	o := options()
	o.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	dir := t.TempDir()
	s := open(t, dir, o)
	const gone, stays = bot.ChatID("tg:1"), bot.ChatID("tg:2")
	name := s.box.ChatName(gone)
	var kept [][]byte // each value the file ever held of the chat
	save := func(chat bot.ChatID, i int, long string) {
		t.Helper()
		err := s.Hold(t.Context(), chat, func(got *state.Session) error {
			got.Settle(fmt.Sprint("u", i), time.Now())
			got.Flow = state.Flow{Name: "complaint", Data: map[string]string{"what": long}, Until: o.Now().Add(time.Hour)}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if chat == gone {
			kept = append(kept, value(t, s, sessions, name), value(t, s, flows, name))
		}
	}
	left := func() (n int) {
		raw, err := os.ReadFile(filepath.Join(dir, File))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range kept {
			// any part of a value gives it away: it may lie over several pages
			for part := range slices.Chunk(v[8:], 64) {
				if len(part) == 64 && bytes.Contains(raw, part) {
					n++
				}
			}
		}
		return n
	}
	talk := func() {
		var others sync.WaitGroup
		for c := range 4 {
			others.Go(func() {
				for range 30 {
					err := s.Hold(t.Context(), bot.ChatID(fmt.Sprint("tg:9", c)), func(got *state.Session) error {
						got.Settle("u", time.Now())
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range 20 {
			save(gone, i, strings.Repeat("penanda ", 40*i)) // from within a page to over several
		}
		others.Wait()
	}
	save(stays, 0, "tetap")
	talk()
	if left() == 0 {
		t.Fatal("the test does not find what is there")
	}
	if err := s.Hold(t.Context(), gone, func(got *state.Session) error { *got = state.Session{}; return nil }); err != nil {
		t.Fatal(err)
	}
	if n := left(); n > 0 {
		t.Errorf("a forgotten chat leaves %d pieces in the file", n)
	}
	kept = nil
	talk()
	ahead.Add(int64(2 * time.Hour))
	if err := s.sweep(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	kept = slices.DeleteFunc(kept, func(v []byte) bool { return bytes.Equal(v, kept[len(kept)-2]) }) // the session stays
	if n := left(); n > 0 {
		t.Errorf("a flow that ran out leaves %d pieces in the file", n)
	}
	err := s.db.View(func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			t.Error("the file is broken:", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := value(t, s, sessions, s.box.ChatName(stays)); v == nil {
		t.Error("another chat was forgotten too")
	}
}

// value is what the file holds under a key.
func value(t *testing.T, s *Store, bucket, key string) (v []byte) {
	t.Helper()
	err := s.db.View(func(tx *bolt.Tx) error {
		v = bytes.Clone(tx.Bucket([]byte(bucket)).Get([]byte(key)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
