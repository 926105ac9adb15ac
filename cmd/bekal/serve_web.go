package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bekal/bot/telegram"
)

// Times of the HTTP server. A webhook request may be held for 50 s, so that
// writing takes longer than that.
const (
	headTime  = 5 * time.Second
	readTime  = 15 * time.Second
	writeTime = 70 * time.Second
	idleTime  = 2 * time.Minute
	maxHead   = 16 << 10 // bytes
)

// errInUse is an address that another program has.
var errInUse error = syscall.EADDRINUSE

// routes are the paths of the contract.
func routes(b *telegram.Bot, reg *prometheus.Registry) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/telegram", b.Webhook())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !b.Taking() {
			http.Error(w, "not taking updates", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ok\n")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return mux
}

// A web is the HTTP server while it runs.
type web struct {
	server *http.Server
	from   net.Listener
	log    *slog.Logger
	failed chan error // of a server that ended by itself
}

// listen takes an address.
func listen(ctx context.Context, addr string, h http.Handler, log *slog.Logger) (*web, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w: taking the address of the HTTP server: %w", listenFault(err), err)
	}
	return &web{
		server: &http.Server{
			Handler: h, ReadHeaderTimeout: headTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
			MaxHeaderBytes: maxHead,
			// What net/http logs names remote addresses and may quote a request.
			ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
		},
		from: l, log: log, failed: make(chan error, 1),
	}, nil
}

// begin serves, and calls stop should that end by itself.
func (w *web) begin(stop func()) {
	w.log.Info("listening", "address", w.from.Addr().String())
	go func() {
		if err := w.server.Serve(w.from); !errors.Is(err, http.ErrServerClosed) {
			w.failed <- err
			stop()
		}
	}()
}

// shutdown ends the server. Webhook requests under way have been answered by
// then: the bot has let go of their updates.
func (w *web) shutdown() {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	if w.server.Shutdown(ctx) != nil {
		_ = w.server.Close()
	}
}

// failure is what ended the server before its time, nil for nothing.
func (w *web) failure() error {
	select {
	case err := <-w.failed:
		return fmt.Errorf("%w: serving HTTP: %w", errOutside, err)
	default:
		return nil
	}
}
