package boltstore

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"bekal/bot"
	"bekal/bot/state"
)

// Hold is that of state.Store.
func (s *Store) Hold(ctx context.Context, chat bot.ChatID, fn func(*state.Session) error) error {
	name := s.box.ChatName(chat)
	leave, err := s.lanes.Enter(ctx, name)
	if err != nil {
		return fmt.Errorf("waiting for a chat: %w", err)
	}
	defer leave()
	session, known, err := s.load(chat, name)
	if err != nil {
		return err
	}
	if err := fn(session); err != nil {
		return err
	}
	if !known && session.Zero() {
		return nil // nothing was there and nothing is to be: spare the disk
	}
	return s.save(name, session)
}

// load reads a session and whether anything is kept of the chat.
func (s *Store) load(chat bot.ChatID, name string) (*state.Session, bool, error) {
	var values [state.Parts][]byte
	known := false
	now := s.now()
	err := s.view("reading a session", func(tx *bolt.Tx) error {
		for part := range state.Parts {
			v := tx.Bucket([]byte(bucketOf(part))).Get([]byte(name))
			known = known || v != nil
			values[part] = slices.Clone(alive(v, now)) // what bbolt hands out is gone with the transaction
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	out, err := s.box.Unpack(name, values, now)
	if err != nil {
		s.log.Warn("a session cannot be read and counts as new", "chat", chat, "err", err)
	}
	return out, known, nil
}

func (s *Store) save(name string, session *state.Session) error {
	now := s.now()
	p, err := s.box.Pack(name, session, now)
	if err != nil {
		return err
	}
	err = s.update("saving a session", func(tx *bolt.Tx) error {
		for part, v := range p {
			if err := put(tx, bucketOf(state.Part(part)), name, v.Sealed, now.Add(v.Keep)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && session.Zero() {
		s.shredSoon()
	}
	return err
}

// put keeps value until a time; an empty value is deleted.
func put(tx *bolt.Tx, bucket, key string, value []byte, until time.Time) error {
	b := tx.Bucket([]byte(bucket))
	if len(value) == 0 {
		return b.Delete([]byte(key))
	}
	return b.Put([]byte(key), append(millis(until), value...))
}

// alive returns the value without its time, nil if that has come.
func alive(v []byte, now time.Time) []byte {
	if len(v) < 8 || int64(binary.BigEndian.Uint64(v)) <= now.UnixMilli() {
		return nil
	}
	return v[8:]
}

// millis writes t in 8 bytes that sort as the times do, from 1970 on.
func millis(t time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(max(0, t.UnixMilli())))
}
