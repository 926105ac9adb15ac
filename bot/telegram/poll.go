package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/go-telegram/bot/models"
)

const (
	// pollTime is how long Telegram holds a poll open that has nothing to
	// bring. The call gets some seconds more for the way.
	pollTime  = 50 * time.Second
	pollGrace = 10 * time.Second
	// pollMany is how many updates a poll brings at most (Bot API, getUpdates).
	pollMany = 100
	// samePoll is the least time between two polls from the same offset. The
	// Bot API server hands out only one update to a poll that comes within
	// 0.5 s of one from the same offset (Client.cpp, process_get_updates_query).
	samePoll = 600 * time.Millisecond
	// enough is how many updates may still be open when we ask for more,
	// though samePoll has not passed: these few are handed out again.
	enough = 8
	// parkAfter is how long a turn may keep the offset back. The server hands
	// out 100 updates from the offset on and no more, so a chat that hangs
	// would in the end hold up all others.
	parkAfter = 2 * time.Second
	// conflictPause is the wait after another poller's getUpdates.
	conflictPause = 3 * time.Second
)

type getUpdates struct {
	Offset         int64    `json:"offset,omitempty"`
	Limit          int      `json:"limit,omitempty"`
	Timeout        int      `json:"timeout"`
	AllowedUpdates []string `json:"allowed_updates,omitempty"`
}

// A poller asks for updates from the lowest that is not settled.
type poller struct {
	*Bot
	next  int64 // one past the last update that was taken
	asked int64 // offset of the last poll
	at    time.Time
}

// poll takes updates until ctx ends.
func (b *Bot) poll(ctx context.Context) {
	p := &poller{Bot: b}
	wait := pauses()
	for ctx.Err() == nil {
		offset := p.ready(ctx)
		updates, err := p.fetch(ctx, offset)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			pause(ctx, p.trouble(ctx, err, wait.NextBackOff()))
		default:
			wait.Reset()
			b.cfg.Metrics.Heard(time.Now())
			p.take(updates)
		}
	}
	b.offset(p)
}

// ready waits for the moment to ask again, and returns the offset to ask from.
func (p *poller) ready(ctx context.Context) int64 {
	for {
		open, moved := p.in.pending()
		offset := p.next
		due := samePoll - time.Since(p.at)
		for _, f := range open {
			offset = min(offset, f.id)
			if age := time.Since(f.at); age >= parkAfter {
				go p.in.park(f)
			}
		}
		if len(open) == 0 || due <= 0 || (offset != p.asked && len(open) <= enough) || ctx.Err() != nil {
			p.asked, p.at = offset, time.Now()
			return offset
		}
		t := time.NewTimer(due)
		select {
		case <-moved:
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
	}
}
