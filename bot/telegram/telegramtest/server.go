// Package telegramtest is a Bot API server for tests. It is strict: what the
// real one would mend or overlook it writes down as a violation. It holds
// every call to the form the Bot API is published in, and to the limits that
// stand in its text; it hands out updates as the real server does (Client.cpp
// and WebhookActor.cpp of tdlib/telegram-bot-api); it fails when told to.
//
// A Server works over HTTP and, through Client and SetHook, without a network,
// so that testing/synctest can run the clock.
package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Token and Username are the bot's, unless a test says otherwise.
const (
	Token    = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
	Username = "bekal_test_bot"
	BotID    = 110201543
)

// A Server is one bot's Bot API server, with the chats of the people who use
// it. Its methods may be called at once.
type Server struct {
	token string
	spec  *spec
	ctx   context.Context
	stop  context.CancelFunc
	wg    sync.WaitGroup
	hooks *http.Client

	mu         sync.Mutex
	violations []string
	calls      map[string]int
	fault      func(Call) *Fault
	held       map[string]time.Time // chat or method: not before
	chats      map[int64]*Chat
	moved      map[int64]int64
	presses    map[string]bool // callback query: answered
	inlines    map[string][]Card
	files      map[string][]byte
	commands   map[string]int // language: how many
	queries    int
	changed    chan struct{} // closed, and made anew, when something was said
	queue
}

// A Call is one call of the bot.
type Call struct {
	Method string
	Chat   int64 // 0 for none
	N      int   // how many calls of this method there were before
}

// A Card is a result of inline mode, as a person sees it.
type Card struct{ ID, Title, Text string }

// New makes a server for the bot with this token. Close it.
func New(token string) *Server {
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{
		token: token, spec: loadSpec(), ctx: ctx, stop: stop, hooks: newHooks(),
		calls: map[string]int{}, held: map[string]time.Time{}, chats: map[int64]*Chat{}, moved: map[int64]int64{},
		presses: map[string]bool{}, inlines: map[string][]Card{}, files: map[string][]byte{}, commands: map[string]int{},
		changed: make(chan struct{}),
	}
	s.begin()
	return s
}

// Close ends webhook deliveries and waits for them.
func (s *Server) Close() {
	s.stop()
	s.wg.Wait()
	s.hooks.CloseIdleConnections()
}

// A refusal is an answer that is not ok.
type refusal struct {
	code  int
	text  string
	after int   // retry_after, seconds
	moved int64 // migrate_to_chat_id
}

func bad(text string) *refusal {
	return &refusal{code: http.StatusBadRequest, text: "Bad Request: " + text}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if file, ok := strings.CutPrefix(path, "/file/bot"+s.token+"/"); ok {
		s.serveFile(w, r, file)
		return
	}
	method, ok := strings.CutPrefix(path, "/bot"+s.token+"/")
	if !ok {
		s.Violate("a call with a wrong token or path")
		answer(w, nil, &refusal{code: http.StatusUnauthorized, text: "Unauthorized"})
		return
	}
	def, known := s.spec.Methods[method]
	if !known {
		s.Violate("%s: no such method", method)
		answer(w, nil, &refusal{code: http.StatusNotFound, text: "Not Found: method not found"})
		return
	}
	args, err := arguments(r, def)
	if err != nil {
		s.Violate("%s: %v", method, err)
		answer(w, nil, bad("can't parse the call"))
		return
	}
	c := Call{Method: method, Chat: number(args["chat_id"])}
	if s.fails(w, r, &c) {
		return
	}
	if err := s.spec.fields(def, args, method); err != nil {
		s.Violate("%s: %v", method, err)
		answer(w, nil, bad(err.Error()))
		return
	}
	result, no := s.do(r.Context(), method, args)
	if r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}
	answer(w, result, no)
}

func answer(w http.ResponseWriter, result any, no *refusal) {
	w.Header().Set("Content-Type", "application/json")
	if no == nil {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
		return
	}
	body := map[string]any{"ok": false, "error_code": no.code, "description": no.text}
	switch {
	case no.after > 0:
		body["parameters"] = map[string]any{"retry_after": no.after}
	case no.moved != 0:
		body["parameters"] = map[string]any{"migrate_to_chat_id": no.moved}
	}
	w.WriteHeader(no.code)
	_ = json.NewEncoder(w).Encode(body)
}

// maxCall bounds the body of a call without files, in bytes.
const maxCall = 1 << 20

// arguments reads a call in any of the forms the Bot API takes: JSON, a form,
// a multipart form, a query.
func arguments(r *http.Request, def object) (map[string]any, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	args := map[string]any{}
	if kind == "application/json" {
		d := json.NewDecoder(io.LimitReader(r.Body, maxCall))
		d.UseNumber()
		err := d.Decode(&args)
		return args, err
	}
	if kind == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxCall); err != nil && r.ContentLength > 0 {
			return nil, err
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, err
	}
	for name, vs := range r.Form {
		args[name] = vs[0]
		for _, f := range def.Fields {
			if f.Name == name && f.Types[0] != "String" {
				d := json.NewDecoder(strings.NewReader(vs[0]))
				d.UseNumber()
				var v any
				if d.Decode(&v) == nil {
					args[name] = v
				}
			}
		}
	}
	return args, nil
}

// number is an argument as an integer, 0 if it is none.
func number(v any) int64 {
	n, ok := v.(json.Number)
	if !ok {
		return 0
	}
	i, _ := n.Int64()
	return i
}

// Violate writes a violation down.
func (s *Server) Violate(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}

// Violations are all calls that were not as they should be.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// Calls is how often a method was called.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[method]
}

// Commands is how many commands are set for a language code.
func (s *Server) Commands(lang string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[lang]
}

// Unanswered is how many presses nobody has answered.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, answered := range s.presses {
		if !answered {
			n++
		}
	}
	return n
}

// Until waits until cond holds, d at most, and reports whether it does.
func (s *Server) Until(d time.Duration, cond func() bool) bool {
	for end := time.Now().Add(d); ; {
		if cond() {
			return true
		}
		if !time.Now().Before(end) {
			return false
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// say notes that something has changed. The caller holds mu.
func (s *Server) say() {
	close(s.changed)
	s.changed = make(chan struct{})
}
