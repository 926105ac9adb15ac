package main

import (
	"context"
	"fmt"
	"time"

	"bekal/bot/telegram"
)

// serveCmd bears the configuration of the contract: each variable has the flag
// of the same name.
type serveCmd struct {
	knowledgeFlag
	licenceFlag
	Token     string `name:"telegram-token" env:"BEKAL_TELEGRAM_TOKEN" placeholder:"TOKEN" help:"Bot token. Required."`
	API       string `name:"telegram-api" env:"BEKAL_TELEGRAM_API" placeholder:"URL" help:"Base URL of the Bot API; empty: Telegram's own."`
	Webhook   string `name:"webhook-url" env:"BEKAL_WEBHOOK_URL" placeholder:"URL" help:"Public URL that Telegram calls; empty: long polling."`
	Secret    string `name:"webhook-secret" env:"BEKAL_WEBHOOK_SECRET" placeholder:"SECRET" help:"What Telegram shows with each webhook request. Required in webhook mode."`
	Listen    string `name:"listen" env:"BEKAL_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address of the HTTP server: /telegram /healthz /readyz /metrics (default ${default})."`
	Redis     string `name:"redis-url" env:"BEKAL_REDIS_URL" placeholder:"URL" help:"redis://, rediss://, or host:port,host:port for a Cluster; empty: embedded store."`
	StaffFile string `name:"staff-password-file" env:"BEKAL_STAFF_PASSWORD_FILE" placeholder:"FILE" help:"Users of the staff console; empty: console off."`
	LogForm   string `name:"log" env:"BEKAL_LOG" placeholder:"text|json" help:"Form of the log; empty: text on a terminal, else json."`
}

// Help says how to run the bot.
func (serveCmd) Help() string {
	return `Long polling needs nothing but the token. The log goes to stderr and says "ready" once updates are taken.
SIGTERM finishes what is under way and exits 0 within 10 s.

  BEKAL_TELEGRAM_TOKEN=123:abc bekal serve`
}

// What stopping may take. Together they stay below the 10 s of the contract: a
// turn that was cancelled may still wait 2 s for Redis, and Telegram gets 1 s
// to hear what was settled last.
const (
	drainTime    = 6 * time.Second
	hardStop     = 9 * time.Second
	shutdownTime = 500 * time.Millisecond
)

// Run runs the bot until ctx ends.
func (c serveCmd) Run(ctx context.Context, s streams) error {
	if err := c.check(); err != nil {
		return err
	}
	log, reg := newLog(s.err, c.LogForm), newRegistry()
	lib, err := c.open(s.err)
	if err != nil {
		return err
	}
	defer lib.Close() //nolint:errcheck // an index in memory: nothing is lost
	limitMemory(serveMemory)
	m, err := c.remember(log)
	if err != nil {
		return err
	}
	b, err := c.connect(lib, m, reg, log)
	if err != nil {
		return err
	}
	// The address is taken before Telegram is called: if it is not free, that
	// is told at once.
	w, err := listen(ctx, c.Listen, routes(b, reg), log)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w.begin(stop)
	side := tend(ctx, c.KnowledgeDir != "", lib, m.store, reg, log)
	err, done := runUntil(ctx, b)
	stop()
	w.shutdown()
	if !done {
		// Whoever hangs may use the store: leave it to the end of the process.
		log.Warn("a turn does not let go: stopping all the same")
		return nil
	}
	side.Wait()
	m.close(log)
	if err != nil {
		return fmt.Errorf("%w: %w", errOutside, err)
	}
	return w.failure()
}

// runUntil runs the bot; done is false if it has not returned hardStop after
// ctx ended. What is unsettled then is delivered again, so leaving is safe.
func runUntil(ctx context.Context, b *telegram.Bot) (err error, done bool) {
	end := make(chan error, 1)
	go func() { end <- b.Run(ctx) }()
	select {
	case err = <-end:
		return err, true
	case <-ctx.Done():
	}
	select {
	case err = <-end:
		return err, true
	case <-time.After(hardStop):
		return nil, false
	}
}
