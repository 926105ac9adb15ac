package offer

import (
	"bufio"
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	p := os.Getenv("DBG")
	if p == "" {
		t.Skip()
	}
	c := load(t)
	f, _ := os.Open(p)
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		r, m := c.match(sc.Text())
		rep := c.Check(sc.Text())
		rep.Findings = c.findings(r, m, sc.Text())
		fmt.Println("##", sc.Text())
		fmt.Println("   ", rep.Kind, rep.Verdict, fmt.Sprintf("%+v", rep.Facts))
		for _, x := range rep.Findings {
			fmt.Printf("      %s %s %q\n", x.FlagID, x.Severity, x.Evidence)
		}
		for k, cues := range c.kinds {
			for _, q := range cues {
				if m.seen[q.main] && m.holds(q.pattern) {
					for i := range r.words {
						if e := r.part(q.main, i); e >= 0 {
							a, b := r.original(i, e)
							fmt.Printf("      %s %d %q\n", kindNames[k], q.weight, sc.Text()[a:b])
							break
						}
					}
				}
			}
		}
	}
}
