package dialogtest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"bekal/bot/dialog/dialogtest"
)

// A witness is a test that may fail.
type witness struct {
	testing.TB
	said []string
}

func (w *witness) Helper()             {}
func (w *witness) Logf(string, ...any) {}
func (w *witness) Errorf(format string, args ...any) {
	w.said = append(w.said, fmt.Sprintf(format, args...))
}

func (w *witness) Fatalf(format string, args ...any) {
	w.Errorf(format, args...)
	runtime.Goexit()
}

// A deaf chat is called terminal, says the same to everything and knows no
// forwarded messages.
type deaf struct{}

func (deaf) Name() string    { return "terminal" }
func (deaf) Restart() error  { return nil }
func (deaf) Until(time.Time) {}

func (deaf) Do(a dialogtest.Act) ([]dialogtest.Shown, error) {
	if a.Kind == dialogtest.Forwards {
		return nil, dialogtest.ErrCannot
	}
	return []dialogtest.Shown{{Text: "ya\napa", Choices: []string{"Menu"}}}, nil
}

// TestPlay wants the player to tell a chat that keeps to its script from one
// that does not.
func TestPlay(t *testing.T) {
	f := dialogtest.Open(t, "../../..")
	const good = "# a\n> halo\n< ya\n  apa\n  [1] Menu\n"
	for _, c := range []struct{ name, script, want string }{
		{"as written", good, ""},
		{"another text", strings.Replace(good, "apa", "siapa", 1), "differs"},
		{"another button", strings.Replace(good, "Menu", "Lain", 1), "differs"},
		{"a button too few", good + "  [2] Lain\n", "differs"},
		{"a reply too few", good + "< lagi\n", "differs"},
		{"an expected word", good + "! expect apa\n", ""},
		{"a word that is missing", good + "! expect beta\n", "do not hold it"},
		{"it ends", good + "! terminal ends here: deaf\n! forwards x\n< y\n> z\n", ""},
		{"another chat ends", good + "! telegram ends here: deaf\n> halo\n< ya\n  apa\n  [1] Menu\n", ""},
		{"it ends without a word", good + "! forwards x\n", "say so before"},
		{"it goes on", good + "! terminal ends here: deaf\n> halo\n< ya\n  apa\n  [1] Menu\n", "but it went on"},
		{"nothing follows", good + "! terminal ends here: deaf\n", "nothing follows"},
		{"an erasing not shown", good + "! terminal shows no erasing\n> halo\n< (erases u1)\n< ya\n  apa\n  [1] Menu\n", ""},
		{"an erasing that is missing", good + "> halo\n< (erases u1)\n< ya\n  apa\n  [1] Menu\n", "differs"},
		{"nothing is erased", good + "! terminal shows no erasing\n> halo\n< ya\n  apa\n  [1] Menu\n", "nothing is erased"},
		{"an unknown chat", good + "! terminl ends here: x\n", "unknown stage direction"},
		{"an unknown direction", good + "! terminal sings\n", "unknown stage direction"},
	} {
		w := &witness{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			s := dialogtest.Script{Name: "x", Text: c.script}
			var sum dialogtest.Tally
			sum.Add(w, dialogtest.Play(w, f.NewWorld(t, s, time.Now), deaf{}, s))
		}()
		<-done
		if got := strings.Join(w.said, "\n"); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: the test says %q, want %q", c.name, got, c.want)
		}
	}
}

// TestTally wants too little to be told.
func TestTally(t *testing.T) {
	for played, enough := range map[int]bool{8: true, 7: false} {
		w := &witness{TB: t}
		var sum dialogtest.Tally
		sum.Add(w, dialogtest.Report{Played: played, Left: 10 - played})
		if sum.Check(w, 0.8); enough != (len(w.said) == 0) {
			t.Errorf("%d of 10: %q", played, w.said)
		}
	}
}
