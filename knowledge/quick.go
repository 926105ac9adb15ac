package knowledge

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// quick makes the tree of nodes of a file in the plain YAML people write here:
// groups and lists by indentation, texts on one line, lists and groups in brackets on
// one line, and blocks behind "|". It returns nil for everything else, right or
// wrong, which is then left to yaml.v3: that takes four times as long and a
// start reads three megabytes.
func quick(data []byte) *yaml.Node {
	if !everyday(data) {
		return nil
	}
	q := &quickReader{rest: string(data)}
	q.next()
	root := q.block()
	if q.bad || !q.end {
		return nil
	}
	return root
}

// everyday reports whether data ends with its line and holds no sign that YAML takes for
// something special or refuses: tabs, other ends of lines, marks of byte order.
func everyday(data []byte) bool {
	for i, c := range data {
		switch {
		case c >= ' ' && c < 0x7f, c == '\n':
		case c < ' ', c == 0x7f, c == 0xef,
			c == 0xc2 && data[i+1] < 0xa0,
			c == 0xe2 && data[i+1] == 0x80 && (data[i+2] == 0xa8 || data[i+2] == 0xa9):
			return false
		}
	}
	return bytes.HasSuffix(data, []byte("\n"))
}

// A quickReader stands at a place in a line. It gives up by being bad.
type quickReader struct {
	rest string // lines behind this one
	line string
	no   int // of the line, from 1
	at   int // in the line, in bytes
	deep int
	end  bool // there is no more line
	bad  bool
	room []yaml.Node // made many at a time
}

// deepest is how many lists and groups may stand in each other.
const deepest = 50

// cut takes the next line.
func (q *quickReader) cut() {
	q.line, q.rest, _ = strings.Cut(q.rest, "\n")
	q.no++
}

// next goes to the first sign of the next line that is neither empty nor a comment.
func (q *quickReader) next() {
	for q.rest != "" {
		q.cut()
		q.at = len(q.line) - len(strings.TrimLeft(q.line, " "))
		if q.at == len(q.line) || q.line[q.at] == '#' {
			continue
		}
		if q.at == 0 && (strings.HasPrefix(q.line, "...") || strings.HasPrefix(q.line, "---")) {
			q.bad = true
		}
		return
	}
	q.end, q.line, q.at = true, "", -1
}

func (q *quickReader) node(kind yaml.Kind) *yaml.Node {
	if len(q.room) == 0 {
		q.room = make([]yaml.Node, 64)
	}
	n := &q.room[0]
	q.room = q.room[1:]
	n.Kind, n.Line, n.Column = kind, q.no, 1+utf8.RuneCountInString(q.line[:q.at])
	return n
}

// fail gives up.
func (q *quickReader) fail() *yaml.Node {
	q.bad = true
	return &yaml.Node{}
}

func (q *quickReader) item() bool {
	return !q.end && q.line[q.at] == '-' && (q.at+1 == len(q.line) || q.line[q.at+1] == ' ')
}

// block reads the list or the group that begins here, to the line behind it.
func (q *quickReader) block() *yaml.Node {
	if q.end {
		return q.fail()
	}
	col := q.at
	if !q.item() {
		return q.group(col, q.value(false))
	}
	defer q.enter()()
	n := q.node(yaml.SequenceNode)
	for q.at == col && q.item() && !q.bad {
		q.at++
		q.space()
		n.Content = append(n.Content, q.content(col, true))
	}
	return n
}

// group reads the group that begins in col with key.
func (q *quickReader) group(col int, key *yaml.Node) *yaml.Node {
	defer q.enter()()
	n := q.node(yaml.MappingNode)
	n.Line, n.Column = key.Line, key.Column
	for !q.bad {
		q.space()
		if key.Kind != yaml.ScalarNode || q.at > longest || !q.colon() {
			return q.fail()
		}
		q.at++
		q.space()
		n.Content = append(n.Content, key, q.content(col, false))
		if q.at != col || q.item() {
			break
		}
		key = q.value(false)
	}
	return n
}

// content reads what stands behind a dash or a colon of a list or a group that
// begins in col, to the line behind it.
func (q *quickReader) content(col int, list bool) (n *yaml.Node) {
	at := q.at
	switch {
	case q.bad:
		return q.fail()
	case q.at == len(q.line):
		q.next()
		if q.at <= col && (q.at < col || list || !q.item()) {
			return q.fail()
		}
		n = q.block()
	case list && q.item():
		n = q.block()
	case q.line[q.at] == '|':
		n = q.literal(col)
	default:
		n = q.value(false)
		q.space()
		switch {
		case q.at == len(q.line):
			q.next()
		case list && q.colon():
			n = q.group(at, n)
		default:
			return q.fail()
		}
	}
	if q.at > col {
		return q.fail() // a text that goes on, or lines that are further in than any before
	}
	return n
}

