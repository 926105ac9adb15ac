package offer

import (
	"slices"
	"strings"

	"bekal/knowledge/text"
)

// The verdicts. None of them says that an offer is safe.
const (
	Danger  = "danger"
	Caution = "caution"
	NoFlags = "no-flags"
)

// maxText is how much of a text is read, in bytes. What is longer was not
// typed by anybody.
const maxText = 1 << 20

// manyWeak is how many weak signs together count as a strong one.
const manyWeak = 3

// A Finding is where an offer shows a red flag. Evidence is text[Start:End] of
// the text as given, in bytes.
type Finding struct {
	FlagID   string `json:"id"`
	Severity string `json:"severity"`
	Evidence string `json:"evidence"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

// A Report is what the check of a text found. Findings are in the order in
// which they stand in the text. Missing names what an offer should state and
// does not, the weightiest first: company, contract, visa, country, job,
// salary; it is empty for what is no offer.
type Report struct {
	Kind     Kind      `json:"-"`
	Score    float64   `json:"-"` // how sure the text is an offer, 0 to 1
	Verdict  string    `json:"verdict"`
	Findings []Finding `json:"flags"`
	Facts    Facts     `json:"facts"`
	Missing  []string  `json:"missing"`
}

// Check looks for red flags and facts in a job offer. Texts over 1 MB are read
// to there.
func (c *Checker) Check(offer string) Report { return c.report(offer, false) }

// Glance is Check where nothing but an offer counts: what is none is not judged,
// so that its score, its verdict and its findings tell nothing.
func (c *Checker) Glance(s string) Report { return c.report(s, true) }

func (c *Checker) report(offer string, glance bool) Report {
	rep, quiet := c.check(offer, glance)
	if rep.Verdict == Danger || glance && rep.Kind != Offer {
		return rep
	}
	// What was pasted first counts by itself, whatever is said below it: an
	// advert with "is this real?" under it is still an advert.
	for _, end := range paragraphs(offer) {
		above, _ := c.check(offer[:end], false)
		if above.Verdict == Danger || quiet && rank(above.Verdict) > rank(rep.Verdict) {
			rep.Verdict, rep.Findings = above.Verdict, above.Findings
			quiet = quiet && above.Verdict != Danger
		}
		if rep.Verdict == Danger {
			break
		}
	}
	return rep
}

// Facts is what a text states, but whether there is a contract: to look for facts
// alone takes a fifth of the time of a check.
func (c *Checker) Facts(s string) Facts {
	room := c.room(s, false)
	defer c.leave(room)
	return room.facts
}

// likelyOffer is how sure the learner must be to call a flagged text an offer that
// no cue gives away.
const likelyOffer = 0.8

// Texts that the learner is not asked about: shorter than any advert, without a
// word of one and without a red flag. They are most of what people type, and a
// program that only answers those need not be taught. Nor about texts longer than
// any advert, in which the words of one would drown.
const (
	askedWords = 12
	faintCue   = 3
)

// learnerFor is what judges a text besides the patterns; nil if they are enough
// or there is nothing to learn from.
func (c *Checker) learnerFor(r *reading, cues [kinds]int, found []Finding) *learner {
	asked := len(r.words) < askedWords && len(found) == 0 && cues[kindOffer] < faintCue
	if asked || len(r.words) > maxPieces*pieceWords {
		return nil
	}
	return c.learner()
}

func rank(verdict string) int { return slices.Index([]string{NoFlags, Caution, Danger}, verdict) }

// maxParagraphs is how many paragraphs are looked at by themselves; longer
// texts than longParagraphs are looked at as a whole only.
const (
	maxParagraphs  = 16
	longParagraphs = 16 << 10
)

// paragraphs are the ends of all paragraphs but the last.
func paragraphs(s string) []int {
	var out []int
	if len(s) > longParagraphs {
		return nil
	}
	for i := 0; len(out) < maxParagraphs; {
		n := strings.Index(s[i:], "\n\n")
		if n < 0 {
			break
		}
		if i += n; strings.TrimSpace(s[:i]) != "" && strings.TrimSpace(s[i:]) != "" {
			out = append(out, i)
		}
		i += 2
	}
	return out
}

// check reads a text as one piece. quiet says that its findings, if any, were
// dropped because it is no offer.
func (c *Checker) check(offer string, glance bool) (rep Report, quiet bool) {
	room := c.match(offer, false)
	defer c.leave(room)
	r, m := &room.reading, &room.matching
	found := c.findings(r, m, offer)
	cues := c.weights(m)
	kind, score := c.kind(r, cues, found)
	rep = Report{Kind: kind, Score: score, Verdict: NoFlags, Facts: r.facts, Findings: []Finding{}, Missing: []string{}}
	quiet = silenced(cues, found)
	if mayBe := kind == Other && len(r.words) >= askedWords; glance && kind != Offer && !mayBe {
		return rep, quiet
	}
	switch l := c.learnerFor(r, cues, found); {
	case l != nil:
		var offered float64
		rep.Verdict, rep.Findings, offered = c.judge(l, c.study(r, m, cues, quiet), offer)
		rep.Score = max(rep.Score, offered)
		if kind == Other && offered > likelyOffer && len(r.words) >= askedWords {
			rep.Kind = Offer
		}
	case !quiet:
		rep.Findings = found
		rep.Verdict = verdict(found)
	}
	if rep.Kind == Offer {
		rep.Missing = missing(rep.Facts)
	}
	return rep, quiet
}

// silenced reports whether findings do not count because the text is no offer but
// tells of one.
func silenced(cues [kinds]int, found []Finding) bool { return against(cues, weigh(found)) != Other }

// A hit is a match of a part, in words.
type hit struct{ i, j int }

// A matching is which parts stand in a text.
type matching struct {
	seen  []bool    // by part: it stands somewhere
	first []hit     // by part: the first time that a flag takes it as evidence
	taken [][]int   // by flag: the parts it takes
	tries []int32   // by part: how often its beginning was met
	todo  [][]int32 // by type of word: the parts it may begin that are still looked for
	parts []int32   // all that todo holds
}

// A room is where one text after the other is taken apart and matched: making one
// takes longer than reading a short text.
type room struct {
	reading
	matching
}

func (c *Checker) newRoom() *room {
	n := len(c.parts)
	return &room{
		reading{c: c, index: map[string]int32{}, there: make(set, c.vocab.size)},
		matching{seen: make([]bool, n), first: make([]hit, n), tries: make([]int32, n), taken: make([][]int, len(c.flags))},
	}
}

// roomy is how many words a text has whose room is not kept for another.
const roomy = 1000

// leave gives a room back. Nothing may be used any more that match put into it.
func (c *Checker) leave(o *room) {
	if cap(o.words) > roomy {
		return
	}
	r, m := &o.reading, &o.matching
	clear(r.types)
	clear(r.index)
	clear(r.there)
	r.words, r.types, r.pays = r.words[:0], r.types[:0], r.pays[:0]
	r.fold, r.facts, r.ours = text.Folded{}, Facts{}, false
	clear(m.seen)
	clear(m.first)
	clear(m.tries)
	for f := range m.taken {
		m.taken[f] = m.taken[f][:0]
	}
	m.todo, m.parts = m.todo[:0], m.parts[:0]
	c.rooms.Put(o)
}

// room is where a text is, read with its facts. ours says that the text is the
// base's own.
func (c *Checker) room(s string, ours bool) *room {
	if len(s) > maxText {
		s = s[:maxText]
	}
	o := c.rooms.Get().(*room)
	o.ours = ours
	o.read(s)
	o.readFacts(s)
	return o
}

// match finds every part once.
func (c *Checker) match(s string, ours bool) *room {
	o := c.room(s, ours)
	r, m := &o.reading, &o.matching
	r.survey()
	m.plan(r)
	for i := range r.words {
		w := &r.words[i]
		keep := m.todo[w.typ][:0]
		for _, p := range m.todo[w.typ] {
			if r.look(m, int(p), i); m.open(c, int(p)) {
				keep = append(keep, p)
			}
		}
		m.todo[w.typ] = keep
		if w.spanned == 0 {
			continue
		}
		for cl, n := range w.spans {
			if n == 0 {
				continue
			}
			for _, p := range c.byClass[cl].parts {
				if m.open(c, int(p)) {
					r.look(m, int(p), i)
				}
			}
		}
	}
	if i, j := r.find(c.fact("@kontrak-ada")); j > 0 && !r.negated(i) {
		a, b := r.original(i, j)
		r.facts.Contract = s[a:b]
	}
	return o
}

// plan lists the parts to look for: those of which nothing is missing in the text.
func (m *matching) plan(r *reading) {
	for _, t := range r.types {
		from := len(m.parts)
		for _, p := range t.parts {
			if !slices.ContainsFunc(r.c.parts[p].must, func(e int) bool { return !r.there.has(e) }) {
				m.parts = append(m.parts, p)
			}
		}
		m.todo = append(m.todo, m.parts[from:len(m.parts):len(m.parts)])
	}
}

// maxTries is how many beginnings of a part are followed. Only a text written
// to waste time has more that lead nowhere.
const maxTries = 500

// open reports whether part p is still looked for, and counts.
func (m *matching) open(c *Checker, p int) bool {
	u := &c.uses[p]
	m.tries[p]++
	return m.tries[p] < maxTries && (u.other && !m.seen[p] || len(u.flags) > 0 && m.first[p].j == 0)
}

// look matches part p at word i and lets the flags that want it take it.
func (r *reading) look(m *matching, p, i int) {
	end := r.part(p, i)
	if end < 0 {
		return
	}
	m.seen[p] = true
	for _, f := range r.c.uses[p].flags {
		if !r.takenBack(i, end, r.c.flags[f].unless) && !slices.Contains(m.taken[f], p) {
			m.first[p] = hit{i, end}
			m.taken[f] = append(m.taken[f], p)
		}
	}
}

// holds reports whether a pattern whose main part stands is completed by the
// rest of the text.
func (m *matching) holds(p pattern) bool {
	return !slices.ContainsFunc(p.also, func(q int) bool { return !m.seen[q] }) &&
		!slices.ContainsFunc(p.not, func(q int) bool { return m.seen[q] })
}

// findings are the flags that are raised, each once.
func (c *Checker) findings(r *reading, m *matching, original string) []Finding {
	out := []Finding{}
	raised, rest := map[string]bool{}, map[string]bool{}
	for n, f := range c.flags {
		sev, h := c.raise(m, n, f)
		if sev == "" {
			if sev, h = f.Severity, m.best(n, f.rest); h.j == 0 {
				continue
			}
			rest[f.ID] = true
		}
		a, b := r.original(h.i, h.j)
		out = append(out, Finding{f.ID, sev, original[a:b], a, b})
		raised[f.ID] = true
	}
	for i := range out {
		if f := c.base.Flags[out[i].FlagID]; slices.ContainsFunc(f.With, func(id string) bool { return raised[id] }) {
			out[i].Severity = Danger
		}
	}
	raised[Danger] = slices.ContainsFunc(out, func(x Finding) bool { return x.Severity == Danger })
	out = slices.DeleteFunc(out, func(x Finding) bool {
		return x.Severity != Danger && slices.ContainsFunc(c.base.Flags[x.FlagID].Yields, func(id string) bool { return raised[id] })
	})
	slices.SortStableFunc(out, func(a, b Finding) int { return a.Start - b.Start })
	return onlyRest(out, rest)
}

// onlyRest drops the findings of patterns that count only where no other flag
// is raised; of several by themselves the first stays.
func onlyRest(fs []Finding, rest map[string]bool) []Finding {
	out := slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return rest[f.FlagID] })
	if len(out) == 0 && len(fs) > 0 {
		return fs[:1]
	}
	return out
}

// raise is the severity at which flag n is raised and its evidence: a strong
// pattern before a weak one, then what stands first.
func (c *Checker) raise(m *matching, n int, f flag) (severity string, best hit) {
	if best = m.best(n, f.strong); best.j > 0 {
		return Danger, best
	}
	if best = m.best(n, f.weak); best.j > 0 {
		return f.Severity, best
	}
	return "", hit{}
}

// best is where the first of the patterns that hold stands for flag n, of
// several in one place the longest.
func (m *matching) best(n int, patterns []pattern) (best hit) {
	for _, p := range patterns {
		h := m.first[p.main]
		if h.j == 0 || !slices.Contains(m.taken[n], p.main) || !m.holds(p) {
			continue
		}
		if best.j == 0 || h.i < best.i || h.i == best.i && h.j > best.j {
			best = h
		}
	}
	return best
}

// weigh is how much findings add to the side of the offer.
func weigh(fs []Finding) int {
	n := 0
	for _, f := range fs {
		if n++; f.Severity == Danger {
			n += 2
		}
	}
	return n
}

func verdict(fs []Finding) string {
	switch {
	case slices.ContainsFunc(fs, func(f Finding) bool { return f.Severity == Danger }), len(fs) >= manyWeak:
		return Danger
	case len(fs) > 0:
		return Caution
	}
	return NoFlags
}

func missing(f Facts) []string {
	out := []string{}
	for _, m := range []struct {
		name string
		have bool
	}{
		{"company", f.Company != ""},
		{"contract", f.Contract != ""},
		{"visa", f.Visa != ""},
		{"country", f.Country != ""},
		{"job", f.Job != ""},
		{"salary", f.Salary != nil},
	} {
		if !m.have {
			out = append(out, m.name)
		}
	}
	return out
}
