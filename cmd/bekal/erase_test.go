package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	bolt "go.etcd.io/bbolt"

	"bekal/bot"
	"bekal/bot/state"
	"bekal/bot/state/boltstore"
	"bekal/bot/state/redisstore"
	"bekal/bot/state/storetest"
	"bekal/bot/telegram"
	"bekal/bot/telegram/telegramtest"
	"bekal/index/library"
	"bekal/knowledge"
)

const (
	eraseSecret = "a secret of the tests"
	eraseChat   = 620011223344
)

// planted finds the names and numbers that the person of TestErase writes.
var planted = regexp.MustCompile(`(?i)penanda|markona|8123450000|X9999001`)

// A kept is a value as a database keeps it.
type kept struct {
	key   string
	value []byte
}

// A database is a store of TestErase, and how to look into it.
type database struct {
	open    func() storetest.Both
	wipe    func() // loses all that is kept, while the store is closed
	webhook bool
	hook    func(http.Handler)  // takes the webhook; nil: the simulator
	shelf   string              // directory, empty for none
	dump    func() []kept       // every key and value
	raw     func() []byte       // the bytes on the disk; nil where there are none
	pass    func(time.Duration) // lets the database know that time has passed
}

// TestErase talks for three days, in every flow, presses /hapus, and wants
// nothing of the chat in the store and no message of the last 48 hours, of either
// side, in the chat. It looks into the store before, too: what it searches for is
// there to be found.
func TestErase(t *testing.T) {
	lib, problems, err := library.Open(knowledge.Embedded(), true)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	t.Cleanup(func() { _ = lib.Close() })
	t.Run("embedded store, polling", func(t *testing.T) {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) { erase(t, lib, embedded(t, dir)) })
	})
	t.Run("redis, webhook", func(t *testing.T) {
		r := storetest.StartRedis(t)
		synctest.Test(t, func(t *testing.T) { erase(t, lib, inRedis(t, r)) })
	})
}

