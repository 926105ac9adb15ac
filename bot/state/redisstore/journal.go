package redisstore

import (
	"context"
	"errors"
	"strconv"

	"github.com/redis/go-redis/v9"

	"bekal/bot/state"
)

// The keys of gaps: each has its own, so that each runs out by itself.
const (
	gapKey   = "bekal:{gaps}:gap:"
	gapIndex = "bekal:{gaps}:index"
)

// Note is that of state.Journal.
func (s *Store) Note(ctx context.Context, g state.Gap) error {
	now := s.now()
	g.Fill(now)
	keep := g.At.Add(state.KeepGaps).Sub(now)
	if keep.Milliseconds() <= 0 {
		return nil // ran out before it was noted
	}
	value, err := s.box.SealGap(g)
	if err != nil {
		return err
	}
	_, err = s.do(ctx, "noting a gap", func(ctx context.Context) (any, error) {
		return s.scripts.note.Run(ctx, s.client, []string{gapKey + g.ID, gapIndex},
			g.ID, value, keep.Milliseconds(), g.At.UnixMicro(), now.Add(-state.KeepGaps).UnixMicro(),
			state.MaxGaps, state.KeepGaps.Milliseconds(), gapKey).Result()
	})
	return err
}

// Gaps is that of state.Journal.
func (s *Store) Gaps(ctx context.Context, n int) ([]state.Gap, error) {
	if n <= 0 {
		return nil, nil
	}
	out, err := s.do(ctx, "reading gaps", func(ctx context.Context) (any, error) { return s.gaps(ctx, n) })
	if err != nil {
		return nil, err
	}
	return out.([]state.Gap), nil
}

func (s *Store) gaps(ctx context.Context, n int) ([]state.Gap, error) {
	ids, err := s.client.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: gapIndex, ByScore: true, Rev: true, Count: int64(n),
		Start: "+inf", Stop: strconv.FormatInt(s.now().Add(-state.KeepGaps).UnixMicro(), 10),
	}).Result()
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = gapKey + id
	}
	values, err := s.client.MGet(ctx, keys...).Result()
	if err != nil {
		return nil, err
	}
	var out []state.Gap
	for i, id := range ids {
		value := bytesOf(values, i)
		if len(value) == 0 {
			continue // ran out, or Redis lost it
		}
		g, err := s.box.OpenGap(id, value)
		if err != nil {
			s.log.Warn("a gap cannot be read", "err", err)
			continue
		}
		out = append(out, g)
	}
	return out, nil
}

// Resolve is that of state.Journal.
func (s *Store) Resolve(ctx context.Context, id string) error {
	_, err := s.do(ctx, "resolving a gap", func(ctx context.Context) (any, error) {
		value, err := s.client.Get(ctx, gapKey+id).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		g, err := s.box.OpenGap(id, value)
		if err != nil {
			return nil, nil // cannot be read: nothing to mark
		}
		g.Resolved = true
		if value, err = s.box.SealGap(g); err != nil {
			return nil, err
		}
		err = s.client.SetArgs(ctx, gapKey+id, value, redis.SetArgs{Mode: "XX", KeepTTL: true}).Err()
		if errors.Is(err, redis.Nil) {
			err = nil // ran out since
		}
		return nil, err
	})
	return err
}
