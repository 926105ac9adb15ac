package dialogtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bekal/bot"
)

// Noon is when every conversation begins. A turn takes a minute.
var Noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// A Script is a golden conversation: a file that reads like a chat.
//
//	# what it is about
//	> berapa biaya paspor         what a person says; a number is a button
//	< Paspor biasa Rp350.000 …    what they then see, and its buttons
//	  [1] Menu
//	! later 25h                   what happens; see Play
//
// Where a chat cannot go on, or shows less than the others, the script says so
// before the line in question:
//
//	! terminal ends here: it knows no forwarded messages
//	! terminal shows no erasing
type Script struct{ Name, Text string }

// Scripts reads all conversations of a directory, in the order of their names.
func Scripts(t testing.TB, dir string) []Script {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out []Script
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Script{strings.TrimSuffix(filepath.Base(f), ".txt"), string(data)})
	}
	return out
}

// A Kind is a kind of Act.
type Kind string

// What a person does in a chat.
const (
	Types    Kind = "types"
	Taps     Kind = "taps"  // a button under the last replies: Number of all of them
	Presses  Kind = "press" // a button by its id, of whatever age
	Follows  Kind = "link"  // opens the chat by a deep link
	Forwards Kind = "forwards"
	Shows    Kind = "shows" // a picture that reads so
	Sends    Kind = "sends" // a bot.Medium no text can be got from
)

// An Act is one thing a person does.
type Act struct {
	Kind   Kind
	Text   string
	Number int
	Group  bool // in a group
}

// A Shown is one message a person sees after an Act, new or changed, or the
// messages that went.
type Shown struct {
	Text    string   // plain
	Choices []string // labels
	Erased  []string // "u3" is what the person said in turn 3, "b4" the bot's fourth message
}

// ErrCannot says that a chat knows no such act.
var ErrCannot = errors.New("there is no such thing in this chat")

// A Chat is where a conversation is played.
type Chat interface {
	// Name is what scripts call it.
	Name() string
	// Do does an Act and returns what the person sees of its answer. The error
	// wraps ErrCannot for what there is not.
	Do(a Act) ([]Shown, error)
	// Restart ends the program, and begins it anew with the World's engine.
	Restart() error
	// Until lets time pass.
	Until(at time.Time)
}

// chats are the names that a script may call.
var chats = []string{"terminal", "telegram"}

// A Report says how much of a script was played.
type Report struct {
	Got, Want string // the conversation as it came, and as it should
	Played    int    // turns
	Left      int    // turns the chat knows nothing of
	Unseen    int    // erasings that the chat does not show
}

// Play plays a script. Besides what a person does, these things happen:
//
//	! restart            ! later 25h         ! down, ! up     the store
//	! group, ! private
//	! licences           the register is there from now on
//	! newer              so is a later edition of what is known
//	! expect WORDS       holds also when the files are rewritten
func Play(t testing.TB, w *World, c Chat, s Script) Report {
	t.Helper()
	p := &player{t: t, w: w, chat: c, at: Noon}
	lines := strings.Split(strings.TrimSuffix(s.Text, "\n"), "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "> "), strings.HasPrefix(line, "! "):
			if p.over {
				p.skip(line)
				continue
			}
			p.got.WriteString(line + "\n")
			p.line(line)
		case strings.HasPrefix(line, "#"):
			p.got.WriteString(line + "\n")
		}
		if p.over && p.Want == "" {
			p.Want = strings.Join(lines[:i+1], "\n") + "\n"
		}
	}
	if p.ends != "" {
		t.Errorf("%s: nothing follows %q", s.Name, p.ends)
	}
	if p.Want == "" {
		p.Want = s.Text
	}
	p.Got, p.Want = p.got.String(), p.without(p.Want)
	return p.Report
}

// A player is at work on a script.
type player struct {
	Report
	t     testing.TB
	w     *World
	chat  Chat
	at    time.Time
	group bool
	got   strings.Builder
	last  []Shown
	ends  string // the direction that says so
	over  bool
}

func (p *player) line(line string) {
	p.t.Helper()
	rest := line[2:]
	if line[0] == '>' {
		text := strings.ReplaceAll(rest, `\n`, "\n")
		if n := number(rest); n >= 1 && n <= p.offered() {
			p.do(Act{Kind: Taps, Text: p.w.Offered()[n-1].ID, Number: n})
			return
		}
		p.do(Act{Kind: Types, Text: text})
		return
	}
	verb, arg, _ := strings.Cut(rest, " ")
	switch verb {
	case "restart":
		p.w.Restart()
		p.must(p.chat.Restart())
	case "licences":
		p.w.Licences = p.w.Register
		p.w.Restart()
		p.must(p.chat.Restart())
	case "newer":
		p.w.Library = p.w.Newer
		p.w.Restart()
		p.must(p.chat.Restart())
	case "later":
		d, err := time.ParseDuration(arg)
		p.must(err)
		p.wait(d)
	case "down", "up":
		p.w.Store.down.Store(verb == "down")
	case "group", "private":
		p.group = verb == "group"
	case "expect":
		if !slices.ContainsFunc(p.last, func(s Shown) bool { return strings.Contains(s.Text, arg) }) {
			p.t.Errorf("before %q: the replies do not hold it\n%v", line, p.last)
		}
	case string(Presses):
		k := slices.IndexFunc(p.w.Offered(), func(c bot.Choice) bool { return c.ID == arg })
		if k >= 0 {
			p.do(Act{Kind: Taps, Text: arg, Number: k + 1})
			return
		}
		p.do(Act{Kind: Presses, Text: arg})
	case string(Follows), string(Forwards), string(Shows), string(Sends):
		p.do(Act{Kind: Kind(verb), Text: strings.ReplaceAll(arg, `\n`, "\n")})
	default:
		p.aside(verb, arg, line)
	}
}

