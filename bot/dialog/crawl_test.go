package dialog_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"bekal/bot"
	"bekal/bot/dialog"
	"bekal/bot/state/memstore"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/markup"
	"bekal/knowledge/text"
)

// shipped is the knowledge base the program is shipped with.
func shipped(t *testing.T) *library.Library {
	t.Helper()
	lib, problems, err := library.Open(knowledge.Embedded(), true)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the shipped knowledge does not load: %v %v", err, problems[:min(3, len(problems))])
	}
	t.Cleanup(func() { _ = lib.Close() })
	return lib
}

// A crawler presses every button of every screen.
type crawler struct {
	t      reporter
	ctx    context.Context
	handle func(context.Context, bot.Turn, bot.Send) error
	say    *bot.Catalog
	lang   text.Lang
	shared bool // one chat for all presses, else a new one for each
	n      int
	taps   map[string]int // choice id: fewest taps from /start
	seen   map[string]int // what a screen says: fewest taps to it
	queue  []string
}

// A reporter is what a crawler finds fault with.
type reporter interface {
	Errorf(format string, args ...any)
}

func TestCrawl(t *testing.T) {
	lib, say := shipped(t), catalog(t)
	for _, way := range []struct {
		lang   text.Lang
		shared bool
	}{{text.ID, false}, {text.ID, true}, {text.EN, false}, {text.EN, true}} {
		t.Run(fmt.Sprintf("%s shared=%v", way.lang, way.shared), func(t *testing.T) {
			mem := memstore.New(nil)
			e := &dialog.Engine{Library: lib, Store: mem, Journal: mem, Say: say, Log: quiet()}
			c := &crawler{t: t, ctx: t.Context(), handle: e.Handle, say: say, lang: way.lang, shared: way.shared}
			c.run()
			c.reaches(e.Commands(way.lang), lib.Edition().Base)
			if len(c.taps) < 500 {
				t.Errorf("only %d buttons were found", len(c.taps))
			}
		})
	}
}

// TestCrawlWithoutStore presses all there is to press while nothing can be
// remembered.
func TestCrawlWithoutStore(t *testing.T) {
	mem := memstore.New(nil)
	if err := mem.Close(); err != nil {
		t.Fatal(err)
	}
	say := catalog(t)
	e := &dialog.Engine{Library: shipped(t), Store: mem, Journal: mem, Say: say, Log: quiet()}
	c := &crawler{t: t, ctx: t.Context(), handle: e.Handle, say: say, lang: text.ID}
	c.run()
	if len(c.taps) < 500 {
		t.Errorf("only %d buttons were found", len(c.taps))
	}
}

// run presses all there is to press, then what ends a conversation.
func (c *crawler) run() {
	c.taps, c.seen = map[string]int{}, map[string]int{}
	if c.shared {
		c.press(bot.Turn{Pick: "lang:" + string(c.lang)}, 0)
	}
	c.press(bot.Turn{Text: "/start"}, 0)
	for len(c.queue) > 0 {
		id := c.queue[0]
		c.queue = c.queue[1:]
		c.press(bot.Turn{Pick: id}, c.taps[id])
	}
	for _, id := range []string{"lang:" + string(c.lang), "erase:yes"} {
		c.press(bot.Turn{Pick: id}, 99)
	}
}

// maxTaps is how far from /start everything stands that a person comes for.
const maxTaps = 3

// reaches wants each command's screen, all groups of topics, schemes and kinds
// of danger, and the first page of countries, within maxTaps of /start.
func (c *crawler) reaches(commands []dialog.Command, base *knowledge.Base) {
	for _, cmd := range commands {
		if cmd.Text == "" {
			c.t.Errorf("/%s says nothing of itself", cmd.Name)
		}
		first := c.press(bot.Turn{Text: "/" + cmd.Name}, 99)
		if n, ok := c.seen[first]; (!ok || n > maxTaps) && !c.shared { // what is remembered of a chat changes its screens
			c.t.Errorf("what /%s shows is %d taps from /start, want %d at most: %q", cmd.Name, n, maxTaps, first)
		}
	}
	want := map[string]bool{"lang:id": true, "lang:en": true, "erase:yes": true}
	for _, id := range []string{"offer", "path", "resume", "country", "cost", "urgent", "complaint", "contact", "officials", "language", "privacy", "erase", "help", "topics"} {
		want["menu:"+id] = true
	}
	for _, e := range base.Entries {
		want["group:"+e.Group] = true
	}
	for id := range base.Schemes {
		want["way:"+id], want["docs:"+id] = true, true
	}
	for _, name := range []string{"malaysia", "taiwan", "hongkong", "arab-saudi", "kamboja"} {
		want["land:"+name], want["a:pay:"+name], want["wayc:"+name], want["sos:"+name+":disekap"] = true, base.Country(name).Country.Aspects[knowledge.Pay].ID != "", len(base.Country(name).Country.Schemes) > 0, true
	}
	for id, there := range want {
		if n, ok := c.taps[id]; there && (!ok || n > maxTaps) {
			c.t.Errorf("%s is %d taps from /start, want %d at most", id, n, maxTaps)
		}
	}
}

