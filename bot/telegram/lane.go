package telegram

import (
	"context"
	"sync"
)

// Lanes hand out work so that what has the same key is done one after another,
// in the order it came, and different keys at the same time. A lane exists
// only while it has work.
type lanes struct {
	max int // how many flights may be open
	do  func(ctx context.Context, l *lane)

	mu     sync.Mutex
	lanes  map[int64]*lane
	open   int
	closed bool
	wg     sync.WaitGroup
}

// A lane is the queue of one key.
type lane struct {
	key  int64
	all  *lanes
	wait []*flight
	more chan struct{} // a flight has joined
}

func newLanes(maxOpen int, do func(context.Context, *lane)) *lanes {
	return &lanes{max: maxOpen, do: do, lanes: map[int64]*lane{}}
}

// put adds a flight to its lane, and reports whether there was room. ctx is
// that of the work, should put start it.
func (a *lanes) put(ctx context.Context, f *flight) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed || a.open >= a.max {
		return false
	}
	a.open++
	if l := a.lanes[f.lane]; l != nil {
		l.wait = append(l.wait, f)
		select {
		case l.more <- struct{}{}:
		default:
		}
		return true
	}
	l := &lane{key: f.lane, all: a, wait: []*flight{f}, more: make(chan struct{}, 1)}
	a.lanes[f.lane] = l
	a.wg.Go(func() { a.do(ctx, l) })
	return true
}

// first takes the oldest flight out of the lane, or ends the lane.
func (l *lane) first() *flight {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	if len(l.wait) == 0 {
		delete(l.all.lanes, l.key)
		return nil
	}
	return l.pop()
}

// next takes the oldest flight out of the lane if fits says so; waiting
// reports whether there is one at all.
func (l *lane) next(fits func(*flight) bool) (f *flight, waiting bool) {
	l.all.mu.Lock()
	defer l.all.mu.Unlock()
	if len(l.wait) == 0 {
		return nil, false
	}
	if !fits(l.wait[0]) {
		return nil, true
	}
	return l.pop(), true
}

func (l *lane) pop() *flight {
	f := l.wait[0]
	l.wait = l.wait[1:]
	return f
}

// done notes that n flights are not open any more.
func (a *lanes) done(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open -= n
}

// close takes no more flights.
func (a *lanes) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.closed = true
}
