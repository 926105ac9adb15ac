package telegram

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/telegram/telegramtest"
	"bekal/knowledge/text"
)

func TestOrderUnderLoad(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
			return echo(ctx, t, send)
		}
		w.start()
		const chats, each = 50, 12
		for i := range each {
			for c := range chats {
				w.sim.Chat(int64(c + 1)).Say(fmt.Sprint(i))
			}
		}
		for c := range chats {
			var want []string
			for i := range each {
				want = append(want, fmt.Sprint("re ", i))
			}
			w.expect(w.sim.Chat(int64(c+1)), want...)
		}
	})
}

func TestSlowChatHoldsUpNobody(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			if t.Chat == "tg:1" {
				time.Sleep(100 * time.Second)
			}
			return echo(ctx, t, send)
		}
		w.start()
		slow := w.sim.Chat(1)
		slow.Say("a")
		slow.Say("b")
		time.Sleep(time.Second)
		var worst time.Duration
		for i := range 400 { // more than the server hands out at once
			c := w.sim.Chat(int64(2 + i%40))
			n, begin := len(c.Heard()), time.Now()
			c.Say("x")
			if err := c.Expect(30*time.Second, n+1); err != nil {
				w.t.Fatal(err)
			}
			worst = max(worst, time.Since(begin))
		}
		if worst > time.Second {
			w.t.Errorf("another chat waited %v", worst)
		}
		w.expect(slow, "re a", "re b")
		if slow.Typing() == 0 {
			w.t.Error("nothing showed that the slow chat is being served")
		}
	})
}

// A process that ends between a reply and its confirmation gets the update
// again after its restart.
func TestStopBetweenReplyAndConfirmation(t *testing.T) {
	play(t, func(w *world) {
		w.cfg.Drain = 2 * time.Second
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			if err := echo(ctx, t, send); err != nil {
				return err
			}
			<-ctx.Done()
			return ctx.Err()
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("a")
		c.Say("b")
		w.expect(c, "re a")
		w.end()
		w.talk.answer = nil
		w.start()
		w.expect(c, "re a", "re a", "re b")
		ids := w.talk.heard()
		if ids[0].ID != ids[1].ID {
			w.t.Errorf("the turn came again as %s and not as %s", ids[1].ID, ids[0].ID)
		}
	})
}

// The same with a turn that was parked: the shelf brings it back.
func TestShelfOutlivesProcess(t *testing.T) {
	play(t, func(w *world) {
		w.cfg.Drain = time.Second
		w.talk.answer = func(ctx context.Context, _ bot.Turn, _ bot.Send) error {
			<-ctx.Done()
			return ctx.Err()
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("a")
		w.sim.Until(time.Minute, func() bool { return w.sim.Pending() == 0 })
		c.Forward("b")
		time.Sleep(3 * time.Second)
		w.end()
		w.same(c)
		w.talk.answer = nil
		w.start()
		w.expect(c, "re a", "re b")
		w.quiet()
		if left, _ := load(w.cfg.Shelf.(*DirShelf).own); len(left) != 0 {
			w.t.Errorf("%d updates stay on the shelf", len(left))
		}
	})
}

func TestFailedTurnIsTriedAgain(t *testing.T) {
	play(t, func(w *world) {
		tries := 0
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			if _, err := send(ctx, bot.Reply{Text: "first"}); err != nil {
				return err
			}
			if tries++; tries < 4 {
				return errDown
			}
			return echo(ctx, t, send)
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("a")
		// What was said before the failure is not said again.
		w.expect(c, "first", "re a")
	})
}

func TestGivenUpWithAnApology(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			switch t.Text {
			case "panic":
				panic("orang ini menulis: panic")
			case "down":
				return errDown
			}
			return echo(ctx, t, send)
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("panic")
		c.Say("down")
		time.Sleep(giveUp + time.Minute)
		c.Say("a")
		w.expect(c, "maaf", "maaf", "re a")
		if strings.Contains(w.log.String(), "orang ini") {
			w.t.Error("the log quotes a panic")
		}
	})
}

func TestLowerIDsAreNew(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		c := w.sim.Chat(1)
		c.Say("a")
		w.expect(c, "re a")
		w.quiet()
		w.sim.RestartIDs(1000)
		c.Say("b")
		c.Say("c")
		w.expect(c, "re a", "re b", "re c")
	})
}

func TestStormKeepsOrder(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		w.sim.SetFault(telegramtest.Mix{Storm: .3, After: 3, Errors: .1}.Fault(7))
		for i := range 10 {
			for c := range 20 {
				w.sim.Chat(int64(c + 1)).Say(fmt.Sprint(i))
			}
		}
		for c := range 20 {
			var want []string
			for i := range 10 {
				want = append(want, fmt.Sprint("re ", i))
			}
			w.expect(w.sim.Chat(int64(c+1)), want...)
		}
		w.sim.SetFault(nil)
	})
}

