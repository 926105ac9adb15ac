package offer

import "slices"

// elem is how many words element e takes at word i, 0 if it is not there. The
// longest phrase wins over a single word.
func (r *reading) elem(e, i int) int {
	if !r.begins(i, e) {
		return 0
	}
	best := 0
	w, el := &r.words[i], &r.c.elems[e]
	for _, cl := range el.classes {
		best = max(best, int(w.spans[cl]))
	}
	begins := r.types[w.typ].begins
	for k := range el.phrases {
		p := &el.phrases[k]
		if w.spanned == 0 && !begins.has(p.first) {
			continue // as elem would find, too: most phrases end here
		}
		n := r.elem(p.first, i)
		if n == 0 {
			continue
		}
		for _, rest := range p.rest {
			if end := r.seq(rest, i+n); end >= 0 {
				best = max(best, end-i)
			}
		}
	}
	if best == 0 && r.is(i, e) {
		best = 1
	}
	return best
}

// seq is the end of steps that go on at word i (behind word i-1), -1 if they
// do not. Neighbours may be parted by a line break, gaps may not.
func (r *reading) seq(steps []step, i int) int {
	if len(steps) == 0 {
		return i
	}
	st := steps[0]
	for g := 0; g <= st.gap && i+g < len(r.words); g++ {
		if r.words[i+g].sent != r.words[i-1].sent || g > 0 && r.words[i+g].line != r.words[i-1].line {
			break
		}
		if n := r.elem(st.elem, i+g); n > 0 && (!st.last || r.ends(i+g+n)) {
			if end := r.seq(steps[1:], i+g+n); end >= 0 {
				return end
			}
		}
	}
	if st.opt {
		return r.seq(steps[1:], i)
	}
	return -1
}

// part is the end of part p if it begins at word i, -1 if it does not.
func (r *reading) part(p, i int) int {
	steps := r.c.parts[p].steps
	if n := r.elem(steps[0].elem, i); n > 0 && (!steps[0].last || r.ends(i+n)) {
		return r.seq(steps[1:], i+n)
	}
	return -1
}

// ends reports whether a sentence ends before word i.
func (r *reading) ends(i int) bool {
	return i == len(r.words) || r.words[i].line != r.words[i-1].line
}

// begins reports whether element e can begin at word i, by that word alone.
func (r *reading) begins(i, e int) bool {
	w := &r.words[i]
	return r.types[w.typ].begins.has(e) || w.spanned&r.c.elems[e].spanned != 0
}

// undone reports whether one of the unless parts begins at word u and reaches to
// word i or close before it.
func (r *reading) undone(u, i int, unless []bool) bool {
	reaches := func(p int32) bool {
		if !unless[p] {
			return false
		}
		end := r.part(int(p), u)
		return end >= 0 && end+reachBefore >= i
	}
	w := &r.words[u]
	if slices.ContainsFunc(r.types[w.typ].undo, reaches) {
		return true
	}
	for cl := range r.c.byClass {
		if w.spanned&(1<<cl) != 0 && slices.ContainsFunc(r.c.byClass[cl].undo, reaches) {
			return true
		}
	}
	return false
}

// The reach of what takes a match back, in words before and behind it.
const (
	reachBefore = 6
	reachBehind = 3
)

// takenBack reports whether the match [i,j) stands behind a negation, or one
// of the unless parts (by number) stands close to it in its sentence.
func (r *reading) takenBack(i, j int, unless []bool) bool {
	if r.negated(i) {
		return true
	}
	for u := max(0, i-reachBefore-8); u < min(len(r.words), j+reachBehind+1); u++ {
		if r.words[u].sent != r.words[i].sent || u < i && r.words[u].line != r.words[i].line || u >= j && r.words[u].line != r.words[j-1].line {
			continue
		}
		if r.undone(u, i, unless) {
			return true
		}
	}
	return false
}

// negated reports whether a negation ends right before word i in its clause.
func (r *reading) negated(i int) bool {
	for u := max(0, i-3); u < i; u++ {
		if r.words[u].clause != r.words[i].clause {
			continue
		}
		for _, p := range r.c.negation {
			if r.part(p, u) == i {
				return true
			}
		}
	}
	return false
}
