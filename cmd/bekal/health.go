package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCmd struct {
	Listen string `name:"listen" env:"BEKAL_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address of the HTTP server (default ${default})."`
	Ready  bool   `help:"Ask whether it takes updates, and not only whether it lives."`
}

// Help says what it is for.
func (healthCmd) Help() string {
	return "For containers, which have no other program to ask with. Exit 0 if a serve on this machine is well, 3 if not."
}

// healthTime is how long an answer may take.
const healthTime = 3 * time.Second

// Run asks.
func (c healthCmd) Run(ctx context.Context) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("%w: BEKAL_LISTEN has not the form host:port", errUsage)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+path, nil)
	if err != nil {
		return fmt.Errorf("%w: BEKAL_LISTEN: %w", errUsage, err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("%w: %w", errOutside, err)
	}
	defer resp.Body.Close() //nolint:errcheck // nothing of it is read
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s answers %s", errOutside, path, resp.Status)
	}
	return nil
}