func TestLongWaitHoldsUpNobody(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		held := true
		w.sim.SetFault(func(c telegramtest.Call) *telegramtest.Fault {
			if c.Chat == 1 && held {
				held = false
				return &telegramtest.Fault{Code: 429, After: int(2 * turnTime / time.Second)}
			}
			return nil
		})
		w.sim.Chat(1).Say("a")
		w.sim.Chat(1).Say("b")
		time.Sleep(time.Second)
		begin := time.Now()
		w.sim.Chat(2).Say("c")
		w.expect(w.sim.Chat(2), "re c")
		if took := time.Since(begin); took > time.Second {
			w.t.Errorf("another chat waited %v", took)
		}
		time.Sleep(2 * turnTime)
		w.expect(w.sim.Chat(1), "re a", "re b")
	})
}

func TestOutageAtStart(t *testing.T) {
	play(t, func(w *world) {
		w.sim.SetFault(telegramtest.Outage)
		time.AfterFunc(10*time.Minute, func() {
			w.sim.SetFault(func(c telegramtest.Call) *telegramtest.Fault {
				if c.Method == "getMe" && time.Now().Second()%2 == 0 {
					return &telegramtest.Fault{Code: 429, After: 5}
				}
				return nil
			})
		})
		w.sim.Chat(1).Say("a")
		w.start()
		w.expect(w.sim.Chat(1), "re a")
	})
}

func TestEveryFaultAtOnce(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		w.sim.SetFault(telegramtest.Mix{Storm: .05, After: 1, Errors: .1, Resets: .1, Malformed: .05, Slow: .1, SlowMS: 3000}.Fault(3))
		for i := range 6 {
			for c := range 20 {
				w.sim.Chat(int64(c + 1)).Say(fmt.Sprint(i))
			}
			time.Sleep(2 * time.Second)
		}
		w.sim.SetFault(telegramtest.Outage)
		w.sim.Chat(1).Say("6")
		time.Sleep(3 * time.Minute)
		w.sim.SetFault(nil)
		w.expect(w.sim.Chat(1), "re 0", "re 1", "re 2", "re 3", "re 4", "re 5", "re 6")
		for c := range 20 {
			if err := w.sim.Chat(int64(c+1)).Expect(10*time.Minute, 6); err != nil {
				w.t.Error(err)
			}
		}
	})
}

func TestDrain(t *testing.T) {
	play(t, func(w *world) {
		var begun, done atomic.Int32
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			begun.Add(1)
			defer done.Add(1)
			time.Sleep(3 * time.Second)
			return echo(ctx, t, send)
		}
		w.start()
		for c := range 10 {
			w.sim.Chat(int64(c + 1)).Say("a")
			w.sim.Chat(int64(c + 1)).Say("b")
		}
		time.Sleep(time.Second)
		w.end()
		if begun.Load() != 10 || done.Load() != 10 {
			w.t.Errorf("%d turns begun and %d done, want the 10 under way to be done", begun.Load(), done.Load())
		}
		for c := range 10 {
			w.same(w.sim.Chat(int64(c+1)), "re a")
		}
		w.talk.answer = nil
		w.start()
		for c := range 10 {
			w.expect(w.sim.Chat(int64(c+1)), "re a", "re b")
		}
	})
}

func TestWrongToken(t *testing.T) {
	synctestPolling(t, func(w *world) {
		w.cfg.Token = "1:wrong"
		b, err := New(w.cfg)
		if err != nil {
			w.t.Fatal(err)
		}
		err = b.Run(w.t.Context())
		if err == nil || strings.Contains(err.Error(), "1:wrong") {
			w.t.Errorf("run: %v", err)
		}
	})
}

func TestNoWordsInTheLog(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			if err := echo(ctx, t, send); err != nil {
				return fmt.Errorf("answering %q: %w", t.Text, err)
			}
			return fmt.Errorf("saving %q", t.Text)
		}
		w.start()
		w.sim.SetFault(telegramtest.Mix{Errors: .2, Resets: .2, Malformed: .2, Storm: .1}.Fault(5))
		c := w.sim.Chat(777123)
		c.Say("penanda kata 0812-3456-7890")
		time.Sleep(10 * time.Minute)
		w.sim.SetFault(nil)
		w.talk.mu.Lock()
		w.talk.answer = nil
		w.talk.mu.Unlock()
		time.Sleep(time.Minute)
		for _, marker := range []string{"penanda", "0812", "777123", strings.Split(telegramtest.Token, ":")[1], "Siti"} {
			if strings.Contains(w.log.String(), marker) {
				w.t.Errorf("the log has %q", marker)
			}
		}
		if w.log.String() == "" {
			w.t.Error("the log is empty")
		}
	})
}

func TestCommandsInEachLanguage(t *testing.T) {
	play(t, func(w *world) {
		w.cfg.Commands = map[text.Lang][]Command{
			text.ID: {{"start", "mulai"}, {"lapor", "buat laporan"}},
			text.EN: {{"start", "begin"}},
		}
		w.sim.SetFault(func(c telegramtest.Call) *telegramtest.Fault {
			if c.Method == "setMyCommands" && c.N == 0 {
				return &telegramtest.Fault{Code: http.StatusTooManyRequests, After: 30}
			}
			return nil
		})
		w.start()
		time.Sleep(time.Minute)
		if w.sim.Commands("") != 2 || w.sim.Commands("id") != 2 || w.sim.Commands("en") != 1 {
			w.t.Error("the commands are not set")
		}
	})
}
