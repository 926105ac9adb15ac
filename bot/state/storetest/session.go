package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/knowledge/text"
)

// full is a session with something in every field; its times are those of now,
// for what has run out is not handed out.
func full() state.Session {
	now := time.Now().UTC().Truncate(time.Second)
	return state.Session{
		Lang:     text.EN,
		Slots:    bot.Slots{Topic: "paspor-biaya", Country: "taiwan", Lang: text.JV},
		Flow:     state.Flow{Name: "aduan", Step: "siapa", Data: map[string]string{"siapa": "PT Penanda Rahasia"}, Until: now.Add(time.Hour)},
		Progress: map[string][]string{"p-to-p": {"satu", "dua"}},
		Path:     "p-to-p",
		Offer: state.Offer{
			Tag: "c3d4", Danger: []string{"rf-visa-turis"}, Caution: []string{"rf-perorangan"}, Known: []string{"visa"}, Company: "PT Contoh",
			Country: "malaysia", Answers: map[string]string{"pay": "yes"}, Step: "visa", Until: now.Add(48 * time.Hour),
		},
		Bundle: state.Bundle{Text: "Loker Penanda", Replies: []string{"m18"}, Prints: []string{"e5f6"}, Count: 3, At: now, Until: now.Add(time.Minute)},
		Notify: map[string]string{"biaya-taiwan": "a1b2"},
		Sent:   []state.Message{{ID: "m17", At: now}},
		Seen:   []string{"u1", "u2"},
		At:     now,
	}
}

