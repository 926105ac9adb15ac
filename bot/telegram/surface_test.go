package telegram

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bekal/bot"
)

// synctestPolling plays a scene in polling mode only.
func synctestPolling(t *testing.T, scene func(w *world)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "polling", dir)
		defer w.sim.Close()
		scene(w)
		if w.stop != nil {
			w.end()
		}
	})
}

func TestBundleIsOneTurn(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		c := w.sim.Chat(1)
		for i := range 5 {
			c.Forward(fmt.Sprint("bagian ", i))
		}
		w.expect(c, "re bagian 0\n\nbagian 1\n\nbagian 2\n\nbagian 3\n\nbagian 4")
		turns := w.talk.heard()
		if len(turns) != 1 || turns[0].From != bot.Forwarded || turns[0].Message != "1,2,3,4,5" || turns[0].ID != "m5" {
			w.t.Errorf("turns: %+v", turns)
		}
	})
}

func TestBundleEndsWithSomethingElse(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		c := w.sim.Chat(1)
		c.Forward("a")
		time.Sleep(300 * time.Millisecond)
		c.Forward("b")
		c.Say("gimana?")
		w.expect(c, "re a\n\nb", "re gimana?")
	})
}

func TestGroupManners(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		g := w.sim.Chat(-1001)
		first := g.Say("halo semua")
		g.Forward("gaji 20 juta")
		g.Voice()
		g.Say("/help@other_bot")
		g.Say("@bekal_test_bot_2 halo")
		g.Say("@Bekal_Test_Bot biaya taiwan")
		w.expect(g, "re biaya taiwan")
		if m := g.Last(); m.ReplyTo == 0 {
			w.t.Error("the answer does not show whom it answers")
		}
		bot1 := g.Last().ID
		g.Reply("kalau korea?", bot1)
		g.Say("/negara@bekal_test_bot taiwan")
		g.Reply("@bekal_test_bot", first)
		w.expect(g, "re biaya taiwan", "re kalau korea?", "re /negara taiwan", "re halo semua")
		for _, turn := range w.talk.heard() {
			if !turn.Group {
				w.t.Errorf("a turn in a group does not say so: %+v", turn)
			}
		}
	})
}

func TestKinds(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			_, err := send(ctx, bot.Reply{Text: fmt.Sprintf("%s|%s|%s|%s", t.From, t.Text, t.Unread, t.Lang)})
			return err
		}
		w.start()
		c := w.sim.Chat(1)
		c.SetLang("en-GB")
		c.Say("/start negara_taiwan")
		c.Say("/start")
		c.Say("/cek@bekal_test_bot gaji")
		c.Voice()
		c.Photo([]byte("not a picture"), "ini brosurnya")
		c.Post("", map[string]any{"pinned_message": map[string]any{"message_id": 1, "date": 0, "chat": map[string]any{"id": 1, "type": "private"}}})
		c.Post("", map[string]any{"document": map[string]any{"file_id": "d", "file_unique_id": "d", "mime_type": "application/pdf"}, "caption": "kontrak"})
		c.Say("akhir")
		w.expect(c, "link|negara_taiwan||en", "typed|/start||en", "typed|/cek gaji||en", "typed||voice|en",
			"typed|ini brosurnya|image|en", "typed|kontrak|file|en", "typed|akhir||en")
	})
}

type reader string

func (r reader) Read(_ context.Context, p []byte) (string, error) { return string(r) + string(p), nil }

func TestPicture(t *testing.T) {
	play(t, func(w *world) {
		w.cfg.Pictures = reader("DIBUTUHKAN ART KE TAIWAN ")
		w.start()
		c := w.sim.Chat(1)
		c.Photo([]byte("png"), "asli?")
		w.expect(c, "re asli?\n\nDIBUTUHKAN ART KE TAIWAN png")
		if turn := w.talk.heard()[0]; turn.From != bot.Picture || turn.Unread != "" {
			w.t.Errorf("turn: %+v", turn)
		}
	})
}

