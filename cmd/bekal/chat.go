package main

import (
	"context"
	"os"

	"github.com/mattn/go-isatty"

	"bekal/bot/state/memstore"
	"bekal/bot/terminal"
)

type chatCmd struct {
	knowledgeFlag
	licenceFlag
}

// Help says how to talk.
func (chatCmd) Help() string {
	return `Type a question as you would in a chat, or the number of a button. Ctrl-D ends.
In a longer message, such as an advert, \n stands for a new line.
Works with a pipe: printf 'biaya paspor\n1\n' | bekal chat`
}

// Run talks.
func (c chatCmd) Run(ctx context.Context, s streams) error {
	lib, err := c.open(s.err)
	if err != nil {
		return err
	}
	defer lib.Close() //nolint:errcheck // an index in memory: nothing is lost
	e, err := newEngine(lib, s.err)
	if err != nil {
		return err
	}
	if e.Licences, err = c.licences(); err != nil {
		return err
	}
	store := memstore.New(nil)
	defer store.Close() //nolint:errcheck // memory: nothing is lost
	e.Store, e.Journal = store, store
	t := terminal.Chat{In: s.in, Out: s.out, Handler: e}
	in, out := onTerminal(s.in), onTerminal(s.out)
	if in {
		t.Prompt = "> "
	}
	t.Echo = !in
	t.Bold = out && os.Getenv("NO_COLOR") == ""
	return t.Run(ctx, false)
}

// onTerminal reports whether a stream is a terminal.
func onTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
