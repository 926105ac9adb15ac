// Package markup is the light markup of answers: **bold**, [text](https://…),
// lines that begin with "- " or "1. ", and blank lines between paragraphs. It
// writes a text as plain text or as the HTML that chats understand. It imports
// nothing of ours.
package markup

import (
	"fmt"
	"html"
	"strings"
)

// A Span is a run of text in one style.
type Span struct {
	Text string
	Bold bool
	Link string // target, empty for none
}

// A Line is one line of a text; a blank line parts paragraphs.
type Line []Span

// Parse reads s. It never fails: what is not markup is text. Problems says
// what looks like markup and is not.
func Parse(s string) []Line {
	var out []Line
	for l := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		out = append(out, parseLine(strings.TrimRight(l, " ")))
	}
	return out
}

func parseLine(l string) Line {
	if strings.HasPrefix(l, "- ") {
		l = "• " + l[2:]
	}
	var out Line
	bold := false
	for l != "" {
		b, k := strings.Index(l, "**"), linkAt(l)
		switch {
		case k >= 0 && (b < 0 || k < b):
			out = add(out, Span{Text: l[:k], Bold: bold})
			mid := strings.Index(l[k:], "](") + k
			end := strings.IndexByte(l[mid:], ')') + mid
			out = add(out, Span{Text: l[k+1 : mid], Bold: bold, Link: l[mid+2 : end]})
			l = l[end+1:]
		case b >= 0 && (bold || strings.Contains(l[b+2:], "**")):
			out = add(out, Span{Text: l[:b], Bold: bold})
			bold = !bold
			l = l[b+2:]
		default:
			out = add(out, Span{Text: l, Bold: bold})
			l = ""
		}
	}
	return out
}

// linkAt is the place of the first whole link in l, -1 for none.
func linkAt(l string) int {
	for at := 0; ; {
		k := strings.IndexByte(l[at:], '[')
		if k < 0 {
			return -1
		}
		k += at
		mid := strings.Index(l[k:], "](")
		if mid < 0 {
			return -1
		}
		rest := l[k+mid+2:]
		end := strings.IndexByte(rest, ')')
		if end > 0 && !strings.ContainsAny(l[k+1:k+mid], "[]") && mid > 1 &&
			(strings.HasPrefix(rest, "https://") || strings.HasPrefix(rest, "http://")) && !strings.ContainsAny(rest[:end], " \"<>") {
			return k
		}
		at = k + 1
	}
}

func add(l Line, s Span) Line {
	if s.Text == "" {
		return l
	}
	return append(l, s)
}

// Plain writes s as plain text; a link is followed by its target in brackets.
func Plain(s string) string {
	return render(s, func(b *strings.Builder, sp Span) {
		b.WriteString(sp.Text)
		if sp.Link != "" && sp.Link != sp.Text {
			fmt.Fprintf(b, " (%s)", sp.Link)
		}
	})
}

// HTML writes s with <b> and <a> only; all else is escaped.
func HTML(s string) string {
	return render(s, func(b *strings.Builder, sp Span) {
		t := html.EscapeString(sp.Text)
		if sp.Link != "" {
			t = fmt.Sprintf(`<a href="%s">%s</a>`, html.EscapeString(sp.Link), t)
		}
		if sp.Bold {
			t = "<b>" + t + "</b>"
		}
		b.WriteString(t)
	})
}

func render(s string, span func(*strings.Builder, Span)) string {
	var b strings.Builder
	for i, l := range Parse(s) {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, sp := range l {
			span(&b, sp)
		}
	}
	return b.String()
}

// Escape makes foreign text, such as what a person wrote, safe to put into
// markup: nothing in it is read as bold or as a link.
func Escape(s string) string {
	s = strings.ReplaceAll(s, "**", "*\u200b*")
	return strings.ReplaceAll(s, "](", "]\u200b(")
}

// Problems names what in s looks like markup and will not be read as such: a
// lone **, HTML tags, Markdown headings, unfinished links.
func Problems(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		switch {
		case strings.Count(l, "**")%2 != 0:
			out = append(out, "** has no partner in the same line; write **bold**: "+clip(l))
		case strings.HasPrefix(l, "#"):
			out = append(out, "headings are not known, write **bold** instead: "+clip(l))
		case strings.Contains(l, "](") && linkAt(l) < 0:
			out = append(out, "this is no link; write [text](https://…): "+clip(l))
		case hasTag(l):
			out = append(out, "HTML is shown as it stands; take it out: "+clip(l))
		}
	}
	return out
}

func hasTag(l string) bool {
	i := strings.IndexByte(l, '<')
	if i < 0 {
		return false
	}
	j := strings.IndexByte(l[i:], '>')
	return j > 1 && (l[i+1] == '/' || l[i+1] >= 'a' && l[i+1] <= 'z')
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 50 {
		return string(r[:50]) + "…"
	}
	return s
}
