package poster_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bekal/bot/poster"
	"bekal/knowledge/text"
)

// tool is a program of Debian's. A laptop may lack it, CI may not.
func tool(t *testing.T, name, pkg string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("%s is missing: apt-get install %s", name, pkg)
	default:
		t.Skipf("%s is missing: apt-get install %s", name, pkg)
	}
	return path
}

func output(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

// written is the file that draw makes.
func written(t *testing.T, draw func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "sheet")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// shown are the leaflets that are drawn: long ones, short ones, an emergency.
var shown = []string{"verifikasi-tawaran", "negara-taiwan", "disekap", "statistik-portret"}

// TestCode reads the QR code with a decoder: from the PNG, and from the PDF as
// a coarse printer would draw it.
func TestCode(t *testing.T) {
	zbar, ppm := tool(t, "zbarimg", "zbar-tools"), tool(t, "pdftoppm", "poppler-utils")
	w := load(t)
	for _, topic := range shown {
		for _, size := range []poster.Size{poster.A4, poster.A5} {
			s := w.sheet(t, topic, options(size, text.ID))
			pdf := written(t, s.PDF)
			pictures := []string{written(t, s.PNG), pdf + ".png"}
			output(t, ppm, "-png", "-singlefile", "-r", "100", pdf, pdf)
			want := "https://t.me/BekalCilegonBot?start=" + strings.ReplaceAll(topic, "-", "_")
			for _, p := range pictures {
				if got := strings.TrimSpace(output(t, zbar, "--quiet", "--raw", p)); got != want {
					t.Errorf("%s %s %s reads %q, want %q", topic, size, filepath.Base(p), got, want)
				}
			}
		}
	}
}

// TestText wants the words of a PDF found by programs, and one page.
func TestText(t *testing.T) {
	totext := tool(t, "pdftotext", "poppler-utils")
	w := load(t)
	for _, topic := range shown {
		for _, size := range []poster.Size{poster.A4, poster.A5} {
			for _, lang := range []text.Lang{text.ID, text.EN} {
				have := output(t, totext, written(t, w.sheet(t, topic, options(size, lang)).PDF), "-")
				if strings.Count(have, "\f") != 1 {
					t.Errorf("%s %s: %d pages", topic, size, strings.Count(have, "\f"))
				}
				e := w.base.Entry(topic)
				want := []string{e.Title.In(lang), "0800-1000", "t.me/BekalCilegonBot", "Kelurahan Ciwaduk"}
				for _, s := range e.Sources {
					want = append(want, s.Name)
				}
				for _, x := range want {
					if !strings.Contains(flat(have), flat(x)) {
						t.Errorf("%s %s %s lacks %q:\n%s", topic, size, lang, x, have)
					}
				}
			}
		}
	}
}

// TestInk wants the margins of the PNG white to the last dot.
func TestInk(t *testing.T) {
	w := load(t)
	for _, size := range []poster.Size{poster.A4, poster.A5} {
		s := w.sheet(t, "negara-taiwan", options(size, text.ID))
		var b bytes.Buffer
		if err := s.PNG(&b); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		dot := float64(img.Bounds().Dx()) / s.Width
		inside := image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()).Inset(int(s.Margin*dot) - 1)
		ink := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, g, b, _ := img.At(x, y).RGBA()
				if r&g&b == 0xffff {
					continue
				}
				if ink++; !(image.Point{X: x, Y: y}).In(inside) {
					t.Fatalf("%s: ink at %d, %d", size, x, y)
				}
			}
		}
		if ink == 0 {
			t.Errorf("%s is empty", size)
		}
	}
}

// TestSame wants the same bytes from the same knowledge, without a word about
// the machine they were made on.
func TestSame(t *testing.T) {
	w := load(t)
	var files [2][2]bytes.Buffer
	var s *poster.Sheet
	for i := range files {
		s = w.sheet(t, "calo", options(poster.A5, text.ID))
		if err := s.PDF(&files[i][0]); err != nil {
			t.Fatal(err)
		}
		if err := s.PNG(&files[i][1]); err != nil {
			t.Fatal(err)
		}
	}
	for k, name := range []string{"PDF", "PNG"} {
		if !bytes.Equal(files[0][k].Bytes(), files[1][k].Bytes()) {
			t.Errorf("two %ss of the same leaflet differ", name)
		}
	}
	pdf := files[0][0].String()
	if home, err := os.Getwd(); err != nil || strings.Contains(pdf, home) || !strings.Contains(pdf, "/CreationDate (D:"+s.Date.Format("20060102")+"000000)") {
		t.Error("the PDF names a directory or the time it was made at", err)
	}
}
