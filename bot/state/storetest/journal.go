package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"bekal/bot/state"
)

func note(t *testing.T, j state.Journal, g state.Gap) {
	t.Helper()
	if err := j.Note(t.Context(), g); err != nil {
		t.Fatalf("noting a gap: %v", err)
	}
}

// latest returns the texts of the newest gaps.
func latest(t *testing.T, j state.Journal, n int) (texts []string) {
	t.Helper()
	gaps, err := j.Gaps(t.Context(), n)
	if err != nil {
		t.Fatalf("reading gaps: %v", err)
	}
	for _, g := range gaps {
		texts = append(texts, g.Text)
	}
	return texts
}

func gaps(t *testing.T, b Backend) {
	if got := latest(t, b.A, 10); got != nil {
		t.Errorf("an empty journal has %v", got)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	want := state.Gap{
		ID: "own", At: now, Text: "three", Lang: "id", Kind: "wrong", Entry: "paspor-biaya", Reason: "harga lama",
	}
	note(t, b.A, state.Gap{At: now.Add(-time.Hour), Text: "two"})
	note(t, b.B, want)
	note(t, b.A, state.Gap{At: now.Add(-2 * time.Hour), Text: "one"})
	note(t, b.A, state.Gap{Text: "four"})
	for n, want := range map[int]string{0: "", -1: "", 1: "four", 3: "four three two", 9: "four three two one"} {
		if got := strings.Join(latest(t, b.B, n), " "); got != want {
			t.Errorf("of %d gaps: %q", n, got)
		}
	}
	got, err := b.A.Gaps(t.Context(), 2)
	if err != nil || len(got) != 2 || !reflect.DeepEqual(got[1], want) {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got[0].ID == "" || time.Since(got[0].At).Abs() > time.Minute {
		t.Errorf("not filled: %+v", got[0])
	}

	for range 2 {
		if err := b.A.Resolve(t.Context(), "own"); err != nil {
			t.Errorf("resolving: %v", err)
		}
	}
	if err := b.A.Resolve(t.Context(), "nobody knows"); err != nil {
		t.Errorf("resolving what is not there: %v", err)
	}
	got, err = b.B.Gaps(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range got {
		if g.Resolved != (g.ID == "own") {
			t.Errorf("resolved: %+v", g)
		}
	}

	want.Text = "changed"
	note(t, b.A, want)
	if got := strings.Join(latest(t, b.B, 9), " "); got != "four changed two one" {
		t.Errorf("after a gap took another's place: %q", got)
	}
}

func gapsRunOut(t *testing.T, b Backend) {
	empty := dump(b)
	note(t, b.A, state.Gap{Text: "old"})
	b.Advance(state.KeepGaps - time.Hour)
	if got := latest(t, b.B, 9); len(got) != 1 {
		t.Errorf("before its time: %v", got)
	}
	b.Advance(2 * time.Hour)
	if got := latest(t, b.B, 9); len(got) != 0 {
		t.Errorf("after its time: %v", got)
	}
	if got := dump(b); !bytes.Equal(got, empty) {
		t.Errorf("a gap that ran out leaves %q", got)
	}
}

// seen counts a fingerprint; prints with the same first letter are near.
func seen(t *testing.T, j state.Journal, print string) int {
	t.Helper()
	n, err := j.Seen(t.Context(), print, func(a, b string) bool { return a[0] == b[0] })
	if err != nil {
		t.Fatalf("counting a fingerprint: %v", err)
	}
	return n
}

func offers(t *testing.T, b Backend) {
	for i, print := range []string{"a1", "a1", "a2", "b1", "a1", "b2"} {
		want := []int{0, 1, 2, 0, 3, 1}[i]
		if got := seen(t, []Both{b.A, b.B}[i%2], print); got != want {
			t.Errorf("%d: %s was seen %d times, want %d", i, print, got, want)
		}
	}
	if n, err := b.B.Seen(t.Context(), "a1", nil); n != 3 || err != nil {
		t.Errorf("exactly alike: %d, %v", n, err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := range 20 {
		wg.Go(func() {
			n := seen(t, []Both{b.A, b.B}[i%2], "c")
			mu.Lock()
			defer mu.Unlock()
			sum += n
		})
	}
	wg.Wait()
	if sum != 190 { // 0 + 1 + ... + 19: everybody got a number of his own
		t.Errorf("counted at once: the sum is %d", sum)
	}
}

func offersRunOut(t *testing.T, b Backend) {
	empty := dump(b)
	seen(t, b.A, "a")
	b.Advance(state.KeepPrints - 8*24*time.Hour)
	if got := seen(t, b.B, "a"); got != 1 {
		t.Errorf("before its time: %d", got)
	}
	b.Advance(9 * 24 * time.Hour)
	if got := seen(t, b.A, "a"); got != 1 {
		t.Errorf("after the time of the first: %d", got)
	}
	b.Advance(state.KeepPrints)
	if got := dump(b); !bytes.Equal(got, empty) {
		t.Errorf("fingerprints that ran out leave %q", got)
	}
	if got := seen(t, b.B, "a"); got != 0 {
		t.Errorf("after its time: %d", got)
	}
}

func journalInside(t *testing.T, b Backend) {
	hold(t, b.A, chat, func(s *state.Session) {
		err := b.A.Note(t.Context(), state.Gap{Text: "inside"})
		_, errSeen := b.A.Seen(t.Context(), "f", nil)
		if err := errors.Join(err, errSeen); err != nil {
			t.Errorf("inside a turn: %v", err)
		}
	})
	if got := latest(t, b.B, 1); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func dumpTellsNothing(t *testing.T, b Backend) {
	if b.Dump == nil {
		t.Skip("values never leave the process")
	}
	free := occupy(t.Context(), t, b.A) // the lock is part of the dump
	hold(t, b.B, chat+"1", func(s *state.Session) {
		*s = full()
		s.Seen = []string{fmt.Sprint(chat, ":7")}
	})
	note(t, b.A, state.Gap{Text: "berapa PT Penanda Rahasia", Reason: "Penanda"})
	seen(t, b.A, "f00d")
	got := b.Dump()
	if err := free(); err != nil {
		t.Fatal(err)
	}
	got = append(got, b.Dump()...)
	if len(got) < 500 {
		t.Errorf("the dump has %d bytes: it cannot show all", len(got))
	}
	for _, word := range []string{"620011223344", "Penanda", "Rahasia", "aduan", "berapa"} {
		if bytes.Contains(bytes.ToLower(got), []byte(strings.ToLower(word))) {
			t.Errorf("the dump tells %q", word)
		}
	}
}
