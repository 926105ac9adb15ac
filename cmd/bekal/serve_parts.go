package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"bekal/bot/dialog"
	"bekal/bot/metric"
	"bekal/bot/ocr"
	"bekal/bot/state"
	"bekal/bot/state/boltstore"
	"bekal/bot/state/redisstore"
	"bekal/bot/telegram"
	"bekal/index/library"
	"bekal/knowledge/text"
)

// newLog is the log of serve, in a form that suits where it goes unless told.
func newLog(w io.Writer, form string) *slog.Logger {
	if form == "text" || form == "" && onTerminal(w) {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}

func newRegistry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewBuildInfoCollector())
	return reg
}

// A recall is where conversations and unsettled updates are kept.
type recall struct {
	store interface {
		state.Store
		state.Journal
	}
	shelf *telegram.DirShelf // nil: none
}

// lockTime is how long the chats of a process that was killed wait. The lock is
// prolonged while a turn runs, and should it be lost all the same, the store
// sees to it that nobody overwrites a later turn.
const lockTime = 2 * time.Second

// remember opens the store and, where one process has the chats to itself, the
// shelf. Behind a webhook with Redis several processes may share the work: what
// one of them had put aside on its disk, the others could not go on with.
func (c serveCmd) remember(log *slog.Logger) (*recall, error) {
	m, secret := &recall{}, []byte(c.Token)
	if c.Redis != "" {
		s, err := redisstore.Open(c.Redis, redisstore.Options{Secret: secret, Log: log, Lock: lockTime})
		if err != nil {
			return nil, fmt.Errorf("%w: BEKAL_REDIS_URL: %w", errUsage, err)
		}
		m.store = s
		if c.Webhook != "" {
			return m, nil
		}
	} else {
		s, err := boltstore.Open(c.DataDir, boltstore.Options{Secret: secret, Log: log})
		switch {
		case errors.Is(err, boltstore.ErrInUse):
			return nil, fmt.Errorf("%w: %w", errOutside, err)
		case err != nil:
			return nil, fmt.Errorf("%w: BEKAL_DATA_DIR: %w", errUsage, err)
		}
		m.store = s
	}
	var err error
	if m.shelf, err = telegram.OpenShelf(filepath.Join(c.DataDir, "shelf")); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: BEKAL_DATA_DIR: %w", errUsage, err), m.store.Close())
	}
	return m, nil
}

func (m *recall) close(log *slog.Logger) {
	err := m.store.Close()
	if m.shelf != nil {
		err = errors.Join(err, m.shelf.Close())
	}
	if err != nil {
		log.Error("closing the store", "error", err)
	}
}

// connect puts the conversation behind the adapter for Telegram.
func (c serveCmd) connect(lib *library.Library, m *recall, reg *prometheus.Registry, log *slog.Logger) (*telegram.Bot, error) {
	e, err := newEngine(lib, io.Discard)
	if err != nil {
		return nil, err
	}
	if e.Licences, err = c.licences(); err != nil {
		return nil, err
	}
	answers := metric.NewAnswers(reg)
	e.Store, e.Journal, e.Log = m.store, m.store, log
	e.Answered = func(k dialog.Kind, took time.Duration) { answers.Answer(string(k), took) }
	cfg := telegram.Config{
		Token: c.Token, API: c.API, Webhook: c.Webhook, Secret: c.Secret, Drain: drainTime,
		Handler: talker{e}, Commands: commandsOf(e),
		Sorry:   func(l text.Lang) string { return e.Say.Say(l, "error.text") },
		Ready:   func() { log.Info("ready") },
		Metrics: metric.NewTelegram(reg), Log: log,
	}
	if m.shelf != nil {
		cfg.Shelf = m.shelf
	}
	if r, err := ocr.New(1); err == nil {
		cfg.Pictures = r
	} else {
		log.Info("pictures are declined", "why", err.Error())
	}
	if c.StaffFile != "" {
		log.Warn("this version has no staff console: its password file is not used")
	}
	return telegram.New(cfg)
}

// A talker is the conversation in the adapter's words.
type talker struct{ *dialog.Engine }

// Inline implements telegram.Handler.
func (t talker) Inline(ctx context.Context, query string, lang text.Lang) []telegram.Card {
	var out []telegram.Card
	for _, c := range t.Engine.Inline(ctx, query, lang) {
		out = append(out, telegram.Card{ID: c.ID, Title: c.Title, About: c.About, Text: c.Text})
	}
	return out
}

func commandsOf(e *dialog.Engine) map[text.Lang][]telegram.Command {
	out := map[text.Lang][]telegram.Command{}
	for _, l := range []text.Lang{text.ID, text.EN} {
		for _, c := range e.Commands(l) {
			out[l] = append(out[l], telegram.Command{Name: c.Name, About: c.Text})
		}
	}
	return out
}
