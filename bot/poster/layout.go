package poster

import (
	"image/color"
	"slices"
	"strconv"
)

// The colours: dark on white, so that a black-and-white printer keeps every
// contrast, and little of them, so that it keeps its ink.
var (
	black = color.RGBA{0x1a, 0x1a, 0x1a, 0xff}
	grey  = color.RGBA{0x44, 0x44, 0x44, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
	calm  = color.RGBA{0x0b, 0x4f, 0x6c, 0xff}
	alarm = color.RGBA{0x9e, 0x1b, 0x1b, 0xff}
	amber = color.RGBA{0xff, 0xef, 0xc2, 0xff}
	mist  = color.RGBA{0xee, 0xf3, 0xf5, 0xff}
)

// fit lays a leaflet out in the largest letters that leave everything room. At
// the smallest size it gives things up, see shrink.
func fit(p paper, w wording, code [][]bool) (*Sheet, bool) {
	for len(w.numbers) > p.numbers && w.dropNumber() {
	}
	at := func(body float64) (*Sheet, bool) {
		l := layout{paper: p, w: w, body: body, sheet: &Sheet{Width: p.width, Height: p.height, Margin: p.margin}}
		return l.sheet, l.place(code)
	}
	s, ok := at(p.least[Body])
	for !ok && w.shrink() {
		s, ok = at(p.least[Body])
	}
	for body := p.most; ok && body > p.least[Body]; body -= 0.5 {
		if larger, fits := at(body); fits {
			return larger, true
		}
	}
	return s, ok
}

// shrink gives up what is missed least, and reports whether there was anything.
// The answer, the warning, the numbers of every leaflet, the code and the
// sources stay.
func (w *wording) shrink() bool {
	switch {
	case w.dropNumber():
	case len(w.kicker) > 0:
		w.kicker = nil
	case !w.dense && len(w.steps) > 0:
		w.dense = true
	case len(w.steps) > 0:
		w.steps = w.steps[:len(w.steps)-1]
		w.scan = w.rest
	default:
		return false
	}
	return true
}

// dropNumber leaves out the last contact that is not on every leaflet.
func (w *wording) dropNumber() bool {
	for i, n := range slices.Backward(w.numbers) {
		if !n.always {
			w.numbers = slices.Delete(slices.Clone(w.numbers), i, i+1)
			return true
		}
	}
	return false
}

// A layout places one leaflet with the body text at one size; all other sizes
// follow from that.
type layout struct {
	paper
	w     wording
	body  float64
	sheet *Sheet
}

// A block is a part of the page over its whole width.
type block struct {
	height float64
	draw   func(y float64)
}

func (l *layout) size(r Role) float64 {
	more := l.body - l.least[Body]
	switch r {
	case Headline:
		return l.least[Headline] + 1.3*more
	case Label:
		return l.least[Label] + 0.45*more
	case Fine:
		return l.least[Fine]
	}
	return l.body
}

func (l *layout) inner() float64 { return l.width - 2*l.margin }

func (l *layout) accent() color.RGBA {
	if l.w.alarm {
		return alarm
	}
	return calm
}

// place puts everything onto the sheet, unless the page is too small for it.
// What is read hangs from the top, what is used stands on the bottom.
func (l *layout) place(code [][]bool) bool {
	top := append([]block{l.head(), l.paragraph(l.w.short, Body, black)}, l.steps()...)
	if len(l.w.warning) > 0 {
		top = append(top, l.warning())
	}
	bottom := []block{l.panel(code), l.about(), l.fine()}
	least := 0.4 * l.body // between two blocks
	room := l.height - 2*l.margin
	for _, b := range slices.Concat(top, bottom) {
		room -= b.height
	}
	room -= least * float64(len(top)+len(bottom)-1)
	if room < 0 {
		return false
	}
	gap := least + min(room/float64(len(top)), l.body)
	y := l.margin
	for _, b := range top {
		b.draw(y)
		y += b.height + gap
	}
	y = l.height - l.margin
	for _, b := range slices.Backward(bottom) {
		y -= b.height
		b.draw(y)
		y -= least
	}
	return true
}

// tall is the height of lines.
func (l *layout) tall(lines []line, role Role, size float64) float64 {
	return float64(len(lines)) * leading[role] * size
}

// write puts lines under each other and returns what is below them.
func (l *layout) write(lines []line, x, y, size float64, role Role, fill color.RGBA) float64 {
	for _, ln := range lines {
		at := x
		for _, s := range ln {
			l.sheet.Texts = append(l.sheet.Texts, Text{at, y + baseline(role)*size, size, s.s, s.face, fill, role})
			at += s.face.width(s.s, size)
		}
		y += leading[role] * size
	}
	return y
}

func (l *layout) box(x, y, w, h float64, fill color.RGBA) {
	l.sheet.Boxes = append(l.sheet.Boxes, Box{x, y, w, h, fill})
}

// paragraph is plain text over the whole width.
func (l *layout) paragraph(s []span, role Role, fill color.RGBA) block {
	size := l.size(role)
	lines := wrap(s, size, l.inner())
	return block{l.tall(lines, role, size), func(y float64) {
		l.write(lines, l.margin, y, size, role, fill)
	}}
}

// head is the headline in a coloured field, with the kind of topic over it.
func (l *layout) head() block {
	pad := 0.55 * l.body
	big, small := l.size(Headline), l.size(Label)
	over := wrap(l.w.kicker, small, l.inner()-2*pad)
	title := balance(l.w.title, big, l.inner()-2*pad)
	h := 2*pad + l.tall(over, Label, small) + l.tall(title, Headline, big)
	return block{h, func(y float64) {
		l.box(l.margin, y, l.inner(), h, l.accent())
		y = l.write(over, l.margin+pad, y+pad, small, Label, white)
		l.write(title, l.margin+pad, y, big, Headline, white)
	}}
}

// steps are the steps, one under the other, or behind each other when they are
// dense.
func (l *layout) steps() []block {
	var out []block
	var all []span
	for i, s := range l.w.steps {
		n := strconv.Itoa(i + 1)
		out = append(out, l.step(n, s))
		all = slices.Concat(all, []span{{n + ". ", bold}}, s, []span{{" ", regular}})
	}
	if l.w.dense && len(all) > 0 {
		return []block{l.paragraph(all, Body, black)}
	}
	return out
}

// step is one numbered step.
func (l *layout) step(n string, s []span) block {
	size := l.size(Body)
	indent := 1.9 * size
	lines := balance(s, size, l.inner()-indent)
	return block{l.tall(lines, Body, size), func(y float64) {
		l.mark(n, l.margin+0.68*size, y+(baseline(Body)-middle)*size, size, l.accent())
		l.write(lines, l.margin+indent, y, size, Body, black)
	}}
}

// mark is a white sign on a disc around x, y.
func (l *layout) mark(sign string, x, y, size float64, fill color.RGBA) {
	l.sheet.Discs = append(l.sheet.Discs, Disc{x, y, 0.68 * size, fill})
	l.sheet.Texts = append(l.sheet.Texts, Text{x - bold.width(sign, size)/2, y + middle*size, size, sign, bold, white, Body})
}

// warning is the warning on a field of its own.
func (l *layout) warning() block {
	size := l.size(Body)
	pad, indent := 0.4*size, 2.3*size
	lines := balance(l.w.warning, size, l.inner()-indent-pad)
	h := 2*pad + l.tall(lines, Body, size)
	return block{h, func(y float64) {
		l.box(l.margin, y, l.inner(), h, amber)
		l.mark("!", l.margin+pad+0.68*size, y+h/2, size, alarm)
		l.write(lines, l.margin+indent, y+pad, size, Body, black)
	}}
}

// quiet is how many modules beside a code must stay white.
const quiet = 4

// panel is the code with the numbers beside it.
func (l *layout) panel(code [][]bool) block {
	side := l.code * l.body / l.least[Body]
	white := quiet * side / float64(len(code))
	pad := 0.5 * l.body
	x := l.margin + side + white
	room := l.inner() - side - white - 2*pad
	big, small := l.numberSize(room), l.size(Label)
	between := 0.25 * l.body
	type entry struct{ value, name []line }
	var list []entry
	title := wrap(l.w.help, small, room)
	h := 2*pad + l.tall(title, Label, small)
	for _, n := range l.w.numbers {
		e := entry{wrap(n.value, big, room), balance(n.name, small, room)}
		h += between + l.tall(e.value, Body, big) + l.tall(e.name, Label, small)
		list = append(list, e)
	}
	text := h
	h = max(h, side+2*white)
	return block{h, func(y float64) {
		l.sheet.Code = Code{l.margin, y + (h-side)/2, side, code}
		l.box(x, y, l.inner()-side-white, h, mist)
		y = l.write(title, x+pad, y+pad+(h-text)/2, small, Label, l.accent())
		for _, e := range list {
			y = l.write(e.value, x+pad, y+between, big, Body, black)
			y = l.write(e.name, x+pad, y, small, Label, grey)
		}
	}}
}

// numberSize is how large the telephone numbers are: as large as the longest
// allows on one line, never smaller than the rest of what is read from afar.
func (l *layout) numberSize(room float64) float64 {
	size := 1.25 * l.body
	for _, n := range l.w.numbers {
		if w := line(n.value).width(size); w > room {
			size *= room / w
		}
	}
	return max(size, l.least[Body])
}

// about says how to use the code, what bekal is, and whose board this is.
func (l *layout) about() block {
	parts := []block{
		l.paragraph(l.w.scan, Label, black),
		l.paragraph(l.w.about, Label, black),
		l.paragraph(l.w.notice, Label, l.accent()),
	}
	between := 0.15 * l.body
	h := between * float64(len(parts)-1)
	for _, p := range parts {
		h += p.height
	}
	return block{h, func(y float64) {
		for _, p := range parts {
			p.draw(y)
			y += p.height + between
		}
	}}
}

// fine is the small print under a rule.
func (l *layout) fine() block {
	p := l.paragraph(l.w.fine(l.w.numbers), Fine, grey)
	const rule, under = 0.75, 2.0
	return block{p.height + rule + under, func(y float64) {
		l.box(l.margin, y, l.inner(), rule, grey)
		p.draw(y + rule + under)
	}}
}
