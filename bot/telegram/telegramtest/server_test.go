package telegramtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// call makes a call and returns its code and what is in result.
func call(t *testing.T, s *Server, method, body string) (int, json.RawMessage) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://sim/bot"+Token+"/"+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var out struct {
		Result json.RawMessage `json:"result"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, out.Result
}

func TestWrongCallsAreViolations(t *testing.T) {
	long := strings.Repeat("🚨", 2049) // 4,098 units
	for _, c := range []struct{ name, method, body string }{
		{"unknown method", "sendMesage", `{}`},
		{"unknown field", "sendMessage", `{"chat_id":1,"text":"a","txt":"b"}`},
		{"missing field", "sendMessage", `{"chat_id":1}`},
		{"wrong type", "sendMessage", `{"chat_id":1,"text":5}`},
		{"wrong inner type", "sendMessage", `{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":1}]]}}`},
		{"too long", "sendMessage", `{"chat_id":1,"text":"` + long + `"}`},
		{"blank", "sendMessage", `{"chat_id":1,"text":" \n "}`},
		{"open tag", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"<b>a"}`},
		{"crossed tags", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"<b><i>a</b></i>"}`},
		{"unknown tag", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"<p>a</p>"}`},
		{"lone ampersand", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"a & b"}`},
		{"unknown entity", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"a &nbsp; b"}`},
		{"data too long", "sendMessage", `{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"` + strings.Repeat("x", 65) + `"}]]}}`},
		{"button without action", "sendMessage", `{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a"}]]}}`},
		{"too many deleted", "deleteMessages", `{"chat_id":1,"message_ids":[` + strings.Repeat("1,", 100) + `1]}`},
		{"bad command", "setMyCommands", `{"commands":[{"command":"Cek!","description":"x"}]}`},
	} {
		s := New(Token)
		s.Chat(1)
		code, _ := call(t, s, c.method, c.body)
		if code == http.StatusOK || len(s.Violations()) != 1 {
			t.Errorf("%s: code %d, violations %q", c.name, code, s.Violations())
		}
		s.Close()
	}
}

func TestRightCallsAreNone(t *testing.T) {
	s := New(Token)
	defer s.Close()
	c := s.Chat(1)
	for _, body := range []string{
		`{"chat_id":1,"text":"` + strings.Repeat("x", maxText) + `"}`,
		`{"chat_id":1,"parse_mode":"HTML","text":"<b>a <a href=\"https://x.id/?a=1&amp;b\">b</a></b> &lt;&#39;"}`,
		`{"chat_id":1,"text":"a","link_preview_options":{"is_disabled":true},"reply_markup":{"keyboard":[[{"text":"a"}]],"is_persistent":true}}`,
	} {
		if code, _ := call(t, s, "sendMessage", body); code != http.StatusOK {
			t.Errorf("%d for %s", code, body)
		}
	}
	if v := s.Violations(); len(v) != 0 || c.Heard()[1] != "a b <'" {
		t.Errorf("violations %q, heard %q", v, c.Heard())
	}
}

func TestUpdatesStayUntilConfirmed(t *testing.T) {
	s := New(Token)
	defer s.Close()
	s.Chat(1).Say("a")
	s.Chat(1).Say("b")
	first := s.next - 2
	for _, c := range []struct {
		offset int64
		want   int
	}{{0, 2}, {first, 2}, {first + 1, 1}, {first + 2, 0}} {
		s.polled = s.polled.Add(-1e9) // the rule of the same offset is not what is tested
		body, _ := json.Marshal(map[string]any{"offset": c.offset, "timeout": 0})
		_, result := call(t, s, "getUpdates", string(body))
		if got := bytes.Count(result, []byte("update_id")); got != c.want {
			t.Errorf("from %d: %d updates, want %d", c.offset, got, c.want)
		}
	}
}

func TestEarlyReturnAfter429(t *testing.T) {
	s := New(Token)
	defer s.Close()
	s.Chat(1)
	s.SetFault(func(c Call) *Fault {
		if c.N == 0 {
			return &Fault{Code: http.StatusTooManyRequests, After: 30}
		}
		return nil
	})
	for range 2 {
		if code, _ := call(t, s, "sendMessage", `{"chat_id":1,"text":"a"}`); code != http.StatusTooManyRequests {
			t.Errorf("code %d", code)
		}
	}
	if len(s.Violations()) != 1 {
		t.Errorf("violations %q", s.Violations())
	}
}
