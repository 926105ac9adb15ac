package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// An OfferText is one labelled text of a file of offers, one JSON object a
// line.
type OfferText struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Label    string   `json:"label"` // danger, caution, no-flags, not-offer
	Alt      Labels   `json:"alt"`   // labels that also count as right
	Flags    []string `json:"flags"`
	Proposed []string `json:"flags_proposed"` // flags without an id: neither right nor wrong
	Country  string   `json:"country"`
	Basis    string   `json:"basis"`
	Kind     string   `json:"kind"`  // quoted, modelled
	Genre    string   `json:"genre"` // offer, warning, official, domestic, chat, scam-nonjob
}

// Labels are one label or a list of them.
type Labels []string

// UnmarshalJSON takes a string, a list or null.
func (l *Labels) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		if *l = nil; one != "" {
			*l = Labels{one}
		}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(l))
}

// Clean reports whether there is nothing to raise.
func (t OfferText) Clean() bool { return t.Label == "no-flags" || t.Label == "not-offer" }

// ReadOffers reads a file of labelled offers.
func ReadOffers(r io.Reader) ([]OfferText, error) {
	var out []OfferText
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 4<<20)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(sc.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		var t OfferText
		if err := json.Unmarshal([]byte(line), &t); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if !slices.Contains([]string{"danger", "caution", "no-flags", "not-offer"}, t.Label) {
			return nil, fmt.Errorf("line %d: the label %q is not danger, caution, no-flags or not-offer", n, t.Label)
		}
		out = append(out, t)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading offers: %w", err)
	}
	return out, nil
}

// A Raised is a red flag as a checker raised it, with the words it shows for
// it and where they stand, in bytes.
type Raised struct {
	ID, Evidence string
	Start, End   int
}

// A Share is how many of how many.
type Share struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

func (s *Share) add(hit bool) {
	s.Of++
	if hit {
		s.N++
	}
}

// Value is the share from 0 to 1; that of nothing is 0.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.N) / float64(s.Of)
}

// FlagTally counts one red flag.
type FlagTally struct {
	Right  int `json:"right"`
	Wrong  int `json:"wrong"`  // raised, and not in the label
	Missed int `json:"missed"` // in the label, and not raised
}

// An OfferMiss is a text with which something is not as labelled.
type OfferMiss struct {
	ID      string   `json:"id"`
	Label   string   `json:"label"`
	Verdict string   `json:"verdict"`
	Wrong   []string `json:"wrong,omitempty"`
	Missed  []string `json:"missed,omitempty"`
}

// An OfferReport is everything that was counted.
type OfferReport struct {
	Texts       int                   `json:"texts"`
	Danger      Share                 `json:"danger_recognised"`   // of texts labelled danger
	Silent      Share                 `json:"danger_without_flag"` // of texts labelled danger
	FalseDanger Share                 `json:"false_danger"`        // of clean texts
	FlagOnClean Share                 `json:"any_flag_on_clean"`   // of clean texts
	Exact       Share                 `json:"evidence_exact"`      // of flags raised
	Precision   Share                 `json:"flag_precision"`      // of flags raised
	Recall      Share                 `json:"flag_recall"`         // of flags labelled
	Verdict     Share                 `json:"verdict_as_labelled"` // of all texts; not-offer is no-flags
	Flags       map[string]*FlagTally `json:"flags"`
	Misses      []OfferMiss           `json:"misses"`
}

// RunOffers checks every text and counts.
func RunOffers(texts []OfferText, check func(text string) (verdict string, flags []Raised)) *OfferReport {
	rep := &OfferReport{Texts: len(texts), Flags: map[string]*FlagTally{}, Misses: []OfferMiss{}}
	for _, t := range texts {
		verdict, flags := check(t.Text)
		rep.count(t, verdict, flags)
	}
	return rep
}

