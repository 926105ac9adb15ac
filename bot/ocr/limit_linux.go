package ocr

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// confine makes the process die with us, even after a kill -9.
func confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// limit bounds the address space of a process, in bytes.
func limit(pid int, bytes uint64) error {
	return unix.Prlimit(pid, unix.RLIMIT_AS, &unix.Rlimit{Cur: bytes, Max: bytes}, nil)
}
