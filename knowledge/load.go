package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

//go:embed indonesia
var embedded embed.FS

// Embedded are the knowledge files the program is shipped with.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "indonesia")
	if err != nil {
		panic(err) // the directory is part of the program
	}
	return sub
}

// A Base is everything known, read once and never changed.
type Base struct {
	Entries  []*Entry // by id
	Contacts map[string]*ContactPoint
	Schemes  map[string]*Scheme
	Flags    map[string]*Flag
	Offers   []*OfferWords // by file
	Lexicon  *Lexicon

	byID map[string]*Entry
}

// Entry returns the entry with that id, nil if there is none.
func (b *Base) Entry(id string) *Entry { return b.byID[id] }

// Country returns the entry of a country by its canonical name, nil if there
// is none.
func (b *Base) Country(name string) *Entry {
	for _, e := range b.Entries {
		if e.Country != nil {
			if _, ok := e.Country.Names[name]; ok {
				return e
			}
		}
	}
	return nil
}

// Load reads a knowledge base. It returns every problem it finds, not the
// first; a base with problems holds what could be read. err is only for a
// directory that cannot be read at all.
func Load(fsys fs.FS) (*Base, []Problem, error) {
	b := &Base{
		Contacts: map[string]*ContactPoint{}, Schemes: map[string]*Scheme{}, Flags: map[string]*Flag{},
		Lexicon: newLexicon(), byID: map[string]*Entry{},
	}
	var problems []Problem
	files := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			problems = append(problems, Problem{Pos{File: name}, "this cannot be read; check its rights: " + plain(err)})
			return nil
		case d.IsDir() && isYAML(name):
			problems = append(problems, Problem{Pos{File: name}, "this is a directory, not a file; rename or remove it"})
			return fs.SkipDir
		case d.IsDir() || !isYAML(name) || strings.HasPrefix(path.Base(name), "."):
			return nil
		}
		files++
		problems = append(problems, b.file(fsys, name)...)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reading the knowledge directory: %w", err)
	}
	if files == 0 {
		problems = append(problems, Problem{Pos{File: "."}, "there is no .yaml file here; give the directory that holds the groups (prosedur, paspor, ...)"})
	}
	sort.Slice(b.Entries, func(i, j int) bool { return b.Entries[i].ID < b.Entries[j].ID })
	return b, problems, nil
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

func plain(err error) string {
	if pe, ok := err.(*fs.PathError); ok { //nolint:errorlint // only the innermost text is wanted
		return pe.Err.Error()
	}
	return err.Error()
}

// read returns a file's bytes, or a problem.
func read(fsys fs.FS, name string) ([]byte, *Problem) {
	fault := func(what string) ([]byte, *Problem) { return nil, &Problem{Pos{File: name}, what} }
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return fault("this cannot be read; check its rights and where a link leads: " + plain(err))
	case info.IsDir():
		return fault("this is a directory, not a file; rename or remove it")
	case !info.Mode().IsRegular():
		return fault("this is not an ordinary file; remove it")
	case info.Size() > maxFile:
		return fault(fmt.Sprintf("the file has %d KB, more than the %d KB allowed; split it", info.Size()>>10, maxFile>>10))
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fault("this cannot be read: " + plain(err))
	}
	return data, nil
}

func (b *Base) file(fsys fs.FS, name string) []Problem {
	data, bad := read(fsys, name)
	if bad != nil {
		return []Problem{*bad}
	}
	pos := Pos{File: name}
	dir, base := path.Base(path.Dir(name)), strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".yaml"), ".yml")
	switch {
	case dir == "contacts":
		var list []*ContactPoint
		marks, ps := decode(name, data, &list)
		for i, c := range list {
			if c == nil {
				continue
			}
			at := fmt.Sprintf("[%d]", i)
			c.Pos, c.Mark = marks.at(at, pos), sub(marks, at)
			if old, ok := b.Contacts[c.ID]; ok {
				ps = append(ps, Problem{c.Pos, "the contact " + c.ID + " stands at " + old.Pos.String() + " already; keep one"})
				continue
			}
			b.Contacts[c.ID] = c
		}
		return ps
	case dir == "schemes":
		var s Scheme
		marks, ps := decode(name, data, &s)
		s.Pos, s.Mark = pos, marks
		if s.ID != base {
			ps = append(ps, Problem{marks.at("id", pos), fmt.Sprintf("id is %q but the file is %s; make them the same", s.ID, path.Base(name))})
		}
		b.Schemes[s.ID] = &s
		return ps
	case dir == "lexicon":
		var f lexiconFile
		_, ps := decode(name, data, &f)
		b.Lexicon.add(base, f)
		return ps
	case strings.HasSuffix(base, ".flag"):
		var f Flag
		marks, ps := decode(name, data, &f)
		f.Pos, f.Mark = pos, marks
		if f.ID+".flag" != base {
			ps = append(ps, Problem{marks.at("id", pos), fmt.Sprintf("id is %q but the file is %s; make them the same", f.ID, path.Base(name))})
		}
		b.Flags[f.ID] = &f
		return ps
	case strings.HasSuffix(base, ".words"):
		var w OfferWords
		marks, ps := decode(name, data, &w)
		w.Pos, w.Mark = pos, marks
		b.Offers = append(b.Offers, &w)
		return ps
	}
	return b.entry(name, data, dir, base)
}

func (b *Base) entry(name string, data []byte, dir, base string) []Problem {
	var e Entry
	pos := Pos{File: name}
	marks, ps := decode(name, data, &e)
	e.Pos, e.Mark = pos, marks
	if e.ID != base {
		ps = append(ps, Problem{marks.at("id", pos), fmt.Sprintf("id is %q but the file is %s; make them the same", e.ID, path.Base(name))})
	}
	if dir != "." && e.Group != dir {
		ps = append(ps, Problem{marks.at("group", pos), fmt.Sprintf("group is %q but the folder is %s; make them the same", e.Group, dir)})
	}
	if old := b.byID[e.ID]; old != nil {
		return append(ps, Problem{marks.at("id", pos), "the id " + e.ID + " is taken by " + old.Pos.File + "; choose another"})
	}
	if e.ID != "" {
		b.byID[e.ID] = &e
		b.Entries = append(b.Entries, &e)
	}
	return ps
}

// sub are the marks under a prefix, with the prefix cut off.
func sub(m Marks, prefix string) Marks {
	out := Marks{}
	for k, p := range m {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			out[strings.TrimPrefix(rest, ".")] = p
		}
	}
	return out
}