// press makes one turn, looks at every reply, and returns the first. Buttons not
// seen before are queued with one tap more.
func (c *crawler) press(turn bot.Turn, taps int) (first string) {
	c.n++
	turn.ID, turn.Chat, turn.Lang = fmt.Sprint(c.n), bot.ChatID(fmt.Sprintf("crawl:%d", c.n)), c.lang
	if c.shared {
		turn.Chat = "crawl:1"
	}
	what := turn.Text + turn.Pick
	var last bot.Reply
	err := c.handle(c.ctx, turn, func(_ context.Context, r bot.Reply) (string, error) {
		if r.Text == "" && len(r.Erase) > 0 {
			return "", nil
		}
		last = r
		if first == "" {
			first = r.Text
			if n, ok := c.seen[r.Text]; !ok || taps < n {
				c.seen[r.Text] = taps
			}
		}
		c.look(what, r)
		for _, ch := range r.Choices {
			if _, ok := c.taps[ch.ID]; ok {
				continue
			}
			c.taps[ch.ID] = taps + 1
			if ch.ID != "erase:yes" && !strings.HasPrefix(ch.ID, "lang:") { // run ends with them
				c.queue = append(c.queue, ch.ID)
			}
		}
		return fmt.Sprint(c.n), nil
	})
	switch {
	case err != nil:
		c.t.Errorf("%s: %v", what, err)
	case len(last.Choices) == 0:
		c.t.Errorf("%s is a dead end: %q", what, last.Text)
	case turn.Pick != "" && last.Text == c.say.Say(c.lang, "stale.text"):
		c.t.Errorf("%s was offered and leads nowhere", what)
	case turn.Pick != "" && last.Text == c.say.Say(c.lang, "error.text"):
		c.t.Errorf("%s breaks", what)
	}
	return first
}

var (
	english    = regexp.MustCompile(`(?i)\b(the|and|you|your|with|from|are|this|what|they|have|will)\b`)
	indonesian = regexp.MustCompile(`(?i)\b(yang|dan|untuk|dengan|tidak|kamu|adalah|dari|bisa|atau|belum|sudah)\b`)
	comfort    = regexp.MustCompile(`\b((?i:aman|pasti resmi|dijamin)|safe)\b`) // Safe Travel is the name of an app
	address    = regexp.MustCompile(`https?://\S+|@\w+`)
)

// maxLabel is how many characters of a button a narrow phone shows, maxButtons how
// many of them a message takes (Bot API server, 100).
const (
	maxLabel   = 60
	maxButtons = 100
)

func (c *crawler) look(what string, r bot.Reply) {
	plain := markup.Plain(r.Text)
	if len(r.Choices) > maxButtons {
		c.t.Errorf("%s: %d buttons", what, len(r.Choices))
	}
	if strings.TrimSpace(plain) == "" {
		c.t.Errorf("%s: an empty reply", what)
	}
	if n := len(utf16.Encode([]rune(plain))); n > 4096 {
		c.t.Errorf("%s: %d UTF-16 units, at most 4096 fit a message", what, n)
	}
	if p := markup.Problems(r.Text); len(p) > 0 {
		c.t.Errorf("%s: %v", what, p)
	}
	said := []string{}
	for _, l := range strings.Split(plain, "\n") {
		source := strings.HasPrefix(l, c.say.Say(c.lang, "answer.sources", "list", "")) || strings.Contains(l, " · ")
		if !source {
			said = append(said, address.ReplaceAllString(l, ""))
		}
	}
	ids := map[string]bool{}
	for _, ch := range r.Choices {
		said = append(said, ch.Label)
		switch {
		case ch.ID == "" || len(ch.ID) > 64:
			c.t.Errorf("%s: the choice id %q has %d bytes, want 1 to 64", what, ch.ID, len(ch.ID))
		case ch.Label == "" || utf8.RuneCountInString(ch.Label) > maxLabel:
			c.t.Errorf("%s: the label %q has %d characters, want 1 to %d", what, ch.Label, utf8.RuneCountInString(ch.Label), maxLabel)
		case ids[ch.ID]:
			c.t.Errorf("%s: two choices are %s", what, ch.ID)
		}
		ids[ch.ID] = true
	}
	other := map[text.Lang]*regexp.Regexp{text.ID: english, text.EN: indonesian}[c.lang]
	for _, l := range said {
		if m := comfort.FindString(l); m != "" {
			c.t.Errorf("%s says %q: %s", what, m, l)
		}
		if m := other.FindString(l); m != "" && what != "menu:language" && what != "/bahasa" {
			c.t.Errorf("%s: another language in a reply in %s, %q: %s", what, c.lang, m, l)
		}
	}
}

