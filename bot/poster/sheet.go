package poster

import (
	"image/color"
	"time"

	"bekal/knowledge/text"
)

// Size is a paper size.
type Size string

// The sizes of leaflets.
const (
	A4 Size = "a4"
	A5 Size = "a5"
)

// A Role says what a text is for; its smallest size follows from that.
type Role int

// The roles of texts.
const (
	Headline Role = iota
	Body          // read from two metres: the answer, steps, warning, numbers
	Label         // read from one: names of contacts, how to use the code, what bekal is
	Fine          // read with the paper in hand: sources and dates
)

// A paper is a size with what may stand on it. All lengths are points.
type paper struct {
	width, height float64
	margin        float64 // what no printer needs for its own
	least         [4]float64
	most          float64 // largest body text
	code          float64 // side of the QR code where the body text is smallest
	numbers       int     // at most so many contacts
}

// At two metres an eye that needs no glasses tells letters of 3 mm apart; the
// capitals of 16 points are 4 mm high.
var papers = map[Size]paper{
	A4: {width: 595.28, height: 841.89, margin: 34, least: [...]float64{Headline: 40, Body: 16, Label: 11, Fine: 7.5}, most: 27, code: 130, numbers: 4},
	A5: {width: 419.53, height: 595.28, margin: 22, least: [...]float64{Headline: 25, Body: 16, Label: 9.5, Fine: 7}, most: 20, code: 96, numbers: 3},
}

// A Sheet is a leaflet with everything in its place, in points from the upper
// left corner. What comes first in a list lies below what comes later; boxes
// lie below discs, and texts above all.
type Sheet struct {
	Width, Height, Margin float64
	Boxes                 []Box
	Discs                 []Disc
	Texts                 []Text
	Code                  Code
	Title                 string
	Lang                  text.Lang
	Date                  time.Time
}

// A Box is a filled rectangle.
type Box struct {
	X, Y, W, H float64
	Fill       color.RGBA
}

// A Disc is a filled circle.
type Disc struct {
	X, Y, R float64 // its middle
	Fill    color.RGBA
}

// A Text is a run of text in one face; Y is its baseline.
type Text struct {
	X, Y, Size float64
	S          string
	Face       *Face
	Fill       color.RGBA
	Role       Role
}

// A Code is the QR code without its white border, one element a module.
type Code struct {
	X, Y, Side float64
	Dark       [][]bool
}
