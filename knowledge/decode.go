package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile is the largest knowledge file that is read, in bytes. The largest
// shipped file has some 40 KB; a file over this is not something people typed.
const maxFile = 1 << 20

// Marks say where the fields of a decoded file stand, by path: "answer.id.short",
// "utterances.id[3]". The file is read once more when the first is asked for: that
// is seldom, and they take as much memory as all the rest.
type Marks struct {
	places func() map[string]Pos // nil: not known any more
	under  string                // what all paths begin with
}

func newMarks(fsys fs.FS, file string) Marks {
	return Marks{places: sync.OnceValue(func() map[string]Pos {
		d := &decoder{file: file}
		out := map[string]Pos{}
		if data, bad := read(fsys, file); bad == nil {
			if root := d.parse(data); root != nil {
				d.mark(out, root, "")
			}
		}
		return out
	})}
}

// At is the place of path, or of the nearest field around it, or whole.
func (m Marks) At(path string, whole Pos) Pos {
	if m.places == nil {
		return whole
	}
	places := m.places()
	if path == "" {
		path = m.under
	} else {
		path = join(m.under, path)
	}
	for path != "" {
		if p, ok := places[path]; ok {
			return p
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return whole
}

// mark notes the places of n and all below.
func (d *decoder) mark(out map[string]Pos, n *yaml.Node, path string) {
	out[path] = Pos{d.file, n.Line, n.Column}
	for i, c := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode:
			d.mark(out, c, path+"["+strconv.Itoa(i)+"]")
		case n.Kind == yaml.MappingNode && i%2 == 1:
			d.mark(out, c, join(path, n.Content[i-1].Value))
		}
	}
}

// A decoder reads one file by its nodes, for yaml.v3 says only of them where they
// stand. It is strict: unknown and doubled fields, anchors, aliases and wrong
// types are problems.
type decoder struct {
	file     string
	shapes   map[reflect.Type][]field
	problems []Problem
}

// A field is one of a struct that a file can have.
type field struct {
	tag      string
	at       int // among the struct's
	optional bool
}

// A spot is where the decoder is: a field, or an item of a list, of what is
// around it; nil for the whole file.
type spot struct {
	in   *spot
	key  string
	item int // of a list; notItem for a field
}

const notItem = -1

func (s *spot) String() string {
	switch {
	case s == nil:
		return ""
	case s.item != notItem:
		return s.in.String() + "[" + strconv.Itoa(s.item) + "]"
	}
	return join(s.in.String(), s.key)
}

func (d *decoder) problem(n *yaml.Node, format string, args ...any) {
	p := Pos{File: d.file}
	if n != nil {
		p.Line, p.Col = n.Line, n.Column
	}
	d.problems = append(d.problems, Problem{p, fmt.Sprintf(format, args...)})
}

// decode reads data into out, a pointer to a struct or a slice of structs. It
// reports whether it is YAML at all.
func decode(file string, data []byte, out any) (bool, []Problem) {
	d := &decoder{file: file, shapes: map[reflect.Type][]field{}}
	root := d.parse(data)
	if root == nil || !d.plain(root) {
		return false, d.problems
	}
	d.value(root, reflect.ValueOf(out).Elem(), nil)
	return true, d.problems
}

// plain reports anchors and aliases, which can make a small file a huge one,
// and whether there are none.
func (d *decoder) plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.problem(n, "anchors (&) and aliases (*) are not allowed; write the text out")
		return false
	}
	for _, c := range n.Content {
		if !d.plain(c) {
			return false
		}
	}
	return true
}

