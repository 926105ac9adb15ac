package main

import (
	"bytes"
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

// Run checks.
func (c checkCmd) Run(s streams) error {
	base, err := c.load()
	if err != nil {
		return err
	}
	k, err := offer.New(base)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	ed := &library.Edition{Base: base, Offers: k} // nothing is searched for
	e, err := newEngine(nil, s.err)
	if err != nil {
		return err
	}
	if e.Licences, err = c.licences(); err != nil {
		return err
	}
	if c.JSONL {
		return checkLines(e, ed, s)
	}
	given, err := io.ReadAll(io.LimitReader(s.in, maxCheck+1))
	if err != nil {
		return fmt.Errorf("reading stdin: %w", err)
	}
	if len(given) > maxCheck {
		return fmt.Errorf("%w: the text is longer than %d MB", errInput, maxCheck>>20)
	}
	r := checkOne(e, ed, noID, string(given))
	if c.JSON {
		return writeJSON(s.out, r)
	}
	_, err = fmt.Fprintln(s.out, r.Text)
	return err
}

func checkOne(e *dialog.Engine, ed *library.Edition, id json.RawMessage, given string) checked {
	r := e.Check(ed, given)
	return checked{ID: id, Report: r.Report, Text: markup.Plain(r.Text)}
}

// checkLines checks a text a line. A line at fault is answered in its place, so
// that nobody waits for it, and told at the end.
func checkLines(e *dialog.Engine, ed *library.Edition, s streams) error {
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
		return writeJSON(s.out, checkOne(e, ed, id, given))
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
