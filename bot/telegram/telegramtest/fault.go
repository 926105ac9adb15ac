package telegramtest

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// A Fault is how a call fails.
type Fault struct {
	Code  int           // answers with this code; 429 with After
	After int           // retry_after, seconds
	Reset bool          // breaks the connection
	Slow  time.Duration // waits before it goes on
	Body  string        // answers 200 with this
}

// SetFault asks f about each call; nil from it lets the call through.
func (s *Server) SetFault(f func(Call) *Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Outage is every call failing: half of them broken off, half answered 502.
func Outage(c Call) *Fault {
	if c.N%2 == 0 {
		return &Fault{Reset: true}
	}
	return &Fault{Code: http.StatusBadGateway}
}

// A Mix says which share of the calls fails in which way.
type Mix struct {
	Storm     float64 `json:"storm"` // 429
	After     int     `json:"retry_after"`
	Errors    float64 `json:"errors"` // 500
	Resets    float64 `json:"resets"`
	Malformed float64 `json:"malformed"`
	Slow      float64 `json:"slow"`
	SlowMS    int     `json:"slow_ms"`
	Outage    bool    `json:"outage"`
}

// Fault makes a function for SetFault. It is random but the same for the same
// seed and calls.
func (m Mix) Fault(seed uint64) func(Call) *Fault {
	return func(c Call) *Fault {
		if m.Outage {
			return Outage(c)
		}
		x := rand.New(rand.NewPCG(seed, uint64(c.N)^uint64(c.Chat)<<20^uint64(len(c.Method))<<50)).Float64()
		for _, f := range []struct {
			share float64
			fault Fault
		}{
			{m.Storm, Fault{Code: http.StatusTooManyRequests, After: max(1, m.After)}},
			{m.Errors, Fault{Code: http.StatusInternalServerError}},
			{m.Resets, Fault{Reset: true}},
			{m.Malformed, Fault{Body: `{"ok":true,"result":{"message_i`}},
			{m.Slow, Fault{Slow: time.Duration(m.SlowMS) * time.Millisecond}},
		} {
			if x < f.share {
				return &f.fault
			}
			x -= f.share
		}
		return nil
	}
}

// fails counts a call and answers it with the fault it is due, if it is due
// one. A call to where somebody was told to wait is a violation.
func (s *Server) fails(w http.ResponseWriter, r *http.Request, c *Call) bool {
	s.mu.Lock()
	c.N = s.calls[c.Method]
	s.calls[c.Method]++
	fault := s.fault
	key := c.Method
	if c.Chat != 0 {
		key = strconv.FormatInt(c.Chat, 10)
	}
	wait := time.Until(s.held[key])
	if wait > 0 {
		s.violations = append(s.violations, c.Method+": called before retry_after was over")
	}
	s.mu.Unlock()
	if wait > 0 {
		answer(w, nil, tooMany(int(wait/time.Second)+1))
		return true
	}
	if fault == nil {
		return false
	}
	f := fault(*c)
	if f == nil {
		return false
	}
	if f.Slow > 0 {
		select {
		case <-time.After(f.Slow):
		case <-r.Context().Done():
			panic(http.ErrAbortHandler)
		}
	}
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler)
	case f.Body != "":
		_, _ = w.Write([]byte(f.Body))
	case f.Code == http.StatusTooManyRequests:
		if c.Method != "answerCallbackQuery" && c.Method != "answerInlineQuery" { // these are many, and know nothing of each other
			s.mu.Lock()
			s.held[key] = time.Now().Add(time.Duration(f.After) * time.Second)
			s.mu.Unlock()
		}
		answer(w, nil, tooMany(f.After))
	case f.Code != 0:
		http.Error(w, "<html>"+http.StatusText(f.Code)+"</html>", f.Code)
	default:
		return false
	}
	return true
}

func tooMany(after int) *refusal {
	return &refusal{code: http.StatusTooManyRequests, text: "Too Many Requests: retry after " + strconv.Itoa(after), after: after}
}
