package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile is the largest knowledge file that is read, in bytes. The largest
// shipped file has some 40 KB; a file over this is not something people typed.
const maxFile = 1 << 20

// Marks are the places of the fields of a decoded file, by path: "answer.id.short",
// "utterances.id[3]".
type Marks map[string]Pos

// at is the place of path, or of the nearest field around it.
func (m Marks) at(path string, whole Pos) Pos {
	for path != "" {
		if p, ok := m[path]; ok {
			return p
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return whole
}

// A decoder reads one file and keeps the place of everything, which yaml.v3
// does only for nodes. It is strict: unknown and doubled fields, anchors,
// aliases and wrong types are problems.
type decoder struct {
	file     string
	marks    Marks
	problems []Problem
}

func (d *decoder) problem(n *yaml.Node, format string, args ...any) {
	p := Pos{File: d.file}
	if n != nil {
		p.Line, p.Col = n.Line, n.Column
	}
	d.problems = append(d.problems, Problem{p, fmt.Sprintf(format, args...)})
}

// decode reads data into out, a pointer to a struct or a slice of structs.
//
// The marks are nil if the file is no YAML at all.
func decode(file string, data []byte, out any) (Marks, []Problem) {
	d := &decoder{file: file, marks: Marks{}}
	root := d.parse(data)
	if root == nil || !d.plain(root) {
		return nil, d.problems
	}
	d.value(root, reflect.ValueOf(out).Elem(), "")
	return d.marks, d.problems
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

func badUTF8(data []byte) (line, col int, bad bool) {
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

func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) {
	d.marks[path] = Pos{d.file, n.Line, n.Column}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
	case reflect.Struct:
		d.structure(n, v, path)
	case reflect.Map:
		d.mapping(n, v, path)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			d.problem(n, "%s must be a list; begin each line with \"- \"", name(path))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, c := range n.Content {
			d.value(c, v.Index(i), path+"["+strconv.Itoa(i)+"]")
		}
	default:
		d.scalar(n, v, path)
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.ScalarNode {
		d.problem(n, "%s must be a single value, not a list or a group", name(path))
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
			d.problem(n, "%s must be text; put %s in quotes: %q", name(path), n.Value, n.Value)
		}
	case reflect.Bool:
		if n.ShortTag() != "!!bool" {
			d.problem(n, "%s must be true or false", name(path))
			return
		}
		v.SetBool(strings.EqualFold(n.Value, "true"))
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			d.problem(n, "%s must be a whole number without dots", name(path))
			return
		}
		v.SetInt(int64(i))
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, path string) {
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, path, func(key, val *yaml.Node) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(val, e, join(path, key.Value))
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), e)
	})
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, path string) {
	fields, known, seen := map[string]int{}, []string{}, map[string]bool{}
	for i := range v.NumField() {
		if tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ","); tag != "" && tag != "-" {
			fields[tag] = i
			known = append(known, tag)
		}
	}
	if !d.pairs(n, path, func(key, val *yaml.Node) {
		i, ok := fields[key.Value]
		if !ok {
			sort.Strings(known)
			d.problem(key, "%s is not a field here; known are %s", key.Value, strings.Join(known, ", "))
			return
		}
		seen[key.Value] = true
		d.value(val, v.Field(i), join(path, key.Value))
	}) {
		return
	}
	for i := range v.NumField() {
		tag, opt, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if tag != "" && tag != "-" && opt != "optional" && !seen[tag] {
			d.problem(n, "%s is missing; add it", join(path, tag))
		}
	}
}

// pairs calls f for every key of a mapping and reports doubled keys. It
// returns false if n is no mapping.
func (d *decoder) pairs(n *yaml.Node, path string, f func(key, val *yaml.Node)) bool {
	if n.Kind != yaml.MappingNode {
		d.problem(n, "%s must be a group of \"field: value\" lines", name(path))
		return false
	}
	seen := map[string]int{}
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

func name(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}
