package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bekal/bot/telegram"
)

// serveCmd bears the configuration of CONTRACT.md: each variable has the flag
// of the same name.
type serveCmd struct {
	knowledgeFlag
	Token     string `name:"telegram-token" env:"BEKAL_TELEGRAM_TOKEN" placeholder:"TOKEN" help:"Bot token. Required."`
	API       string `name:"telegram-api" env:"BEKAL_TELEGRAM_API" placeholder:"URL" help:"Base URL of the Bot API; empty: Telegram's own."`
	Webhook   string `name:"webhook-url" env:"BEKAL_WEBHOOK_URL" placeholder:"URL" help:"Public URL that Telegram calls; empty: long polling."`
	Secret    string `name:"webhook-secret" env:"BEKAL_WEBHOOK_SECRET" placeholder:"SECRET" help:"What Telegram shows with each webhook request. Required in webhook mode."`
	Listen    string `name:"listen" env:"BEKAL_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address of the HTTP server: /telegram /healthz /readyz /metrics (default ${default})."`
	Redis     string `name:"redis-url" env:"BEKAL_REDIS_URL" placeholder:"URL" help:"redis://, rediss://, or host:port,host:port for a Cluster; empty: embedded store."`
	DataDir   string `name:"data-dir" env:"BEKAL_DATA_DIR" default:"data" placeholder:"DIR" help:"Where the embedded store lives (default ${default})."`
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
// turn that was cancelled may still wait 2 s for Redis and 1 s for Telegram.
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
	log := newLog(s.err, c.LogForm)
	reg := newRegistry()
	lib, err := c.open(s.err)
	if err != nil {
		return err
	}
	defer lib.Close() //nolint:errcheck // an index in memory: nothing is lost
	m, err := c.openMemory(log)
	if err != nil {
		return err
	}
	engine, err := c.converse(lib, m.store, reg, log)
	if err != nil {
		return err
	}
	b, err := c.adapter(engine, m.shelf, reg, log)
	if err != nil {
		return err
	}
	web, err := listen(ctx, c.Listen, routes(b, reg), log)
	if err != nil {
		return err
	}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	side := newSide(ctx)
	side.watch(lib, c.KnowledgeDir != "", reg, log)
	side.ping(m.store, reg)
	web.begin(stop)
	err, done := runUntil(ctx, b)
	stop()
	web.shutdown()
	if !done {
		// Whoever hangs may use the store: leave it to the end of the process.
		log.Warn("a turn does not let go: stopping all the same")
		return nil
	}
	side.wait()
	m.close(log)
	if err != nil {
		return fmt.Errorf("%w: %w", errOutside, err)
	}
	return web.failure()
}

// runUntil runs the bot; done is false if it has not returned hardStop after
// ctx ended. What was not settled is delivered again, so leaving is safe.
func runUntil(ctx context.Context, b *telegram.Bot) (err error, done bool) { //nolint:revive,staticcheck // done qualifies err
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

// listen takes the address at once, so that one that is taken is told before
// Telegram is called.
func listen(ctx context.Context, addr string, h http.Handler, log *slog.Logger) (*web, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w: listening: %w", listenFault(err), err)
	}
	return newWeb(l, h, log), nil
}