// parse makes the tree of nodes, nil after a problem.
func (d *decoder) parse(data []byte) (root *yaml.Node) {
	if line, col, ok := badUTF8(data); ok {
		d.problem(&yaml.Node{Line: line, Column: col}, "this is not UTF-8 text; save the file as UTF-8")
		return nil
	}
	defer func() {
		// yaml.v3 panics on a few malformed inputs instead of returning an error.
		if r := recover(); r != nil {
			d.problem(nil, "this cannot be read as YAML; compare it with an entry that works")
			root = nil
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			d.problem(nil, "the file is empty; remove it or fill it in")
			return nil
		}
		d.syntax(err, data)
		return nil
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		d.problem(&more, "a second document begins here; keep one per file, without ---")
		return nil
	case !errors.Is(err, io.EOF):
		d.syntax(err, data)
		return nil
	}
	if len(doc.Content) != 1 {
		d.problem(nil, "the file is empty; remove it or fill it in")
		return nil
	}
	return doc.Content[0]
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)$`)

func (d *decoder) syntax(err error, data []byte) {
	what, n := strings.TrimPrefix(err.Error(), "yaml: "), &yaml.Node{}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		n.Line, _ = strconv.Atoi(m[1]) // the pattern holds digits only
		what = m[2]
	}
	hint := "check the indentation and quote text that holds \": \" or begins with a sign"
	switch {
	case strings.Contains(what, "cannot start any token") || strings.Contains(what, "tab"):
		hint = "indent with spaces, not tabs, and quote text that begins with a sign"
	case strings.Contains(what, "anchor") || strings.Contains(what, "alias"):
		hint = "quote text that begins with * or &"
	}
	if n.Line == 0 {
		n.Line = d.lineOf(what, data)
	}
	d.problem(n, "this is not YAML (%s); %s", what, hint)
}

// lineOf finds the line of an unknown anchor, which yaml.v3 does not give.
func (*decoder) lineOf(what string, data []byte) int {
	_, rest, ok := strings.Cut(what, "unknown anchor '")
	name, _, end := strings.Cut(rest, "'")
	if !ok || !end {
		return 0
	}
	before, _, found := bytes.Cut(data, []byte("*"+name))
	if !found {
		return 0
	}
	return bytes.Count(before, []byte("\n")) + 1
}

// badUTF8 is where data is no text.
func badUTF8(data []byte) (line, col int, bad bool) {
	if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
		return 0, 0, false
	}
	line, col = 1, 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 || r == 0 {
			return line, col, true
		}
		if col++; r == '\n' {
			line, col = line+1, 1
		}
		data = data[n:]
	}
	return 0, 0, false
}

func (d *decoder) value(n *yaml.Node, v reflect.Value, at *spot) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), at)
	case reflect.Struct:
		d.structure(n, v, at)
	case reflect.Map:
		d.mapping(n, v, at)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.problem(n, "%s must be a list; begin each line with \"- \"", name(at))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			d.value(c, v.Index(i), &spot{at, "", i})
		}
	default:
		d.scalar(n, v, at)
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, at *spot) {
	if n.Kind != yaml.ScalarNode {
		d.problem(n, "%s must be a single value, not a list or a group", name(at))
		return
	}
	switch v.Kind() {
	case reflect.String:
		date, fact := v.Type() == reflect.TypeFor[Date](), v.Type() == reflect.TypeFor[FactRef]()
		switch tag := n.ShortTag(); {
		case tag == "!!str", date, fact && tag == "!!int", tag == "!!timestamp":
			v.SetString(strings.TrimSpace(n.Value))
		case tag == "!!null" && n.Value == "":
			v.SetString("")
		default:
			d.problem(n, "%s must be text; put %s in quotes: %q", name(at), n.Value, n.Value)
		}
	case reflect.Bool:
		if n.ShortTag() != "!!bool" {
			d.problem(n, "%s must be true or false", name(at))
			return
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			d.problem(n, "%s must be a whole number without dots", name(at))
			return
		}
		v.SetInt(int64(i))
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, at *spot) {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Content)/2))
	d.pairs(n, at, func(key, val *yaml.Node) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(val, e, &spot{at, key.Value, notItem})
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), e)
	})
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, at *spot) {
	fields := d.fields(v.Type())
	seen := make([]bool, len(fields))
	if !d.pairs(n, at, func(key, val *yaml.Node) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.tag == key.Value })
		if i < 0 {
			d.problem(key, "%s is not a field here; known are %s", key.Value, known(fields))
			return
		}
		seen[i] = true
		d.value(val, v.Field(fields[i].at), &spot{at, key.Value, notItem})
	}) {
		return
	}
	for i, f := range fields {
		if !f.optional && !seen[i] {
			d.problem(n, "%s is missing; add it", &spot{at, f.tag, notItem})
		}
	}
}

// fields are those of a struct that a file can have.
func (d *decoder) fields(t reflect.Type) []field {
	out, ok := d.shapes[t]
	if ok {
		return out
	}
	for i := range t.NumField() {
		if tag, opt, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); tag != "" && tag != "-" {
			out = append(out, field{tag, i, opt == "optional"})
		}
	}
	d.shapes[t] = out
	return out
}

func known(fields []field) string {
	var tags []string
	for _, f := range fields {
		tags = append(tags, f.tag)
	}
	slices.Sort(tags)
	return strings.Join(tags, ", ")
}

// pairs calls f for every key of a mapping and reports doubled keys. It
// returns false if n is no mapping.
func (d *decoder) pairs(n *yaml.Node, at *spot, f func(key, val *yaml.Node)) bool {
	if n.Kind != yaml.MappingNode {
		d.problem(n, "%s must be a group of \"field: value\" lines", name(at))
		return false
	}
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			d.problem(key, "a field's name must be plain text")
			continue
		}
		if line, ok := seen[key.Value]; ok {
			d.problem(key, "%s stands here a second time (first in line %d); keep one", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		f(key, n.Content[i+1])
	}
	return true
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func name(at *spot) string {
	if at == nil {
		return "the file"
	}
	return at.String()
}
