package boltstore

import (
	"bytes"
	"context"
	"errors"
	"time"

	bolt "go.etcd.io/bbolt"

	"bekal/bot/state"
)

// sweepEvery is how often flows, bundles and gaps are swept; the other buckets
// are looked through at every sweepAllEvery-th time, for there are many.
const (
	sweepEvery    = time.Minute
	sweepAllEvery = 60
)

// sweepStep is how many values go in one write, so that turns do not wait.
const sweepStep = 500

func (s *Store) sweepNowAndThen(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for i := 0; ; i++ {
		if err := s.sweep(ctx, i%sweepAllEvery == 0); err != nil && ctx.Err() == nil {
			s.log.Error("deleting what has run out", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// sweep deletes what has run out, and overwrites it.
func (s *Store) sweep(ctx context.Context, all bool) error {
	buckets := []string{flows, bundles, gaps}
	if all {
		buckets = append(buckets, sessions, offers, sent, prints)
	}
	for _, bucket := range buckets {
		for ctx.Err() == nil {
			keys, err := s.dead(bucket)
			if err != nil {
				return err
			}
			if err := s.delete(bucket, keys); err != nil {
				return err
			}
			if len(keys) > 0 {
				s.shreds.Store(true)
			}
			if len(keys) < sweepStep {
				break
			}
		}
	}
	if s.shreds.Load() && ctx.Err() == nil {
		return s.shred()
	}
	return ctx.Err()
}

var errEnough = errors.New("enough for one step")

// dead returns keys of a bucket that have run out, or of gaps those that are too
// many, sweepStep at most.
func (s *Store) dead(bucket string) (keys [][]byte, err error) {
	now := s.now()
	err = s.view("looking for what has run out", func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		excess := 0
		if bucket == gaps {
			excess = b.Stats().KeyN - state.MaxGaps
		}
		return b.ForEach(func(k, v []byte) error { // gaps: the oldest first
			if alive(v, now) == nil || excess > 0 {
				keys = append(keys, bytes.Clone(k))
			}
			excess--
			if len(keys) == sweepStep {
				return errEnough
			}
			return nil
		})
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return keys, err
}

// delete deletes keys, except parts of sessions that were saved anew since.
func (s *Store) delete(bucket string, keys [][]byte) error {
	if len(keys) == 0 {
		return nil
	}
	now := s.now()
	return s.update("deleting what has run out", func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		for _, k := range keys {
			if bucket != gaps && alive(b.Get(k), now) != nil {
				continue
			}
			if err := b.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
}
