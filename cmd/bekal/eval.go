package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"bekal/bot"
	"bekal/index"
	"bekal/index/eval"
	"bekal/index/library"
	"bekal/knowledge"
	"bekal/knowledge/offer"
)

type evalCmd struct {
	knowledgeFlag
	File   string             `arg:"" help:"Labelled questions (.tsv) or offers (.jsonl)."`
	JSON   bool               `name:"json" help:"Print JSON instead of a table."`
	Misses bool               `help:"List everything that is not as labelled."`
	Off    []string           `placeholder:"STAGE" help:"Leave a stage out: bleve, classifier, lexicon, repair, stem, slots, sentences."`
	Ablate bool               `help:"Run once whole and once without each stage."`
	Floor  map[string]float64 `placeholder:"FIGURE=PERCENT" help:"Exit 1 if a figure is worse, such as --floor right=82 --floor wrong=6."`
}

// Help says what is measured.
func (evalCmd) Help() string {
	return `A line is question<TAB>id[,id…]<TAB>lang<TAB>note. Questions whose first id has no entry are left out and counted.

right    the first entry is one of the ids, of the questions with an entry
within   one of the first three is
wrong    answered directly with an entry that is none of them (at most)
refused  of the questions out of scope: kind none
alarms   of the emergencies: kind emergency;  false: of all others (at most)

Offers are measured on the checker alone: danger, silent (at most), false-danger (at most), clean-flags (at most), exact,
precision, recall, verdict.`
}

// Run measures.
func (c evalCmd) Run(ctx context.Context, s streams) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	defer f.Close() //nolint:errcheck // only read
	if strings.HasSuffix(c.File, ".jsonl") {
		return c.offers(s, f)
	}
	qs, err := eval.Read(f)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errInput, c.File, err)
	}
	base, err := c.load()
	if err != nil {
		return err
	}
	qs, left := withEntry(base, qs)
	if c.Ablate {
		return c.ablate(ctx, s, base, qs)
	}
	off, err := stages(c.Off)
	if err != nil {
		return err
	}
	rep, err := measure(ctx, s, base, qs, off)
	if err != nil {
		return err
	}
	switch {
	case c.JSON:
		err = writeJSON(s.out, rep.JSON(left))
	default:
		err = rep.Table(s.out, left, c.Misses)
	}
	if err != nil {
		return err
	}
	return floors(rep.All.Figures(), []string{"wrong", "false"}, c.Floor)
}

// offers measures the checker of job offers.
func (c evalCmd) offers(s streams, f io.Reader) error {
	if len(c.Off) > 0 || c.Ablate {
		return fmt.Errorf("%w: --off and --ablate are for questions", errUsage)
	}
	texts, err := eval.ReadOffers(f)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", errInput, c.File, err)
	}
	base, err := c.load()
	if err != nil {
		return err
	}
	k, err := offer.New(base)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	rep := eval.RunOffers(texts, func(text string) (string, []eval.Raised) {
		r := k.Check(text)
		out := make([]eval.Raised, len(r.Findings))
		for i, x := range r.Findings {
			out[i] = eval.Raised{ID: x.FlagID, Evidence: x.Evidence, Start: x.Start, End: x.End}
		}
		return r.Verdict, out
	})
	if c.JSON {
		err = writeJSON(s.out, rep)
	} else {
		err = rep.Table(s.out)
	}
	if err == nil && c.Misses && !c.JSON {
		err = rep.List(s.out)
	}
	if err != nil {
		return err
	}
	return floors(rep.Figures(), []string{"silent", "false-danger", "clean-flags"}, c.Floor)
}

// withEntry keeps the questions that can be answered: those with an entry for
// one of their ids, small talk, and those out of scope.
func withEntry(base *knowledge.Base, qs []eval.Question) (kept []eval.Question, left int) {
	for _, q := range qs {
		ok := q.Outside() || q.Small()
		for _, id := range q.IDs {
			ok = ok || base.Entry(id) != nil
		}
		if ok {
			kept = append(kept, q)
		} else {
			left++
		}
	}
	return kept, left
}

func measure(ctx context.Context, s streams, base *knowledge.Base, qs []eval.Question, off index.Stages) (*eval.Report, error) {
	x, err := index.Build(base, off)
	if err != nil {
		return nil, err
	}
	defer x.Close() //nolint:errcheck // an index in memory: nothing is lost
	k, err := offer.New(base)
	if err != nil {
		return nil, err
	}
	ed := &library.Edition{Base: base, Index: x, Offers: k}
	e, err := newEngine(nil, s.err)
	if err != nil {
		return nil, err
	}
	return eval.Run(qs, func(q eval.Question) (eval.Outcome, error) {
		a, err := e.Ask(ctx, ed, q.Text, bot.Slots{})
		o := eval.Outcome{Kind: string(a.Kind)}
		for i, h := range a.Hits {
			if i == 0 {
				o.Score = h.Score
			}
			o.Entries = append(o.Entries, h.Entry.ID)
		}
		return o, err
	})
}

// stageNames are the stages that can be left out.
var stageNames = []string{"bleve", "classifier", "lexicon", "repair", "stem", "slots", "sentences"}

func stages(names []string) (index.Stages, error) {
	var off index.Stages
	for _, n := range names {
		switch n {
		case "bleve":
			off.NoBleve = true
		case "classifier":
			off.NoClassifier = true
		case "lexicon":
			off.NoLexicon = true
		case "repair":
			off.NoRepair = true
		case "stem":
			off.NoStem = true
		case "slots":
			off.NoSlots = true
		case "sentences":
			off.NoSentences = true
		default:
			return off, fmt.Errorf("%w: %s is no stage; known are %s", errUsage, n, strings.Join(stageNames, ", "))
		}
	}
	return off, nil
}

// ablate prints the figures whole and without each stage.
func (c evalCmd) ablate(ctx context.Context, s streams, base *knowledge.Base, qs []eval.Question) error {
	fmt.Fprintf(s.out, "%-14s %7s %7s %7s %8s %7s %6s\n", "without", "right", "within", "wrong", "refused", "alarms", "false")
	for _, n := range append([]string{""}, stageNames...) {
		var names []string
		if n != "" {
			names = []string{n}
		}
		off, err := stages(names)
		if err != nil {
			return err
		}
		rep, err := measure(ctx, s, base, qs, off)
		if err != nil {
			return err
		}
		if n == "" {
			n = "(nothing)"
		}
		f := rep.All.Figures()
		fmt.Fprintf(s.out, "%-14s %7.1f %7.1f %7.1f %8.1f %7.1f %6.1f\n", n, f["right"], f["within"], f["wrong"], f["refused"], f["alarms"], f["false"])
	}
	return nil
}

// floors fails when a figure is worse than asked for; those named in atMost are
// better the smaller they are.
func floors(figures map[string]float64, atMost []string, floor map[string]float64) error {
	var bad []string
	for _, name := range slices.Sorted(maps.Keys(floor)) {
		want := floor[name]
		got, ok := figures[name]
		if !ok {
			return fmt.Errorf("%w: %s is no figure; known are %s", errUsage, name, strings.Join(slices.Sorted(maps.Keys(figures)), ", "))
		}
		if small := slices.Contains(atMost, name); small && got > want || !small && got < want {
			bad = append(bad, fmt.Sprintf("%s is %.1f %%, asked for %.1f %%", name, got, want))
		}
	}
	if len(bad) > 0 {
		return fmt.Errorf("%w: %s", errInput, strings.Join(bad, "; "))
	}
	return nil
}
