package offer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bekal/knowledge"
)

func load(t testing.TB) *Checker {
	b, ps, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range ps {
		if strings.Contains(p.Pos.File, "waspada") {
			t.Log(p)
		}
	}
	c, err := New(b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDevLint(t *testing.T) {
	b, _, _ := knowledge.Load(knowledge.Embedded())
	for _, p := range Lint(b) {
		d, _ := os.ReadFile("../indonesia/" + p.Pos.File)
		lines := strings.Split(string(d), "\n")
		fmt.Println(p, lines[max(p.Pos.Line-1, 0)])
	}
}

func TestDev(t *testing.T) {
	c := load(t)
	f, _ := os.Open("/work/shared/offers-dev.jsonl")
	var half, q2 []string
	d2, _ := os.ReadFile("/tmp/q2.json")
	json.Unmarshal(d2, &q2)
	d, _ := os.ReadFile("/tmp/half.json")
	json.Unmarshal(d, &half)
	for _, which := range []string{"half", "other"} {
		f.Seek(0, 0)
		sc := bufio.NewScanner(f)
		var dn, dOK, dNone, cl, clD, clF, tp, fp, fn int
		per := map[string][3]int{}
		for sc.Scan() {
			var r struct {
				ID, Text, Label, Genre string
				Alt                    any
				Flags                  []string
			}
			json.Unmarshal(sc.Bytes(), &r)
			if slices.Contains(half, r.ID) != (which == "half") {
				continue
			}
			rep := c.Check(r.Text)
			var got []string
			for _, x := range rep.Findings {
				got = append(got, x.FlagID)
			}
			bad := ""
			switch r.Label {
			case "danger":
				dn++
				if rep.Verdict == Danger {
					dOK++
				} else {
					bad = "MISSED-DANGER"
				}
				if len(got) == 0 {
					dNone++
				}
			case "no-flags", "not-offer":
				cl++
				if rep.Verdict == Danger {
					clD++
					bad = "FALSE-DANGER"
				}
				if len(got) > 0 {
					clF++
					bad += " FLAG"
				}
			}
			for _, g := range got {
				p := per[g]
				if slices.Contains(r.Flags, g) {
					tp++
					p[0]++
				} else {
					fp++
					p[1]++
					bad += " +" + g
				}
				per[g] = p
			}
			for _, g := range r.Flags {
				if !slices.Contains(got, g) {
					fn++
					bad += " -" + g
					p := per[g]
					p[2]++
					per[g] = p
				}
			}
			if show := os.Getenv("SHOW"); bad != "" && (which == show || show == "q2" && slices.Contains(q2, r.ID)) {
				fmt.Println(r.ID, r.Label, r.Genre, rep.Kind, rep.Verdict, bad)
				for _, x := range rep.Findings {
					fmt.Printf("      %s %q\n", x.FlagID, x.Evidence)
				}
				fmt.Println("     ", r.Text)
			}
		}
		fmt.Printf("%s: danger %d/%d none %d; clean %d false danger %d any flag %d; precision %.2f recall %.2f\n", which, dOK, dn, dNone, cl, clD, clF, float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn))
		if os.Getenv("PER") != "" {
			for _, k := range sortedKeys(per) {
				fmt.Println("  ", k, per[k])
			}
		}
	}
	d, _ = os.ReadFile("/work/shared/questions-dev.tsv")
	n, bad, any := 0, 0, 0
	for _, l := range strings.Split(string(d), "\n") {
		q := strings.Split(l, "\t")
		if len(q) < 2 || strings.HasPrefix(l, "#") {
			continue
		}
		n++
		k, s := c.Kind(q[0])
		if k == Offer {
			bad++
			if os.Getenv("Q") != "" {
				fmt.Println("Q", s, q[0], q[1])
			}
		}
		if fs := c.Check(q[0]).Findings; len(fs) > 0 {
			any++
			if os.Getenv("Q") == "2" {
				fmt.Println("FLAG", k, q[0], fs)
			}
		}
	}
	fmt.Println("questions", n, "as offer", bad, "flags", any)
}

func TestPhrases(t *testing.T) {
	c := load(t)
	d, _ := os.ReadFile("/tmp/phrases.tsv")
	n, ok := 0, 0
	per := map[string][2]int{}
	for _, l := range strings.Split(strings.TrimSpace(string(d)), "\n") {
		id, s, _ := strings.Cut(l, "\t")
		n++
		r, m := c.match(s)
		var got []string
		for _, x := range c.findings(r, m, s) {
			got = append(got, x.FlagID)
		}
		p := per[id]
		p[1]++
		if slices.Contains(got, id) {
			ok++
			p[0]++
		} else {
			fmt.Println(id, "|", s, "|", got)
		}
		per[id] = p
	}
	fmt.Println(ok, n, per)
}

func TestOwn(t *testing.T) {
	c := load(t)
	d, _ := os.ReadFile(os.Getenv("OWN"))
	var dn, dOK, cl, clD, clF, tp, fp, fn int
	for _, l := range strings.Split(strings.TrimSpace(string(d)), "\n") {
		f := strings.Split(l, "\t")
		rep := c.Check(f[2])
		var want, got []string
		if f[1] != "" {
			want = strings.Split(f[1], ",")
		}
		bad := ""
		for _, x := range rep.Findings {
			id := strings.TrimPrefix(x.FlagID, "rf-")
			got = append(got, id)
			if slices.Contains(want, id) {
				tp++
			} else {
				fp++
				bad += " +" + id + "(" + x.Evidence + ")"
			}
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				fn++
				bad += " -" + w
			}
		}
		switch f[0] {
		case "D":
			dn++
			if rep.Verdict == Danger {
				dOK++
			} else {
				bad += " MISSED"
			}
		case "N":
			cl++
			if rep.Verdict == Danger {
				clD++
			}
			if len(got) > 0 {
				clF++
			}
		}
		if bad != "" {
			fmt.Println(f[0], rep.Kind, rep.Verdict, bad, "|", f[2])
		}
	}
	fmt.Printf("own: danger %d/%d clean %d false danger %d any %d precision %.2f recall %.2f\n", dOK, dn, cl, clD, clF, float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn))
}
