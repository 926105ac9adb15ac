package main

import (
	"fmt"
	"os"

	"bekal/index/library"
	"bekal/knowledge"
)

type lintCmd struct {
	Dir string `arg:"" optional:"" help:"Directory of knowledge files (default: the embedded ones)."`
}

// Help says what lint prints.
func (lintCmd) Help() string {
	return "Prints file:line:col: what is wrong and how to mend it, one a line. Exit 1 if anything is wrong, 0 if not."
}

// Run checks the files.
func (c lintCmd) Run(s streams) error {
	fsys := knowledge.Embedded()
	if c.Dir != "" {
		if _, err := os.Stat(c.Dir); err != nil {
			return fmt.Errorf("%w: reading %s: %w", errInput, c.Dir, err)
		}
		fsys = os.DirFS(c.Dir)
	}
	b, problems, err := knowledge.Load(fsys)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	if len(problems) == 0 {
		problems = library.Lint(b)
	} else {
		problems = append(problems, b.Lint()...)
	}
	for _, p := range problems {
		fmt.Fprintln(s.out, p)
	}
	if len(problems) > 0 {
		return errQuiet
	}
	return nil
}
