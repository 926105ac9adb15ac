package poster

import "strings"

// A span is text in one face.
type span struct {
	s    string
	face *Face
}

// A line is what fits beside each other; its spans bear their spaces.
type line []span

func (l line) width(size float64) float64 {
	w := 0.0
	for _, s := range l {
		w += s.face.width(s.s, size)
	}
	return w
}

// wrap breaks spans into lines no wider than width. A word is broken only
// where it is wider than a line.
func wrap(spans []span, size, width float64) []line {
	var out []line
	var now line
	used := 0.0
	for _, word := range words(spans) {
		more := word.width(size)
		if len(now) > 0 {
			space := now[len(now)-1].face.width(" ", size)
			if used+space+more <= width {
				now, used = join(now, word), used+space+more
				continue
			}
			out = append(out, now)
		}
		now, used = word, more
		for used > width {
			head, tail := split(now, size, width)
			if len(tail) == 0 {
				break // one letter alone is wider than a line
			}
			out = append(out, head)
			now, used = tail, tail.width(size)
		}
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// balance wraps into as few lines as wrap does, of about the same width.
func balance(spans []span, size, width float64) []line {
	best := wrap(spans, size, width)
	if len(best) < 2 {
		return best
	}
	for low := width / 2; width-low > size/4; {
		mid := (low + width) / 2
		if l := wrap(spans, size, mid); len(l) > len(best) {
			low = mid
		} else {
			best, width = l, mid
		}
	}
	return best
}

// words are the spans parted at their spaces; a word may have several faces:
// "**Rp350.000**." is one.
func words(spans []span) []line {
	var out []line
	var word line
	for _, s := range spans {
		for i, part := range strings.Split(s.s, " ") {
			if i > 0 && len(word) > 0 {
				out = append(out, word)
				word = nil
			}
			if part != "" {
				word = append(word, span{part, s.face})
			}
		}
	}
	if len(word) > 0 {
		out = append(out, word)
	}
	return out
}

// join puts a word behind a line that has some. Neighbours of one face become one span, so
// that a program that reads the PDF finds whole phrases.
func join(l, word line) line {
	out := append(line{}, l...)
	last := &out[len(out)-1]
	if last.face == word[0].face {
		last.s += " " + word[0].s
		return append(out, word[1:]...)
	}
	last.s += " "
	return append(out, word...)
}

// split parts a line where width is reached; head has at least one letter.
func split(l line, size, width float64) (head, tail line) {
	used := 0.0
	for i, s := range l {
		for at, r := range s.s {
			used += s.face.width(string(r), size)
			if used <= width || i == 0 && at == 0 {
				continue
			}
			if at > 0 {
				head = append(head, span{s.s[:at], s.face})
			}
			return head, append(line{{s.s[at:], s.face}}, l[i+1:]...)
		}
		head = append(head, s)
	}
	return head, nil
}
