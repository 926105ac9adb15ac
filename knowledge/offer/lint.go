package offer

import (
	"fmt"
	"slices"

	"bekal/knowledge"
)

// Lint checks that every red flag is raised by its own examples and by none of
// its counter-examples, and that its patterns can be read. The base itself
// should lint clean before.
func Lint(base *knowledge.Base) []knowledge.Problem {
	c, err := New(base)
	if err != nil {
		return []knowledge.Problem{{Pos: knowledge.Pos{File: "."}, What: err.Error()}}
	}
	var out []knowledge.Problem
	for _, id := range sortedKeys(base.Flags) {
		f := base.Flags[id]
		raised := func(s string) bool {
			return slices.ContainsFunc(c.Check(s).Findings, func(x Finding) bool { return x.FlagID == id })
		}
		for i, s := range f.Examples {
			if !raised(s) {
				out = append(out, problem(f, "examples", i, "this example does not raise %s; widen a pattern or change the example", id))
			}
		}
		for i, s := range f.Counter {
			if raised(s) {
				out = append(out, problem(f, "counter", i, "this counter-example raises %s; narrow a pattern or add an unless", id))
			}
		}
	}
	return out
}

func problem(f *knowledge.Flag, field string, i int, format string, args ...any) knowledge.Problem {
	return knowledge.Problem{Pos: f.Mark.At(fmt.Sprintf("%s[%d]", field, i), f.Pos), What: fmt.Sprintf(format, args...)}
}
