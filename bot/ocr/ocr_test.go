package ocr

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/flyer.png
var flyer []byte

func open(t *testing.T) *Reader {
	t.Helper()
	r, err := New(1)
	if errors.Is(err, ErrMissing) {
		t.Skip(err)
	}
	return r
}

func TestRead(t *testing.T) {
	text, err := open(t).Read(t.Context(), flyer)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"DIBUTUHKAN", "Taiwan", "12.000.000"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}

func TestNoText(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 200, 200))); err != nil {
		t.Fatal(err)
	}
	if text, err := open(t).Read(t.Context(), b.Bytes()); err != nil || text != "" {
		t.Errorf("read %q, %v", text, err)
	}
}

func TestRefuses(t *testing.T) {
	r := open(t)
	if _, err := r.Read(t.Context(), make([]byte, MaxBytes+1)); !errors.Is(err, ErrTooBig) {
		t.Errorf("a big file: %v", err)
	}
	// A few bytes of PNG that claim 100,000 by 100,000 pixels.
	bomb := bytes.Clone(flyer)
	copy(bomb[16:24], []byte{0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0})
	if _, err := r.Read(t.Context(), bomb); err == nil {
		t.Error("a bomb is read")
	}
	if _, err := r.Read(t.Context(), []byte("no picture")); err == nil {
		t.Error("what is no picture is read")
	}
}

func TestStopsInTime(t *testing.T) {
	r := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := r.Read(ctx, flyer); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("after the end of ctx: %v", err)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := New(1); !errors.Is(err, ErrMissing) {
		t.Errorf("without tesseract: %v", err)
	}
}
