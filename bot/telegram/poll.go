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
	next  int64     // one past the last update that was taken
	asked int64     // offset of the last poll
	at    time.Time // when the last poll was answered
}

// run takes updates until ctx ends.
func (p *poller) run(ctx context.Context) {
	wait := pauses()
	for ctx.Err() == nil {
		p.ready(ctx)
		p.asked = p.in.lowest(p.next)
		updates, err := p.fetch(ctx, pollMany, pollTime)
		p.at = time.Now()
		switch {
		case ctx.Err() != nil:
		case err != nil:
			p.log.Warn("polling telegram", "error", err)
			pause(ctx, trouble(err, wait.NextBackOff()))
		default:
			wait.Reset()
			p.cfg.Metrics.Heard(p.at)
			if !p.takeAll(updates) {
				pause(ctx, samePoll)
			}
		}
	}
}

// ready waits for the moment to ask again: when all that was taken is settled,
// or little enough of it is left, or samePoll has passed.
func (p *poller) ready(ctx context.Context) {
	for ctx.Err() == nil {
		open, moved := p.in.pending()
		due := samePoll - time.Since(p.at)
		if len(open) == 0 || due <= 0 || (len(open) <= enough && p.in.lowest(p.next) != p.asked) {
			p.parkOld(open)
			return
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

// parkOld shelves what keeps the offset back for long.
func (p *poller) parkOld(open []*flight) {
	for _, f := range open {
		if time.Since(f.at) >= parkAfter {
			p.in.park(f)
		}
	}
}

func (p *poller) fetch(ctx context.Context, limit int, hold time.Duration) ([]json.RawMessage, error) {
	return call[[]json.RawMessage](ctx, p.api, hold+pollGrace, "getUpdates",
		&getUpdates{Offset: p.asked, Limit: limit, Timeout: int(hold.Seconds()), AllowedUpdates: allowed()})
}

// takeAll hands updates in, in order, and reports whether there was room.
func (p *poller) takeAll(updates []json.RawMessage) bool {
	for _, raw := range updates {
		u, id, err := decode(raw)
		if err != nil {
			p.log.Error("an update cannot be read and is left out", "update", id)
			p.next = id + 1
			continue
		}
		f, fate := p.in.take(u, raw)
		if fate == full {
			return false
		}
		p.next = id + 1
		if fate == flying && f.gather {
			p.in.park(f) // it waits for others, and nobody shall wait for it
		}
	}
	return true
}

// decode reads an update. After an error id is that of the update, if it can
// be told.
func decode(raw []byte) (u *models.Update, id int64, err error) {
	u = new(models.Update)
	if err = json.Unmarshal(raw, u); err != nil {
		var head struct {
			ID int64 `json:"update_id"`
		}
		_ = json.Unmarshal(raw, &head)
		return nil, head.ID, err
	}
	return u, u.ID, nil
}

// trouble is how long to wait after a poll went wrong.
func trouble(err error, otherwise time.Duration) time.Duration {
	var e *apiError
	switch {
	case !errors.As(err, &e):
		return otherwise
	case e.code == http.StatusTooManyRequests:
		return max(time.Second, e.retryAfter)
	case e.code == http.StatusConflict:
		return conflictPause + otherwise
	default:
		return otherwise
	}
}

// confirmTime is what telling Telegram about the last settled updates may take
// when we stop.
const confirmTime = time.Second

// confirm tells Telegram what was settled after the last poll, so that it is
// not delivered again.
func (p *poller) confirm(ctx context.Context) {
	offset := p.in.lowest(p.next)
	if offset == 0 || offset == p.asked {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, confirmTime)
	defer cancel()
	p.asked = offset
	if _, err := p.fetch(ctx, 1, 0); err != nil {
		p.log.Warn("the last updates are not confirmed and will come again", "error", err)
	}
}
