// Command chaos shows that bekal keeps its promise of delivery. It runs real
// serve processes against the Bot API simulator and a real Redis, lets 50
// chats talk, and meanwhile kills and restarts everything. Then it reads what
// the people in the chats have seen: every message answered at least once, in
// order, and twice only what was in flight at a kill.
//
//	go run ./deploy/ci/chaos          everything, some ten minutes
//	go run ./deploy/ci/chaos -short   what CI runs, some 80 seconds
//	go run ./deploy/ci/chaos -only cluster
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"bekal/deploy/ci/lab"
)

func main() {
	short := flag.Bool("short", false, "two scenarios with a few kills each")
	only := flag.String("only", "", "only scenarios whose name contains this")
	chats := flag.Int("chats", 50, "chats that talk at once")
	rate := flag.Float64("rate", 60, "messages a second, all chats together")
	seed := flag.Uint64("seed", 1, "order of the events")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	list := scenarios
	if *short {
		list = shortened
	}
	var kept []scenario
	for _, s := range list {
		if strings.Contains(s.name, *only) {
			kept = append(kept, s)
		}
	}
	if !run(ctx, kept, load{chats: *chats, rate: *rate, seed: *seed}) {
		os.Exit(1)
	}
}

// run plays scenarios, prints their table, and reports whether all went well.
func run(ctx context.Context, list []scenario, how load) (ok bool) {
	l, err := lab.New(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		return false
	}
	defer func() { l.Close(!ok) }()
	bekal, err := l.Build("bekal/cmd/bekal")
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		return false
	}
	simulator, err := l.Build("bekal/bot/telegram/telegramtest/simulator")
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		return false
	}
	ok = true
	fmt.Println(heading)
	for _, s := range list {
		begin := time.Now()
		r, err := s.play(l, bekal, simulator, how)
		if err != nil {
			r.faults = append(r.faults, err.Error())
		}
		r.took = time.Since(begin)
		fmt.Println(r.row(s))
		for i, f := range r.faults {
			if i == maxFaults {
				fmt.Printf("  and %d more\n", len(r.faults)-i)
				break
			}
			fmt.Println("  FAULT:", f)
		}
		ok = ok && len(r.faults) == 0
		if ctx.Err() != nil {
			return false
		}
	}
	return ok
}

const maxFaults = 12
