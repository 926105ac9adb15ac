package dialog_test

import (
	"flag"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"bekal/bot"
	"bekal/bot/dialog/dialogtest"
	"bekal/index/library"
)

var update = flag.Bool("update", false, "rewrite the golden conversations")

const (
	root          = "../.."
	conversations = "testdata/conversations"
)

// fixture is the knowledge base of the conversations.
func fixture(t *testing.T) *library.Library {
	t.Helper()
	return dialogtest.Library(t, os.DirFS("testdata/knowledge"))
}

func offerFiles(t testing.TB) fs.FS { return dialogtest.OfferFiles(t, root) }

func offerFixture(t *testing.T) *library.Library {
	t.Helper()
	return dialogtest.Library(t, offerFiles(t))
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

// A stage is an engine that tests talk to turn by turn.
type stage struct {
	*dialogtest.World
	t    *testing.T
	turn int
}

func newStage(t *testing.T, lib *library.Library) *stage {
	return &stage{World: dialogtest.NewWorld(t, lib, func() time.Time { return dialogtest.Noon }), t: t}
}

// TestConversations plays every conversation with the engine alone, as it was
// written down.
func TestConversations(t *testing.T) {
	f := dialogtest.Open(t, root)
	for _, s := range f.Scripts {
		t.Run(s.Name, func(t *testing.T) {
			chat := dialogtest.NewDirect(t, func(now func() time.Time) *dialogtest.World { return f.NewWorld(t, s, now) })
			r := dialogtest.Play(t, chat.World, chat, s)
			if *update {
				if err := os.WriteFile(filepath.Join(conversations, s.Name+".txt"), []byte(r.Got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if r.Got != s.Text {
				t.Errorf("the conversation changed (rewrite with -update and read the difference)\n--- got\n%s\n--- want\n%s", r.Got, s.Text)
			}
		})
	}
}

// interruptions are what comes between a person and any conversation, with what
// a script of it cannot do without.
var interruptions = map[string]*regexp.Regexp{
	"left":     regexp.MustCompile(`(?m)^! later [0-9]+h\n> `),
	"resumed":  regexp.MustCompile(`(?m)^! (restart|newer)\n(.*\n)*! later [0-9]+[hm]`),
	"question": regexp.MustCompile(`(?m)^> (.*\n)*> .*\n< `),
	"urgent":   regexp.MustCompile(`(?m)^> (.*\n)*! expect (🚨|KBRI)`),
}

// TestEveryFlow wants every conversation left in the middle, resumed,
// interrupted by a question, and by danger.
func TestEveryFlow(t *testing.T) {
	scripts := map[string]string{}
	for _, s := range dialogtest.Scripts(t, conversations) {
		scripts[s.Name] = s.Text
	}
	for _, flow := range []string{
		"start", "ask", "path", "papers", "country", "cost", "offer", "offer-walk", "complaint", "urgent", "erase",
		"privacy", "language", "feedback", "not", "bell", "officials", "contact",
	} {
		for what, must := range interruptions {
			name := flow + "-" + what
			if text, ok := scripts[name]; !ok {
				t.Errorf("there is no conversation %s", name)
			} else if !must.MatchString(text) {
				t.Errorf("the conversation %s does not show it: %s", name, must)
			}
		}
	}
}
