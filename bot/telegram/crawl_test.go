package telegram

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bekal/bot/dialog/dialogtest"
	"bekal/bot/telegram/telegramtest"
	"bekal/index/library"
	"bekal/knowledge"
)

// TestCrawl presses every button of every screen of the bot as it is shipped. The
// simulator holds each message to Telegram's limits: what is too long, or half a
// tag, is a violation; a button Telegram would not take is logged.
func TestCrawl(t *testing.T) {
	lib, problems, err := library.Open(knowledge.Embedded(), true)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	t.Cleanup(func() { _ = lib.Close() })
	for _, lang := range []string{"id", "en"} {
		t.Run(lang, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, "webhook", dir)
				defer w.sim.Close()
				w.cfg.Handler = conversation{dialogtest.NewWorld(t, lib, time.Now)}
				w.start()
				defer w.end()
				c := w.sim.Chat(1)
				c.SetLang(lang)
				c.Say("/start")
				pressed := map[string]bool{"erase:yes": true}
				looked, left := 0, []string{"lang:" + lang}
				for len(left) > 0 {
					c.TapOld(left[0])
					if !w.sim.Until(time.Minute, func() bool { return w.sim.Pending() == 0 && w.sim.Unanswered() == 0 }) {
						t.Fatalf("%s is not answered", left[0])
					}
					all := c.Messages()
					shown := all[looked:]
					looked = len(all)
					if last := shown[len(shown)-1]; !last.Bot || len(last.Buttons) == 0 {
						t.Errorf("%s is a dead end: %q", left[0], last.Text)
					}
					left = left[1:]
					for _, m := range shown {
						for _, b := range slices.Concat(m.Buttons...) {
							if !pressed[b.Data] && !strings.HasPrefix(b.Data, "lang:") {
								pressed[b.Data] = true
								left = append(left, b.Data)
							}
						}
					}
				}
				if len(pressed) < 1000 {
					t.Errorf("only %d buttons were pressed", len(pressed))
				}
				for _, v := range w.sim.Violations() {
					t.Error("violation:", v)
				}
				if strings.Contains(w.log.String(), "level=ERROR") || strings.Contains(w.log.String(), "level=WARN") {
					t.Error(w.log.String())
				}
			})
		})
	}
}

// TestCrawlFinds wants the simulator to tell what TestCrawl counts on.
func TestCrawlFinds(t *testing.T) {
	sim := telegramtest.New(telegramtest.Token)
	defer sim.Close()
	sim.Chat(1).Say("halo")
	for text, n := range map[string]int{
		strings.Repeat("🙂", 2048):                  0,
		strings.Repeat("🙂", 2048) + "a":            1,
		"<b>" + strings.Repeat("a", 4096) + "</b>": 0,
		"<b>setengah": 1,
		"   ":         1,
	} {
		before := len(sim.Violations())
		resp, err := sim.Client().PostForm("http://sim/bot"+telegramtest.Token+"/sendMessage", map[string][]string{
			"chat_id": {"1"}, "parse_mode": {"HTML"}, "text": {text},
		})
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if got := len(sim.Violations()) - before; got != n {
			t.Errorf("%.20q: %d violations, want %d", text, got, n)
		}
	}
}
