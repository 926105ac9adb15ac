package lab

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// Search looks for words that must not be there in all files of a serve: its
// log, its store, its shelf.
func (s *Serve) Search(words []string, found func(format string, args ...any)) error {
	return search(s.dir, words, found)
}

// Search looks for words that must not be there in what Redis keeps on disk.
func (r *Redis) Search(words []string, found func(format string, args ...any)) error {
	return search(r.dir, words, found)
}

func search(dir string, words []string, found func(format string, args ...any)) error {
	return filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("searching: %w", err)
		}
		for _, w := range words {
			if bytes.Contains(data, []byte(w)) {
				found("%s contains %q", path, w)
			}
		}
		return nil
	})
}
