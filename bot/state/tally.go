package state

import "time"

// week is the step in which fingerprints grow old. Whole weeks can be dropped
// without a look at each fingerprint.
const week = 7 * 24 * time.Hour

// MaxPrints is how many different fingerprints a Tally compares with.
const MaxPrints = 20_000

// A Tally counts the fingerprints of offers by the week. It is what the
// journals share; its user sees to it that one goroutine at a time calls it.
// The zero Tally is ready.
type Tally struct {
	weeks map[int64]map[string]int
	size  int
}

// Week numbers the week of t.
func Week(t time.Time) int64 { return t.Unix() / int64(week/time.Second) }

// WeekUntil is when the fingerprints of a week are forgotten.
func WeekUntil(w int64) time.Time { return time.Unix(w*int64(week/time.Second), 0).Add(KeepPrints) }

// FirstWeek numbers the oldest week that still counts at now.
func FirstWeek(now time.Time) int64 { return Week(now.Add(-KeepPrints)) + 1 }

// Add counts print n times more in week w. At MaxPrints the oldest week makes
// room; if there is but one, print is not taken in.
func (t *Tally) Add(w int64, print string, n int) {
	if t.weeks == nil {
		t.weeks = map[int64]map[string]int{}
	}
	if t.weeks[w] == nil {
		t.weeks[w] = map[string]int{}
	}
	if _, ok := t.weeks[w][print]; !ok {
		if t.size >= MaxPrints {
			old := t.oldest()
			if old == w {
				return
			}
			t.Drop(old)
		}
		t.size++
	}
	t.weeks[w][print] += n
}

// Drop forgets week w.
func (t *Tally) Drop(w int64) {
	t.size -= len(t.weeks[w])
	delete(t.weeks, w)
}

// DropBefore forgets all weeks before w.
func (t *Tally) DropBefore(w int64) {
	for old := range t.weeks {
		if old < w {
			t.Drop(old)
		}
	}
}

// Like returns how often print, or one near it, was counted.
func (t *Tally) Like(print string, like func(a, b string) bool) int {
	n := 0
	for _, prints := range t.weeks {
		if like == nil {
			n += prints[print]
			continue
		}
		for p, count := range prints {
			if p == print || like(p, print) {
				n += count
			}
		}
	}
	return n
}

func (t *Tally) oldest() int64 {
	first := true
	var w int64
	for k := range t.weeks {
		if first || k < w {
			first, w = false, k
		}
	}
	return w
}
