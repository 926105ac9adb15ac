package terminal_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"bekal/bot/dialog/dialogtest"
	"bekal/bot/terminal"
)

// prompt is what the terminal shows when it waits for a line. No reply holds it.
const prompt = "\x00"

// A desk is a person at a terminal: types lines, and reads until the next prompt.
type desk struct {
	world *dialogtest.World
	now   time.Time
	lines *io.PipeWriter
	out   *page
	end   chan error
}

func sit(t *testing.T, f *dialogtest.Fixture, s dialogtest.Script) *desk {
	d := &desk{now: dialogtest.Noon, out: &page{ready: make(chan string, 1)}, end: make(chan error, 1)}
	d.world = f.NewWorld(t, s, func() time.Time { return d.now })
	in, lines := io.Pipe()
	d.lines = lines
	c := terminal.Chat{In: in, Out: d.out, Handler: d.world, Prompt: prompt}
	go func() {
		d.end <- c.Run(t.Context(), true)
		_ = in.Close()
	}()
	if first := <-d.out.ready; first != "" {
		t.Errorf("it begins with %q", first)
	}
	t.Cleanup(func() {
		_ = lines.Close()
		if err := <-d.end; err != nil {
			t.Error("run:", err)
		}
	})
	return d
}

// A page collects what is shown, and hands it out at each prompt.
type page struct {
	buf   bytes.Buffer
	ready chan string
}

func (p *page) Write(b []byte) (int, error) {
	p.buf.Write(b)
	if strings.HasSuffix(p.buf.String(), prompt) {
		p.ready <- strings.TrimSuffix(p.buf.String(), prompt)
		p.buf.Reset()
	}
	return len(b), nil
}

// Name is that of dialogtest.Chat.
func (d *desk) Name() string { return "terminal" }

// Restart is that of dialogtest.Chat: the person types on to the new engine.
func (d *desk) Restart() error { return nil }

// Until is that of dialogtest.Chat.
func (d *desk) Until(at time.Time) { d.now = at }

// Do is that of dialogtest.Chat.
func (d *desk) Do(a dialogtest.Act) ([]dialogtest.Shown, error) {
	line := strings.ReplaceAll(a.Text, "\n", `\n`)
	switch {
	case a.Group:
		return nil, fmt.Errorf("a group: %w", dialogtest.ErrCannot)
	case a.Kind == dialogtest.Types:
	case a.Kind == dialogtest.Taps:
		line = fmt.Sprint(a.Number)
	case a.Kind == dialogtest.Follows:
		line = "/start " + a.Text
	default:
		return nil, fmt.Errorf("%s: %w", a.Kind, dialogtest.ErrCannot)
	}
	if _, err := io.WriteString(d.lines, line+"\n"); err != nil {
		return nil, err
	}
	select {
	case said := <-d.out.ready:
		return read(said), nil
	case err := <-d.end:
		d.end <- err
		return nil, fmt.Errorf("the chat ended: %w", err)
	}
}

// read takes what is shown apart: replies begin with "< ", their further lines
// are indented, and the buttons stand in the last line, numbered over all
// replies.
func read(said string) []dialogtest.Shown {
	var out []dialogtest.Shown
	n := 0
	for _, reply := range strings.Split("\n"+strings.TrimSuffix(said, "\n"), "\n< ")[1:] {
		text, buttons, found := cutLast(reply, fmt.Sprintf("\n    [%d] ", n+1))
		s := dialogtest.Shown{Text: strings.ReplaceAll(text, "\n  ", "\n")}
		for found {
			n++
			var label string
			label, buttons, found = strings.Cut(buttons, fmt.Sprintf("  [%d] ", n+1))
			s.Choices = append(s.Choices, label)
		}
		out = append(out, s)
	}
	return out
}

// cutLast cuts s around the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// TestConversations plays every golden conversation at a terminal.
func TestConversations(t *testing.T) {
	f := dialogtest.Open(t, "../..")
	var sum dialogtest.Tally
	for _, s := range f.Scripts {
		t.Run(s.Name, func(t *testing.T) {
			d := sit(t, f, s)
			sum.Add(t, dialogtest.Play(t, d.world, d, s))
		})
	}
	sum.Check(t, 0.85)
}
