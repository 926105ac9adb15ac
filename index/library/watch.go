package library

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"time"

	"bekal/knowledge"
)

// Watch reloads whenever names, sizes or times of the files change, and calls
// told with what came of it, until ctx is done. It looks every interval and
// waits for a change to have settled for one interval first, so that a
// half-copied directory is not taken.
func (l *Library) Watch(ctx context.Context, interval time.Duration, told func([]knowledge.Problem, error)) {
	loaded, last := l.mark(), l.mark()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := l.mark()
		settled := now == last
		last = now
		if now == loaded || !settled {
			continue
		}
		loaded = now
		told(l.Reload(ctx))
	}
}

// mark changes when a file does.
func (l *Library) mark() uint64 {
	h := fnv.New64a()
	err := fs.WalkDir(l.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			fmt.Fprintf(h, "%s %v\n", name, err)
			return nil
		}
		info, err := d.Info()
		if err != nil {
			fmt.Fprintf(h, "%s %v\n", name, err)
			return nil
		}
		if !d.IsDir() {
			fmt.Fprintf(h, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	fmt.Fprintf(h, "%v", err)
	return h.Sum64()
}
