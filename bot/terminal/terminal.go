// Package terminal is the bot on a terminal or a pipe: the same conversation as
// in a chat, with buttons as numbers.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"bekal/bot"
)

// A Handler is the conversation.
type Handler interface {
	Handle(ctx context.Context, t bot.Turn, send bot.Send) error
}

// A Chat is one conversation on a terminal.
type Chat struct {
	In      io.Reader
	Out     io.Writer
	Handler Handler
	Prompt  string // shown before each line that is read, empty for a pipe
	Bold    bool   // whether the terminal shows bold text
	Echo    bool   // write what was read behind "> ", for a pipe

	choices []bot.Choice
	n       int // replies sent
}

// maxLine is the longest line that is read, in bytes.
const maxLine = 1 << 20

// Run talks until the input ends or ctx is done. It begins as a person does,
// with /start, unless quiet.
func (c *Chat) Run(ctx context.Context, quiet bool) error {
	turn := 0
	say := func(t bot.Turn) error {
		turn++
		t.Chat, t.ID, t.From = "term:1", strconv.Itoa(turn), bot.Typed
		c.choices = nil
		return c.Handler.Handle(ctx, t, c.send)
	}
	if !quiet {
		if err := say(bot.Turn{Text: "/start"}); err != nil {
			return fmt.Errorf("greeting: %w", err)
		}
	}
	sc := bufio.NewScanner(c.In)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	for {
		if _, err := io.WriteString(c.Out, c.Prompt); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
		if !sc.Scan() || ctx.Err() != nil {
			break
		}
		line := strings.ToValidUTF8(strings.TrimSpace(sc.Text()), "\uFFFD")
		if c.Echo {
			fmt.Fprintf(c.Out, "> %s\n", line)
		}
		if err := say(c.turn(line)); err != nil {
			return fmt.Errorf("answering: %w", err)
		}
	}
	if err := sc.Err(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading: %w", err)
	}
	_, err := fmt.Fprintln(c.Out)
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

// turn reads a line: the number of a choice, or a text, in which \n stands for
// a new line: an advert has many.
func (c *Chat) turn(line string) bot.Turn {
	if n, err := strconv.Atoi(strings.Trim(line, "[]")); err == nil && n >= 1 && n <= len(c.choices) {
		return bot.Turn{Pick: c.choices[n-1].ID}
	}
	return bot.Turn{Text: strings.ReplaceAll(line, `\n`, "\n")}
}

func (c *Chat) send(_ context.Context, r bot.Reply) (string, error) {
	if r.Text == "" {
		return "", nil
	}
	s := bot.Plain(r, len(c.choices)+1)
	if c.Bold {
		s = bold(r, s)
	}
	c.choices = append(c.choices, r.Choices...)
	c.n++
	if _, err := fmt.Fprintf(c.Out, "< %s\n", strings.ReplaceAll(s, "\n", "\n  ")); err != nil {
		return "", fmt.Errorf("writing: %w", err)
	}
	return strconv.Itoa(c.n), nil
}

// bold shows what the markup has in bold with the terminal's own sign.
func bold(r bot.Reply, plain string) string {
	parts := strings.Split(r.Text, "**")
	for i := 1; i+1 < len(parts); i += 2 {
		if len(parts[i]) > 1 && !strings.Contains(parts[i], "\n") {
			plain = strings.Replace(plain, parts[i], "\x1b[1m"+parts[i]+"\x1b[0m", 1)
		}
	}
	return plain
}
