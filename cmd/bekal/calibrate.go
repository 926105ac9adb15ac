package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"bekal/index"
	"bekal/knowledge"
	"bekal/knowledge/offer"
)

type calibrateCmd struct {
	knowledgeFlag
	Offers bool `help:"Fit the weights of knowledge/offer on the labelled offers instead."`
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
	if c.Offers {
		return calibrateOffers(s, base)
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

// calibrateOffers fits the weights of the checker of offers and prints them.
func calibrateOffers(s streams, base *knowledge.Base) error {
	k, err := offer.Calibrate(base)
	if err != nil {
		return fmt.Errorf("fitting the checker of offers: %w", err)
	}
	fmt.Fprintf(s.out, "%d texts held back\ndanger: []float64{%s}\nany: []float64{%s}\nflag: []float64{%s}\n\n", k.Cases, list(k.Danger), list(k.Any), list(k.Flag))
	fmt.Fprintf(s.out, "%6s %5s %5s %10s %6s %12s %8s %8s %6s\n", "danger", "any", "flag", "recognised", "silent", "false danger", "on clean", "precise", "recall")
	for _, p := range k.Curve {
		fmt.Fprintf(s.out, "%6.1f %5.1f %5.1f %10.1f %6.1f %12.1f %8.1f %8.1f %6.1f\n", p.Danger, p.Any, p.Flag, p.Recognised, p.Silent, p.FalseDanger, p.OnClean, p.Precise, p.Recall)
	}
	return nil
}

func list(v []float64) string {
	out := make([]string, len(v))
	for i, x := range v {
		out[i] = fmt.Sprint(math.Round(x*1000) / 1000)
	}
	return strings.Join(out, ", ")
}
