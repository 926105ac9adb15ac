package telegram

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"bekal/bot"
)

func TestMain(m *testing.M) {
	if args := os.Getenv(childEnv); args != "" {
		if err := child(strings.Fields(args)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	// Bleve begins its workers with the program, whoever imports it.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

const anUpdate = `{"update_id":9,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"S"},"text":"a"}}`

// post makes a webhook request; change may be nil.
func post(h http.Handler, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/telegram", strings.NewReader(body))
	r.Header.Set(secretHeader, "rahasia")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWebhookRefuses(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "webhook", dir)
		defer w.sim.Close()
		early, err := New(w.cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := post(early.Webhook(), anUpdate, nil); got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" {
			t.Errorf("before it runs: %d", got.Code)
		}
		w.sim.Chat(5)
		b := w.start()
		h := b.Webhook()
		for _, c := range []struct {
			name   string
			body   string
			change func(*http.Request)
			want   int
		}{
			{"get", "", func(r *http.Request) { r.Method = http.MethodGet }, http.StatusMethodNotAllowed},
			{"no secret", anUpdate, func(r *http.Request) { r.Header.Del(secretHeader) }, http.StatusUnauthorized},
			{"wrong secret", anUpdate, func(r *http.Request) { r.Header.Set(secretHeader, "rahasib") }, http.StatusUnauthorized},
			{"too big", `{"update_id":1,"x":"` + strings.Repeat("x", maxUpdate) + `"}`, nil, http.StatusRequestEntityTooLarge},
			{"garbage", "garbage", nil, http.StatusBadRequest},
			{"no update", "{}", nil, http.StatusBadRequest},
			{"cut off", anUpdate[:len(anUpdate)-5], nil, http.StatusBadRequest},
			{"unknown form", `{"update_id":3,"message":[]}`, nil, http.StatusOK},
			{"an update", anUpdate, nil, http.StatusOK},
			{"the same again", anUpdate, nil, http.StatusOK},
		} {
			if got := post(h, c.body, c.change); got.Code != c.want {
				t.Errorf("%s: %d, want %d", c.name, got.Code, c.want)
			}
		}
		if n := len(w.talk.heard()); n != 1 {
			t.Errorf("the update was handled %d times", n)
		}
		b.in.lanes.max = 0
		if got := post(h, strings.Replace(anUpdate, "9", "10", 1), nil); got.Code != http.StatusServiceUnavailable {
			t.Errorf("full: %d", got.Code)
		}
		w.end()
	})
}

// Without a shelf a request waits for its turn, and one that comes again while
// it is waited for waits for the same turn.
func TestWebhookWaits(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "webhook", dir)
		w.noShelf = true
		defer w.sim.Close()
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			time.Sleep(70 * time.Second)
			return echo(ctx, t, send)
		}
		c := w.sim.Chat(5)
		h := w.start().Webhook()
		begin := time.Now()
		if got := post(h, anUpdate, nil); got.Code != http.StatusServiceUnavailable || time.Since(begin) != holdTime {
			t.Errorf("first: %d after %v", got.Code, time.Since(begin))
		}
		if got := post(h, anUpdate, nil); got.Code != http.StatusOK || time.Since(begin).Round(time.Second) != 70*time.Second {
			t.Errorf("again: %d after %v", got.Code, time.Since(begin))
		}
		w.same(c, "re a")
		w.end()
	})
}

// Over a real connection, with the race detector watching.
func TestOverHTTP(t *testing.T) {
	w := newWorld(t, "polling", t.TempDir())
	defer w.sim.Close()
	server := httptest.NewServer(w.sim)
	defer server.Close()
	w.cfg.API, w.cfg.HTTP = server.URL, nil
	w.start()
	for i := range 300 {
		w.sim.Chat(int64(1 + i%30)).Say("x")
	}
	for i := range 30 {
		if err := w.sim.Chat(int64(1+i)).Expect(20*time.Second, 10); err != nil {
			t.Error(err)
		}
	}
	w.stop()
	for _, v := range w.sim.Violations() {
		t.Error("violation:", v)
	}
	resp, err := http.Get(server.URL + "/bot1:wrong/getMe")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	http.DefaultClient.CloseIdleConnections()
}
