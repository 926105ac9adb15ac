package dialog_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/dialog"
	"bekal/bot/state"
	"bekal/bot/state/memstore"
	"bekal/index/library"
	"bekal/knowledge/licence"
	"bekal/knowledge/markup"
)

var update = flag.Bool("update", false, "rewrite the golden conversations")

// noon is when every conversation begins.
var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// fixture is the knowledge base of the conversations, built once.
func fixture(t *testing.T) *library.Library {
	t.Helper()
	return opened(t, os.DirFS("testdata/knowledge"))
}

func opened(t *testing.T, files fs.FS) *library.Library {
	t.Helper()
	lib, problems, err := library.Open(files, false)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the fixture does not load: %v %v", err, problems)
	}
	t.Cleanup(func() { _ = lib.Close() })
	return lib
}

func catalog(t *testing.T) *bot.Catalog {
	t.Helper()
	say, err := bot.LoadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	return say
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// outage is a store that can be switched off.
type outage struct {
	state.Store
	down atomic.Bool
}

func (o *outage) Hold(ctx context.Context, chat bot.ChatID, fn func(*state.Session) error) error {
	if o.down.Load() {
		return fmt.Errorf("switched off: %w", state.ErrDown)
	}
	return o.Store.Hold(ctx, chat, fn)
}

// A stage is where a conversation is played.
type stage struct {
	t       *testing.T
	lib     *library.Library
	say     *bot.Catalog
	mem     *memstore.Store
	store   *outage
	engine  *dialog.Engine
	list    *licence.Register // nil: none was imported
	now     time.Time
	group   bool
	turn    int
	sent    int
	choices []bot.Choice
	out     strings.Builder
	last    strings.Builder // what the last turn was answered
}

func newStage(t *testing.T, lib *library.Library) *stage {
	s := &stage{t: t, lib: lib, say: catalog(t), now: noon}
	s.mem = memstore.New(func() time.Time { return s.now })
	s.store = &outage{Store: s.mem}
	s.restart()
	return s
}

// restart is the program ended and begun anew over the same store.
func (s *stage) restart() {
	s.engine = &dialog.Engine{Library: s.lib, Store: s.store, Journal: s.mem, Say: s.say, Log: quiet(), Now: func() time.Time { return s.now }}
	if s.list != nil {
		s.engine.Licences = func() *licence.Register { return s.list }
	}
}

// play plays a script and returns it with the replies as they came.
func (s *stage) play(script string) string {
	sc := bufio.NewScanner(strings.NewReader(script))
	for sc.Scan() {
		line := sc.Text()
		switch {
		case strings.HasPrefix(line, "> "):
			s.out.WriteString(line + "\n")
			s.says(line[2:])
		case strings.HasPrefix(line, "! "):
			s.out.WriteString(line + "\n")
			s.happens(line[2:])
		case strings.HasPrefix(line, "#"):
			s.out.WriteString(line + "\n")
		}
	}
	return s.out.String()
}

func (s *stage) says(said string) {
	tn := bot.Turn{Text: strings.ReplaceAll(said, `\n`, "\n"), From: bot.Typed}
	if n, err := strconv.Atoi(said); err == nil && n >= 1 && n <= len(s.choices) {
		tn = bot.Turn{Pick: s.choices[n-1].ID}
	}
	s.handle(tn)
}

// happens is a stage direction. What is expected holds even when the files are
// rewritten.
func (s *stage) happens(what string) {
	verb, arg, _ := strings.Cut(what, " ")
	switch verb {
	case "restart":
		s.restart()
	case "later":
		d, err := time.ParseDuration(arg)
		if err != nil {
			s.t.Fatalf("! later %s: %v", arg, err)
		}
		s.now = s.now.Add(d)
	case "down":
		s.store.down.Store(true)
	case "up":
		s.store.down.Store(false)
	case "group":
		s.group = true
	case "private":
		s.group = false
	case "link":
		s.handle(bot.Turn{Text: arg, From: bot.DeepLink})
	case "press":
		s.handle(bot.Turn{Pick: arg})
	case "expect":
		if !strings.Contains(s.last.String(), arg) {
			s.t.Errorf("before %q: the replies do not hold it\n%s", "! "+what, s.last.String())
		}
	case "forwards":
		s.handle(bot.Turn{Text: strings.ReplaceAll(arg, `\n`, "\n"), From: bot.Forwarded})
	case "shows":
		s.handle(bot.Turn{Text: strings.ReplaceAll(arg, `\n`, "\n"), From: bot.Picture})
	case "licences":
		s.list = licences(s.t)
		s.restart()
	case "sends":
		s.handle(bot.Turn{Unread: bot.Medium(arg)})
	default:
		s.t.Fatalf("unknown stage direction %q", what)
	}
}

func (s *stage) handle(tn bot.Turn) {
	s.turn++
	tn.Chat, tn.ID, tn.At, tn.Group = "test:1", strconv.Itoa(s.turn), s.now, s.group
	if s.group {
		tn.Chat = "test:group"
	}
	if tn.Pick == "" {
		tn.Message = fmt.Sprintf("u%d", s.turn)
	}
	s.choices = nil
	s.last.Reset()
	if err := s.engine.Handle(s.t.Context(), tn, s.show); err != nil {
		s.t.Fatalf("turn %d: %v", s.turn, err)
	}
	s.now = s.now.Add(time.Minute)
}

func (s *stage) show(_ context.Context, r bot.Reply) (string, error) {
	if len(r.Erase) > 0 {
		fmt.Fprintf(&s.out, "< (erases %s)\n", strings.Join(r.Erase, " "))
	}
	if r.Text == "" {
		return "", nil
	}
	s.sent++
	s.last.WriteString(markup.Plain(r.Text) + "\n")
	s.out.WriteString("< " + strings.ReplaceAll(markup.Plain(r.Text), "\n", "\n  ") + "\n")
	for _, c := range r.Choices {
		s.choices = append(s.choices, c)
		fmt.Fprintf(&s.out, "  [%d] %s\n", len(s.choices), c.Label)
	}
	return fmt.Sprintf("b%d", s.sent), nil
}

func TestConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d conversations, want 30 or more; %v", len(files), err)
	}
	plain, offers := fixture(t), offerFixture(t)
	for _, file := range files {
		lib := plain
		if strings.HasPrefix(filepath.Base(file), "offer-") {
			lib = offers
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newStage(t, lib).play(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the conversation changed (rewrite with -update and read the difference)\n--- got\n%s\n--- want\n%s", got, want)
			}
		})
	}
}