func comesBack(t *testing.T, b Backend) {
	if got := peek(t, b.A, chat); !got.Zero() {
		t.Errorf("a chat never seen has %+v", got)
	}
	want := full()
	hold(t, b.A, chat, func(s *state.Session) { *s = want })
	for _, s := range []Both{b.A, b.B} {
		if got := peek(t, s, chat); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	if got := peek(t, b.B, chat+"5"); !got.Zero() {
		t.Errorf("another chat has %+v", got)
	}
	hold(t, b.B, chat, func(s *state.Session) { s.Flow = state.Flow{} })
	if got := peek(t, b.A, chat); !got.Flow.Zero() || got.Path != want.Path {
		t.Errorf("after the flow ended: %+v", got)
	}
}

func oneAfterAnother(t *testing.T, b Backend) {
	const each = 25
	var inside, worst atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		s := []Both{b.A, b.B}[i%2]
		wg.Go(func() {
			for range each {
				err := s.Hold(t.Context(), chat, func(got *state.Session) error {
					if n := inside.Add(1); n > 1 {
						worst.Store(n)
					}
					defer inside.Add(-1)
					n, _ := strconv.Atoi(got.Path)
					got.Path = strconv.Itoa(n + 1)
					return nil
				})
				if err != nil {
					t.Errorf("holding a chat: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if n := worst.Load(); n > 0 {
		t.Errorf("%d turns of a chat ran at once", n)
	}
	if got := peek(t, b.A, chat).Path; got != strconv.Itoa(8*each) {
		t.Errorf("%s of %d turns are remembered", got, 8*each)
	}
}

func inOrder(t *testing.T, b Backend) {
	free := occupy(t.Context(), t, b.A)
	var wg sync.WaitGroup
	var want []string
	for i := range 20 {
		id := fmt.Sprint("u", i)
		want = append(want, id)
		ctx := waiting{t.Context(), make(chan struct{}), new(sync.Once)}
		wg.Go(func() {
			err := b.A.Hold(ctx, chat, func(s *state.Session) error { s.Seen = append(s.Seen, id); return nil })
			if err != nil {
				t.Errorf("holding a chat: %v", err)
			}
		})
		select { // so that they come one after another
		case <-ctx.begun:
		case <-time.After(patience):
			t.Fatal("a turn does not wait for the one before it")
		}
	}
	if err := free(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if got := peek(t, b.A, chat).Seen; !slices.Equal(got, want) {
		t.Errorf("turns ran as %v", got)
	}
}

// waiting is a context that tells when somebody begins to wait for its end, as
// a turn does when it has got its place in the queue.
type waiting struct {
	context.Context
	begun chan struct{}
	once  *sync.Once
}

func (w waiting) Done() <-chan struct{} {
	w.once.Do(func() { close(w.begun) })
	return w.Context.Done()
}

func othersGoOn(t *testing.T, b Backend) {
	occupy(t.Context(), t, b.A)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for _, s := range []Both{b.A, b.B} {
		if err := s.Hold(ctx, chat+"9", func(*state.Session) error { return nil }); err != nil {
			t.Errorf("another chat waited: %v", err)
		}
	}
}

func failure(t *testing.T, b Backend) {
	hold(t, b.A, chat, func(s *state.Session) { s.Path = "before"; s.Notify = map[string]string{"a": "1"} })
	want := errors.New("no network")
	err := b.A.Hold(t.Context(), chat, func(s *state.Session) error {
		s.Path = "after"
		s.Notify["a"] = "2"
		return fmt.Errorf("sending: %w", want)
	})
	if !errors.Is(err, want) || errors.Is(err, state.ErrDown) {
		t.Errorf("got the error %v", err)
	}
	if got := peek(t, b.B, chat); got.Path != "before" || got.Notify["a"] != "1" {
		t.Errorf("saved in spite of a failure: %+v", got)
	}
}

func panics(t *testing.T, b Backend) {
	hold(t, b.A, chat, func(s *state.Session) { s.Path = "before" })
	func() {
		defer func() {
			if r := recover(); r != "oops" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = b.A.Hold(t.Context(), chat, func(s *state.Session) error { s.Path = "after"; panic("oops") })
	}()
	begin := time.Now()
	if got := peek(t, b.B, chat); got.Path != "before" {
		t.Errorf("saved in spite of a panic: %+v", got)
	}
	if d := time.Since(begin); d > 3*time.Second {
		t.Errorf("the chat was free only after %v", d)
	}
}

func forgets(t *testing.T, b Backend) {
	empty := dump(b)
	hold(t, b.A, chat, func(s *state.Session) { *s = full() })
	if b.Dump != nil && bytes.Equal(dump(b), empty) {
		t.Error("the dump does not show a session")
	}
	hold(t, b.B, chat, func(s *state.Session) { *s = state.Session{} })
	if got := peek(t, b.A, chat); !got.Zero() {
		t.Errorf("a forgotten chat has %+v", got)
	}
	if got := dump(b); !bytes.Equal(got, empty) {
		t.Errorf("a forgotten chat leaves %q", got)
	}
}

func sessionRunsOut(t *testing.T, b Backend) {
	empty := dump(b)
	hold(t, b.A, chat, func(s *state.Session) { s.Path = "p-to-p" })
	b.Advance(state.Keep - time.Hour)
	if got := peek(t, b.A, chat); got.Path != "p-to-p" {
		t.Errorf("an hour before its time the session is %+v", got)
	}
	b.Advance(state.Keep - time.Hour) // the last turn was just now
	if got := peek(t, b.B, chat); got.Path != "p-to-p" {
		t.Errorf("a turn did not prolong the session: %+v", got)
	}
	b.Advance(state.Keep + time.Hour)
	if got := dump(b); !bytes.Equal(got, empty) {
		t.Errorf("a session that ran out leaves %q", got)
	}
	if got := peek(t, b.A, chat); !got.Zero() {
		t.Errorf("after its time the session is %+v", got)
	}
}

func flowRunsOut(t *testing.T, b Backend) {
	var before []byte
	hold(t, b.A, chat, func(s *state.Session) { s.Path = "p-to-p" })
	before = dump(b)
	hold(t, b.A, chat, func(s *state.Session) {
		s.Flow = state.Flow{Name: "aduan", Data: map[string]string{"siapa": "PT Penanda"}, Until: time.Now().Add(time.Hour)}
	})
	b.Advance(50 * time.Minute)
	if got := peek(t, b.B, chat); got.Flow.Data["siapa"] == "" {
		t.Errorf("before its time the flow is %+v", got.Flow)
	}
	b.Advance(20 * time.Minute)
	if got := dump(b); len(got) > len(before) {
		t.Errorf("a flow that ran out leaves %d bytes, of %d without it", len(got), len(before))
	}
	if got := peek(t, b.A, chat); !got.Flow.Zero() || got.Path != "p-to-p" {
		t.Errorf("after the flow's time the session is %+v", got)
	}
}

// partsRunOut wants an offer and the names of messages gone in their time though
// nobody writes again and the session stays.
func partsRunOut(t *testing.T, b Backend) {
	hold(t, b.A, chat, func(s *state.Session) { s.Path = "p-to-p" })
	bare := dump(b)
	const keep = 7 * 24 * time.Hour
	hold(t, b.A, chat, func(s *state.Session) {
		s.Offer = state.Offer{Tag: "a1b2", Company: "PT Penanda", Until: time.Now().Add(keep)}
		s.Sent = []state.Message{{ID: "11", At: time.Now()}, {ID: "12", At: time.Now()}}
		s.Bundle = state.Bundle{Text: "Loker Penanda", Until: time.Now().Add(time.Minute)}
	})
	bundle := dump(b)
	b.Advance(2 * time.Minute)
	all := dump(b)
	if b.Dump != nil && len(all) >= len(bundle) {
		t.Errorf("when what was forwarded ran out %d bytes are left of %d", len(all), len(bundle))
	}
	b.Advance(state.Erasable - time.Hour)
	if got := dump(b); len(got) != len(all) {
		t.Errorf("before their time %d bytes are left of %d", len(got), len(all))
	}
	b.Advance(2 * time.Hour)
	offer := dump(b)
	if b.Dump != nil && (len(offer) >= len(all) || len(offer) <= len(bare)) {
		t.Errorf("when messages ran out %d bytes are left, of %d with them and %d without an offer", len(offer), len(all), len(bare))
	}
	b.Advance(keep - state.Erasable)
	if got := dump(b); len(got) > len(bare) {
		t.Errorf("an offer that ran out leaves %d bytes, of %d without it", len(got), len(bare))
	}
	if got := peek(t, b.B, chat); !got.Offer.Zero() || len(got.Sent) > 0 || got.Path != "p-to-p" {
		t.Errorf("after all that the session is %+v", got)
	}
}

func cancelled(t *testing.T, b Backend) {
	free := occupy(t.Context(), t, b.A)
	for _, s := range []Both{b.A, b.B} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		ran := false
		err := s.Hold(ctx, chat, func(*state.Session) error { ran = true; return nil })
		cancel()
		if ran || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, state.ErrDown) {
			t.Errorf("ran: %v, error: %v", ran, err)
		}
	}
	if err := free(); err != nil {
		t.Fatal(err)
	}
	if got := peek(t, b.B, chat).Path; got != "occupied" {
		t.Errorf("the turn that had the chat left %q", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := b.A.Hold(ctx, chat, func(*state.Session) error { t.Error("ran"); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error: %v", err)
	}
}

func savedAfterCancel(t *testing.T, b Backend) {
	ctx, cancel := context.WithCancel(t.Context())
	free := occupy(ctx, t, b.A)
	cancel()
	if err := free(); err != nil {
		t.Errorf("saving after cancel: %v", err)
	}
	if got := peek(t, b.B, chat).Path; got != "occupied" {
		t.Errorf("left %q", got)
	}
}

func closed(t *testing.T, b Backend) {
	if err := b.A.Ping(t.Context()); err != nil {
		t.Errorf("before: %v", err)
	}
	if err := b.A.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	err := b.A.Hold(ctx, chat, func(*state.Session) error { t.Error("ran"); return nil })
	_, errGaps := b.A.Gaps(ctx, 1)
	_, errSeen := b.A.Seen(ctx, "f", nil)
	for _, err := range []error{err, b.A.Ping(ctx), b.A.Note(ctx, state.Gap{}), b.A.Resolve(ctx, "x"), errGaps, errSeen} {
		if !errors.Is(err, state.ErrDown) {
			t.Errorf("error: %v", err)
		}
	}
}

func junk(t *testing.T, b Backend) {
	if b.Spoil == nil {
		t.Skip("values never leave the process")
	}
	for _, bad := range [][]byte{{}, {0}, []byte("junk"), bytes.Repeat([]byte{1}, 100)} {
		hold(t, b.A, chat, func(s *state.Session) { *s = full() })
		b.Spoil(bad)
		if got := peek(t, b.B, chat); !got.Zero() {
			t.Errorf("out of %q came %+v", bad, got)
		}
		hold(t, b.A, chat, func(s *state.Session) { s.Path = "again" })
		if got := peek(t, b.B, chat).Path; got != "again" {
			t.Errorf("after %q saved %q", bad, got)
		}
	}
}

func dump(b Backend) []byte {
	if b.Dump == nil {
		return nil
	}
	return b.Dump()
}
