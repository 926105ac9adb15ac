package dialog_test

import (
	"context"
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
	t      *testing.T
	engine *dialog.Engine
	lang   text.Lang
	shared bool // one chat for all presses, else a new one for each
	n      int
	taps   map[string]int // choice id: fewest taps from /start
	queue  []string
}

func TestCrawl(t *testing.T) {
	lib, say := shipped(t), catalog(t)
	for _, way := range []struct {
		lang   text.Lang
		shared bool
	}{{text.ID, false}, {text.ID, true}, {text.EN, false}} {
		t.Run(fmt.Sprintf("%s shared=%v", way.lang, way.shared), func(t *testing.T) {
			mem := memstore.New(nil)
			c := &crawler{t: t, lang: way.lang, shared: way.shared, taps: map[string]int{}}
			c.engine = &dialog.Engine{Library: lib, Store: mem, Journal: mem, Say: say, Log: quiet()}
			c.run()
		})
	}
}

func (c *crawler) run() {
	if c.shared {
		c.press(bot.Turn{Pick: "lang:" + string(c.lang)}, 1)
	}
	c.press(bot.Turn{Text: "/start"}, 0)
	for len(c.queue) > 0 {
		id := c.queue[0]
		c.queue = c.queue[1:]
		c.press(bot.Turn{Pick: id}, c.taps[id])
	}
	for _, cmd := range c.engine.Commands(c.lang) {
		c.press(bot.Turn{Text: "/" + cmd.Name}, 99)
		if cmd.Text == "" {
			c.t.Errorf("/%s says nothing of itself", cmd.Name)
		}
	}
	for _, id := range []string{"menu:offer", "menu:path", "menu:resume", "menu:country", "menu:cost", "menu:urgent", "menu:complaint", "menu:contact", "menu:officials", "menu:language", "menu:privacy", "menu:erase", "menu:help"} {
		if n, ok := c.taps[id]; !ok || n > 3 {
			c.t.Errorf("%s is %d taps from /start, want 3 at most", id, n)
		}
	}
	if len(c.taps) < 500 {
		c.t.Errorf("only %d buttons were found", len(c.taps))
	}
}

// press makes one turn and looks at every reply. Buttons not seen before are
// queued with one tap more.
func (c *crawler) press(turn bot.Turn, taps int) {
	c.n++
	turn.ID, turn.Chat, turn.Lang = fmt.Sprint(c.n), bot.ChatID(fmt.Sprintf("crawl:%d", c.n)), c.lang
	if c.shared {
		turn.Chat = "crawl:1"
	}
	what := turn.Text + turn.Pick
	var last bot.Reply
	err := c.engine.Handle(c.t.Context(), turn, func(_ context.Context, r bot.Reply) (string, error) {
		last = r
		if r.Text == "" && len(r.Erase) > 0 {
			return "", nil
		}
		c.look(what, r)
		for _, ch := range r.Choices {
			if _, ok := c.taps[ch.ID]; !ok && ch.ID != "erase:yes" && !strings.HasPrefix(ch.ID, "lang:") {
				c.taps[ch.ID] = taps + 1
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
	case turn.Pick != "" && last.Text == c.engine.Say.Say(c.lang, "stale.text"):
		c.t.Errorf("%s was offered and leads nowhere", what)
	}
}

var (
	english = regexp.MustCompile(`(?i)\b(the|and|you|your|with|from|are|this|what|they|have|will)\b`)
	comfort = regexp.MustCompile(`(?i)\b(aman|pasti resmi|dijamin)\b`)
	address = regexp.MustCompile(`https?://\S+|@\w+`)
)

// maxLabel is how many characters of a button a narrow phone shows.
const maxLabel = 60

func (c *crawler) look(what string, r bot.Reply) {
	plain := markup.Plain(r.Text)
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
		source := strings.HasPrefix(l, c.engine.Say.Say(text.ID, "answer.sources", "list", "")) || strings.Contains(l, " · ")
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
	for _, l := range said {
		if m := comfort.FindString(l); m != "" && c.lang == text.ID {
			c.t.Errorf("%s says %q: %s", what, m, l)
		}
		if m := english.FindString(l); m != "" && c.lang == text.ID && !slices.Contains([]string{"menu:language"}, what) {
			c.t.Errorf("%s: English in an Indonesian reply, %q: %s", what, m, l)
		}
	}
}
