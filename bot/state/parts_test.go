package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func box(t *testing.T, secret string) *Box {
	t.Helper()
	b, err := NewBox([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBox(t *testing.T) {
	if _, err := NewBox(nil); err == nil {
		t.Error("a box without a secret")
	}
	a, b := box(t, "one"), box(t, "two")
	if n := a.ChatName("tg:1"); n != a.ChatName("tg:1") || n == a.ChatName("tg:2") || n == b.ChatName("tg:1") || len(n) != 32 {
		t.Errorf("names: %s", n)
	}
	sealed, err := a.Seal("place", []byte("kata"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.Open("place", sealed); string(got) != "kata" || err != nil {
		t.Errorf("opened %q, %v", got, err)
	}
	again, err := a.Seal("place", []byte("kata"))
	if err != nil || bytes.Equal(Mark(sealed), Mark(again)) || bytes.Contains(sealed, []byte("kata")) {
		t.Errorf("sealed %q and %q, %v", sealed, again, err)
	}
	cut, bent := sealed[:len(sealed)-1], bytes.Clone(sealed)
	bent[len(bent)-1]++
	for what, open := range map[string]func() ([]byte, error){
		"elsewhere":           func() ([]byte, error) { return a.Open("other", sealed) },
		"with another secret": func() ([]byte, error) { return b.Open("place", sealed) },
		"nothing":             func() ([]byte, error) { return a.Open("place", nil) },
		"its head":            func() ([]byte, error) { return a.Open("place", sealed[:5]) },
		"most of it":          func() ([]byte, error) { return a.Open("place", cut) },
		"what was changed":    func() ([]byte, error) { return a.Open("place", bent) },
	} {
		if got, err := open(); err == nil {
			t.Errorf("opened %s: %q", what, got)
		}
	}
}

func TestPack(t *testing.T) {
	b := box(t, "secret")
	s := Session{
		Path: "p-to-p", Flow: Flow{Name: "aduan", Until: noon.Add(time.Hour)}, Offer: Offer{Tag: "a1", Until: noon.Add(2 * time.Hour)},
		Sent: []Message{{"7", noon.Add(-time.Hour).UTC()}}, Bundle: Bundle{Text: "loker", Until: noon.Add(time.Minute)},
	}
	p, err := b.Pack("n", &s, noon)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range []time.Duration{Main: Keep, InFlow: time.Hour, InOffer: 2 * time.Hour, InSent: Erasable, InBundle: time.Minute} {
		if v := p[part]; v.Keep != want || len(v.Sealed) == 0 {
			t.Errorf("%s: %d bytes are kept %v, want %v", Part(part), len(v.Sealed), v.Keep, want)
		}
	}
	values := func() (out [Parts][]byte) {
		for i, v := range p {
			out[i] = v.Sealed
		}
		return out
	}
	if got, err := b.Unpack("n", values(), noon); err != nil || !reflect.DeepEqual(*got, s) {
		t.Errorf("got %+v, want %+v, %v", *got, s, err)
	}
	for part := range Parts {
		v, want := values(), s
		switch v[part] = []byte("junk"); part {
		case Main:
			want.Path = ""
		case InFlow:
			want.Flow = Flow{}
		case InOffer:
			want.Offer = Offer{}
		case InSent:
			want.Sent = nil
		case InBundle:
			want.Bundle = Bundle{}
		}
		if got, err := b.Unpack("n", v, noon); err == nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("with junk for the %s: %+v, want %+v, %v", part, *got, want, err)
		}
		// each part says what is its own and nothing else
		v = [Parts][]byte{}
		v[part] = p[part].Sealed
		if got, err := b.Unpack("n", v, noon); err != nil || got.Zero() || part != InFlow && !got.Flow.Zero() || part != InOffer && !got.Offer.Zero() || part != InSent && len(got.Sent) > 0 || part != InBundle && !got.Bundle.Zero() {
			t.Errorf("the %s alone: %+v, %v", part, *got, err)
		}
	}
	if p, err := b.Pack("n", &s, noon.Add(3*time.Hour)); err != nil || len(p[InFlow].Sealed)+len(p[InOffer].Sealed) > 0 || len(p[Main].Sealed) == 0 {
		t.Errorf("a flow and an offer that ran out: %+v, %v", p, err)
	}
	s.Flow.Until = time.Time{}
	if p, err := b.Pack("n", &s, noon); err != nil || p[InFlow].Keep != Keep {
		t.Errorf("a flow without a time is kept %v, %v", p[InFlow].Keep, err)
	}
	p, err = b.Pack("n", &Session{}, noon)
	if err != nil || !reflect.DeepEqual(p, Pack{}) {
		t.Errorf("nothing: %+v, %v", p, err)
	}
}

// TestUnpackOld reads a session from before its parts were kept apart.
func TestUnpackOld(t *testing.T) {
	b := box(t, "secret")
	s := Session{Path: "p-to-p", Offer: Offer{Tag: "a1"}, Sent: []Message{{"7", noon.UTC()}}}
	enc, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	old, err := b.Seal("n", enc)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.Unpack("n", [Parts][]byte{Main: old}, noon); err != nil || !reflect.DeepEqual(*got, s) {
		t.Errorf("got %+v, want %+v, %v", *got, s, err)
	}
}

func TestLanes(t *testing.T) {
	var l Lanes
	var wg sync.WaitGroup
	inside := make([]int, 3)
	for range 60 {
		wg.Go(func() {
			for range 50 {
				k := rand.N(len(inside))
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.N(2000))*time.Microsecond)
				leave, err := l.Enter(ctx, fmt.Sprint(k))
				if err == nil {
					inside[k]++ // the race detector watches
					leave()
				} else if !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if len(l.lanes) != 0 {
		t.Errorf("%d lanes are left", len(l.lanes))
	}
}

func TestTally(t *testing.T) {
	var c Tally
	near := func(a, b string) bool { return strings.HasPrefix(a, b[:1]) }
	w := Week(noon)
	c.Add(w, "a1", 2)
	c.Add(w-1, "a1", 1)
	c.Add(w-1, "a2", 5)
	c.Add(w, "b", 7)
	if n := c.Like("a1", nil); n != 3 {
		t.Errorf("exactly: %d", n)
	}
	if n := c.Like("a1", near); n != 8 {
		t.Errorf("nearly: %d", n)
	}
	c.DropBefore(w)
	if n := c.Like("a1", near); n != 2 || c.size != 2 {
		t.Errorf("a week later: %d, size %d", n, c.size)
	}
	for i := range MaxPrints {
		c.Add(w+1, fmt.Sprint("c", i), 1)
	}
	c.Add(w+1, "d", 1)
	c.Add(w+1, "c0", 1)
	if c.size > MaxPrints || c.Like("b", nil) != 0 || c.Like("d", nil) != 0 || c.Like("c0", nil) != 2 {
		t.Errorf("when full: size %d, b %d, d %d, c0 %d", c.size, c.Like("b", nil), c.Like("d", nil), c.Like("c0", nil))
	}
}

// TestWeeks sees to it that no fingerprint is kept too long or dropped more than
// a week early.
func TestWeeks(t *testing.T) {
	for d := range 30 {
		at := noon.Add(time.Duration(d) * 17 * time.Hour)
		w := Week(at)
		keep := WeekUntil(w).Sub(at)
		if keep > KeepPrints || keep <= KeepPrints-week {
			t.Errorf("kept %v", keep)
		}
		if FirstWeek(WeekUntil(w).Add(-time.Second)) > w || FirstWeek(WeekUntil(w).Add(time.Second)) <= w {
			t.Errorf("week %d does not end with its time", w)
		}
	}
}
