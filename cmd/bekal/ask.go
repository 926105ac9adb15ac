package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"bekal/bot"
	"bekal/bot/dialog"
	"bekal/index/library"
	"bekal/knowledge/markup"
)

type askCmd struct {
	knowledgeFlag
	licenceFlag
	Question []string `arg:"" optional:"" help:"The question; with --json, - reads one question a line from stdin."`
	JSON     bool     `name:"json" help:"Print one JSON object a question."`
}

// Help says what ask prints.
func (askCmd) Help() string {
	return `Kinds of answers: answer, suggest, emergency, offer, smalltalk, none. The score is a calibrated confidence from 0 to 1.

  bekal ask "gaji art singapura berapa"
  bekal ask --json - < questions.txt`
}

// asked is the JSON form of an answer, as the contract has it.
type asked struct {
	Question string       `json:"question"`
	Lang     string       `json:"lang"`
	Kind     string       `json:"kind"`
	Entries  []askedEntry `json:"entries"`
	Text     string       `json:"text"`
	TookMS   float64      `json:"took_ms"`
	*checked              // of an offer
}

type askedEntry struct {
	ID    string  `json:"id"`
	Title string  `json:"title"`
	Score float64 `json:"score"`
}

// Run asks.
func (c askCmd) Run(ctx context.Context, s streams) error {
	question := strings.TrimSpace(strings.Join(c.Question, " "))
	if question == "" {
		return fmt.Errorf("%w: give a question: bekal ask \"biaya paspor berapa\"", errUsage)
	}
	lib, err := c.open(s.err)
	if err != nil {
		return err
	}
	defer lib.Close() //nolint:errcheck // an index in memory: nothing is lost
	e, err := newEngine(lib, s.err)
	if err != nil {
		return err
	}
	if e.Licences, err = c.licences(); err != nil {
		return err
	}
	if question != "-" || !c.JSON {
		return c.one(ctx, e, lib.Edition(), question, s.out)
	}
	return eachLine(s.in, func(line string) error { return c.one(ctx, e, lib.Edition(), line, s.out) })
}

// maxLine is the longest line read from stdin, in bytes; what is longer is
// refused rather than cut.
const maxLine = 4 << 20

func eachLine(r io.Reader, f func(string) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	for n := 1; sc.Scan(); n++ {
		if err := f(strings.TrimRight(sc.Text(), "\r")); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return fmt.Errorf("%w: a line is longer than %d MB", errInput, maxLine>>20)
		}
		return fmt.Errorf("reading stdin: %w", err)
	}
	return nil
}

func (c askCmd) one(ctx context.Context, e *dialog.Engine, ed *library.Edition, question string, out io.Writer) error {
	start := time.Now()
	// An offer is checked as it was given: its offsets count bytes.
	a, err := e.Ask(ctx, ed, question, bot.Slots{})
	if err != nil {
		return err
	}
	took := time.Since(start)
	if !c.JSON {
		_, err := fmt.Fprintln(out, bot.Plain(e.Reply(ed, a), 1))
		return err
	}
	if !utf8.ValidString(question) {
		question = strings.ToValidUTF8(question, "\uFFFD")
	}
	j := asked{
		Question: question, Lang: string(a.Lang), Kind: string(a.Kind), Entries: []askedEntry{},
		Text: markup.Plain(a.Text), TookMS: math.Round(took.Seconds()*1e6) / 1e3,
	}
	if rep := a.Report(); rep != nil {
		j.checked = &checked{ID: noID, Report: *rep}
	}
	for _, h := range a.Hits {
		if len(j.Entries) < 5 {
			j.Entries = append(j.Entries, askedEntry{h.Entry.ID, h.Entry.Title.In(a.Lang), math.Round(h.Score*1e4) / 1e4})
		}
	}
	return writeJSON(out, j)
}

// writeJSON writes v as one line.
func writeJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}

// newEngine is the conversation without a store: what ask and eval need.
func newEngine(lib *library.Library, stderr io.Writer) (*dialog.Engine, error) {
	say, err := bot.LoadCatalog()
	if err != nil {
		return nil, fmt.Errorf("loading the messages: %w", err)
	}
	return &dialog.Engine{Library: lib, Say: say, Log: slog.New(slog.NewTextHandler(stderr, nil))}, nil
}
