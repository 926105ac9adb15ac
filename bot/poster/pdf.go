package poster

import (
	"fmt"
	"image/color"
	"io"

	"github.com/go-pdf/fpdf"
)

// PDF writes the sheet as a PDF of one page. The same sheet gives the same
// bytes.
func (s *Sheet) PDF(out io.Writer) error {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: s.Width, Ht: s.Height}})
	f.SetCreationDate(s.Date)
	f.SetModificationDate(s.Date)
	f.SetCatalogSort(true)
	f.SetProducer("bekal", false)
	f.SetTitle(s.Title, true)
	f.SetLang(string(s.Lang))
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	for _, face := range []*Face{regular, bold} {
		f.AddUTF8FontFromBytes(face.name, "", face.data)
	}
	f.AddPage()
	fill := func(c color.RGBA) { f.SetFillColor(int(c.R), int(c.G), int(c.B)) }
	for _, b := range s.Boxes {
		fill(b.Fill)
		f.Rect(b.X, b.Y, b.W, b.H, "F")
	}
	for _, d := range s.Discs {
		fill(d.Fill)
		f.Circle(d.X, d.Y, d.R, "F")
	}
	fill(color.RGBA{A: 0xff})
	m := s.Code.Side / float64(len(s.Code.Dark))
	for i, row := range s.Code.Dark {
		for _, r := range runs(row) {
			// a hair taller than the row, so that no white line shows between rows
			f.Rect(s.Code.X+float64(r[0])*m, s.Code.Y+float64(i)*m, float64(r[1]-r[0])*m, m*1.01, "F")
		}
	}
	for _, t := range s.Texts {
		f.SetTextColor(int(t.Fill.R), int(t.Fill.G), int(t.Fill.B))
		f.SetFont(t.Face.name, "", t.Size)
		f.Text(t.X, t.Y, t.S)
	}
	if err := f.Output(out); err != nil {
		return fmt.Errorf("writing the PDF: %w", err)
	}
	return nil
}

// runs are the stretches of dark modules in a row: from, to.
func runs(row []bool) [][2]int {
	var out [][2]int
	for i, dark := range row {
		switch {
		case !dark:
		case i > 0 && row[i-1]:
			out[len(out)-1][1] = i + 1
		default:
			out = append(out, [2]int{i, i + 1})
		}
	}
	return out
}