func (rep *OfferReport) count(t OfferText, verdict string, flags []Raised) {
	miss := OfferMiss{ID: t.ID, Label: t.Label, Verdict: verdict}
	want := append([]string{plainLabel(t.Label)}, t.Alt...)
	right := slices.ContainsFunc(want, func(l string) bool { return plainLabel(l) == verdict })
	rep.Verdict.add(right)
	switch {
	case t.Label == "danger":
		rep.Danger.add(right)
		rep.Silent.add(len(flags) == 0)
	case t.Clean():
		rep.FalseDanger.add(verdict == "danger" && !right)
		rep.FlagOnClean.add(len(flags) > 0 && len(t.Flags) == 0)
	}
	got := map[string]bool{}
	for _, f := range flags {
		rep.Exact.add(f.Start >= 0 && f.Start < f.End && f.End <= len(t.Text) && t.Text[f.Start:f.End] == f.Evidence)
		if got[f.ID] || slices.Contains(t.Proposed, f.ID) && !slices.Contains(t.Flags, f.ID) {
			continue
		}
		got[f.ID] = true
		hit := slices.Contains(t.Flags, f.ID)
		rep.Precision.add(hit)
		if hit {
			rep.flag(f.ID).Right++
		} else {
			rep.flag(f.ID).Wrong++
			miss.Wrong = append(miss.Wrong, f.ID)
		}
	}
	for _, id := range t.Flags {
		rep.Recall.add(got[id])
		if !got[id] {
			rep.flag(id).Missed++
			miss.Missed = append(miss.Missed, id)
		}
	}
	if !right || len(miss.Wrong)+len(miss.Missed) > 0 {
		rep.Misses = append(rep.Misses, miss)
	}
}

func plainLabel(l string) string {
	if l == "not-offer" {
		return "no-flags"
	}
	return l
}

func (rep *OfferReport) flag(id string) *FlagTally {
	if rep.Flags[id] == nil {
		rep.Flags[id] = &FlagTally{}
	}
	return rep.Flags[id]
}

// Figures are the shares in per cent, by the names a floor is given with.
func (rep *OfferReport) Figures() map[string]float64 {
	out := map[string]float64{}
	for name, s := range map[string]Share{
		"danger": rep.Danger, "silent": rep.Silent, "false-danger": rep.FalseDanger, "clean-flags": rep.FlagOnClean,
		"exact": rep.Exact, "precision": rep.Precision, "recall": rep.Recall, "verdict": rep.Verdict,
	} {
		out[name] = 100 * s.Value()
	}
	return out
}

// Table writes the report as lines of text, the targets beside the figures.
func (rep *OfferReport) Table(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d texts\n", rep.Texts)
	for _, l := range []struct {
		name, target string
		s            Share
	}{
		{"danger recognised", ">= 95", rep.Danger},
		{"danger without any flag", "<=  1", rep.Silent},
		{"false danger on clean texts", "<=  3", rep.FalseDanger},
		{"any flag on clean texts", "<= 10", rep.FlagOnClean},
		{"evidence exact", "   100", rep.Exact},
		{"flag precision", ">= 85", rep.Precision},
		{"flag recall", ">= 80", rep.Recall},
		{"verdict as labelled", "", rep.Verdict},
	} {
		fmt.Fprintf(&b, "%-28s %6.1f %%  %4d of %4d  %s\n", l.name, 100*l.s.Value(), l.s.N, l.s.Of, l.target)
	}
	fmt.Fprintf(&b, "\n%-22s %6s %6s %6s\n", "flag", "right", "wrong", "missed")
	ids := make([]string, 0, len(rep.Flags))
	for id := range rep.Flags {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		f := rep.Flags[id]
		fmt.Fprintf(&b, "%-22s %6d %6d %6d\n", id, f.Right, f.Wrong, f.Missed)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// List writes every text with which something is not as labelled.
func (rep *OfferReport) List(w io.Writer) error {
	var b strings.Builder
	for _, m := range rep.Misses {
		fmt.Fprintf(&b, "%s  labelled %s, got %s", m.ID, m.Label, m.Verdict)
		if len(m.Wrong) > 0 {
			fmt.Fprintf(&b, "; wrong %s", strings.Join(m.Wrong, " "))
		}
		if len(m.Missed) > 0 {
			fmt.Fprintf(&b, "; missed %s", strings.Join(m.Missed, " "))
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
