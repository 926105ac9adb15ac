package dialog_test

import (
	"context"
	"fmt"
	"testing"
	"unicode/utf8"

	"bekal/bot"
	"bekal/bot/dialog"
	"bekal/bot/state/memstore"
	"bekal/index/library"
)

// FuzzHandle says and presses anything, in one long conversation. Every turn
// gets a reply with a way on, no flow panics, no choice is too long.
func FuzzHandle(f *testing.F) {
	for _, s := range []string{
		"", "/", "/start", "/start a_b", "/negara \x00", "berapa biaya paspor", "lap:new", "lap:skip:", "lap:edit:x", "lap:where:taiwan", "sos:::", "sos:taiwan:", "a::", "pick:urgent:-1",
		"group:paspor:999999999999999999999", "did:p-to-p:", "doc:p-to-p:x", "way:", "erase:yes", "lang:xx", "why::", "down:", "menu:🙂", "e:\xff", "**[x](https://a)", "tolong saya disekap",
		"of:", "of:walk:zz", "of:yes:visa:", "of:no:x:y:z", "of:unknown:call", "of:card:d:malaysia:a,b,,visa-turis", "of:card:::::", "of:pt:PT \x00 **x**", "of:stop", "of:report", "pt maju jaya", "ya", "gak tau",
		"LOWONGAN Malaysia gaji 8jt pake visa turis dulu, hub 0812-0000-1111",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	lib, problems, err := library.Open(offerFiles(f), false)
	if err != nil || len(problems) > 0 {
		f.Fatal(err, problems)
	}
	f.Cleanup(func() { _ = lib.Close() })
	say, err := bot.LoadCatalog()
	if err != nil {
		f.Fatal(err)
	}
	mem := memstore.New(nil)
	e := &dialog.Engine{Library: lib, Store: mem, Journal: mem, Say: say, Log: quiet()}
	n := 0
	f.Fuzz(func(t *testing.T, s string, pressed bool) {
		n++
		turn := bot.Turn{Chat: "fuzz:1", ID: fmt.Sprint(n), Text: s, Message: fmt.Sprint("u", n)}
		if pressed {
			turn.Text, turn.Pick, turn.Message = "", s, ""
		}
		var last bot.Reply
		err := e.Handle(t.Context(), turn, func(_ context.Context, r bot.Reply) (string, error) {
			last = r
			if !utf8.ValidString(r.Text) && utf8.ValidString(s) {
				t.Errorf("%q: not UTF-8: %q", s, r.Text)
			}
			for _, c := range r.Choices {
				if len(c.ID) > 64 || c.ID == "" || c.Label == "" {
					t.Errorf("%q: the choice %+v", s, c)
				}
			}
			return fmt.Sprint("b", n), nil
		})
		if err != nil || last.Text == "" || len(last.Choices) == 0 || last.Text == say.Say("id", "error.text") || last.Text == say.Say("en", "error.text") {
			t.Errorf("%q: %v, %+v", s, err, last)
		}
	})
}
