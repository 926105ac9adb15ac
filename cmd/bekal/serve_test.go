package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"bekal/bot/state/storetest"
	"bekal/bot/telegram/telegramtest"
)

// journal is a stderr that may be read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// serving is a serve that runs in this process, with its simulator.
type serving struct {
	t    *testing.T
	sim  *telegramtest.Server
	url  string
	dir  string
	out  journal
	err  journal
	stop func() int
}

const hookSecret = "penanda-rahasia-webhook"

// serve starts a serve and, unless told not to, waits until it is ready.
func serve(t *testing.T, ready bool, prepare func(*serving), flags ...string) *serving {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	_ = l.Close()
	s := &serving{t: t, sim: telegramtest.New(telegramtest.Token), url: "http://" + listen, dir: t.TempDir()}
	api := httptest.NewServer(s.sim)
	if prepare != nil {
		prepare(s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	args := append([]string{
		"serve", "--telegram-token", telegramtest.Token, "--telegram-api", api.URL, "--listen", listen, "--data-dir", s.dir,
	}, flags...)
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "LISTEN", listen)
	}
	go func() { code <- run(ctx, args, strings.NewReader(""), &s.out, &s.err) }()
	s.stop = sync.OnceValue(func() int {
		cancel()
		c := <-code
		s.sim.Close()
		api.Close()
		http.DefaultClient.CloseIdleConnections()
		return c
	})
	t.Cleanup(func() { s.stop() })
	if ready {
		s.until("it is ready", func() bool { _, code := s.get("/readyz"); return code == http.StatusOK })
	}
	return s
}

func (s *serving) until(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain until %s; the log:\n%s", what, s.err.String())
		}
	}
}

func (s *serving) get(path string) (string, int) {
	resp, err := http.Get(s.url + path)
	if err != nil {
		return "", 0
	}
	defer func() { _ = resp.Body.Close() }()
	body, _ := io.ReadAll(resp.Body)
	return string(body), resp.StatusCode
}

func TestServeConfiguration(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no token":          {nil, "BEKAL_TELEGRAM_TOKEN is not set"},
		"odd token":         {[]string{"--telegram-token", "a/b"}, "BEKAL_TELEGRAM_TOKEN has not the form"},
		"webhook in clear":  {[]string{"--telegram-token", "1:a", "--webhook-url", "http://b.example/t", "--webhook-secret", "x"}, "BEKAL_WEBHOOK_URL is no URL with https"},
		"webhook no secret": {[]string{"--telegram-token", "1:a", "--webhook-url", "https://b.example/t"}, "BEKAL_WEBHOOK_SECRET is not set"},
		"odd secret":        {[]string{"--telegram-token", "1:a", "--webhook-secret", "ä"}, "BEKAL_WEBHOOK_SECRET may have"},
		"address":           {[]string{"--telegram-token", "1:a", "--listen", "8080"}, "BEKAL_LISTEN has not the form"},
		"redis":             {[]string{"--telegram-token", "1:a", "--redis-url", "http://sandi@x"}, "BEKAL_REDIS_URL"},
		"log":               {[]string{"--telegram-token", "1:a", "--log", "xml"}, "BEKAL_LOG is neither"},
		"staff":             {[]string{"--telegram-token", "1:a", "--staff-password-file", "/nowhere"}, "BEKAL_STAFF_PASSWORD_FILE"},
		"api":               {[]string{"--telegram-token", "1:a", "--telegram-api", "ftp://x"}, "BEKAL_TELEGRAM_API is no URL"},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, "", append([]string{"serve"}, c.args...)...)
			if r.code != exitUsage || !strings.Contains(r.err, c.want) {
				t.Errorf("code %d, stderr %q; want %d and %q", r.code, r.err, exitUsage, c.want)
			}
			if strings.Contains(r.err, "sandi") {
				t.Errorf("the password shows in %q", r.err)
			}
		})
	}
}

// A flag wins over its variable.
func TestServeFlagWins(t *testing.T) {
	t.Setenv("BEKAL_TELEGRAM_TOKEN", "1:a")
	t.Setenv("BEKAL_LOG", "xml")
	if r := command(t, "", "serve", "--log", "text", "--listen", "x"); strings.Contains(r.err, "BEKAL_LOG") || !strings.Contains(r.err, "BEKAL_LISTEN") {
		t.Errorf("stderr %q", r.err)
	}
}

func TestServeWrongToken(t *testing.T) {
	s := serve(t, false, nil, "--telegram-token", "1:wrong")
	s.until("it has ended", func() bool { return strings.Contains(s.err.String(), "telegram does not accept the token") })
	if code := s.stop(); code != exitOutside {
		t.Errorf("code %d", code)
	}
}

func TestServeAddressTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	s := serve(t, false, nil, "--listen", l.Addr().String())
	s.until("it has ended", func() bool { return strings.Contains(s.err.String(), "taking the address") })
	if code := s.stop(); code != exitOutside {
		t.Errorf("code %d; %s", code, s.err.String())
	}
}

// A start while Telegram is out or says 429 waits, and shows that it does.
func TestServeStartsThroughAnOutage(t *testing.T) {
	s := serve(t, false, func(s *serving) {
		s.sim.SetFault(func(c telegramtest.Call) *telegramtest.Fault {
			switch {
			case c.Method == "getMe" && c.N < 3:
				return telegramtest.Outage(c)
			case c.Method == "getMe" && c.N == 3:
				return &telegramtest.Fault{Code: http.StatusTooManyRequests, After: 1}
			}
			return nil
		})
	})
	s.until("it is healthy", func() bool { _, code := s.get("/healthz"); return code == http.StatusOK })
	if _, code := s.get("/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz is %d before Telegram answers", code)
	}
	s.until("it is ready", func() bool { _, code := s.get("/readyz"); return code == http.StatusOK })
	if !strings.Contains(s.err.String(), `"msg":"ready"`) {
		t.Errorf("no line ready in\n%s", s.err.String())
	}
	if v := s.sim.Violations(); len(v) > 0 {
		t.Errorf("violations: %q", v)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("code %d", code)
	}
}

// Knowledge files are read again when they change; while they have problems the
// edition before stays.
func TestServeReloads(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../knowledge/indonesia")); err != nil {
		t.Fatal(err)
	}
	s := serve(t, true, nil, "--knowledge-dir", dir)
	bad := filepath.Join(dir, "rusak.yaml")
	if err := os.WriteFile(bad, []byte("title: ["), 0o600); err != nil {
		t.Fatal(err)
	}
	metric := func(want string) func() bool {
		return func() bool { body, _ := s.get("/metrics"); return strings.Contains(body, "\n"+want+"\n") }
	}
	s.until("the knowledge is stale", metric("bekal_knowledge_stale 1"))
	if !strings.Contains(s.err.String(), "rusak.yaml") {
		t.Errorf("the problem is not in the log:\n%s", s.err.String())
	}
	s.say(1, "biaya paspor berapa")
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	s.until("the knowledge is new again", metric("bekal_knowledge_stale 0"))
}

// say says something and waits for an answer.
func (s *serving) say(chat int64, what string) {
	s.t.Helper()
	c := s.sim.Chat(chat)
	n := len(c.Heard())
	c.Say(what)
	if err := c.Expect(time.Minute, n+1); err != nil {
		s.t.Fatal(err)
	}
}

// Markers of a person: nothing of them may be found in anything that serve
// writes, shows or keeps.
const (
	markChat  = 7391826450
	markName  = "Siti"
	markPhone = "081298761234"
	markWord  = "zxqvandalan"
)

// TestServeKeepsSecrets plants markers in every kind of message and in faults,
// and searches the log, the metrics, the store and the shelf.
func TestServeKeepsSecrets(t *testing.T) {
	for _, c := range []struct {
		name           string
		redis, webhook bool
	}{{"embedded polling", false, false}, {"redis webhook", true, true}, {"redis polling", true, false}, {"embedded webhook", false, true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var flags []string
			var redis *storetest.Redis
			redisDir := t.TempDir()
			if c.redis {
				redis = storetest.StartRedis(t, "--dir", redisDir, "--appendonly", "yes")
				flags = append(flags, "--redis-url", "redis://"+redis.Addr)
			}
			if c.webhook {
				flags = append(flags, "--webhook-url", "http://LISTEN/telegram", "--webhook-secret", hookSecret)
			}
			s := serve(t, true, nil, flags...)
			plant(s, redis)
			metrics, _ := s.get("/metrics")
			for _, want := range []string{`bekal_answers_total{kind="answer"}`, "bekal_telegram_turns_total", "bekal_store_up"} {
				if !strings.Contains(metrics, want) {
					t.Errorf("the metrics have no %s", want)
				}
			}
			if code := s.stop(); code != exitDone {
				t.Errorf("code %d", code)
			}
			search(t, "metrics", metrics)
			search(t, "stdout", s.out.String())
			search(t, "log", s.err.String())
			searchFiles(t, s.dir)
			searchFiles(t, redisDir)
		})
	}
}

