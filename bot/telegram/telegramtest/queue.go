package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// A queue holds the updates that the bot has not confirmed.
type queue struct {
	next    int64 // id of the next update
	waiting []*update
	arrived chan struct{} // closed, and made anew, when an update comes
	poller  chan struct{} // ends the poll under way
	offset  int64         // of the last poll
	polled  time.Time     // start of the last poll
	hook    hook
}

type update struct {
	id    int64
	lane  string // a webhook gets the updates of a lane one after another
	raw   []byte
	flies bool
	fails int
	after time.Time // not before
}

type hook struct {
	url     string
	secret  string
	many    int
	flying  int
	handler http.Handler // in place of the url
	wake    chan struct{}
}

func (q *queue) begin() {
	q.next = 730_000_001
	q.arrived, q.hook.wake = make(chan struct{}), make(chan struct{}, 1)
}

// push adds an update. The caller holds mu.
func (s *Server) push(lane, name string, body map[string]any) {
	id := s.next
	s.next++
	raw, err := json.Marshal(map[string]any{"update_id": id, name: body})
	if err == nil {
		var v any
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err = d.Decode(&v); err == nil {
			err = s.spec.object("Update", v, "update")
		}
	}
	if err != nil {
		panic("telegramtest: a wrong update: " + err.Error())
	}
	s.waiting = append(s.waiting, &update{id: id, lane: lane, raw: raw})
	close(s.arrived)
	s.arrived = make(chan struct{})
	s.nudge()
}

// Pending is how many updates are not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// RestartIDs makes the next update have this id, as happens after a quiet
// week. Nothing may be pending.
func (s *Server) RestartIDs(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = id
}

