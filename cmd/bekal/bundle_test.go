package main

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"bekal/bot/dialog/dialogtest"
	"bekal/bot/state/storetest"
	"bekal/bot/telegram/telegramtest"
	"bekal/index/library"
)

// TestBundleOverProcesses forwards an offer in five messages to three processes
// that share a Redis behind one webhook. What stands in the chat at the end is
// what one process answers that gathers all five, and nothing is lost when a
// process stops between two of them.
func TestBundleOverProcesses(t *testing.T) {
	lib := dialogtest.Library(t, dialogtest.OfferFiles(t, "../.."))
	var want []string
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) { want = forwarded(t, lib, -1, embedded(t, dir)) })
	if len(want) != 2 {
		t.Fatalf("one process says %q", want)
	}
	for name, stops := range map[string]int{"all stay": -1, "one stops": 2} {
		t.Run(name, func(t *testing.T) {
			r := storetest.StartRedis(t)
			synctest.Test(t, func(t *testing.T) {
				if got := forwarded(t, lib, stops, inRedis(t, r), inRedis(t, r), inRedis(t, r)); !slices.Equal(got, want) {
					t.Errorf("several processes say %q\none says %q", got, want)
				}
			})
		})
	}
}

// forwarded forwards the messages of an offer to processes that take turns, and
// returns what stands in the chat then. Before the message with the number stops
// the first of them does.
func forwarded(t *testing.T, lib *library.Library, stops int, ms ...*database) []string {
	sim := telegramtest.New(telegramtest.Token)
	defer sim.Close()
	var log journal
	all := &rounds{}
	end := make([]func(), len(ms))
	for i, m := range ms {
		if m.webhook {
			m.hook = all.join
		}
		end[i] = talking(t, sim, m, lib, &log)
		defer func() { end[i]() }()
	}
	sim.SetHook(all)
	c := sim.Chat(eraseChat)
	for i, part := range []string{
		"Loker pabrik Malaysia gaji 9jt, berangkat minggu depan", "Syarat: KTP, KK, paspor", "Pake visa turis dulu ya",
		"Ijazah asli dipegang kantor", "Minat hubungi bunda Sari 0812-0000-2222",
	} {
		if i == stops {
			end[0]()
			end[0] = func() {}
		}
		c.Forward(part)
	}
	settled(t, sim)
	for _, v := range sim.Violations() {
		t.Error("violation:", v)
	}
	return c.Heard()
}

// rounds hands requests to handlers in turn.
type rounds struct {
	mu  sync.Mutex
	all []http.Handler
	n   int
}

func (r *rounds) join(h http.Handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, h)
}

// ServeHTTP implements http.Handler.
func (r *rounds) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	h := r.all[r.n%len(r.all)]
	r.n++
	r.mu.Unlock()
	h.ServeHTTP(w, q)
}
