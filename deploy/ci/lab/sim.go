package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bekal/bot/telegram/telegramtest"
)

// A Sim is the Bot API simulator in a process of its own.
type Sim struct {
	URL string
	*Process
}

// Sim starts a simulator.
func (l *Lab) Sim(program string) (*Sim, error) {
	dir, err := l.Folder("simulator")
	if err != nil {
		return nil, err
	}
	p, err := l.Start(dir, "simulator", nil, program)
	if err != nil {
		return nil, err
	}
	s := &Sim{Process: p}
	ok := l.Until(20*time.Second, func() bool {
		data, _ := os.ReadFile(filepath.Join(dir, "simulator.log"))
		line, _, whole := strings.Cut(string(data), "\n")
		s.URL = line
		return whole
	})
	if !ok {
		return nil, errors.New("the simulator does not start")
	}
	return s, nil
}

// Act makes people do things.
func (s *Sim) Act(acts ...telegramtest.Act) error { return s.post("act", acts) }

// Fault makes calls fail from now on; the zero Mix ends that.
func (s *Sim) Fault(m telegramtest.Mix) error { return s.post("fault", m) }

// State is how the simulator stands.
func (s *Sim) State() (telegramtest.State, error) {
	var st telegramtest.State
	return st, s.get("state", &st)
}

// Messages are all messages, by chat.
func (s *Sim) Messages() (map[int64][]telegramtest.Message, error) {
	var all map[int64][]telegramtest.Message
	return all, s.get("messages", &all)
}

func (s *Sim) post(path string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("asking the simulator: %w", err)
	}
	resp, err := http.Post(s.URL+"/control/"+path, "application/json", bytes.NewReader(body))
	return read(resp, err, nil)
}

func (s *Sim) get(path string, v any) error {
	resp, err := http.Get(s.URL + "/control/" + path)
	return read(resp, err, v)
}

func read(resp *http.Response, err error, v any) error {
	if err != nil {
		return fmt.Errorf("asking the simulator: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end
	data, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return fmt.Errorf("asking the simulator: %w", err)
	case resp.StatusCode >= 300:
		return fmt.Errorf("the simulator says %s: %s", resp.Status, data)
	case v == nil:
		return nil
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("reading what the simulator says: %w", err)
	}
	return nil
}