// plant says and does all that might leave a trace, also while things fail.
func plant(s *serving, redis *storetest.Redis) {
	s.t.Helper()
	c := s.sim.Chat(markChat)
	s.say(markChat, "/start")
	s.say(markChat, "berapa biaya paspor")
	s.say(markChat, "saya "+markName+" "+markWord+", nomor "+markPhone+", berapa biaya paspor")
	s.say(markChat, "Lowongan "+markWord+" Kamboja gaji 15 juta, visa turis dulu, hubungi "+markPhone+" bayar 5 juta")
	s.say(markChat, "paspor ditahan majikan, tolong, saya "+markWord)
	s.say(markChat, "/lapor")
	s.say(markChat, markWord+" dipukul di rumah majikan "+markPhone)
	n := len(c.Heard())
	c.Forward(markWord + " diteruskan " + markPhone)
	c.Voice()
	c.Ask(markWord + " gaji taiwan")
	if err := c.Expect(time.Minute, n+2); err != nil {
		s.t.Fatal(err)
	}
	if buttons := c.Last().Buttons; len(buttons) > 0 {
		c.Press(buttons[0][0].Label)
	}
	c.Press("asing:" + markWord)
	// Refusals of the Bot API may quote what was sent, and errors the URL.
	s.sim.SetFault(func(c telegramtest.Call) *telegramtest.Fault {
		if c.Method != "sendMessage" {
			return nil
		}
		switch c.N % 4 {
		case 0:
			return &telegramtest.Fault{Reset: true}
		case 1:
			return &telegramtest.Fault{Code: http.StatusTooManyRequests, After: 1}
		case 2:
			return &telegramtest.Fault{Body: `{"ok":false,"error_code":500,"description":"` + markWord + `"}`}
		}
		return nil
	})
	s.say(markChat, "apa itu "+markWord)
	s.sim.SetFault(nil)
	if redis != nil {
		redis.Kill()
		s.say(markChat, "masih ingat "+markWord+"?")
		redis.Start()
	}
	for _, body := range []string{`{"` + markWord + `"`, `{"update_id":1,"message":"` + markWord + `"}`} {
		r, err := http.NewRequest(http.MethodPost, s.url+"/telegram", strings.NewReader(body))
		if err != nil {
			s.t.Fatal(err)
		}
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", hookSecret)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			s.t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	s.until("all is confirmed", func() bool { return s.sim.Pending() == 0 && s.sim.Unanswered() == 0 })
	gone := s.sim.Chat(markChat + 1)
	gone.Say("halo " + markWord)
	gone.Block()
	s.until("who is gone is settled", func() bool { return s.sim.Pending() == 0 })
}

func search(t *testing.T, where, what string) {
	t.Helper()
	for _, m := range []string{fmt.Sprint(markChat), fmt.Sprint(markChat + 1), markName, markPhone, markWord, telegramtest.Token, strings.Split(telegramtest.Token, ":")[1], hookSecret} {
		if i := strings.Index(what, m); i >= 0 {
			t.Errorf("%s contains %q: …%q…", where, m, what[max(0, i-80):min(len(what), i+80)])
		}
	}
}

func searchFiles(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil {
			search(t, path, string(data))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// The alert rules ask for nothing that serve does not measure.
func TestAlertRules(t *testing.T) {
	rules, err := os.ReadFile("../../deploy/prometheus/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, true, nil)
	s.say(1, "biaya paspor berapa")
	s.until("it is settled", func() bool { return s.sim.Pending() == 0 })
	metrics, _ := s.get("/metrics")
	known := map[string]bool{"bekal_telegram_webhook_total": true} // counted behind a webhook only
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(metrics, -1) {
		known[m[1]], known[m[1]+"_bucket"] = true, true
	}
	names := regexp.MustCompile(`\b(?:bekal|process)_[a-z_]+`).FindAllString(string(rules), -1)
	if len(names) < 10 {
		t.Fatalf("only %q found", names)
	}
	for _, n := range names {
		if !known[n] {
			t.Errorf("no metric %s", n)
		}
	}
}

func TestHealth(t *testing.T) {
	s := serve(t, true, nil)
	addr := strings.TrimPrefix(s.url, "http://")
	for _, args := range [][]string{{"health", "--listen", addr}, {"health", "--listen", addr, "--ready"}} {
		if r := command(t, "", args...); r.code != exitDone {
			t.Errorf("%q: code %d, %s", args, r.code, r.err)
		}
	}
	s.stop()
	if r := command(t, "", "health", "--listen", addr); r.code != exitOutside {
		t.Errorf("code %d of one that is gone", r.code)
	}
}
