package telegram

import (
	"hash/fnv"
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/go-telegram/bot/models"
)

// How long, and how many, settled updates are known again. Telegram keeps an
// update 24 h; 48 h is that with room for clocks. 200,000 take about 12 MB.
const (
	seenTime = 48 * time.Hour
	seenMax  = 200_000
)

// A mark tells an update from every other. The id alone does not: after a
// quiet week ids start again at a random number, so one may come twice.
type mark struct {
	id   int64
	what uint64 // hash of the message or query it bears
}

func markOf(u *models.Update) mark {
	h := fnv.New64a()
	switch {
	case u.Message != nil:
		_, _ = io.WriteString(h, "m"+strconv.FormatInt(u.Message.Chat.ID, 10)+":"+strconv.Itoa(u.Message.ID))
	case u.CallbackQuery != nil:
		_, _ = io.WriteString(h, "c"+u.CallbackQuery.ID)
	case u.InlineQuery != nil:
		_, _ = io.WriteString(h, "i"+u.InlineQuery.ID)
	}
	return mark{u.ID, h.Sum64()}
}

// A seen is the set of updates settled in the last 48 h. It is a set and not a
// highest id, because a later update may be lower and is still new.
type seen struct {
	mu    sync.Mutex
	at    map[mark]int64 // seconds since 1970; without pointers the collector need not look in
	order []mark         // oldest first
}

func newSeen() *seen { return &seen{at: map[mark]int64{}} }

func (s *seen) has(m mark) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.at[m]
	return ok && time.Since(time.Unix(at, 0)) < seenTime
}

func (s *seen) add(m mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if _, ok := s.at[m]; !ok {
		s.order = append(s.order, m)
	}
	s.at[m] = now.Unix()
	for len(s.order) > 0 && (len(s.order) > seenMax || now.Sub(time.Unix(s.at[s.order[0]], 0)) >= seenTime) {
		delete(s.at, s.order[0])
		s.order = s.order[1:]
	}
}
