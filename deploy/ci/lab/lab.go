// Package lab runs the real programs for chaos and benchserve: bekal, the Bot
// API simulator and Redis, each in a process of its own on 127.0.0.1, with its
// files in one temporary directory. Processes are ended by their id.
package lab

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// A Lab holds the programs and all that runs of them. Close it.
type Lab struct {
	Dir string // where everything is kept
	ctx context.Context

	mu    sync.Mutex
	procs []*Process
	n     int
}

// New makes a lab that ends with ctx.
func New(ctx context.Context) (*Lab, error) {
	dir, err := os.MkdirTemp("", "bekal-lab-")
	if err != nil {
		return nil, fmt.Errorf("making a lab: %w", err)
	}
	return &Lab{Dir: dir, ctx: ctx}, nil
}

// Close kills what still runs. If keep, the files stay for those who look for
// what went wrong.
func (l *Lab) Close(keep bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.procs {
		p.Kill()
	}
	if keep {
		fmt.Fprintln(os.Stderr, "logs are in", l.Dir)
		return
	}
	_ = os.RemoveAll(l.Dir)
}

// Build compiles a package of this module as the shipped binary is compiled,
// and returns the program's path.
func (l *Lab) Build(pkg string) (string, error) {
	out := filepath.Join(l.Dir, filepath.Base(pkg))
	cmd := exec.CommandContext(l.ctx, "go", "build", "-trimpath", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", pkg, err, said)
	}
	return out, nil
}

// Folder makes a new directory.
func (l *Lab) Folder(name string) (string, error) {
	l.mu.Lock()
	l.n++
	dir := filepath.Join(l.Dir, fmt.Sprintf("%02d-%s", l.n, name))
	l.mu.Unlock()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making a directory: %w", err)
	}
	return dir, nil
}

// Port finds a free port on 127.0.0.1.
func Port() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("finding a port: %w", err)
	}
	defer l.Close() //nolint:errcheck // it was only looked at
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Until waits until ok, for d at most, and reports whether it is.
func (l *Lab) Until(d time.Duration, ok func() bool) bool {
	for end := time.Now().Add(d); l.ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		if ok() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
	return false
}
