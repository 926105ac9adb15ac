package licence

import (
	"cmp"
	"slices"
	"strings"
)

// near are the companies whose names are nearly key: a letter or two apart, a
// word more, less or in another place. At most 3, nearest first.
func (r *Register) near(key string) []Company {
	if len(key) < 4 || len(key) > 200 {
		return nil
	}
	type hit struct{ i, d int }
	var hits []hit
	for _, k := range sorted(r.byKey) {
		if d := apart(key, k); d >= 0 {
			hits = append(hits, hit{r.byKey[k][0], d})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.d, b.d) })
	var out []Company
	for _, h := range hits[:min(3, len(hits))] {
		out = append(out, r.Companies[h.i])
	}
	return out
}

func sorted(m map[string][]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// apart is how far two names are from each other, -1 if too far to be mixed
// up: spaces do not count, nor the order of the words; one letter in eight may
// differ; of at least three words one may be missing or another.
func apart(a, b string) int {
	ja, jb := strings.ReplaceAll(a, " ", ""), strings.ReplaceAll(b, " ", "")
	limit := max(1, len(jb)/8)
	if d := distance(ja, jb, limit); d <= limit {
		return d
	}
	wa, wb := strings.Fields(a), strings.Fields(b)
	common := 0
	rest := slices.Clone(wb)
	for _, w := range wa {
		if i := slices.IndexFunc(rest, func(v string) bool {
			return v == w || len(w) > 4 && distance(v, w, 1) <= 1
		}); i >= 0 {
			common++
			rest = slices.Delete(rest, i, i+1)
		}
	}
	longer := max(len(wa), len(wb))
	if common >= 2 && longer-common <= 1 || common >= 3 && longer-common <= 2 {
		return 3 + longer - common
	}
	return -1
}

// distance is the edit distance of a and b, anything over limit if it is more.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag, least := row[0], i
		row[0] = i
		for j := 1; j <= len(b); j++ {
			d := diag
			if a[i-1] != b[j-1] {
				d++
			}
			diag = row[j]
			row[j] = min(d, row[j]+1, row[j-1]+1)
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}
