package main

import (
	"fmt"
	"os"

	"bekal/knowledge/trace"
)

type traceCmd struct {
	knowledgeFlag
	Facts string `arg:"" help:"Directory of the fact base (*.yaml)."`
}

// Help says what trace prints.
func (traceCmd) Help() string {
	return `One line a fact, parted by tabs: fact, entry, source, date of the source, day read, confidence.
A fact no entry uses stands with the reason in place of the source. Exit 1 if a fact has neither.`
}

// Run prints the table.
func (c traceCmd) Run(s streams) error {
	base, err := c.load()
	if err != nil {
		return err
	}
	rows, err := trace.Facts(os.DirFS(c.Facts), base)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	lost := 0
	for _, r := range rows {
		fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Fact, r.Entry, r.Source, r.Date, r.Read, r.Confidence)
		if r.Entry == "" {
			lost++
		}
	}
	fmt.Fprintf(s.err, "%d facts, %d without an entry or a reason\n", len(rows), lost)
	if lost > 0 {
		return errQuiet
	}
	return nil
}
