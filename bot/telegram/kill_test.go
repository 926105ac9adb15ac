package telegram

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/telegram/telegramtest"
	"bekal/knowledge/text"
)

// childEnv makes the test binary a bot: mode, API, address to listen on and
// data directory, with spaces between them.
const childEnv = "BEKAL_TEST_CHILD"

// A notebook is a Handler that remembers settled turns in a file, as the
// store of the real one does.
type notebook struct {
	mu   sync.Mutex
	file *os.File
	seen map[string]bool
}

func openNotebook(path string) (*notebook, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	n := &notebook{file: f, seen: map[string]bool{}}
	for s := bufio.NewScanner(f); s.Scan(); {
		n.seen[s.Text()] = true
	}
	return n, nil
}

func (n *notebook) Handle(ctx context.Context, t bot.Turn, send bot.Send) error {
	key := string(t.Chat) + " " + t.ID
	n.mu.Lock()
	had := n.seen[key]
	n.mu.Unlock()
	if had {
		return nil
	}
	time.Sleep(20 * time.Millisecond)
	if err := echo(ctx, t, send); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen[key] = true
	_, err := fmt.Fprintln(n.file, key)
	return err
}

func (n *notebook) Inline(context.Context, string, text.Lang) []Card { return nil }

// child runs a bot until SIGTERM.
func child(args []string) error {
	mode, api, listen, dir := args[0], args[1], args[2], args[3]
	n, err := openNotebook(filepath.Join(dir, "notebook"))
	if err != nil {
		return err
	}
	shelf, err := OpenShelf(filepath.Join(dir, "shelf"))
	if err != nil {
		return err
	}
	cfg := Config{Token: telegramtest.Token, API: api, Handler: n, Shelf: shelf, Log: slog.New(slog.DiscardHandler)}
	if mode == "webhook" {
		cfg.Webhook, cfg.Secret = "http://"+listen+"/telegram", "rahasia"
	}
	b, err := New(cfg)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if mode == "webhook" {
		server := &http.Server{Addr: listen, Handler: b.Webhook(), ReadHeaderTimeout: time.Second}
		go func() { _ = server.ListenAndServe() }()
		defer func() { _ = server.Close() }()
	}
	return b.Run(ctx)
}

// Under load the bot is killed and restarted, and stopped and restarted: every
// message is answered, in order, and twice only if it was in flight.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) { t.Parallel(); killed(t, mode) })
	}
}

func killed(t *testing.T, mode string) {
	const chats, kills = 20, 6
	sim := telegramtest.New(telegramtest.Token)
	defer sim.Close()
	server := httptest.NewServer(sim)
	defer server.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	begin := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+strings.Join([]string{mode, server.URL, listen, dir}, " "))
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}

	said := 0
	bot := begin()
	for i := range kills {
		for range 8 {
			for c := range chats {
				sim.Chat(int64(c + 1)).Say(fmt.Sprint(said))
			}
			said++
			time.Sleep(50 * time.Millisecond)
		}
		how := syscall.SIGKILL
		if i%3 == 2 {
			how = syscall.SIGTERM
		}
		if err := bot.Process.Signal(how); err != nil {
			t.Fatal(err)
		}
		_ = bot.Wait()
		bot = begin()
	}
	last := sim.Chat(chats + 1)
	last.Say("akhir")
	if err := last.Expect(time.Minute, 1); err != nil {
		t.Error(err)
	}
	sim.Until(time.Minute, func() bool { return sim.Pending() == 0 })
	twice := 0
	for c := range chats {
		got := sim.Chat(int64(c + 1)).Heard()
		next := 0
		for _, m := range got {
			switch m {
			case fmt.Sprint("re ", next):
				next++
			case fmt.Sprint("re ", next-1):
				twice++
			default:
				t.Fatalf("chat %d: %q after %d answers; all: %q", c+1, m, next, got)
			}
		}
		if next != said {
			t.Errorf("chat %d: %d of %d answered", c+1, next, said)
		}
	}
	if err := bot.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := bot.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
	for _, v := range sim.Violations() {
		t.Error("violation:", v)
	}
	t.Logf("%d messages, %d answered twice", chats*said, twice)
	if limit := chats * kills; twice > limit {
		t.Errorf("%d answered twice, at most %d were in flight", twice, limit)
	}
	http.DefaultClient.CloseIdleConnections()
}
