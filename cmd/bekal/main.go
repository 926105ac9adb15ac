// Command bekal answers questions about working abroad legally: in a terminal,
// for a program, or as a Telegram bot. This package only wires the rooms.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit codes, as the contract has them.
const (
	exitDone    = 0
	exitInput   = 1 // the input is at fault
	exitUsage   = 2 // wrong usage or configuration
	exitOutside = 3 // an outside service failed
)

var (
	errInput   = errors.New("the input is at fault")
	errUsage   = errors.New("wrong usage")
	errOutside = errors.New("an outside service failed")
)

// What the program tries to stay within, in bytes: it runs on small machines. A bot
// under load gets more, for the nearer it is to the limit the more often it has to
// collect. GOMEMLIMIT overrides both.
const (
	memory      = 86 << 20
	serveMemory = 96 << 20
)

// garbage is how much may gather below that size before it is collected, in
// percent of what is in use: collecting early would only take time from a
// start. GOGC overrides it.
const garbage = 400

func main() {
	limitMemory(memory)
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func limitMemory(bytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(bytes)
	}
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the program: it parses args, runs the command and returns the exit
// code. Errors are written to stderr as one line.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli commands
	if args = helpFirst(args); len(args) > 0 && args[0] == "completion" {
		return completion(args[1:], stdout, stderr)
	}
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("bekal"), kong.Description(about), kong.UsageOnError(), kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(streams{stdin, stdout, stderr}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "bekal:", err)
		return exitUsage
	}
	k, err := parser.Parse(args)
	if exited >= 0 {
		return exited // help was asked for and printed
	}
	if err != nil {
		fmt.Fprintf(stderr, "bekal: %v\nTry: bekal help\n", err)
		return exitUsage
	}
	switch err := k.Run(); {
	case err == nil:
		return exitDone
	case errors.Is(err, errQuiet):
		return exitInput
	case errors.Is(err, errUsage):
		fmt.Fprintln(stderr, "bekal:", err)
		return exitUsage
	case errors.Is(err, errInput):
		fmt.Fprintln(stderr, "bekal:", err)
		return exitInput
	case errors.Is(err, syscall.EPIPE):
		return exitDone // whoever read us has read enough
	default:
		fmt.Fprintln(stderr, "bekal:", err)
		return exitOutside
	}
}

// errQuiet ends a command whose output has said already what is wrong.
var errQuiet = fmt.Errorf("%w: see above", errInput)
