package eval

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Figures are a tally in percent: right, within, wrong, answered of the
// questions about what is known; refused, small, alarms of their kind; false
// of all that are no emergencies. A figure with nothing to count is left out.
func (t *Tally) Figures() map[string]float64 {
	f := map[string]float64{}
	put := func(name string, n, of int) {
		if of > 0 {
			f[name] = 100 * float64(n) / float64(of)
		}
	}
	put("right", t.Right, t.Known)
	put("within", t.Within, t.Known)
	put("wrong", t.Wrong, t.Known)
	put("answered", t.Answered, t.Known)
	put("refused", t.Refused, t.Outside)
	put("small", t.SmallRight, t.Small)
	put("alarms", t.Alarms, t.Urgent)
	put("false", t.False, t.Calm)
	return f
}

var columns = []string{"right", "within", "wrong", "refused", "small", "alarms", "false"}

// Table writes the report for people: all, by language and by tag, and the
// worst confusions. left is how many questions had no entry.
func (rep *Report) Table(w io.Writer, left int, misses bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s %6s", "", "n")
	for _, c := range columns {
		fmt.Fprintf(&b, " %8s", c)
	}
	b.WriteByte('\n')
	row := func(name string, t *Tally) {
		f := t.Figures()
		fmt.Fprintf(&b, "%-20s %6d", name, t.Known+t.Outside+t.Small)
		for _, c := range columns {
			if v, ok := f[c]; ok {
				fmt.Fprintf(&b, " %7.1f%%", v)
			} else {
				fmt.Fprintf(&b, " %8s", "")
			}
		}
		b.WriteByte('\n')
	}
	row("all", &rep.All)
	for _, k := range rep.groups() {
		row(k, rep.By[k])
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%d questions were left out: there is no entry for them yet.\n", left)
	}
	if pairs := rep.Confusions(10); len(pairs) > 0 {
		b.WriteString("\nworst confusions (should be -> was)\n")
		for _, p := range pairs {
			fmt.Fprintf(&b, "%4d  %s -> %s\n", p.Times, p.Want, p.Got)
		}
	}
	if misses {
		b.WriteString("\nmisses (line, right, kind, first three, question)\n")
		for _, m := range rep.Misses {
			fmt.Fprintf(&b, "%4d  %s  %s %.2f %s  %s\n", m.Question.Line, strings.Join(m.Question.IDs, ","), m.Got.Kind, m.Got.Score,
				strings.Join(m.Got.Entries[:min(3, len(m.Got.Entries))], ","), m.Question.Text)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (rep *Report) groups() []string {
	var out []string
	for k := range rep.By {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// A Confusion is how often one entry was answered where another was right.
type Confusion struct {
	Want  string `json:"want"`
	Got   string `json:"got"`
	Times int    `json:"times"`
}

// Confusions are the n most frequent confusions.
func (rep *Report) Confusions(n int) []Confusion {
	var out []Confusion
	for p, k := range rep.Pairs {
		out = append(out, Confusion{p[0], p[1], k})
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Times != b.Times {
			return a.Times > b.Times
		}
		return a.Want+" "+a.Got < b.Want+" "+b.Got
	})
	return out[:min(n, len(out))]
}

// A Summary is a report as JSON: percent, and how many questions each group
// has.
type Summary struct {
	All        map[string]float64            `json:"all"`
	Count      int                           `json:"count"`
	LeftOut    int                           `json:"left_out"`
	Groups     map[string]map[string]float64 `json:"groups"`
	Confusions []Confusion                   `json:"confusions"`
}

// JSON is the report's summary.
func (rep *Report) JSON(left int) Summary {
	s := Summary{
		All: rep.All.Figures(), Count: rep.All.Known + rep.All.Outside + rep.All.Small, LeftOut: left,
		Groups: map[string]map[string]float64{}, Confusions: rep.Confusions(10),
	}
	for k, t := range rep.By {
		s.Groups[k] = t.Figures()
	}
	return s
}
