package state

import (
	"context"
	"sync"
)

// Lanes let one user at a time into each lane, in the order in which they came.
// They order the turns of a chat within a process. The zero Lanes are ready.
type Lanes struct {
	mu    sync.Mutex
	lanes map[string]*lane
}

// A lane is there as long as somebody uses it or waits for it, so that chats
// gone quiet cost nothing.
type lane struct {
	user  chan struct{} // full while the lane is used; waiting senders are served in order
	count int
}

// Enter waits until the lane is free and takes it. leave, called once, gives it
// back. If ctx ends first Enter returns its error.
func (l *Lanes) Enter(ctx context.Context, name string) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	ln := l.lanes[name]
	if ln == nil {
		if l.lanes == nil {
			l.lanes = map[string]*lane{}
		}
		ln = &lane{user: make(chan struct{}, 1)}
		l.lanes[name] = ln
	}
	ln.count++
	l.mu.Unlock()

	select {
	case ln.user <- struct{}{}:
		return func() { <-ln.user; l.drop(name, ln) }, nil
	case <-ctx.Done():
		l.drop(name, ln)
		return nil, ctx.Err()
	}
}

func (l *Lanes) drop(name string, ln *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if ln.count--; ln.count == 0 {
		delete(l.lanes, name)
	}
}