func embedded(t *testing.T, dir string) *database {
	open := func() storetest.Both {
		s, err := boltstore.Open(dir, boltstore.Options{Secret: []byte(eraseSecret)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	file := filepath.Join(dir, boltstore.File)
	raw := func() []byte {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return &database{
		open: open, shelf: filepath.Join(dir, "shelf"), raw: raw,
		wipe: func() {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		},
		pass: func(d time.Duration) { time.Sleep(d) }, // the sweep runs on its clock
		dump: func() (out []kept) {
			copied := filepath.Join(t.TempDir(), "copy") // the store has the file locked
			if err := os.WriteFile(copied, raw(), 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := bolt.Open(copied, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close() //nolint:errcheck // a copy
			var walk func(path string, b *bolt.Bucket) error
			walk = func(path string, b *bolt.Bucket) error {
				return b.ForEach(func(k, v []byte) error {
					if v == nil {
						return walk(path+string(k)+"/", b.Bucket(k))
					}
					out = append(out, kept{path + string(k), bytes.Clone(v)})
					return nil
				})
			}
			err = db.View(func(tx *bolt.Tx) error {
				return tx.ForEach(func(name []byte, b *bolt.Bucket) error { return walk(string(name)+"/", b) })
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		},
	}
}

func inRedis(t *testing.T, r *storetest.Redis) *database {
	open := func() storetest.Both {
		s, err := redisstore.Open("redis://"+r.Addr, redisstore.Options{Secret: []byte(eraseSecret)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	each := func(do func(ctx context.Context, c *redis.Client, key string) error) {
		c := redis.NewClient(&redis.Options{Addr: r.Addr, DisableIdentity: true})
		defer c.Close() //nolint:errcheck // only read
		it := c.Scan(t.Context(), 0, "*", 100).Iterator()
		for it.Next(t.Context()) {
			if err := do(t.Context(), c, it.Val()); err != nil {
				t.Fatal(err)
			}
		}
		if err := it.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return &database{
		open: open, webhook: true,
		wipe: func() {
			if _, err := r.Do("FLUSHALL"); err != nil {
				t.Fatal(err)
			}
		},
		// Redis has a clock of its own: it is told to go as much faster.
		pass: func(d time.Duration) {
			time.Sleep(d)
			each(func(ctx context.Context, c *redis.Client, key string) error {
				ttl, err := c.PTTL(ctx, key).Result()
				if err != nil {
					return err
				}
				return c.PExpire(ctx, key, ttl-d).Err() // what is not positive deletes
			})
		},
		dump: func() (out []kept) {
			each(func(ctx context.Context, c *redis.Client, key string) error {
				kind, err := c.Type(ctx, key).Result()
				if err != nil {
					return err
				}
				var values []string
				switch kind {
				case "string":
					values = []string{c.Get(ctx, key).Val()}
				case "list":
					values = c.LRange(ctx, key, 0, -1).Val()
				case "zset":
					values = c.ZRange(ctx, key, 0, -1).Val()
				case "set":
					values = c.SMembers(ctx, key).Val()
				case "hash":
					for f, v := range c.HGetAll(ctx, key).Val() {
						values = append(values, f, v)
					}
				case "none": // ran out just now
				default:
					return fmt.Errorf("%s is a %s", key, kind)
				}
				for _, v := range values {
					out = append(out, kept{key, []byte(v)})
				}
				return nil
			})
			return out
		},
	}
}

// opened is what a value says to whoever has the secret, empty for nothing.
func (k kept) opened(t *testing.T) string {
	box, err := state.NewBox([]byte(eraseSecret))
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(k.key, "gaps}:gap:")
	if strings.HasPrefix(k.key, "gaps/") && len(k.key) > 13 {
		id = k.key[13:] // behind the time
	}
	places := []string{box.ChatName(bot.ChatID(fmt.Sprint("tg:", eraseChat))), "gap " + id}
	for _, v := range [][]byte{k.value, k.value[min(8, len(k.value)):]} { // the embedded store puts the time before it
		for _, place := range places {
			if s, err := box.Open(place, v); err == nil {
				return string(s)
			}
		}
	}
	return ""
}

// about reports how a value is of the chat, empty if it is not.
func (k kept) about(t *testing.T) string {
	box, err := state.NewBox([]byte(eraseSecret))
	if err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint(eraseChat)
	plain := k.opened(t)
	for what, in := range map[string]string{
		"id": id, "binary id": string(binary.BigEndian.AppendUint64(nil, eraseChat)), "keyed name": box.ChatName(bot.ChatID("tg:" + id)),
	} {
		if strings.Contains(k.key, in) || bytes.Contains(k.value, []byte(in)) || strings.Contains(plain, in) {
			return what
		}
	}
	for _, s := range []string{k.key, string(k.value), plain} {
		if m := planted.FindString(s); m != "" {
			return "the planted " + m
		}
	}
	return ""
}

// talking runs the bot over a database until stop is called.
func talking(t *testing.T, sim *telegramtest.Server, m *database, lib *library.Library, log *journal) (stop func()) {
	t.Helper()
	e, err := newEngine(lib, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	store := m.open()
	e.Store, e.Journal, e.Log = store, store, slog.New(slog.NewTextHandler(log, nil))
	cfg := telegram.Config{Token: telegramtest.Token, API: "http://sim", HTTP: sim.Client(), Rate: -1, Handler: talker{e}, Log: e.Log}
	if m.webhook {
		cfg.Webhook, cfg.Secret = "https://bekal.example/telegram", "rahasia"
	}
	var shelf *telegram.DirShelf
	if m.shelf != "" {
		if shelf, err = telegram.OpenShelf(m.shelf); err != nil {
			t.Fatal(err)
		}
		cfg.Shelf = shelf
	}
	b, err := telegram.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case m.hook != nil:
		m.hook(b.Webhook())
	case m.webhook:
		sim.SetHook(b.Webhook())
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	return func() {
		cancel()
		err := errors.Join(<-done, store.Close())
		if shelf != nil {
			err = errors.Join(err, shelf.Close())
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// settled waits until all that was said and pressed is answered.
func settled(t *testing.T, sim *telegramtest.Server) {
	t.Helper()
	if !sim.Until(10*time.Minute, func() bool { return sim.Pending() == 0 && sim.Unanswered() == 0 }) {
		t.Fatal("a turn is not settled")
	}
	time.Sleep(5 * time.Second)
}

func erase(t *testing.T, lib *library.Library, m *database) {
	sim := telegramtest.New(telegramtest.Token)
	defer sim.Close()
	var log journal
	defer talking(t, sim, m, lib, &log)()

	c := sim.Chat(eraseChat)
	var ever [][]byte // values of the chat the store has had
	look := func() {
		t.Helper()
		settled(t, sim)
		for _, k := range m.dump() {
			if k.about(t) != "" {
				ever = append(ever, k.value)
			}
		}
	}
	do := func(acts ...string) {
		t.Helper()
		for _, a := range acts {
			switch {
			case strings.HasPrefix(a, "tap "):
				c.TapOld(a[4:])
			case strings.HasPrefix(a, "fwd "):
				c.Forward(a[4:])
			default:
				c.Say(a)
			}
			look()
		}
	}

	do("/start", "nama saya Markona Penanda, hp 081234500001, gaji taiwan berapa", "tap way:p-to-p")
	m.pass(50 * time.Hour)
	do("/bahasa", "tap lang:en", "tap lang:id", "halo saya Markona Penanda",
		"gaji di malaysia brp kak, saya Markona dari Penandasari", "umur maks brp", "bukan itu maksud saya", "tap group:paspor",
		"tap e:paspor-biaya", "tap up:paspor-biaya", "tap bell:paspor-biaya", "tap down:paspor-biaya", "tap why:unclear:paspor-biaya",
		"/negara taiwan", "tap a:cost:taiwan", "/biaya", "/kontak", "/petugas", "/privasi", "/topik",
		"/langkah", "tap way:p-to-p", "tap did:p-to-p:data", "tap docs:p-to-p", "tap doc:p-to-p:ktp", "/lanjut",
		"resep rendang dong, nama saya Markona Penanda, hubungi 081234500004",
		"tolong saya Markona Penanda disekap di kamboja, pintu dikunci, hp 081234500005", "/darurat", "tap sos:taiwan:disekap",
		"LOWONGAN pabrik Malaysia gaji 8jt, PT Penandajaya Markona, pake visa turis dulu, transfer 5jt, hub bunda Markona 081234500002",
		"tap of:walk", "tidak", "PT Penandalain", "tap of:report",
		"fwd Loker ke Kamboja gaji 15jt, hubungi Markona 081234500006",
		"/lapor", "tap lap:case:wage", "PT Penandajaya, pak Markona", "taiwan, kota Penandasari", "sejak maret",
		"saya Markona dipukul, hp 081234500003, paspor X9999001")
	c.Voice()
	look()

	told, words := false, false
	for _, k := range m.dump() {
		told = told || k.about(t) == "keyed name"
		words = words || planted.MatchString(k.opened(t))
	}
	if !told || !words {
		t.Fatalf("the test does not find what is there: chat %v, words %v", told, words)
	}
	if m.raw != nil && pieces(m.raw(), ever) == 0 {
		t.Fatal("the test does not find what is on the disk")
	}

	// the words of a complaint go by themselves, though nobody writes again
	flow := func() (out [][]byte) {
		for _, k := range m.dump() {
			if strings.Contains(k.key, "flow") {
				out = append(out, k.value)
			}
		}
		return out
	}
	had := flow()
	m.pass(62 * time.Minute) // an hour, and the sweep
	if left := flow(); len(had) != 1 || len(left) != 0 {
		t.Errorf("of a complaint %d values were kept, and %d after its hour", len(had), len(left))
	}
	if m.raw != nil && pieces(m.raw(), had) > 0 {
		t.Error("a complaint is still on the disk after its hour")
	}
	do("/lapor", "tap lap:case:wage", "pak Markona")

	c.Say("/hapus")
	look()
	at, before := time.Now(), len(c.Messages())
	c.Press("Ya, hapus semua")
	look()

	gaps := 0
	for _, k := range m.dump() {
		if strings.Contains(k.opened(t), "rendang") {
			gaps++
		}
		if how := k.about(t); how != "" {
			t.Errorf("%q is of the chat: %s (%q)", k.key, how, k.opened(t))
		}
	}
	if gaps != 1 {
		t.Errorf("the question nobody could answer stands there %d times, want once and without a name", gaps)
	}
	if m.raw != nil {
		if n := pieces(m.raw(), ever); n > 0 {
			t.Errorf("%d pieces of what was kept are still on the disk", n)
		}
		if s := planted.Find(m.raw()); s != nil {
			t.Errorf("%q stands on the disk", s)
		}
	}
	if s := planted.FindString(log.String()); s != "" {
		t.Errorf("the log says %q", s)
	}
	if left := filesIn(t, m.shelf); len(left) > 0 {
		t.Errorf("on the shelf are %v", left)
	}
	old, recent, shown := 0, 0, 0
	for i, msg := range c.Messages() {
		switch {
		case msg.Bot && msg.Text == "": // a button out of sight
		case i >= before:
			if !msg.Deleted {
				shown++
			}
		case at.Sub(msg.At) < state.Erasable-time.Minute:
			if recent++; !msg.Deleted {
				t.Errorf("message %d of %v is still in the chat: %.40q", msg.ID, msg.At, msg.Text)
			}
		default:
			if old++; msg.Deleted {
				t.Errorf("message %d of %v is too old to be deleted", msg.ID, msg.At)
			}
		}
	}
	if old < 5 || recent < 70 || shown != 1 {
		t.Errorf("%d messages were too old, %d were not, %d were said after: the test is not what it was", old, recent, shown)
	}
	for _, v := range sim.Violations() {
		t.Error("violation:", v)
	}
}

// pieces is how many parts of values are found in raw. A value may lie over
// several pages.
func pieces(raw []byte, values [][]byte) (n int) {
	for _, v := range values {
		for part := range slices.Chunk(v[min(8, len(v)):], 64) {
			if len(part) == 64 && bytes.Contains(raw, part) {
				n++
			}
		}
	}
	return n
}

// filesIn are the files under dir that hold anything.
func filesIn(t *testing.T, dir string) (out []string) {
	t.Helper()
	if dir == "" {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > 0 {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
