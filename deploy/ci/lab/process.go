package lab

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A Process is a program that runs.
type Process struct {
	cmd  *exec.Cmd
	log  *os.File
	over chan struct{}
	err  error // of its end, once over is closed
}

// Start starts a program in dir. What it says goes to the file dir/name.log,
// after what is there.
func (l *Lab) Start(dir, name string, env []string, path string, args ...string) (*Process, error) {
	log, err := os.OpenFile(filepath.Join(dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", name, err), log.Close())
	}
	p := &Process{cmd: cmd, log: log, over: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		_ = log.Close()
		close(p.over)
	}()
	l.mu.Lock()
	l.procs = append(l.procs, p)
	l.mu.Unlock()
	return p, nil
}

// Kill ends it as kill -9 does, and waits.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.over
}

// Stop sends SIGTERM and returns how long it took to end, and how: an error if
// it did not exit 0 within limit.
func (p *Process) Stop(limit time.Duration) (time.Duration, error) {
	begin := time.Now()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.over:
	case <-time.After(limit):
		p.Kill()
		return limit, fmt.Errorf("it did not end within %v of SIGTERM", limit)
	}
	if p.err != nil {
		return time.Since(begin), fmt.Errorf("after SIGTERM: %w", p.err)
	}
	return time.Since(begin), nil
}

// Over reports whether it has ended.
func (p *Process) Over() bool {
	select {
	case <-p.over:
		return true
	default:
		return false
	}
}

// CPU is the processor time it has used.
func (p *Process) CPU() time.Duration {
	data, _ := os.ReadFile(p.proc("stat"))
	_, after, _ := bytes.Cut(data, []byte(") "))
	f := strings.Fields(string(after))
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100 on Linux
}

// Memory is the resident memory it has now, in bytes.
func (p *Process) Memory() int64 {
	data, _ := os.ReadFile(p.proc("status"))
	_, after, _ := strings.Cut(string(data), "VmRSS:")
	f := strings.Fields(after)
	if len(f) == 0 {
		return 0
	}
	kb, _ := strconv.ParseInt(f[0], 10, 64)
	return kb << 10
}

func (p *Process) proc(file string) string {
	return fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, file)
}
