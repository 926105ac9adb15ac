// Command simulator is the Bot API simulator as a program, for tests that run
// the real bekal. It serves the Bot API and, under /control, the interface
// that telegramtest.Server.Control describes, on this machine only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"bekal/bot/telegram/telegramtest"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "simulator:", err)
		os.Exit(1)
	}
}

// run serves until it is told to stop. The first line it prints is its URL.
func run() error {
	port := flag.Int("port", 0, "port on 127.0.0.1, 0 for any")
	token := flag.String("token", telegramtest.Token, "the bot's token")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	s := telegramtest.New(*token)
	defer s.Close()
	mux := http.NewServeMux()
	mux.Handle("/control/", http.StripPrefix("/control", s.Control()))
	mux.Handle("/", s)
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", l.Addr())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
