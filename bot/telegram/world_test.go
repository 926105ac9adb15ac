package telegram

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bekal/bot"
	"bekal/bot/telegram/telegramtest"
	"bekal/knowledge/text"
)

// modes are the two ways of taking updates; every scene is played in both.
var modes = []string{"polling", "webhook"}

// A world is a Bot API server, a bot and a conversation, in a bubble of
// testing/synctest: hours pass in no time.
type world struct {
	t       *testing.T
	mode    string
	sim     *telegramtest.Server
	talk    *talk
	cfg     Config
	log     journal
	dir     string // of the shelf
	noShelf bool
	stop    func() // ends the bot as SIGTERM does, and waits
}

// A talk is a Handler that notes what it is handed. Like the real one it knows
// settled turns again, for as long as the world lasts.
type talk struct {
	answer func(ctx context.Context, t bot.Turn, send bot.Send) error // nil: says "re " and the text

	mu    sync.Mutex
	turns []bot.Turn
	seen  map[string]bool
}

func (k *talk) Handle(ctx context.Context, t bot.Turn, send bot.Send) error {
	k.mu.Lock()
	had := k.seen[string(t.Chat)+t.ID]
	if !had {
		k.turns = append(k.turns, t)
	}
	answer := k.answer
	k.mu.Unlock()
	if had {
		return nil
	}
	if answer == nil {
		answer = echo
	}
	err := answer(ctx, t, send)
	if err == nil {
		k.mu.Lock()
		k.seen[string(t.Chat)+t.ID] = true
		k.mu.Unlock()
	}
	return err
}

func echo(ctx context.Context, t bot.Turn, send bot.Send) error {
	_, err := send(ctx, bot.Reply{Text: "re " + t.Text + t.Pick})
	return err
}

func (k *talk) Inline(_ context.Context, query string, _ text.Lang) []Card {
	return []Card{{ID: "1", Title: query, Text: "**" + query + "** & more"}}
}

func (k *talk) heard() []bot.Turn {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]bot.Turn(nil), k.turns...)
}

// play plays a scene in both modes and holds the bot to what holds always: no
// call is wrong, every press is answered, nothing stays unconfirmed.
func play(t *testing.T, scene func(w *world)) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, mode, dir)
				defer w.sim.Close()
				scene(w)
				if w.stop != nil {
					w.quiet()
					w.end()
				}
				for _, v := range w.sim.Violations() {
					t.Error("violation:", v)
				}
				if n := w.sim.Unanswered(); n != 0 {
					t.Errorf("%d presses are not answered", n)
				}
				if n := w.sim.Pending(); n != 0 {
					t.Errorf("%d updates are not confirmed", n)
				}
			})
		})
	}
}

func newWorld(t *testing.T, mode, shelf string) *world {
	w := &world{t: t, mode: mode, sim: telegramtest.New(telegramtest.Token), talk: &talk{seen: map[string]bool{}}, dir: shelf}
	w.cfg = Config{
		Token: telegramtest.Token, API: "http://sim", Rate: -1, Handler: w.talk, HTTP: w.sim.Client(),
		Log: slog.New(slog.NewTextHandler(&w.log, nil)), Sorry: func(text.Lang) string { return "maaf" },
	}
	if mode == "webhook" {
		w.cfg.Webhook, w.cfg.Secret = "https://bekal.example/telegram", "rahasia"
	}
	return w
}

// start runs the bot, and waits until it takes updates.
func (w *world) start() *Bot {
	w.t.Helper()
	shelf, err := OpenShelf(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	if !w.noShelf {
		w.cfg.Shelf = shelf
	}
	ready := make(chan struct{})
	w.cfg.Ready = func() { close(ready) }
	b, err := New(w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	if w.mode == "webhook" {
		w.sim.SetHook(b.Webhook())
	}
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Error("run:", err)
		}
		if err := shelf.Close(); err != nil {
			w.t.Error(err)
		}
	}
	<-ready
	return b
}

// end stops the bot within the time serve has for it.
func (w *world) end() {
	w.t.Helper()
	begin := time.Now()
	w.stop()
	w.stop = nil
	if took := time.Since(begin); took > 10*time.Second {
		w.t.Errorf("stopping took %v", took)
	}
	if w.mode == "webhook" {
		w.sim.SetHook(nil)
	}
}

// quiet waits until everything is confirmed.
func (w *world) quiet() {
	w.sim.Until(10*time.Minute, func() bool { return w.sim.Pending() == 0 && w.sim.Unanswered() == 0 })
	time.Sleep(5 * time.Second)
}

func (w *world) expect(c *telegramtest.Chat, want ...string) {
	w.t.Helper()
	if err := c.Expect(10*time.Minute, len(want)); err != nil {
		w.t.Error(err)
		return
	}
	w.same(c, want...)
}

// same holds what was said in a chat to want.
func (w *world) same(c *telegramtest.Chat, want ...string) {
	w.t.Helper()
	got := c.Heard()
	if len(got) != len(want) {
		w.t.Errorf("heard %q, want %q", got, want)
		return
	}
	for i := range want {
		if got[i] != want[i] {
			w.t.Errorf("message %d is %q, want %q", i, got[i], want[i])
		}
	}
}

// A journal is a log that may be read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

var errDown = errors.New("down")
