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
	free   chan *lane // to goroutines that are done with a lane
	idle   int        // how many of them there are
}

// waiting is how many goroutines wait for a lane when there is none. One that is
// new has its stack to grow first, over and over.
const waiting = 32

// A lane is the queue of one key.
type lane struct {
	key  int64
	all  *lanes
	wait []*flight
	more chan struct{} // a flight has joined
}

func newLanes(maxOpen int, do func(context.Context, *lane)) *lanes {
	return &lanes{max: maxOpen, do: do, lanes: map[int64]*lane{}, free: make(chan *lane)}
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
	select {
	case a.free <- l:
		a.idle--
	default:
		a.wg.Go(func() { a.run(ctx, l) })
	}
	return true
}

// run does a lane and those that are handed to it later.
func (a *lanes) run(ctx context.Context, l *lane) {
	for l != nil {
		a.do(ctx, l)
		a.mu.Lock()
		enough := a.idle == waiting || a.closed
		if !enough {
			a.idle++
		}
		a.mu.Unlock()
		if enough {
			return
		}
		l = <-a.free // nil when they are closed
	}
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
	if !a.closed {
		a.closed = true
		close(a.free)
	}
}