// faults collects what a crawler finds fault with.
type faults []string

func (f *faults) Errorf(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// TestCrawlFinds wants each fault told, in a bot of two screens of which the
// second has it.
func TestCrawlFinds(t *testing.T) {
	say := catalog(t)
	menu := []bot.Choice{{ID: "menu:", Label: "Menu"}}
	under := func(cs ...bot.Choice) bot.Reply { return bot.Reply{Text: "Baik.", Choices: append(cs, menu...)} }
	for _, c := range []struct {
		name, want string
		screen     bot.Reply
		err        error
	}{
		{"none", "", under(), nil},
		{"an error", "down", under(), errors.New("down")},
		{"no button", "dead end", bot.Reply{Text: "Baik."}, nil},
		{"no text", "an empty reply", bot.Reply{Text: " ", Choices: menu}, nil},
		{"nowhere", "leads nowhere", bot.Reply{Text: say.Say(text.ID, "stale.text"), Choices: menu}, nil},
		{"a panic", "breaks", bot.Reply{Text: say.Say(text.ID, "error.text"), Choices: menu}, nil},
		{"English", "another language", bot.Reply{Text: "Baik.\nThis is what you have to do.", Choices: menu}, nil},
		{"an English button", "another language", under(bot.Choice{ID: "x", Label: "Go with the agent"}), nil},
		{"a comfort", "says \"aman\"", bot.Reply{Text: "Tawaran ini aman.", Choices: menu}, nil},
		{"half a markup", "no partner", bot.Reply{Text: "**Baik.", Choices: menu}, nil},
		{"too long", "4097 UTF-16 units", bot.Reply{Text: strings.Repeat("🙂", 2048) + "a", Choices: menu}, nil},
		{"just short enough", "", bot.Reply{Text: strings.Repeat("🙂", 2048), Choices: menu}, nil},
		{"a long id", "65 bytes", under(bot.Choice{ID: strings.Repeat("x", 65), Label: "X"}), nil},
		{"a long label", "61 characters", under(bot.Choice{ID: "x", Label: strings.Repeat("é", 61)}), nil},
		{"no label", "0 characters", under(bot.Choice{ID: "x"}), nil},
		{"a button twice", "two choices are x", under(bot.Choice{ID: "x", Label: "X"}, bot.Choice{ID: "x", Label: "Y"}), nil},
		{"too many buttons", "101 buttons", under(slices.Repeat([]bot.Choice{{ID: "x", Label: "X"}}, 100)...), nil},
	} {
		var found faults
		crawl := &crawler{t: &found, ctx: t.Context(), say: say, lang: text.ID, handle: func(ctx context.Context, turn bot.Turn, send bot.Send) error {
			if turn.Pick != "second" {
				_, err := send(ctx, under(bot.Choice{ID: "second", Label: "Kedua"}))
				return err
			}
			_, err := send(ctx, c.screen)
			return errors.Join(err, c.err)
		}}
		crawl.run()
		if all := strings.Join(found, "\n"); (c.want == "") != (all == "") || !strings.Contains(all, c.want) {
			t.Errorf("%s: the crawler says %q, want %q", c.name, all, c.want)
		}
	}
}

// TestCrawlReaches wants what is too far, or cannot be reached, told.
func TestCrawlReaches(t *testing.T) {
	lib := shipped(t)
	var found faults
	c := &crawler{t: &found, ctx: t.Context(), say: catalog(t), lang: text.ID, handle: func(ctx context.Context, turn bot.Turn, send bot.Send) error {
		_, err := send(ctx, bot.Reply{Text: "Baik " + turn.Text, Choices: []bot.Choice{{ID: "menu:", Label: "Menu"}}})
		return err
	}}
	c.run()
	c.taps["menu:offer"] = maxTaps + 1
	c.reaches([]dialog.Command{{Name: "cek"}}, lib.Edition().Base)
	all := strings.Join(found, "\n")
	for _, want := range []string{"/cek says nothing of itself", "what /cek shows is", "menu:offer is 4 taps", "group:paspor is 0 taps", "way:p-to-p is", "sos:kamboja:disekap is"} {
		if !strings.Contains(all, want) {
			t.Errorf("the crawler does not say %q: %s", want, all)
		}
	}
}