// poll is getUpdates.
func (s *Server) poll(ctx context.Context, args map[string]any) (any, *refusal) {
	offset, limit, hold := number(args["offset"]), number(args["limit"]), number(args["timeout"])
	if limit == 0 {
		limit = 100
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil { // whoever asked has gone before it was heard
		return []json.RawMessage{}, nil
	}
	if limit < 1 || limit > 100 || hold < 0 {
		s.violations = append(s.violations, "getUpdates: limit must be 1 to 100 and timeout not negative")
	}
	if s.hook.url != "" {
		s.violations = append(s.violations, "getUpdates: a webhook is set")
		return nil, &refusal{code: http.StatusConflict, text: "Conflict: can't use getUpdates method while webhook is active"}
	}
	if s.poller != nil {
		close(s.poller)
	}
	ended := make(chan struct{})
	s.poller = ended
	defer func() {
		if s.poller == ended {
			s.poller = nil
		}
	}()
	now := time.Now()
	if offset == s.offset && now.Sub(s.polled) < 500*time.Millisecond {
		limit = 1
	}
	s.offset, s.polled = offset, now
	if offset <= s.next { // an offset of the future counts for nothing
		for len(s.waiting) > 0 && s.waiting[0].id < offset {
			s.waiting = s.waiting[1:]
		}
	}
	timer := time.NewTimer(time.Duration(hold) * time.Second)
	defer timer.Stop()
	for len(s.waiting) == 0 && hold > 0 {
		arrived := s.arrived
		s.mu.Unlock()
		over := false
		var no *refusal
		select {
		case <-arrived:
		case <-timer.C:
			over = true
		case <-ctx.Done():
			over = true
		case <-s.ctx.Done():
			over = true
		case <-ended:
			no = &refusal{code: http.StatusConflict, text: "Conflict: terminated by other getUpdates request"}
		}
		s.mu.Lock()
		if no != nil {
			if ctx.Err() == nil {
				s.violations = append(s.violations, "getUpdates: two at once")
			}
			return nil, no
		}
		if over {
			break
		}
	}
	out := []json.RawMessage{}
	for _, u := range s.waiting[:min(len(s.waiting), int(limit))] {
		out = append(out, u.raw)
	}
	return out, nil
}

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// setWebhook takes http only for this machine, and any port.
func (s *Server) setWebhook(args map[string]any) (any, *refusal) {
	target, _ := args["url"].(string)
	secret, _ := args["secret_token"].(string)
	many := number(args["max_connections"])
	if many == 0 {
		many = 40
	}
	u, err := url.Parse(target)
	if target != "" && (err != nil || u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost") {
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if secret != "" && !secretForm.MatchString(secret) || many < 1 || many > 100 {
		return nil, bad("bad webhook")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.hook.url
	s.hook.url, s.hook.secret, s.hook.many = target, secret, int(many)
	if was == "" && target != "" {
		s.wg.Go(s.deliver)
	}
	s.nudge()
	return true, nil
}

// SetHook makes webhook requests go to h and not over the network; nil lets
// them fail as when nobody listens.
func (s *Server) SetHook(h http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hook.handler = h
	if h == nil {
		s.hook.handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	}
	s.nudge()
}

func (s *Server) nudge() {
	select {
	case s.hook.wake <- struct{}{}:
	default:
	}
}

// deliver sends updates to the webhook until there is none any more: those of
// a lane in order, one at a time, and no more at once than was agreed.
func (s *Server) deliver() {
	for {
		s.mu.Lock()
		if s.hook.url == "" {
			s.mu.Unlock()
			return
		}
		wait := time.Hour
		busy := map[string]bool{}
		now := time.Now()
		for _, u := range s.waiting {
			if busy[u.lane] {
				continue
			}
			busy[u.lane] = true
			switch {
			case u.flies || s.hook.flying >= s.hook.many:
			case u.after.After(now):
				wait = min(wait, u.after.Sub(now))
			default:
				u.flies = true
				s.hook.flying++
				s.wg.Go(func() { s.post(u) })
			}
		}
		s.mu.Unlock()
		t := time.NewTimer(wait)
		select {
		case <-s.hook.wake:
		case <-t.C:
		case <-s.ctx.Done():
		}
		t.Stop()
		if s.ctx.Err() != nil {
			return
		}
	}
}

// newHooks makes the client of webhook requests. Like Telegram it keeps as many
// connections as it may have requests open.
func newHooks() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 100 // the most that setWebhook allows
	return &http.Client{Transport: t}
}

// hookTime is how long an answer of the webhook is waited for.
const hookTime = time.Minute

// post makes one webhook request. What is not answered 2xx comes again: the
// first time at once, then after 2 s, doubled up to a minute or two, or when
// Retry-After says.
func (s *Server) post(u *update) {
	code, after := s.request(u)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.nudge()
	s.hook.flying--
	u.flies = false
	if code/100 == 2 {
		for i, w := range s.waiting {
			if w == u {
				s.waiting = append(s.waiting[:i:i], s.waiting[i+1:]...)
				return
			}
		}
		return
	}
	delay := time.Duration(0)
	if u.fails > 0 {
		delay = min(time.Second<<min(u.fails, 7), 90*time.Second)
	}
	if after > 0 {
		delay = time.Duration(after) * time.Second
	}
	u.fails++
	u.after = time.Now().Add(delay)
}

func (s *Server) request(u *update) (code, after int) {
	s.mu.Lock()
	target, secret, handler := s.hook.url, s.hook.secret, s.hook.handler
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(s.ctx, hookTime)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(u.raw))
	if err != nil {
		return 0, 0
	}
	r.Header.Set("Content-Type", "application/json")
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	var resp *http.Response
	if handler != nil {
		resp, err = direct(handler, r)
	} else {
		resp, err = s.hooks.Do(r)
	}
	if err != nil {
		return 0, 0
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	after, _ = strconv.Atoi(resp.Header.Get("Retry-After"))
	return resp.StatusCode, after
}

// Client makes calls to s without a network.
func (s *Server) Client() *http.Client { return &http.Client{Transport: transport{s}} }

type transport struct{ h http.Handler }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return direct(t.h, r) }

// errReset is what a client sees of a connection that was broken off.
var errReset = &url.Error{Op: "read", URL: "", Err: io.ErrUnexpectedEOF}

// direct serves r by h, in a goroutine of its own as a server does.
func direct(h http.Handler, r *http.Request) (*http.Response, error) {
	type result struct {
		resp *http.Response
		err  error
	}
	done := make(chan result, 1)
	go func() {
		w := httptest.NewRecorder()
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				done <- result{nil, errReset}
			}
		}()
		h.ServeHTTP(w, r)
		done <- result{w.Result(), nil}
	}()
	select {
	case got := <-done:
		return got.resp, got.err
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}
