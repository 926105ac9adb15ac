package telegramtest

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// An Act is what a person does, as the control interface takes it.
type Act struct {
	Chat int64  `json:"chat"`
	Kind string `json:"kind"` // say, forward, press, voice, inline, block
	Text string `json:"text"`
}

// A State is how the server stands, as the control interface tells it.
type State struct {
	Pending    int            `json:"pending"`
	Unanswered int            `json:"unanswered"`
	Violations []string       `json:"violations"`
	Calls      map[string]int `json:"calls"`
	Webhook    string         `json:"webhook"`
}

// Control is an interface for programs:
//
//	POST /act       an Act, or a list of them
//	GET  /messages  ?chat=N: the Messages of a chat; without: {chat: Messages} of all
//	GET  /state     a State
//	POST /fault     a Mix, which holds until the next one
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /act", func(w http.ResponseWriter, r *http.Request) {
		var raw json.RawMessage
		var acts []Act
		err := json.NewDecoder(r.Body).Decode(&raw)
		if err == nil && len(raw) > 0 && raw[0] == '[' {
			err = json.Unmarshal(raw, &acts)
		} else if err == nil {
			acts = make([]Act, 1)
			err = json.Unmarshal(raw, &acts[0])
		}
		for _, a := range acts {
			if err == nil && !s.act(a) {
				http.Error(w, "no such kind of act: "+a.Kind, http.StatusBadRequest)
				return
			}
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /messages", func(w http.ResponseWriter, r *http.Request) {
		if id, err := strconv.ParseInt(r.FormValue("chat"), 10, 64); err == nil {
			show(w, s.Chat(id).Messages())
			return
		}
		all := map[int64][]Message{}
		for _, c := range s.all() {
			all[c.ID] = c.Messages()
		}
		show(w, all)
	})
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) { show(w, s.state()) })
	mux.HandleFunc("POST /fault", func(w http.ResponseWriter, r *http.Request) {
		var m Mix
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.SetFault(m.Fault(1))
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

func show(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Server) act(a Act) bool {
	c := s.Chat(a.Chat)
	switch a.Kind {
	case "say", "":
		c.Say(a.Text)
	case "forward":
		c.Forward(a.Text)
	case "press":
		if len(c.Heard()) > 0 {
			c.Press(a.Text)
		}
	case "voice":
		c.Voice()
	case "inline":
		c.Ask(a.Text)
	case "block":
		c.Block()
	default:
		return false
	}
	return true
}

func (s *Server) all() []*Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*Chat
	for _, c := range s.chats {
		out = append(out, c)
	}
	return out
}

func (s *Server) state() State {
	st := State{Pending: s.Pending(), Unanswered: s.Unanswered(), Violations: s.Violations(), Calls: map[string]int{}}
	s.mu.Lock()
	defer s.mu.Unlock()
	st.Webhook = s.hook.url
	for m, n := range s.calls {
		st.Calls[m] = n
	}
	return st
}
