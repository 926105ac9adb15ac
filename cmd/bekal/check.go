package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"bekal/bot/dialog"
	"bekal/index/library"
	"bekal/knowledge/markup"
	"bekal/knowledge/offer"
	"bekal/knowledge/text"
)

type checkCmd struct {
	knowledgeFlag
	licenceFlag
	JSON  bool `name:"json" xor:"form" help:"Print one JSON object."`
	JSONL bool `name:"jsonl" xor:"form" help:"Read one {\"id\": ..., \"text\": ...} a line and print one JSON object a line."`
}

// Help says what check reads and prints.
func (checkCmd) Help() string {
	return `Reads a job offer from stdin. Verdicts: danger, caution, no-flags; none of them says that an offer is safe. start and end
are bytes of the text as given. A line that is no JSON object gets {"id": "", "error": ...}, and the exit code is 1 at the end.

  bekal check < advert.txt
  bekal check --jsonl < offers.jsonl`
}

// checked is the JSON form of a check, as the contract has it.
type checked struct {
	ID json.RawMessage `json:"id"`
	offer.Report
	Text string `json:"text"`
}

// noID stands for a text that came without one.
var noID = json.RawMessage(`""`)

// maxCheck is how much of a text is read, in bytes; the checker looks at the
// first megabyte.
const maxCheck = 16 << 20

// languageOf is how much of a text is read to tell its language, in bytes.
const languageOf = 1 << 10

// Run checks.
func (c checkCmd) Run(ctx context.Context, s streams) error {
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
	if c.JSONL {
		return checkLines(ctx, e, lib.Edition(), s)
	}
	given, err := io.ReadAll(io.LimitReader(s.in, maxCheck+1))
	if err != nil {
		return fmt.Errorf("reading stdin: %w", err)
	}
	if len(given) > maxCheck {
		return fmt.Errorf("%w: the text is longer than %d MB", errInput, maxCheck>>20)
	}
	r, err := checkOne(ctx, e, lib.Edition(), noID, string(given))
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(s.out, r)
	}
	_, err = fmt.Fprintln(s.out, r.Text)
	return err
}

func checkOne(ctx context.Context, e *dialog.Engine, ed *library.Edition, id json.RawMessage, given string) (checked, error) {
	lang, err := writtenIn(ctx, ed, given)
	if err != nil {
		return checked{}, err
	}
	r := e.Check(ed, given, lang)
	return checked{ID: id, Report: r.Report, Text: markup.Plain(r.Text)}, nil
}

func writtenIn(ctx context.Context, ed *library.Edition, s string) (text.Lang, error) {
	res, err := ed.Index.Search(ctx, strings.ToValidUTF8(s[:min(len(s), languageOf)], " "), 1)
	if err != nil {
		return "", fmt.Errorf("reading the language: %w", err)
	}
	return res.Reading.Lang, nil
}

// checkLines checks a text a line. A line at fault is answered in its place, so
// that nobody waits for it, and told at the end.
func checkLines(ctx context.Context, e *dialog.Engine, ed *library.Edition, s streams) error {
	n, bad := 0, 0
	err := eachLine(s.in, func(line string) error {
		if n++; strings.TrimSpace(line) == "" {
			return nil
		}
		id, given, err := offerLine(line)
		if err != nil {
			bad++
			return writeJSON(s.out, map[string]any{"id": id, "error": fmt.Sprintf("line %d: %v", n, err)})
		}
		r, err := checkOne(ctx, e, ed, id, given)
		if err != nil {
			return err
		}
		return writeJSON(s.out, r)
	})
	if err == nil && bad > 0 {
		err = fmt.Errorf("%w: %d of %d lines hold no text to check", errInput, bad, n)
	}
	return err
}

// offerLine reads {"id": ..., "text": ...}. The id is given back as it came.
func offerLine(line string) (json.RawMessage, string, error) {
	var in struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	dec := json.NewDecoder(strings.NewReader(strings.TrimPrefix(line, "\ufeff")))
	if err := dec.Decode(&in); err != nil {
		return noID, "", errors.New("this is no JSON object with an id and a text")
	}
	if len(in.ID) == 0 || bytes.Equal(in.ID, []byte("null")) || !utf8.Valid(in.ID) {
		in.ID = noID
	}
	if in.Text == nil {
		return in.ID, "", errors.New("text is missing")
	}
	return in.ID, *in.Text, nil
}
