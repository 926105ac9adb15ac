package telegram

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"

	"bekal/bot/metric"
)

// A flight is one update from being taken to being settled.
type flight struct {
	heard
	id     int64
	mark   mark
	raw    []byte    // as it was delivered
	at     time.Time // when it was taken
	parked bool      // it is on the shelf; kept by intake.mu
	shelf  string    // its name there
	over   chan struct{}
	ok     bool // settled; read it after over is closed

	text string // what the pictures said, once read
	read bool
}

// An intake takes updates from whoever delivers them, knows those it had, and
// sees to it that each is settled once.
type intake struct {
	seen    *seen
	lanes   *lanes
	shelf   Shelf
	metrics *metric.Telegram
	log     *slog.Logger
	hear    func(*models.Update) heard

	mu    sync.Mutex
	open  map[mark]*flight
	left  []int64       // ids of those that ended unsettled and are not parked
	moved chan struct{} // closed, and made anew, when a flight has ended or was parked
	later []Shelved     // taken off the shelf when there was no room
	work  context.Context
	stop  <-chan struct{} // closed when no more turns are begun
}

func newIntake(s Shelf, m *metric.Telegram, log *slog.Logger, hear func(*models.Update) heard, work func(context.Context, *lane)) *intake {
	return &intake{
		seen: newSeen(), lanes: newLanes(maxOpen, work), shelf: s, metrics: m, log: log, hear: hear,
		open: map[mark]*flight{}, moved: make(chan struct{}),
	}
}

// A fate is what became of an update that was handed in.
type fate int

const (
	full    fate = iota // there is no room: hand it in again later
	settled             // nothing is left to do
	flying              // it is, or was already, in the hands of a lane
)

// take hands in one update. For flying it returns the flight.
func (in *intake) take(u *models.Update, raw []byte) (*flight, fate) {
	return in.add(&flight{id: u.ID, mark: markOf(u), raw: raw, at: time.Now(), over: make(chan struct{}), heard: in.hear(u)})
}

func (in *intake) add(f *flight) (*flight, fate) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if old := in.open[f.mark]; old != nil {
		in.metrics.Update("duplicate")
		return old, flying
	}
	if in.seen.has(f.mark) {
		in.metrics.Update("duplicate")
		return nil, settled
	}
	if f.kind == ignored {
		in.metrics.Update(string(f.kind))
		in.seen.add(f.mark)
		return nil, settled
	}
	if in.work == nil || !in.lanes.put(in.work, f) {
		return nil, full
	}
	in.metrics.Update(string(f.kind))
	in.metrics.Open(1)
	in.open[f.mark] = f
	return f, flying
}

// end closes flights; ok says that they are settled, else they will be
// delivered again.
func (in *intake) end(ok bool, flights ...*flight) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, f := range flights {
		switch {
		case ok:
			in.seen.add(f.mark)
			in.metrics.Settled(time.Since(f.at))
			if f.parked {
				in.unshelve(f)
			}
		case !f.parked:
			in.left = append(in.left, f.id)
		}
		delete(in.open, f.mark)
		in.metrics.Open(-1)
		f.ok = ok
		close(f.over)
	}
	in.lanes.done(len(flights))
	in.wake()
}

// wake tells the poll loop to look again. The caller holds mu.
func (in *intake) wake() {
	close(in.moved)
	in.moved = make(chan struct{})
}

// park puts a flight on the shelf, so that Telegram can be told it is ours,
// and reports whether it can. Only who took the flight parks it.
func (in *intake) park(f *flight) bool {
	if in.shelf == nil {
		return false
	}
	in.mu.Lock()
	over, there := in.open[f.mark] != f, f.parked || f.ok
	in.mu.Unlock()
	if over || there {
		return there
	}
	name, err := in.shelf.Put(f.raw)
	if err != nil {
		in.log.Error("an update cannot be put on the shelf", "update", f.id, "error", err)
		return false
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	f.parked, f.shelf = true, name
	in.metrics.Parked(1)
	if in.open[f.mark] != f && f.ok { // settled while the shelf was written
		in.unshelve(f)
	}
	in.wake()
	return true
}

func (in *intake) unshelve(f *flight) {
	in.metrics.Parked(-1)
	if err := in.shelf.Drop(f.shelf); err != nil {
		in.log.Error("an update cannot be taken off the shelf", "update", f.id, "error", err)
	}
}

// pending are the open flights that Telegram has not been told about, and a
// channel that is closed when there may be others.
func (in *intake) pending() ([]*flight, <-chan struct{}) {
	in.mu.Lock()
	defer in.mu.Unlock()
	var out []*flight
	for _, f := range in.open {
		if !f.parked {
			out = append(out, f)
		}
	}
	return out, in.moved
}

// stopping reports whether no more turns are begun.
func (in *intake) stopping() bool {
	select {
	case <-in.stop:
		return true
	default:
		return false
	}
}

// lowest is the lowest id that Telegram must not take for confirmed, at most
// next.
func (in *intake) lowest(next int64) int64 {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, id := range in.left {
		next = min(next, id)
	}
	for _, f := range in.open {
		if !f.parked {
			next = min(next, f.id)
		}
	}
	return next
}

// begin lets turns run, first those on the shelf. No turn is begun after ctx
// has ended; those under way have the context work.
func (in *intake) begin(ctx, work context.Context) {
	in.mu.Lock()
	in.work, in.stop = work, ctx.Done()
	in.mu.Unlock()
	if in.shelf == nil {
		return
	}
	in.unload()
	in.lanes.wg.Go(func() {
		for pause(ctx, adoptEvery) {
			in.unload()
		}
	})
}

// adoptEvery is how often the shelf is asked for what a process left that is
// gone.
const adoptEvery = 5 * time.Second

// unload takes from the shelf what nobody is at work on. Only one goroutine
// calls it at a time.
func (in *intake) unload() {
	items, err := in.shelf.Left()
	if err != nil {
		in.log.Error("the shelf cannot be read", "error", err)
	}
	items = append(in.later, items...)
	in.later = nil
	for _, it := range items {
		u, id, err := decode(it.Update)
		if err != nil {
			in.log.Error("an update on the shelf cannot be read", "update", id)
			continue
		}
		f := &flight{id: id, mark: markOf(u), raw: it.Update, at: time.Now(), over: make(chan struct{}), parked: true, shelf: it.Name, heard: in.hear(u)}
		in.metrics.Parked(1)
		switch got, fate := in.add(f); {
		case fate == full:
			in.metrics.Parked(-1)
			in.later = append(in.later, it)
		case got != f:
			in.unshelve(f) // it came by another way
		}
	}
}

// drain waits for the turns under way. After limit it cancels them and waits
// until they have let go. It returns how many updates are left to be
// delivered again.
func (in *intake) drain(limit time.Duration, cancel func()) int {
	in.lanes.close()
	gone := make(chan struct{})
	go func() { in.lanes.wg.Wait(); close(gone) }()
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-gone:
	case <-t.C:
		cancel()
		<-gone
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	return len(in.left)
}
