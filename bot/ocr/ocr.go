// Package ocr gets text out of a picture with the program tesseract, in a
// process of its own with limits of time, size and memory. It keeps nothing of
// the picture and imports nothing of ours.
package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // the kinds of picture whose size is known before
	_ "image/jpeg" // tesseract gets to see them
	_ "image/png"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// What a caller tells apart.
var (
	ErrMissing = errors.New("tesseract is not installed")
	ErrTooBig  = errors.New("the picture is too big")
)

// MaxBytes is the biggest file that is read. Telegram hands a bot files of up
// to 20 MB; flyers are far below 10.
const MaxBytes = 10 << 20

const (
	maxPixels = 40_000_000       // a phone's camera takes 12 to 50 million; Telegram scales photos to 5
	maxMemory = 1 << 30          // bytes of address space; a 12 million pixel flyer needs about 300 MB
	maxText   = 64 << 10         // bytes of text; a flyer has 2,000
	maxTime   = 20 * time.Second // a 12 million pixel flyer takes about 4 s on one core
	graceTime = 500 * time.Millisecond
)

// A Reader reads pictures, a few at once: each takes a whole core.
type Reader struct {
	path string
	turn chan struct{}
}

// New looks for tesseract in PATH. Without it, it returns ErrMissing. At most
// atOnce pictures are read at a time, the others wait.
func New(atOnce int) (*Reader, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, ErrMissing
	}
	return &Reader{path: path, turn: make(chan struct{}, max(1, atOnce))}, nil
}

// Read returns the text in picture, Indonesian or English, empty if there is
// none. It may be called at once.
func (r *Reader) Read(ctx context.Context, picture []byte) (string, error) {
	if len(picture) > MaxBytes {
		return "", ErrTooBig
	}
	if c, _, err := image.DecodeConfig(bytes.NewReader(picture)); err == nil && c.Width*c.Height > maxPixels {
		return "", ErrTooBig
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	text, err := r.run(ctx, picture)
	if err != nil {
		return "", fmt.Errorf("reading a picture: %w", err)
	}
	return strings.TrimSpace(text), nil
}

// run hands the picture over only after the limits are on the process. What
// tesseract says on stderr is dropped: it may quote the picture.
func (r *Reader) run(ctx context.Context, picture []byte) (string, error) {
	cmd := exec.CommandContext(ctx, r.path, "stdin", "stdout", "-l", "ind+eng", "--psm", "3")
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	cmd.WaitDelay = graceTime
	confine(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	var out limited
	cmd.Stdout = &out
	// Linux ends the process with the thread that started it: keep that thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return "", err
	}
	limitErr := limit(cmd.Process.Pid, maxMemory)
	if limitErr == nil {
		_, _ = in.Write(picture) // a program that stops reading says so by its exit code
	}
	_ = in.Close()
	err = cmd.Wait()
	switch {
	case limitErr != nil:
		return "", fmt.Errorf("limiting its memory: %w", limitErr)
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return "", err
	}
	return out.b.String(), nil
}

// limited keeps the first maxText bytes and drops the rest.
type limited struct{ b bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	l.b.Write(p[:min(len(p), maxText-l.b.Len())])
	return len(p), nil
}
