package dialog_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bekal/bot"
	"bekal/bot/dialog/dialogtest"
	"bekal/bot/state"
	"bekal/index/library"
	"bekal/knowledge/text"
)

// say plays one text or pick and returns the replies.
func (s *stage) reply(tn bot.Turn) []bot.Reply {
	s.t.Helper()
	s.turn++
	tn.Chat, tn.ID, tn.At, tn.Message = "test:1", "r"+string(rune('a'+s.turn)), dialogtest.Noon, "m"
	var out []bot.Reply
	if err := s.Engine.Handle(s.t.Context(), tn, func(_ context.Context, r bot.Reply) (string, error) {
		out = append(out, r)
		return "b", nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// remembered is what the store holds of the chat.
func (s *stage) remembered() state.Session {
	s.t.Helper()
	var out state.Session
	if err := s.Memory.Hold(s.t.Context(), "test:1", func(x *state.Session) error { out = *x; return nil }); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// TestErase fills every field of a session by talking, erases, and wants
// nothing left.
func TestErase(t *testing.T) {
	s := newStage(t, fixture(t))
	for _, p := range []string{"lang:en", "land:taiwan", "did:p-to-p:data", "doc:p-to-p:ktp", "bell:paspor-biaya", "menu:complaint", "lap:case:wage"} {
		s.reply(bot.Turn{Pick: p})
	}
	s.reply(bot.Turn{Text: "PT Contoh, pak Budi"})
	before := s.remembered()
	if before.Lang == "" || before.Slots == (bot.Slots{}) || before.Flow.Zero() || len(before.Progress) == 0 || before.Path == "" || len(before.Notify) == 0 || len(before.Sent) == 0 || len(before.Seen) == 0 {
		t.Fatalf("the test does not fill every field: %+v", before)
	}
	s.reply(bot.Turn{Pick: "menu:erase"})
	out := s.reply(bot.Turn{Pick: "erase:yes"})
	if len(out) != 2 || len(out[0].Erase) < len(before.Sent) {
		t.Errorf("erased %d messages of %d", len(out[0].Erase), len(before.Sent))
	}
	after := s.remembered()
	if !after.Zero() {
		t.Errorf("still remembered: %+v", after)
	}
}

// forgetless is a store that breaks when the session is saved.
type forgetless struct{ state.Store }

func (f forgetless) Hold(ctx context.Context, chat bot.ChatID, fn func(*state.Session) error) error {
	if err := fn(&state.Session{Sent: []state.Message{{ID: "b1", At: dialogtest.Noon}}}); err != nil {
		return err
	}
	return state.ErrDown
}

// TestEraseNotSaved wants an erasing that the store did not take to be tried
// again, and any other answer to be settled.
func TestEraseNotSaved(t *testing.T) {
	s := newStage(t, fixture(t))
	s.Engine.Store = forgetless{s.Memory}
	send := func(context.Context, bot.Reply) (string, error) { return "b", nil }
	if err := s.Engine.Handle(t.Context(), bot.Turn{Chat: "test:1", ID: "1", Pick: "erase:yes", At: dialogtest.Noon}, send); !errors.Is(err, state.ErrDown) {
		t.Errorf("erasing: got %v, want it to be tried again", err)
	}
	if err := s.Engine.Handle(t.Context(), bot.Turn{Chat: "test:1", ID: "2", Pick: "menu:", At: dialogtest.Noon}, send); err != nil {
		t.Errorf("the menu: got %v, want it settled", err)
	}
}

// TestTwice wants one reply to a turn that is delivered twice.
func TestTwice(t *testing.T) {
	s := newStage(t, fixture(t))
	n := 0
	for range 2 {
		if err := s.Engine.Handle(t.Context(), bot.Turn{Chat: "test:1", ID: "1", Text: "/menu", At: dialogtest.Noon}, func(context.Context, bot.Reply) (string, error) { n++; return "b", nil }); err != nil {
			t.Fatal(err)
		}
	}
	if n != 1 {
		t.Errorf("got %d replies, want 1", n)
	}
}

// changing is a library whose edition can be replaced.
type changing struct{ ed *library.Edition }

func (c *changing) Edition() *library.Edition { return c.ed }

// TestCorrections wants a person who asked for it to be told once that an
// answer changed, and not of a change in its spelling.
func TestCorrections(t *testing.T) {
	lib := fixture(t)
	s := newStage(t, lib)
	c := &changing{lib.Edition()}
	s.Engine.Library = c
	s.reply(bot.Turn{Pick: "bell:paspor-biaya"})

	changed := func(from, to string) *library.Edition {
		t.Helper()
		files := fstest.MapFS{}
		names, err := filepath.Glob("testdata/knowledge/*/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			name = filepath.ToSlash(strings.TrimPrefix(name, filepath.FromSlash("testdata/knowledge/")))
			raw, err := os.ReadFile(filepath.Join("testdata/knowledge", name))
			if err != nil {
				t.Fatal(err)
			}
			data := string(raw)
			if strings.HasSuffix(name, "paspor-biaya.yaml") {
				data = strings.ReplaceAll(data, from, to)
			}
			files[name] = &fstest.MapFile{Data: []byte(data)}
		}
		ed, problems, err := library.New(files, false)
		if err != nil || len(problems) > 0 {
			t.Fatalf("%v %v", err, problems)
		}
		return ed
	}
	tell := s.Say.Say(text.ID, "bell.changed")
	told := func() int {
		n := 0
		for _, r := range s.reply(bot.Turn{Text: "/menu"}) {
			if r.Text == tell {
				n++
			}
		}
		return n
	}
	c.ed = changed("Paspor biasa Rp350.000", "Paspor biasa, Rp350.000")
	if n := told(); n != 0 {
		t.Errorf("a comma: told %d times, want 0", n)
	}
	c.ed = changed("Rp350.000", "Rp400.000")
	if n := told(); n != 1 {
		t.Errorf("another price: told %d times, want 1", n)
	}
	if n := told(); n != 0 {
		t.Errorf("once more: told %d times, want 0", n)
	}
}

// TestInline wants cards with their source, and of danger the numbers only.
func TestInline(t *testing.T) {
	s := newStage(t, fixture(t))
	ask := func(q string) []bot.Card {
		t.Helper()
		return s.Engine.Inline(t.Context(), q, text.ID)
	}
	cards := ask("gaji taiwan berapa")
	if len(cards) == 0 || cards[0].Entry != "negara-taiwan" || !strings.Contains(cards[0].Text, "Sumber:") {
		t.Errorf("pay in Taiwan: %+v", cards)
	}
	seen := map[string]bool{}
	for _, c := range append(cards, ask("")...) {
		if c.Title == "" || c.Text == "" || len(c.ID) > 64 {
			t.Errorf("a card lacks something: %+v", c)
		}
	}
	for _, c := range cards {
		if seen[c.ID] {
			t.Errorf("two cards are %s", c.ID)
		}
		seen[c.ID] = true
	}
	if cards := ask("tolong adik saya disekap di malaysia pintu dikunci"); len(cards) != 1 || !strings.Contains(cards[0].Text, "+60") {
		t.Errorf("danger: %+v", cards)
	}
	if cards := ask("resep rendang padang yang enak"); len(cards) != 0 {
		t.Errorf("outside: %+v", cards)
	}
}

// panicking breaks in the middle of a turn.
type panicking struct{}

func (panicking) Note(context.Context, state.Gap) error          { panic("broken") }
func (panicking) Gaps(context.Context, int) ([]state.Gap, error) { return nil, nil }
func (panicking) Resolve(context.Context, string) error          { return nil }
func (panicking) Seen(context.Context, string, func(a, b string) bool) (int, error) {
	return 0, nil
}

// TestPanic wants an apology with a way on, and the turn settled.
func TestPanic(t *testing.T) {
	s := newStage(t, fixture(t))
	s.Engine.Journal = panicking{}
	out := s.reply(bot.Turn{Text: "resep rendang padang yang enak dong"})
	if len(out) != 1 || out[0].Text != s.Say.Say(text.ID, "error.text") || len(out[0].Choices) == 0 {
		t.Errorf("got %+v", out)
	}
}

// TestGaps wants questions without an answer in the journal, scrubbed.
func TestGaps(t *testing.T) {
	s := newStage(t, fixture(t))
	s.reply(bot.Turn{Text: "resep rendang padang dong, hubungi 081234567890"})
	s.reply(bot.Turn{Pick: "why:unclear:paspor-biaya"})
	gaps, err := s.Memory.Gaps(t.Context(), 10)
	if err != nil || len(gaps) != 2 {
		t.Fatalf("%d gaps, want 2; %v", len(gaps), err)
	}
	for _, g := range gaps {
		if strings.Contains(g.Text, "0812") {
			t.Errorf("not scrubbed: %q", g.Text)
		}
	}
}

// TestBundle hands in an offer message by message, as several processes behind a
// webhook do, and wants in the chat what the whole offer is answered.
func TestBundle(t *testing.T) {
	lib := offerFixture(t)
	parts := []string{"Loker pabrik Malaysia gaji 9jt, berangkat minggu depan", "Syarat: KTP, KK, paspor", "Pake visa turis dulu ya", "Ijazah asli dipegang kantor", "Minat hubungi bunda Sari 0812-0000-2222"}
	type shown struct{ text, choices string }
	play := func(turns ...bot.Turn) []shown {
		s := newStage(t, lib)
		chat, names := map[string]shown{}, []string{}
		for i, tn := range turns {
			tn.Chat, tn.ID, tn.Message, tn.From = "test:1", fmt.Sprint(i), fmt.Sprint("u", i), bot.Forwarded
			err := s.Engine.Handle(t.Context(), tn, func(_ context.Context, r bot.Reply) (string, error) {
				for _, id := range r.Erase {
					delete(chat, id)
				}
				id := r.Edit
				if id == "" {
					id = fmt.Sprint("b", len(names))
					names = append(names, id)
				}
				chat[id] = shown{r.Text, fmt.Sprint(r.Choices)}
				return id, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var out []shown
		for _, id := range names {
			if m, ok := chat[id]; ok {
				out = append(out, m)
			}
		}
		return out
	}
	at := dialogtest.Noon
	whole := play(bot.Turn{Text: strings.Join(parts, "\n\n"), At: at})
	var apart []bot.Turn
	for i, p := range parts {
		apart = append(apart, bot.Turn{Text: p, At: at.Add(time.Duration(i) * time.Second)})
	}
	if got := play(apart...); !slices.Equal(got, whole) {
		t.Errorf("message by message: %q\nwant %q", got, whole)
	}
	late := bot.Turn{Text: parts[4], At: at.Add(time.Minute)}
	if got := play(append(apart[:4:4], late)...); len(got) <= len(whole) || strings.Contains(got[len(got)-1].text, "visa turis") {
		t.Errorf("what comes a minute later is not for itself: %q", got)
	}
	danger := []bot.Turn{{Text: "Loker kamboja gaji 15jt", At: at}, {Text: "tolong saya disekap di kamboja gak boleh keluar", At: at}}
	if got := play(danger...); !strings.Contains(got[len(got)-1].text, "🚨") || strings.Contains(got[0].text, "🚨") {
		t.Errorf("danger does not stand below the rest: %q", got)
	}
	// the second time the offer has been seen, once and not five times
	again := append(apart, bot.Turn{Text: strings.Join(parts, "\n\n"), At: at.Add(time.Hour)})
	if got := play(again...); len(got) < 2*len(whole) || !strings.Contains(fmt.Sprint(got), "dicek 1 kali") {
		t.Errorf("an hour later: %q", regexp.MustCompile(`dicek . kali`).FindAllString(fmt.Sprint(got), -1))
	}
}
