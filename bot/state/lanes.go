package state

import (
	"context"
	"slices"
	"sync"
)

// Lanes let one user at a time into each lane, in the order in which they came.
// They order the turns of a chat within a process. The zero Lanes are ready.
type Lanes struct {
	mu    sync.Mutex
	lanes map[string]*lane
}

// A lane is there as long as somebody uses it, so that chats gone quiet cost
// nothing. Who waits for it stands in the queue, first come first.
type lane struct {
	queue []chan struct{} // each is closed when its turn has come
}

// Enter waits until the lane is free and takes it. leave, called once, gives it
// back. If ctx ends first Enter returns its error. Whoever waits has a place in
// the queue before ctx.Done is asked for.
func (l *Lanes) Enter(ctx context.Context, name string) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	leave = func() { l.next(name) }
	l.mu.Lock()
	ln := l.lanes[name]
	if ln == nil {
		if l.lanes == nil {
			l.lanes = map[string]*lane{}
		}
		l.lanes[name] = &lane{}
		l.mu.Unlock()
		return leave, nil
	}
	turn := make(chan struct{})
	ln.queue = append(ln.queue, turn)
	l.mu.Unlock()

	select {
	case <-turn:
		return leave, nil
	case <-ctx.Done():
		if !l.giveUp(ln, turn) {
			leave() // its turn came at the same moment
		}
		return nil, ctx.Err()
	}
}

// next gives the lane to the one who waits longest.
func (l *Lanes) next(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln := l.lanes[name]
	if len(ln.queue) == 0 {
		delete(l.lanes, name)
		return
	}
	close(ln.queue[0])
	ln.queue = slices.Delete(ln.queue, 0, 1)
}

// giveUp takes a place out of the queue and reports whether it was still there.
func (l *Lanes) giveUp(ln *lane, turn chan struct{}) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(ln.queue, turn)
	if i < 0 {
		return false
	}
	ln.queue = slices.Delete(ln.queue, i, i+1)
	return true
}
