package poster

import (
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A Face is one weight of the Go fonts, which are free (BSD) and part of the
// program.
type Face struct {
	name string // family for the PDF
	data []byte
	font func() *opentype.Font
	// advances are the widths of all letters, in parts of the size.
	advances func() map[rune]float64
}

var (
	regular = newFace("go", goregular.TTF)
	bold    = newFace("gobold", gobold.TTF)
)

func newFace(name string, data []byte) *Face {
	f := &Face{name: name, data: data}
	f.font = sync.OnceValue(func() *opentype.Font {
		parsed, err := opentype.Parse(data)
		if err != nil {
			panic(err) // the font is part of the program
		}
		return parsed
	})
	f.advances = sync.OnceValue(f.measure)
	return f
}

// measure reads the widths in the font's own units, so that both canvases
// agree with them.
func (f *Face) measure() map[rune]float64 {
	var buf sfnt.Buffer
	em := fixed.I(int(f.font().UnitsPerEm()))
	out := map[rune]float64{}
	for r := ' '; r <= 0xffff; r++ {
		i, err := f.font().GlyphIndex(&buf, r)
		if err != nil || i == 0 {
			continue
		}
		if a, err := f.font().GlyphAdvance(&buf, i, em, font.HintingNone); err == nil {
			out[r] = float64(a) / float64(em)
		}
	}
	return out
}

// leading is from line to line, in parts of the size.
var leading = [...]float64{Headline: 1.12, Body: 1.18, Label: 1.2, Fine: 1.16}

// Measures of both faces, in parts of the size.
const (
	ascender  = 0.945
	descender = 0.212
	middle    = 0.36 // from the baseline up to the middle of a capital
)

// baseline is from the top of a line to its baseline, in parts of the size:
// the letters stand in the middle of their line.
func baseline(r Role) float64 { return (leading[r] + ascender - descender) / 2 }

// has reports whether the face has a glyph for r.
func (f *Face) has(r rune) bool {
	_, ok := f.advances()[r]
	return ok
}

// width is how wide s is at a size.
func (f *Face) width(s string, size float64) float64 {
	advances, w := f.advances(), 0.0
	for _, r := range s {
		w += advances[r]
	}
	return w * size
}
