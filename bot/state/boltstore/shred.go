package boltstore

import (
	"bytes"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// shred overwrites what deleted values, and earlier versions of changed ones,
// have left in free pages of the file. They are sealed, but whoever has the file
// may have the token too, and a person was told that nothing is left.
//
// bbolt frees a page once no reader is left who might want it, and writes to it
// in any later commit; so may we, in a transaction that began without readers.
func (s *Store) shred() error {
	s.readers.Lock()
	defer s.readers.Unlock()
	file, err := os.OpenFile(s.db.Path(), os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("overwriting free pages: %w", err)
	}
	// The commit at the end of the transaction takes the pages to the disk.
	err = s.db.Update(func(tx *bolt.Tx) error { return zeroFree(tx, file) })
	if errClose := file.Close(); err == nil {
		err = errClose
	}
	if err != nil {
		return fmt.Errorf("overwriting free pages: %w", err)
	}
	s.shreds.Store(false)
	return nil
}

// zeroFree writes zeros over the free pages that hold anything else.
func zeroFree(tx *bolt.Tx, file *os.File) error {
	size := tx.DB().Info().PageSize
	page, zeros := make([]byte, size), make([]byte, size)
	for id := 0; ; id++ {
		info, err := tx.Page(id)
		if err != nil || info == nil {
			return err
		}
		if info.Type != "free" {
			continue
		}
		at := int64(id) * int64(size)
		if _, err := file.ReadAt(page, at); err != nil {
			return err
		}
		if bytes.Equal(page, zeros) {
			continue
		}
		if _, err := file.WriteAt(zeros, at); err != nil {
			return err
		}
	}
}

// shredSoon is shred for what was just deleted. If it cannot be done now the
// sweep does it.
func (s *Store) shredSoon() {
	s.shreds.Store(true)
	if err := s.shred(); err != nil {
		s.log.Error("what was deleted is not overwritten yet", "err", err)
	}
}