func TestPressIsAnsweredWhateverHappens(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			if t.Pick != "" && t.On != "2" {
				return fmt.Errorf("pressed on %q", t.On)
			}
			_, err := send(ctx, bot.Reply{Text: "menu" + t.Pick, Edit: t.On, Choices: []bot.Choice{{ID: "e:paspor", Label: "Paspor"}, {ID: strings.Repeat("x", 65), Label: "never"}}})
			return err
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("/menu")
		w.expect(c, "menu")
		c.Press("Paspor")
		c.Press("Paspor")
		w.quiet()
		w.same(c, "menue:paspor")
		if m := c.Last(); len(m.Buttons) != 1 || len(m.Buttons[0]) != 1 || m.Edits != 1 {
			w.t.Errorf("last: %+v", m)
		}
	})
}

func TestBlockedChatIsSettled(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		c := w.sim.Chat(1)
		c.Say("a")
		w.expect(c, "re a")
		c.Block()
		c.Say("b")
		w.quiet()
		w.same(c, "re a")
	})
}

func TestGroupThatMoved(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		g := w.sim.Chat(-5)
		g.Say("/start")
		w.expect(g, "re /start")
		next := g.Migrate(-1005)
		g.Say("/help")
		w.expect(next, "re /help")
	})
}

func TestLongText(t *testing.T) {
	play(t, func(w *world) {
		long := strings.Repeat("**Langkah** <pertama> & kedua 🚨 [sumber](https://example.org/a?b=1&c=2)\n", 30) + "\n"
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			r := bot.Reply{Text: strings.Repeat(long, 4), Choices: []bot.Choice{{ID: "x", Label: "X"}}}
			name, err := send(ctx, r)
			if err != nil || t.Text == "once" {
				return err
			}
			_, err = send(ctx, bot.Reply{Text: "pendek", Edit: name})
			return err
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("once")
		w.sim.Until(time.Minute, func() bool { return w.sim.Pending() == 0 })
		all := c.Heard()
		if len(all) < 2 {
			w.t.Errorf("%d messages", len(all))
		}
		for _, m := range c.Messages()[1:] {
			if last := m.ID == c.Last().ID; last != (m.Buttons != nil) {
				w.t.Error("the buttons are not under the last part")
			}
		}
		other := w.sim.Chat(2)
		other.Say("edit")
		w.quiet()
		w.same(other, "pendek")
	})
}

func TestEraseAndKeyboard(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			if t.Text == "hapus" {
				var names []string
				for i := range 250 {
					names = append(names, fmt.Sprint(i+1))
				}
				_, err := send(ctx, bot.Reply{Text: "bersih", Erase: names})
				return err
			}
			_, err := send(ctx, bot.Reply{Text: "menu", Keyboard: [][]string{{"Cek tawaran kerja"}, {"🚨 Darurat"}}})
			return err
		}
		w.start()
		c := w.sim.Chat(1)
		c.Say("a")
		w.expect(c, "menu")
		if c.Last().Keyboard == nil {
			w.t.Error("no keyboard")
		}
		c.Say("hapus")
		w.quiet()
		w.same(c, "bersih")
		if w.sim.Calls("deleteMessages") != 3 {
			w.t.Errorf("%d calls", w.sim.Calls("deleteMessages"))
		}
	})
}

// TestEraseWhatCanBe wants all messages gone but the one that Telegram will not
// delete.
func TestEraseWhatCanBe(t *testing.T) {
	play(t, func(w *world) {
		w.talk.answer = func(ctx context.Context, t bot.Turn, send bot.Send) error {
			var names []string
			for i := range 120 {
				names = append(names, fmt.Sprint(i+1))
			}
			_, err := send(ctx, bot.Reply{Text: "bersih", Erase: names})
			return err
		}
		c := w.sim.Chat(1)
		for i := range 60 {
			c.Say(fmt.Sprint(i))
		}
		c.Fix(37)
		w.start()
		w.quiet()
		for _, m := range c.Messages() {
			if !m.Bot && m.Deleted == (m.ID == 37) {
				w.t.Errorf("message %d: deleted %v", m.ID, m.Deleted)
			}
		}
	})
}

func TestInline(t *testing.T) {
	play(t, func(w *world) {
		w.start()
		id := w.sim.Chat(1).Ask("biaya taiwan")
		w.quiet()
		cards := w.sim.Cards(id)
		if len(cards) != 1 || cards[0].Text != "biaya taiwan & more" {
			w.t.Errorf("cards: %+v", cards)
		}
	})
}