// aside is what a script says of one chat.
func (p *player) aside(chat, what, line string) {
	p.t.Helper()
	_, reason, _ := strings.Cut(what, ": ")
	switch {
	case !slices.Contains(chats, chat):
		p.t.Fatalf("unknown stage direction %q", line)
	case strings.HasPrefix(what, "ends here: ") && reason != "":
		if chat == p.chat.Name() {
			p.ends = line
		}
	case what == "shows no erasing": // see without
	default:
		p.t.Fatalf("unknown stage direction %q", line)
	}
}

func (p *player) do(a Act) {
	p.t.Helper()
	a.Group = p.group
	shown, err := p.chat.Do(a)
	switch cannot := errors.Is(err, ErrCannot); {
	case cannot && p.ends != "":
		p.ends, p.over = "", true
		p.Left++
		return
	case cannot:
		p.t.Fatalf("%s %q: %v; say so before: ! %s ends here: …", a.Kind, a.Text, err, p.chat.Name())
	case err != nil:
		p.t.Fatalf("%s %q: %v", a.Kind, a.Text, err)
	case p.ends != "":
		p.t.Errorf("%q, but it went on", p.ends)
		p.ends = ""
	}
	p.Played++
	p.last = shown
	p.render(shown)
	p.wait(time.Minute)
}

func (p *player) render(shown []Shown) {
	n := 0
	for _, s := range shown {
		if len(s.Erased) > 0 {
			fmt.Fprintf(&p.got, "< (erases %s)\n", strings.Join(s.Erased, " "))
			continue
		}
		p.got.WriteString("< " + strings.ReplaceAll(s.Text, "\n", "\n  ") + "\n")
		for _, label := range s.Choices {
			n++
			fmt.Fprintf(&p.got, "  [%d] %s\n", n, label)
		}
	}
}

// skip counts what is left out.
func (p *player) skip(line string) {
	verb, _, _ := strings.Cut(line[2:], " ")
	if line[0] == '>' || slices.Contains([]Kind{Presses, Follows, Forwards, Shows, Sends}, Kind(verb)) {
		p.Left++
	}
}

// without is what a script wants of a chat that shows less.
func (p *player) without(want string) string {
	mark := "! " + p.chat.Name() + " shows no erasing"
	var out []string
	hide := false
	for line := range strings.Lines(want) {
		hide = hide || strings.TrimSpace(line) == mark
		if hide && strings.HasPrefix(line, "< (erases ") {
			p.Unseen++
			hide = false
			continue
		}
		out = append(out, line)
	}
	if hide {
		p.t.Errorf("nothing is erased after %q", mark)
	}
	return strings.Join(out, "")
}

func (p *player) wait(d time.Duration) {
	p.at = p.at.Add(d)
	p.chat.Until(p.at)
}

func (p *player) offered() int {
	n := 0
	for _, s := range p.last {
		n += len(s.Choices)
	}
	return n
}

func (p *player) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// A Tally adds up what a chat showed of all conversations.
type Tally struct{ scripts, whole, played, left, unseen int }

// Add takes in one conversation, which must have come as it was written down.
func (y *Tally) Add(t testing.TB, r Report) {
	t.Helper()
	if r.Got != r.Want {
		t.Errorf("the conversation differs\n--- got\n%s\n--- want\n%s", r.Got, r.Want)
	}
	if r.Left+r.Unseen > 0 {
		t.Logf("%d turns are left out, %d erasings are not shown", r.Left, r.Unseen)
	} else {
		y.whole++
	}
	y.scripts++
	y.played, y.left, y.unseen = y.played+r.Played, y.left+r.Left, y.unseen+r.Unseen
}

// Check says how much was played, which must be this share of all turns at
// least.
func (y *Tally) Check(t testing.TB, least float64) {
	t.Helper()
	t.Logf("%d of %d conversations whole, %d of %d turns, %d erasings not shown", y.whole, y.scripts, y.played, y.played+y.left, y.unseen)
	if all := y.played + y.left; all == 0 || float64(y.played) < least*float64(all) {
		t.Errorf("%d of %d turns were played", y.played, all)
	}
}
