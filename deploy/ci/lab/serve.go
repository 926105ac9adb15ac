package lab

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"bekal/bot/telegram/telegramtest"
)

// A Serve is one `bekal serve`, which can be started again and again.
type Serve struct {
	Port int
	lab  *Lab
	dir  string
	path string
	env  []string
	*Process
}

// StartTime is how long serve may take until it is ready.
const StartTime = 2 * time.Minute

// Secret is that of webhooks.
const Secret = "rahasia_webhook-1"

// Serve prepares a serve that uses a simulator. redis may be empty. webhook is
// the URL that the simulator is to call, empty for polling; "own" for that of
// this serve itself.
func (l *Lab) Serve(program string, sim *Sim, redis, webhook string) (*Serve, error) {
	port, err := Port()
	if err != nil {
		return nil, err
	}
	dir, err := l.Folder("serve")
	if err != nil {
		return nil, err
	}
	if webhook == "own" {
		webhook = fmt.Sprintf("http://127.0.0.1:%d/telegram", port)
	}
	return &Serve{Port: port, lab: l, dir: dir, path: program, env: []string{
		"BEKAL_TELEGRAM_TOKEN=" + telegramtest.Token, "BEKAL_TELEGRAM_API=" + sim.URL,
		fmt.Sprintf("BEKAL_LISTEN=127.0.0.1:%d", port), "BEKAL_WEBHOOK_URL=" + webhook, "BEKAL_WEBHOOK_SECRET=" + Secret,
		"BEKAL_REDIS_URL=" + redis, "BEKAL_DATA_DIR=" + dir, "BEKAL_LOG=json",
	}}, nil
}

// Begin starts it, without waiting until it is ready.
func (s *Serve) Begin() error {
	p, err := s.lab.Start(s.dir, "serve", s.env, s.path, "serve")
	s.Process = p
	return err
}

// Wait waits until it is ready.
func (s *Serve) Wait() error {
	ok := s.lab.Until(StartTime, func() bool { return s.Ready() || s.Over() })
	if !ok || s.Over() {
		return errors.New("serve does not become ready")
	}
	return nil
}

// Ready reports whether it takes updates.
func (s *Serve) Ready() bool {
	resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/readyz", s.Port))
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}
