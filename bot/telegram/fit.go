package telegram

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"bekal/knowledge/markup"
)

// maxText is how long a message may be, in UTF-16 units after its entities are
// parsed (Bot API, sendMessage).
const maxText = 4096

// fit writes a text in light markup as Telegram's HTML, in as many parts as it
// takes so that each has at most limit UTF-16 units on the screen. It cuts
// between paragraphs, else between lines, else between words, else within a
// word, and never through markup: what is cut is the parsed text, and each
// part is rendered for itself. No part is blank; a blank text has no parts.
func fit(s string, limit int) []string {
	var parts []string
	for _, lines := range pack(markup.Parse(s), limit) {
		lines = trim(lines)
		if len(lines) > 0 {
			parts = append(parts, render(lines))
		}
	}
	return parts
}

// pack fills parts with lines.
func pack(lines []markup.Line, limit int) [][]markup.Line {
	var parts [][]markup.Line
	var part []markup.Line
	size := 0
	border, above := 0, 0 // where the last paragraph of part begins, and the size of what stands above it
	for _, l := range narrow(lines, limit) {
		n := width(l) + 1 // with its line break
		for len(part) > 0 && size+n-1 > limit {
			cut := len(part)
			if len(l) > 0 && above > limit/3 {
				cut = border
			}
			parts = append(parts, part[:cut])
			part, border, above, size = part[cut:], 0, 0, 0
			for _, k := range part {
				size += width(k) + 1
			}
		}
		part = append(part, l)
		size += n
		if len(l) == 0 {
			border, above = len(part), size
		}
	}
	return append(parts, part)
}

// narrow cuts lines that are wider than limit into several.
func narrow(lines []markup.Line, limit int) []markup.Line {
	var out []markup.Line
	for _, l := range lines {
		for width(l) > limit {
			var head markup.Line
			head, l = split(l, limit)
			out = append(out, head)
		}
		out = append(out, l)
	}
	return out
}

// split cuts l after at most limit units, at a space if the last third of them
// has one.
func split(l markup.Line, limit int) (head, tail markup.Line) {
	var flat strings.Builder
	for _, sp := range l {
		flat.WriteString(sp.Text)
	}
	s := flat.String()
	at, size, space := 0, 0, -1
	for i, r := range s {
		if size+units(r) > limit {
			at = i
			break
		}
		size += units(r)
		if r == ' ' && size > limit*2/3 {
			space = i + 1
		}
	}
	if space > 0 {
		at = space
	}
	if at == 0 { // a single character wider than the limit
		_, at = utf8.DecodeRuneInString(s)
	}
	for _, sp := range l {
		k := min(at, len(sp.Text))
		at -= k
		if k > 0 {
			head = append(head, markup.Span{Text: sp.Text[:k], Bold: sp.Bold, Link: sp.Link})
		}
		if k < len(sp.Text) {
			tail = append(tail, markup.Span{Text: sp.Text[k:], Bold: sp.Bold, Link: sp.Link})
		}
	}
	return head, tail
}

// trim drops blank lines at both ends.
func trim(lines []markup.Line) []markup.Line {
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func blank(l markup.Line) bool {
	for _, sp := range l {
		if strings.TrimSpace(sp.Text) != "" {
			return false
		}
	}
	return true
}

// render writes lines as markup.HTML does.
func render(lines []markup.Line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, sp := range l {
			t := html.EscapeString(sp.Text)
			if sp.Link != "" {
				t = fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(sp.Link), t)
			}
			if sp.Bold {
				t = "<b>" + t + "</b>"
			}
			b.WriteString(t)
		}
	}
	return b.String()
}

func width(l markup.Line) int {
	n := 0
	for _, sp := range l {
		n += utf16Len(sp.Text)
	}
	return n
}

// utf16Len is how long Telegram takes s to be.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return n
}

func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