// enter goes into a list or a group; what it returns goes out again.
func (q *quickReader) enter() func() {
	if q.deep++; q.deep > deepest {
		q.bad = true
	}
	return func() { q.deep-- }
}

func (q *quickReader) space() {
	for q.at < len(q.line) && q.line[q.at] == ' ' {
		q.at++
	}
}

// colon reports whether a colon behind a key stands here.
func (q *quickReader) colon() bool {
	return q.at < len(q.line) && q.line[q.at] == ':' && (q.at+1 == len(q.line) || q.line[q.at+1] == ' ')
}

// longest is how far in a line a key may end, less than YAML allows for its length.
const longest = 1000

// value reads a text, or what stands in brackets; in brackets commas part texts.
func (q *quickReader) value(inside bool) *yaml.Node {
	if q.at >= len(q.line) {
		return q.fail()
	}
	switch q.line[q.at] {
	case '"', '\'':
		return q.quoted()
	case '[':
		return q.brackets(yaml.SequenceNode, ']')
	case '{':
		return q.brackets(yaml.MappingNode, '}')
	}
	if strings.IndexByte("-?:,]}#&*!|>%@`", q.line[q.at]) >= 0 {
		return q.fail()
	}
	n := q.node(yaml.ScalarNode)
	from := q.at
scan:
	for ; q.at < len(q.line); q.at++ {
		switch c := q.line[q.at]; c {
		case ':':
			if q.colon() {
				break scan
			}
		case '#':
			if q.line[q.at-1] == ' ' {
				return q.fail()
			}
		case ',', ']', '}':
			if inside {
				break scan
			}
		case '?', '[', '{':
			if inside {
				return q.fail()
			}
		}
	}
	n.Value = strings.TrimRight(q.line[from:q.at], " ")
	if inside && strings.HasSuffix(n.Value, ":") {
		return q.fail()
	}
	return n
}

// quoted reads a text in quotes.
func (q *quickReader) quoted() *yaml.Node {
	n := q.node(yaml.ScalarNode)
	mark := q.line[q.at]
	n.Style = yaml.DoubleQuotedStyle
	if mark == '\'' {
		n.Style = yaml.SingleQuotedStyle
	}
	from, escaped := q.at+1, false
	for q.at++; q.at < len(q.line); q.at++ {
		switch c := q.line[q.at]; {
		case c == '\\' && mark == '"':
			if q.at+1 == len(q.line) || q.line[q.at+1] != '"' {
				return q.fail()
			}
			q.at++
			escaped = true
		case c == mark && mark == '\'' && strings.HasPrefix(q.line[q.at+1:], "'"):
			q.at++
			escaped = true
		case c == mark:
			if n.Value = q.line[from:q.at]; escaped {
				n.Value = strings.NewReplacer(`\"`, `"`, "''", "'").Replace(n.Value)
			}
			q.at++
			return n
		}
	}
	return q.fail()
}

// brackets reads a list or a group in brackets, to the last of them.
func (q *quickReader) brackets(kind yaml.Kind, last byte) *yaml.Node {
	defer q.enter()()
	n := q.node(kind)
	n.Style = yaml.FlowStyle
	q.at++
	for q.space(); !q.bad && q.at < len(q.line); q.space() {
		if q.line[q.at] == last && len(n.Content) == 0 {
			q.at++
			return n
		}
		n.Content = append(n.Content, q.value(true))
		q.space()
		if kind == yaml.MappingNode {
			if !q.colon() {
				return q.fail()
			}
			q.at++
			q.space()
			n.Content = append(n.Content, q.value(true))
			q.space()
		}
		switch {
		case q.at >= len(q.line):
			return q.fail()
		case q.line[q.at] == last:
			q.at++
			return n
		case q.line[q.at] != ',':
			return q.fail()
		}
		q.at++
	}
	return q.fail()
}

// literal reads the lines behind "|" that are further in than col.
func (q *quickReader) literal(col int) *yaml.Node {
	n := q.node(yaml.ScalarNode)
	n.Style = yaml.LiteralStyle
	if q.at+1 < len(q.line) {
		return q.fail()
	}
	line, _, _ := strings.Cut(q.rest, "\n")
	in := len(line) - len(strings.TrimLeft(line, " "))
	if in <= col || in == len(line) {
		return q.fail()
	}
	var text strings.Builder
	for q.rest != "" {
		line, _, _ := strings.Cut(q.rest, "\n")
		if at := len(line) - len(strings.TrimLeft(line, " ")); at < in && at < len(line) {
			break
		}
		q.cut()
		text.WriteString(line[min(in, len(line)):])
		text.WriteByte('\n')
	}
	n.Value = strings.TrimRight(text.String(), "\n") + "\n"
	q.next()
	return n
}
