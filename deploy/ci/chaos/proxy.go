package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"time"
)

// A proxy hands requests to several servers in turn, as a load balancer does: if
// one does not take the connection it asks the next, and nothing is repeated
// that may have been read.
type proxy struct {
	mu    sync.Mutex
	ports []int
	next  atomic.Uint64
}

// listen serves and returns the URL of the webhook.
func (p *proxy) listen() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listening: %w", err)
	}
	h := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "serve" },
		Transport: &http.Transport{DialContext: p.dial, DisableKeepAlives: true},
		ErrorLog:  log.New(io.Discard, "", 0),
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	return fmt.Sprintf("http://%s/telegram", l.Addr()), nil
}

func (p *proxy) add(port int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ports = append(p.ports, port)
}

func (p *proxy) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	p.mu.Lock()
	ports := p.ports
	p.mu.Unlock()
	var d net.Dialer
	var last error
	for range ports {
		port := ports[p.next.Add(1)%uint64(len(ports))]
		c, err := d.DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return c, nil
		}
		last = err
	}
	return nil, fmt.Errorf("no server takes the connection: %w", last)
}
