package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"

	bolt "go.etcd.io/bbolt"

	"bekal/bot/state"
)

// Note is that of state.Journal.
func (s *Store) Note(_ context.Context, g state.Gap) error {
	g.Fill(s.now())
	value, err := s.box.SealGap(g)
	if err != nil {
		return err
	}
	return s.update("noting a gap", func(tx *bolt.Tx) error {
		if old := findGap(tx, g.ID); old != nil {
			if err := tx.Bucket([]byte(gaps)).Delete(old); err != nil {
				return err
			}
		}
		return put(tx, gaps, gapKey(g), value, g.At.Add(state.KeepGaps))
	})
}

// gapKey puts gaps in the order in which they were noted: two within one
// millisecond keep it.
func gapKey(g state.Gap) string {
	return string(binary.BigEndian.AppendUint64(nil, uint64(max(0, g.At.UnixMicro())))) + g.ID
}

// Gaps is that of state.Journal.
func (s *Store) Gaps(_ context.Context, n int) (out []state.Gap, err error) {
	now := s.now()
	err = s.view("reading gaps", func(tx *bolt.Tx) error {
		c := tx.Bucket([]byte(gaps)).Cursor()
		for k, v := c.Last(); k != nil && len(out) < n; k, v = c.Prev() {
			if v = alive(v, now); v == nil {
				continue
			}
			g, err := s.box.OpenGap(string(k[8:]), v)
			if err != nil {
				s.log.Warn("a gap cannot be read", "err", err)
				continue
			}
			out = append(out, g)
		}
		return nil
	})
	return out, err
}

// Resolve is that of state.Journal.
func (s *Store) Resolve(_ context.Context, id string) error {
	return s.update("resolving a gap", func(tx *bolt.Tx) error {
		key := findGap(tx, id)
		if key == nil {
			return nil
		}
		b := tx.Bucket([]byte(gaps))
		g, err := s.box.OpenGap(id, alive(b.Get(key), s.now()))
		if err != nil {
			return nil // ran out, or cannot be read: nothing to mark
		}
		g.Resolved = true
		value, err := s.box.SealGap(g)
		if err != nil {
			return err
		}
		return put(tx, gaps, string(key), value, g.At.Add(state.KeepGaps))
	})
}

// findGap returns the key of a gap, nil if it is not there. It looks at all keys,
// of which there are at most about MaxGaps: an index would cost more than it
// saves at the pace of gaps.
func findGap(tx *bolt.Tx, id string) []byte {
	c := tx.Bucket([]byte(gaps)).Cursor()
	for k, _ := c.Last(); k != nil; k, _ = c.Prev() {
		if string(k[8:]) == id {
			return bytes.Clone(k)
		}
	}
	return nil
}

// Seen is that of state.Journal. Fingerprints are compared in memory; the file
// is for the next start.
func (s *Store) Seen(_ context.Context, print string, like func(a, b string) bool) (int, error) {
	now := s.now()
	w := state.Week(now)
	err := s.update("counting an offer", func(tx *bolt.Tx) error {
		key := string(binary.BigEndian.AppendUint64(nil, uint64(w))) + print
		n := count(alive(tx.Bucket([]byte(prints)).Get([]byte(key)), now))
		return put(tx, prints, key, binary.AppendUvarint(nil, n+1), state.WeekUntil(w))
	})
	if err != nil {
		return 0, err
	}
	s.tallyMu.Lock()
	defer s.tallyMu.Unlock()
	s.tally.DropBefore(state.FirstWeek(now))
	n := s.tally.Like(print, like)
	s.tally.Add(w, print, 1)
	return n, nil
}

func (s *Store) readPrints(tx *bolt.Tx) error {
	now := s.now()
	return tx.Bucket([]byte(prints)).ForEach(func(k, v []byte) error {
		if v = alive(v, now); v != nil && len(k) > 8 {
			s.tally.Add(int64(binary.BigEndian.Uint64(k)), string(k[8:]), int(count(v)))
		}
		return nil
	})
}

func count(v []byte) uint64 {
	n, _ := binary.Uvarint(v)
	return n
}
