package poster

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// perInch is how many dots an inch of the PNG has: enough for a printer.
const perInch = 300

// dots turns points into dots.
const dots = perInch / 72.0

// PNG writes the sheet as a picture.
func (s *Sheet) PNG(out io.Writer) error {
	img := image.NewRGBA(image.Rect(0, 0, round(s.Width), round(s.Height)))
	paint(img, img.Bounds(), white)
	for _, b := range s.Boxes {
		paint(img, image.Rect(round(b.X), round(b.Y), round(b.X+b.W), round(b.Y+b.H)), b.Fill)
	}
	for _, d := range s.Discs {
		disc(img, d)
	}
	s.Code.paint(img)
	faces := map[string]font.Face{}
	for _, t := range s.Texts {
		key := fmt.Sprintf("%s %.3f", t.Face.name, t.Size)
		if faces[key] == nil {
			face, err := opentype.NewFace(t.Face.font(), &opentype.FaceOptions{Size: t.Size, DPI: perInch, Hinting: font.HintingNone})
			if err != nil {
				return fmt.Errorf("preparing a font: %w", err)
			}
			faces[key] = face
		}
		d := font.Drawer{Dst: img, Src: image.NewUniform(t.Fill), Face: faces[key], Dot: fixed.Point26_6{X: fix(t.X), Y: fix(t.Y)}}
		d.DrawString(t.S)
	}
	if err := png.Encode(out, img); err != nil {
		return fmt.Errorf("writing the PNG: %w", err)
	}
	return nil
}

func round(points float64) int { return int(math.Round(points * dots)) }

func fix(points float64) fixed.Int26_6 { return fixed.Int26_6(math.Round(points * dots * 64)) }

func paint(img draw.Image, r image.Rectangle, c color.RGBA) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func disc(img *image.RGBA, d Disc) {
	// four curves make a circle when their handles are this part of the radius
	const k = 0.5523
	r := float32(d.R * dots)
	left, top := round(d.X-d.R), round(d.Y-d.R)
	x, y := float32(d.X*dots)-float32(left), float32(d.Y*dots)-float32(top)
	side := int(2*r) + 2
	v := vector.NewRasterizer(side, side)
	v.MoveTo(x+r, y)
	v.CubeTo(x+r, y+k*r, x+k*r, y+r, x, y+r)
	v.CubeTo(x-k*r, y+r, x-r, y+k*r, x-r, y)
	v.CubeTo(x-r, y-k*r, x-k*r, y-r, x, y-r)
	v.CubeTo(x+k*r, y-r, x+r, y-k*r, x+r, y)
	v.ClosePath()
	v.Draw(img, image.Rect(left, top, left+side, top+side), image.NewUniform(d.Fill), image.Point{})
}

// paint draws the code in whole dots a module, so a little smaller: a decoder
// wants all modules of one size.
func (c Code) paint(img draw.Image) {
	m := int(c.Side * dots / float64(len(c.Dark)))
	x, y := round(c.X), round(c.Y+c.Side/2)-m*len(c.Dark)/2
	for i, row := range c.Dark {
		for _, r := range runs(row) {
			paint(img, image.Rect(x+r[0]*m, y+i*m, x+r[1]*m, y+(i+1)*m), color.RGBA{A: 0xff})
		}
	}
}
