package dialogtest

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"bekal/bot"
	"bekal/knowledge/markup"
)

// A Direct is a chat with nothing between the person and the engine. Golden
// conversations are written from what it shows. Its clock stands still between
// two turns.
type Direct struct {
	World *World
	Now   time.Time
	t     testing.TB
	turn  int
	sent  int
	shown []Shown
	bears []string // for each choice of the last turn the message it stands under
}

// NewDirect makes a chat with the engine, and its world with the chat's clock.
func NewDirect(t testing.TB, world func(now func() time.Time) *World) *Direct {
	d := &Direct{t: t, Now: Noon}
	d.World = world(func() time.Time { return d.Now })
	return d
}

// Name is that of Chat.
func (d *Direct) Name() string { return "engine" }

// Restart is that of Chat.
func (d *Direct) Restart() error { return nil }

// Until is that of Chat.
func (d *Direct) Until(at time.Time) { d.Now = at }

// Do is that of Chat.
func (d *Direct) Do(a Act) ([]Shown, error) {
	tn := bot.Turn{Text: a.Text, From: bot.Typed, Group: a.Group}
	switch a.Kind {
	case Taps, Presses:
		tn.Text, tn.Pick = "", a.Text
	case Follows:
		tn.From = bot.DeepLink
	case Forwards:
		tn.From = bot.Forwarded
	case Shows:
		tn.From = bot.Picture
	case Sends:
		tn.Text, tn.Unread = "", bot.Medium(a.Text)
	}
	d.turn++
	tn.Chat, tn.ID, tn.At = "test:1", strconv.Itoa(d.turn), d.Now
	if a.Group {
		tn.Chat = "test:group"
	}
	if tn.Pick == "" {
		tn.Message = fmt.Sprintf("u%d", d.turn)
	}
	if a.Kind == Taps {
		tn.On = d.bears[a.Number-1]
	}
	d.shown, d.bears = nil, nil
	if err := d.World.Handle(d.t.Context(), tn, d.show); err != nil {
		return nil, fmt.Errorf("turn %d: %w", d.turn, err)
	}
	return d.shown, nil
}

func (d *Direct) show(_ context.Context, r bot.Reply) (string, error) {
	if len(r.Erase) > 0 {
		d.shown = append(d.shown, Shown{Erased: r.Erase})
	}
	if r.Text == "" {
		return "", nil
	}
	name := r.Edit
	if name == "" {
		d.sent++
		name = fmt.Sprintf("b%d", d.sent)
	}
	s := Shown{Text: markup.Plain(r.Text)}
	for _, c := range r.Choices {
		s.Choices = append(s.Choices, c.Label)
		d.bears = append(d.bears, name)
	}
	d.shown = append(d.shown, s)
	return name, nil
}
