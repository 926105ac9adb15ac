package main

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bekal/bot"
	"bekal/bot/dialog/dialogtest"
	"bekal/bot/state/storetest"
	"bekal/bot/telegram/telegramtest"
	"bekal/index/library"
)

// TestOldButtons presses every button a long conversation has left in the chat:
// after a restart, after all that was remembered is lost, and after the content
// became another. Each must be answered, with a way on.
func TestOldButtons(t *testing.T) {
	const root = "../.."
	lib := dialogtest.Library(t, dialogtest.OfferFiles(t, root))
	other := dialogtest.Library(t, dialogtest.OtherFiles(t, root))
	for _, after := range []struct {
		what string
		lib  *library.Library
		wipe bool
	}{
		{"a restart", lib, false},
		{"the state is gone", lib, true},
		{"the content changed", other, false},
		{"both", other, true},
	} {
		t.Run(after.what+", embedded store", func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) { oldButtons(t, embedded(t, dir), lib, after.lib, after.wipe) })
		})
		t.Run(after.what+", redis", func(t *testing.T) {
			r := storetest.StartRedis(t)
			synctest.Test(t, func(t *testing.T) { oldButtons(t, inRedis(t, r), lib, after.lib, after.wipe) })
		})
	}
}

// An old is a button under a message, as it once was.
type old struct {
	message int
	telegramtest.Button
}

func oldButtons(t *testing.T, m *database, lib, after *library.Library, wipe bool) {
	sim := telegramtest.New(telegramtest.Token)
	defer sim.Close()
	var log journal
	stop := talking(t, sim, m, lib, &log)
	c := sim.Chat(eraseChat)
	for _, said := range []string{
		"/start", "/menu", "/topik", "/negara", "/negara kamboja", "/langkah", "/cek", "/biaya", "/kontak", "/petugas", "/bahasa", "/privasi",
		"berapa biaya bikin paspor", "kalo paspor ilang gmn", "umur maks brp", "bukan itu", "resep rendang",
		"Lowongan pabrik Malaysia gaji 8jt, pake visa turis dulu, transfer 5jt ke rek bu Rina, hub 0812-0000-1111",
		"/darurat", "tolong saya disekap di kamboja", "tolong saya dikunci majikan", "/lapor",
	} {
		c.Say(said)
		settled(t, sim)
	}
	for _, id := range []string{
		"way:p-to-p", "step:p-to-p:info", "docs:p-to-p", "doc:p-to-p:ktp", "e:usia", "more:disekap", "down:usia", "bell:paspor-hilang", "group:paspor",
		"sos:kamboja", "wayc:kamboja", "a:pay:taiwan", "of:walk", "of:yes:pay:0000", "pick:contact:0", "lap:case:wage", "lap:where:kamboja", "not:",
	} {
		c.TapOld(id)
		settled(t, sim)
	}
	stop()
	if wipe {
		m.wipe()
	}
	time.Sleep(26 * time.Hour)
	defer talking(t, sim, m, after, &log)()

	say, err := bot.LoadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	buttons := []old{}
	for _, msg := range c.Messages() {
		for _, b := range slices.Concat(msg.Buttons...) {
			if b.Data != "erase:yes" { // takes the others away: TestErase presses it
				buttons = append(buttons, old{msg.ID, b})
			}
		}
	}
	if len(buttons) < 240 {
		t.Fatalf("only %d buttons are in the chat", len(buttons))
	}
	for _, b := range buttons {
		was := c.Messages()
		if there := was[b.message-1]; slices.Contains(slices.Concat(there.Buttons...), b.Button) {
			c.Tap(b.message, b.Data)
		} else {
			c.TapOld(b.Data) // another press has changed its message meanwhile
		}
		settled(t, sim)
		now := c.Messages()
		var last *telegramtest.Message
		for i := range now {
			if i >= len(was) && now[i].Text != "" || i < len(was) && now[i].Edits > was[i].Edits {
				last = &now[i]
			}
		}
		switch {
		case last == nil:
			t.Errorf("%s (%s): nothing happens", b.Data, b.Label)
		case len(last.Buttons) == 0:
			t.Errorf("%s (%s): a dead end: %q", b.Data, b.Label, last.Text)
		case last.Text == say.Say("id", "error.text") || last.Text == say.Say("en", "error.text"):
			t.Errorf("%s (%s): it breaks", b.Data, b.Label)
		}
	}
	for _, v := range sim.Violations() {
		t.Error("violation:", v)
	}
	if s := log.String(); strings.Contains(s, "panicked") || strings.Contains(s, "level=ERROR") {
		t.Error(s)
	}
}
