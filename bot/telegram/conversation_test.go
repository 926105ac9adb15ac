package telegram

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/dialog/dialogtest"
	"bekal/bot/telegram/telegramtest"
	"bekal/knowledge/text"
)

// A conversation is the engine of a golden conversation as a Handler.
type conversation struct{ *dialogtest.World }

func (c conversation) Inline(ctx context.Context, query string, lang text.Lang) []Card {
	var out []Card
	for _, card := range c.World.Inline(ctx, query, lang) {
		out = append(out, Card{ID: card.ID, Title: card.Title, About: card.About, Text: card.Text})
	}
	return out
}

// A person talks to the bot in the app, alone and in a group.
type person struct {
	world *world
	alone *telegramtest.Chat
	group *telegramtest.Chat

	turn  int
	sent  int                             // messages of the bot
	names map[*telegramtest.Chat][]string // of all messages, as scripts call them
	last  []under                         // buttons of the last turn, in the order in which they stand
	was   map[*telegramtest.Chat][]telegramtest.Message
}

// An under is a button under a message.
type under struct {
	chat    *telegramtest.Chat
	message int
	data    string
}

// meet starts the bot at the time at which conversations begin.
func meet(w *world, k *dialogtest.World) *person {
	time.Sleep(time.Until(dialogtest.Noon))
	w.cfg.Handler, w.cfg.Pictures = conversation{k}, reader("")
	w.start()
	return &person{
		world: w, alone: w.sim.Chat(1), group: w.sim.Chat(-1001),
		names: map[*telegramtest.Chat][]string{}, was: map[*telegramtest.Chat][]telegramtest.Message{},
	}
}

// Name is that of dialogtest.Chat.
func (p *person) Name() string { return "telegram" }

// Restart is that of dialogtest.Chat.
func (p *person) Restart() error {
	p.world.end()
	p.world.start()
	return nil
}

// patience is how long the bot is left running while nothing happens.
const patience = 3 * time.Hour

// Until is that of dialogtest.Chat. Over days the bot is stopped: polling for
// weeks takes a test minutes.
func (p *person) Until(at time.Time) {
	d := time.Until(at)
	if d > patience {
		p.world.end()
		defer p.world.start()
	}
	time.Sleep(d)
}

// Do is that of dialogtest.Chat.
func (p *person) Do(a dialogtest.Act) ([]dialogtest.Shown, error) {
	c := p.alone
	if a.Group {
		c = p.group
	}
	p.turn++
	switch a.Kind {
	case dialogtest.Types:
		if a.Group {
			a.Text = calling(a.Text)
		}
		c.Say(a.Text)
	case dialogtest.Taps:
		b := p.last[a.Number-1]
		b.chat.Tap(b.message, b.data)
	case dialogtest.Presses:
		p.press(c, a.Text)
	case dialogtest.Follows:
		c.Say("/start " + a.Text)
	case dialogtest.Forwards:
		for part := range strings.SplitSeq(a.Text, "\n\n") {
			c.Forward(part)
		}
	case dialogtest.Shows:
		c.Photo([]byte(a.Text), "")
	case dialogtest.Sends:
		if err := p.sends(c, bot.Medium(a.Text)); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("%s: %w", a.Kind, dialogtest.ErrCannot)
	}
	p.world.quiet()
	return p.look(c)
}

// calling addresses the bot in a group, which is not heard otherwise.
func calling(said string) string {
	if name, rest, _ := strings.Cut(said, " "); strings.HasPrefix(name, "/") {
		return strings.TrimSpace(name + "@" + telegramtest.Username + " " + rest)
	}
	return "@" + telegramtest.Username + " " + said
}

// press presses the newest button that does this, or one under a message that
// is long out of sight.
func (p *person) press(c *telegramtest.Chat, data string) {
	for _, m := range slices.Backward(c.Messages()) {
		if m.Bot && !m.Deleted && slices.ContainsFunc(slices.Concat(m.Buttons...), func(b telegramtest.Button) bool { return b.Data == data }) {
			c.Tap(m.ID, data)
			return
		}
	}
	c.TapOld(data)
}

func (p *person) sends(c *telegramtest.Chat, m bot.Medium) error {
	switch m {
	case bot.Voice:
		c.Voice()
	case bot.Image:
		c.Photo(nil, "")
	case bot.Sticker:
		c.Post("", map[string]any{"sticker": map[string]any{
			"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false,
		}})
	default:
		return fmt.Errorf("%s: %w", m, dialogtest.ErrCannot)
	}
	return nil
}

// look finds what is new in the chat since it was looked at: what went, what
// changed, what came.
func (p *person) look(c *telegramtest.Chat) ([]dialogtest.Shown, error) {
	var gone, changed, came []telegramtest.Message
	was := p.was[c]
	all := c.Messages()
	for i, m := range all {
		switch {
		case i >= len(was):
			p.name(c, m)
			if m.Bot && !m.Deleted {
				came = append(came, m)
			}
		case m.Deleted && !was[i].Deleted:
			gone = append(gone, m)
		case m.Edits > was[i].Edits:
			changed = append(changed, m)
		}
	}
	p.was[c], p.last = all, nil
	var out []dialogtest.Shown
	if len(gone) > 0 {
		s := dialogtest.Shown{}
		for _, m := range gone {
			if name := p.names[c][m.ID-1]; !slices.Contains(s.Erased, name) {
				s.Erased = append(s.Erased, name)
			}
		}
		out = append(out, s)
	}
	for _, m := range append(changed, came...) {
		s := dialogtest.Shown{Text: plain(m.HTML)}
		for _, b := range slices.Concat(m.Buttons...) {
			s.Choices = append(s.Choices, b.Label)
			p.last = append(p.last, under{c, m.ID, b.Data})
		}
		out = append(out, s)
	}
	return out, nil
}

// name gives a new message the name by which scripts know it.
func (p *person) name(c *telegramtest.Chat, m telegramtest.Message) {
	name := ""
	switch {
	case !m.Bot:
		name = fmt.Sprint("u", p.turn)
	case !m.Deleted: // else it was never seen
		p.sent++
		name = fmt.Sprint("b", p.sent)
	}
	p.names[c] = append(p.names[c], name)
}

var (
	anchor = regexp.MustCompile(`<a href="([^"]*)">([^<]*)</a>`)
	anyTag = regexp.MustCompile(`<[^>]*>`)
)

// plain takes Telegram's markup away, as markup.Plain does with ours.
func plain(s string) string {
	s = anchor.ReplaceAllStringFunc(s, func(a string) string {
		m := anchor.FindStringSubmatch(a)
		if m[1] == m[2] {
			return m[2]
		}
		return m[2] + " (" + m[1] + ")"
	})
	return html.UnescapeString(anyTag.ReplaceAllString(s, ""))
}

// TestConversations plays every golden conversation in Telegram.
func TestConversations(t *testing.T) {
	f := dialogtest.Open(t, "../..")
	var sum dialogtest.Tally
	for _, s := range f.Scripts {
		t.Run(s.Name, func(t *testing.T) {
			play(t, func(w *world) {
				k := f.NewWorld(w.t, s, time.Now)
				sum.Add(w.t, dialogtest.Play(w.t, k, meet(w, k), s))
			})
		})
	}
	sum.Check(t, 1)
}
