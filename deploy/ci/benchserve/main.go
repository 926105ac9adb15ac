// Command benchserve measures `bekal serve` beside the plain echo bot of
// go-telegram/bot, both on the same Bot API simulator in one run: answers a
// second, processor time for an answer, how long a person waits at 30 messages
// a second, and memory after 100,000 chats.
//
//	go run ./deploy/ci/benchserve
//	go run ./deploy/ci/benchserve -for 5s -crowd 10000
//
// Simulator, Redis and bot share the machine's cores; the table shows what each
// of them used.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"bekal/deploy/ci/lab"
)

func main() {
	echo := flag.String("echo", "", "be the echo bot of this Bot API server")
	span := flag.Duration("for", 15*time.Second, "how long each load lasts")
	crowd := flag.Int("crowd", 100_000, "chats of the measurement of memory; 0 leaves it out")
	questions := flag.String("questions", "index/eval/testdata/questions.tsv", "what people ask")
	only := flag.String("only", "", "only bots whose name contains this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *echo != "" {
		runEcho(ctx, *echo)
		return
	}
	if err := run(ctx, *span, *crowd, *questions, *only); err != nil {
		fmt.Fprintln(os.Stderr, "benchserve:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, span time.Duration, crowd int, file, only string) error {
	questions, err := readQuestions(file)
	if err != nil {
		return err
	}
	l, err := lab.New(ctx)
	if err != nil {
		return err
	}
	defer l.Close(false)
	b := &bench{Lab: l, questions: questions, span: span}
	if b.bekal, err = l.Build("bekal/cmd/bekal"); err != nil {
		return err
	}
	if b.simulator, err = l.Build("bekal/bot/telegram/telegramtest/simulator"); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return fmt.Errorf("finding the own program: %w", err)
	}
	return b.all(ctx, crowd, only)
}
