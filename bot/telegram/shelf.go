package telegram

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A Shelf keeps updates that Telegram was told are ours before they were
// settled. It is where the promise to answer everything rests for these.
type Shelf interface {
	// Put keeps an update and returns its name. When Put has returned it
	// survives the process.
	Put(update []byte) (name string, err error)
	// Drop forgets an update; one that is not there is no error.
	Drop(name string) error
	// Left returns, oldest first, what processes that are gone have left, and
	// makes it ours: it is returned once.
	Left() ([]Shelved, error)
}

// Shelved is an update on the shelf.
type Shelved struct {
	Name   string
	Update []byte
}

// A DirShelf is a Shelf of files. Processes that share a directory each have
// a folder of their own in it; the folder of one that is gone is taken over by
// another. The files hold what people wrote, for the seconds until they are
// answered; only our own user may read them.
type DirShelf struct {
	root string
	mu   sync.Mutex
	own  string
	lock *os.File
	n    uint64
	read bool // own has been looked through
}

// maxFolders is how many processes may share a shelf.
const maxFolders = 64

// OpenShelf opens the shelf in dir, and makes it if need be.
func OpenShelf(dir string) (*DirShelf, error) {
	s := &DirShelf{root: dir}
	for i := range maxFolders {
		own := filepath.Join(dir, strconv.Itoa(i))
		if err := os.MkdirAll(own, 0o700); err != nil {
			return nil, fmt.Errorf("opening the shelf: %w", err)
		}
		lock, err := lockFolder(own)
		if err != nil {
			return nil, fmt.Errorf("opening the shelf: %w", err)
		}
		if lock != nil {
			s.own, s.lock = own, lock
			return s, nil
		}
	}
	return nil, errors.New("opening the shelf: too many processes share it")
}

// lockFolder takes a folder for this process; nil if another one has it.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, nil
	}
	return f, nil
}

// Put implements Shelf.
func (s *DirShelf) Put(update []byte) (string, error) {
	s.mu.Lock()
	s.n++
	// Names sort by the time they were given; the counter parts those of one moment.
	name := fmt.Sprintf("%020d-%06d", time.Now().UnixNano(), s.n%1_000_000)
	s.mu.Unlock()
	return name, s.write(name, update)
}

// write makes the file appear whole or not at all.
func (s *DirShelf) write(name string, update []byte) error {
	path := filepath.Join(s.own, name)
	f, err := os.OpenFile(path+".part", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(update)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(path+".part", path+".json")
	}
	if err != nil {
		_ = os.Remove(path + ".part")
	}
	return err
}

// Drop implements Shelf.
func (s *DirShelf) Drop(name string) error {
	err := os.Remove(filepath.Join(s.own, name+".json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Left implements Shelf.
func (s *DirShelf) Left() ([]Shelved, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Shelved
	if !s.read {
		s.read = true
		left, err := load(s.own)
		if err != nil {
			return nil, err
		}
		out = left
	}
	folders, err := os.ReadDir(s.root)
	if err != nil {
		return out, err
	}
	for _, d := range folders {
		dir := filepath.Join(s.root, d.Name())
		if dir == s.own || !d.IsDir() {
			continue
		}
		got, err := s.adopt(dir)
		if err != nil {
			return out, err
		}
		out = append(out, got...)
	}
	slices.SortStableFunc(out, func(a, b Shelved) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// adopt moves the files of a folder that nobody holds into our own.
func (s *DirShelf) adopt(dir string) ([]Shelved, error) {
	lock, err := lockFolder(dir)
	if err != nil || lock == nil {
		return nil, err
	}
	defer func() { _ = lock.Close() }()
	left, err := load(dir)
	for i, it := range left {
		if err := os.Rename(filepath.Join(dir, it.Name+".json"), filepath.Join(s.own, it.Name+".json")); err != nil {
			return left[:i], err
		}
	}
	return left, err
}

// load reads the files of a folder, oldest first.
func load(dir string) ([]Shelved, error) {
	files, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, err
	}
	var out []Shelved
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".json")
		if !ok {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return out, err
		}
		out = append(out, Shelved{Name: name, Update: data})
	}
	return out, nil
}

// Close gives the folder up, so that another process may take what is in it.
func (s *DirShelf) Close() error { return s.lock.Close() }
