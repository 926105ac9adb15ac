package main

import (
	"context"
	"fmt"
	"strings"

	"bekal/index"
)

type calibrateCmd struct {
	knowledgeFlag
}

// Help says when to use it.
func (calibrateCmd) Help() string {
	return `For developers: fits the weights of index/weights.go on the utterances of the knowledge base alone, by holding
parts of them back in turn, and shows what pairs of thresholds would give on what was held back, in percent.`
}

// Run fits and prints.
func (c calibrateCmd) Run(ctx context.Context, s streams) error {
	base, err := c.load()
	if err != nil {
		return err
	}
	k, err := index.Calibrate(ctx, base)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d questions held back\nrightWeights  = signals{%s}\ninsideWeights = signals{%s}\nalarmWeights  = alarmSignals{%s}\n\n", k.Cases, list(k.Right), list(k.Inside), list(k.Alarm))
	fmt.Fprintf(s.out, "%6s %6s %9s %6s %8s %7s\n", "sure", "inside", "answered", "wrong", "refused", "silent")
	for _, p := range k.Curve {
		fmt.Fprintf(s.out, "%6.2f %6.2f %9.1f %6.1f %8.1f %7.1f\n", p.Sure, p.Inside, p.Answered, p.Wrong, p.Refused, p.Silent)
	}
	fmt.Fprintf(s.out, "\n%6s %10s %10s %10s\n", "from", "recognised", "false hard", "false easy")
	for _, a := range k.Alarms {
		fmt.Fprintf(s.out, "%6.2f %10.1f %10.1f %10.1f\n", a.From, a.Recognised, a.FalseHard, a.FalseEasy)
	}
	return nil
}

func list(v []float64) string {
	out := make([]string, len(v))
	for i, x := range v {
		out[i] = fmt.Sprint(x)
	}
	return strings.Join(out, ", ")
}
