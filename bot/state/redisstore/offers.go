package redisstore

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"bekal/bot/state"
)

// maxWeek is how many offers of one week are kept; beyond, counts stand still.
const maxWeek = state.MaxPrints

// offers is this process's copy of all fingerprints. Redis keeps each week as a
// list that only grows, so that a process asks for what is new only.
type offers struct {
	mu    sync.Mutex
	tally state.Tally
	known map[int64]int // week: length of its list, as far as it was read
}

// Seen is that of state.Journal.
func (s *Store) Seen(ctx context.Context, print string, like func(a, b string) bool) (int, error) {
	o := &s.offers
	o.mu.Lock()
	defer o.mu.Unlock()
	now := s.now()
	first, last := state.FirstWeek(now), state.Week(now)
	o.dropBefore(first)
	var keys []string
	args := []any{print, state.WeekUntil(last).Sub(now).Milliseconds(), maxWeek}
	for w := first; w <= last; w++ {
		keys = append(keys, "bekal:{offers}:"+strconv.FormatInt(w, 10))
		args = append(args, o.known[w])
	}
	got, err := s.do(ctx, "counting an offer", func(ctx context.Context) (any, error) {
		weeks, err := s.scripts.seen.Run(ctx, s.client, keys, args...).Slice()
		if err == nil && len(weeks) != len(keys) {
			err = fmt.Errorf("%d weeks came back of %d", len(weeks), len(keys))
		}
		return weeks, err
	})
	if err != nil {
		return 0, err
	}
	for i, week := range got.([]any) {
		if err := o.learn(first+int64(i), week); err != nil {
			return 0, fmt.Errorf("counting an offer: %w", err)
		}
	}
	return o.tally.Like(print, like), nil
}

// learn takes in what the script says of one week: the length of the list, from
// where on it is told, and the fingerprints from there.
func (o *offers) learn(w int64, week any) error {
	parts, ok := week.([]any)
	if !ok || len(parts) != 3 {
		return fmt.Errorf("a week came back as %T", week)
	}
	length, ok1 := parts[0].(int64)
	from, ok2 := parts[1].(int64)
	prints, ok3 := parts[2].([]any)
	if !ok1 || !ok2 || !ok3 {
		return fmt.Errorf("a week came back as %T, %T, %T", parts[0], parts[1], parts[2])
	}
	if int(from) < o.known[w] { // Redis lost the list and began anew
		o.tally.Drop(w)
	}
	for _, p := range prints {
		if p, ok := p.(string); ok {
			o.tally.Add(w, p, 1)
		}
	}
	if o.known == nil {
		o.known = map[int64]int{}
	}
	o.known[w] = int(length)
	return nil
}

func (o *offers) dropBefore(first int64) {
	o.tally.DropBefore(first)
	for w := range o.known {
		if w < first {
			delete(o.known, w)
		}
	}
}
