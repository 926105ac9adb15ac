package redisstore

import (
	"context"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"bekal/bot"
	"bekal/bot/state"
)

// How long a turn waits before it asks again for a chat that another process
// has. In one process turns of a chat wait for each other without asking.
const (
	askAfter = 2 * time.Millisecond
	askEvery = 50 * time.Millisecond
)

var errTaken = errors.New("another process took the chat over while its turn ran: nothing is saved")

// A hold is one turn's grip on a chat.
type hold struct {
	*Store
	name  string
	keys  []string // lock, then the parts of the session
	token string
	mark  []byte // of the session that was read
}

// Hold is that of state.Store.
func (s *Store) Hold(ctx context.Context, chat bot.ChatID, fn func(*state.Session) error) error {
	name := s.box.ChatName(chat)
	leave, err := s.lanes.Enter(ctx, name)
	if err != nil {
		return fmt.Errorf("waiting for a chat: %w", err)
	}
	defer leave()
	tag := "bekal:{" + name + "}:"
	h := &hold{Store: s, name: name, token: s.doubts.token(name), keys: []string{tag + "lock"}}
	for part := range state.Parts {
		h.keys = append(h.keys, tag+part.String())
	}
	values, err := h.take(ctx)
	if err != nil {
		return err
	}
	h.mark = state.Mark(values[state.Main])

	saving := false
	stop := h.keep()
	defer func() {
		stop()
		if !saving { // fn failed or panicked
			h.free(ctx)
		}
	}()
	out, err := s.box.Unpack(name, values, s.now())
	if err != nil {
		s.log.Warn("a session cannot be read and counts as new", "chat", chat, "err", err)
	}
	if err := fn(out); err != nil {
		return err
	}
	stop()
	saving = true
	return h.save(ctx, out)
}

// take waits for the chat and returns its session as it is kept.
func (h *hold) take(ctx context.Context) (values [state.Parts][]byte, err error) {
	wait := askAfter
	for {
		got, err := h.do(ctx, "taking a chat", func(ctx context.Context) (any, error) {
			return h.scripts.take.Run(ctx, h.client, h.keys, h.token, h.lock.Milliseconds()).Result()
		})
		if err != nil {
			h.doubts.add(h.name, h.token)
			return values, err
		}
		if found, ok := got.([]any); ok {
			for i := range values {
				values[i] = bytesOf(found, i)
			}
			return values, nil
		}
		timer := time.NewTimer(wait/2 + mathrand.N(wait))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return values, fmt.Errorf("waiting for a chat: %w", ctx.Err())
		}
		wait = min(2*wait, askEvery)
	}
}

// keep prolongs the lock until stop is called. Most turns are over before it has
// anything to do, and cost a timer only.
func (h *hold) keep() (stop func()) {
	over := false
	var mu sync.Mutex // held while the lock is being prolonged
	var timer *time.Timer
	mu.Lock()
	defer mu.Unlock()
	timer = time.AfterFunc(h.lock/3, func() {
		mu.Lock()
		defer mu.Unlock()
		if over {
			return
		}
		// if this fails the fence decides about the turn
		_, _ = h.do(context.Background(), "keeping a chat", func(ctx context.Context) (any, error) {
			return h.scripts.keep.Run(ctx, h.client, h.keys[:1], h.token, h.lock.Milliseconds()).Result()
		})
		timer.Reset(h.lock / 3)
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		over = true
		timer.Stop()
	}
}

// save saves what fn left and frees the chat.
func (h *hold) save(ctx context.Context, session *state.Session) error {
	p, err := h.box.Pack(h.name, session, h.now())
	if err != nil {
		h.free(ctx)
		return err
	}
	args := []any{h.token, h.mark, state.Mark(p[state.Main].Sealed), state.MarkLen - 1}
	for _, v := range p {
		args = append(args, v.Sealed, v.Keep.Milliseconds())
	}
	got, err := h.insist(ctx, "saving a session after its turn ran", func(ctx context.Context) (any, error) {
		return h.scripts.save.Run(ctx, h.client, h.keys, args...).Int()
	})
	if err != nil {
		h.doubts.add(h.name, h.token)
		return err
	}
	if got != 1 {
		return errTaken
	}
	return nil
}

// free gives the chat back without saving. If that fails the lock runs out.
func (h *hold) free(ctx context.Context) {
	_, err := h.insist(ctx, "freeing a chat", func(ctx context.Context) (any, error) {
		return h.scripts.free.Run(ctx, h.client, h.keys[:1], h.token).Result()
	})
	if err != nil {
		h.doubts.add(h.name, h.token)
	}
}

func bytesOf(values []any, i int) []byte {
	if i >= len(values) {
		return nil
	}
	s, _ := values[i].(string)
	return []byte(s)
}
