package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
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
	Offers   []*OfferWords  // by file
	Examples []OfferExample // labelled offers, by file
	Lexicon  *Lexicon

	byID   map[string]*Entry
	broken map[string]bool // ids of entries and names of files that could not be read whole
}

// Entry returns the entry with that id, nil if there is none.
func (b *Base) Entry(id string) *Entry { return b.byID[id] }

// unread reports whether a file of that folder could not be read whole, so that
// what it would hold is not missed.
func (b *Base) unread(folder string) bool { return b.broken[folder+"/"] }

// With is b with other entries and another lexicon.
func (b *Base) With(entries []*Entry, lx *Lexicon) *Base {
	out := *b
	out.Entries, out.Lexicon, out.byID = entries, lx, map[string]*Entry{}
	for _, e := range entries {
		out.byID[e.ID] = e
	}
	return &out
}

// Forget lets go of where each field stands in its file, for which only Lint asks.
func (b *Base) Forget() {
	for _, e := range b.Entries {
		e.Mark = Marks{}
	}
	for _, c := range b.Contacts {
		c.Mark = Marks{}
	}
	for _, s := range b.Schemes {
		s.Mark = Marks{}
	}
	for _, f := range b.Flags {
		f.Mark = Marks{}
	}
	for _, o := range b.Offers {
		o.Mark = Marks{}
	}
}

// Country returns the entry of a country by its canonical name, nil if there
// is none.
func (b *Base) Country(name string) *Entry {
	if i := b.CountryAt(name); i >= 0 {
		return b.Entries[i]
	}
	return nil
}

// CountryAt is the place among Entries of a country by its canonical name, -1
// if there is none.
func (b *Base) CountryAt(name string) int {
	return slices.IndexFunc(b.Entries, func(e *Entry) bool {
		if e.Country == nil {
			return false
		}
		_, ok := e.Country.Names[name]
		return ok
	})
}

// Load reads a knowledge base. It returns every problem it finds, not the
// first; a base with problems holds what could be read. err is only for a
// directory that cannot be read at all.
func Load(fsys fs.FS) (*Base, []Problem, error) {
	b := &Base{
		Contacts: map[string]*ContactPoint{}, Schemes: map[string]*Scheme{}, Flags: map[string]*Flag{},
		Lexicon: newLexicon(), byID: map[string]*Entry{}, broken: map[string]bool{},
	}
	var problems []Problem
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			problems = append(problems, Problem{Pos{File: name}, "this cannot be read; check its rights: " + plain(err)})
			return nil
		case d.IsDir() && isKnowledge(name):
			problems = append(problems, Problem{Pos{File: name}, "this is a directory, not a file; rename or remove it"})
			return fs.SkipDir
		case d.IsDir() || !isKnowledge(name) || strings.HasPrefix(path.Base(name), "."):
			return nil
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("reading the knowledge directory: %w", err)
	}
	if len(names) == 0 {
		problems = append(problems, Problem{Pos{File: "."}, "there is no .yaml file here; give the directory that holds the groups (prosedur, paspor, ...)"})
	}
	// Parsing is most of the work and each file stands by itself.
	parsed := make([]parsed, len(names))
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				parsed[i] = parse(fsys, names[i])
			}
		})
	}
	for i := range names {
		next <- i
	}
	close(next)
	wg.Wait()
	for i, name := range names {
		problems = append(problems, parsed[i].problems...)
		if len(parsed[i].problems) > 0 {
			// what follows from these problems is not reported beside them
			b.broken[stem(name)] = true
			b.broken[path.Base(path.Dir(name))+"/"] = true
		}
		if parsed[i].read {
			problems = append(problems, b.take(name, parsed[i])...)
		}
	}
	sort.Slice(b.Entries, func(i, j int) bool { return b.Entries[i].ID < b.Entries[j].ID })
	return b, problems, nil
}

func isKnowledge(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, examplesSuffix)
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

// parsed is one file, decoded: one of its parts is set.
type parsed struct {
	entry    *Entry
	contacts []*ContactPoint
	scheme   *Scheme
	lexicon  *lexiconFile
	flag     *Flag
	words    *OfferWords
	examples []OfferExample
	read     bool // it could be read, if with problems
	marks    Marks
	problems []Problem
}

func stem(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(path.Base(name), ".yaml"), ".yml")
}

// parse reads one file by what its place says it is.
func parse(fsys fs.FS, name string) (p parsed) {
	data, bad := read(fsys, name)
	if bad != nil {
		return parsed{problems: []Problem{*bad}}
	}
	switch dir := path.Base(path.Dir(name)); {
	case strings.HasSuffix(name, examplesSuffix):
		p.examples, p.problems = readExamples(name, data)
		p.read = true
	case dir == "contacts":
		p.read, p.problems = decode(name, data, &p.contacts)
	case dir == "schemes":
		p.scheme = &Scheme{}
		p.read, p.problems = decode(name, data, p.scheme)
	case dir == "lexicon":
		p.lexicon = &lexiconFile{}
		p.read, p.problems = decode(name, data, p.lexicon)
	case strings.HasSuffix(stem(name), ".flag"):
		p.flag = &Flag{}
		p.read, p.problems = decode(name, data, p.flag)
	case strings.HasSuffix(stem(name), ".words"):
		p.words = &OfferWords{}
		p.read, p.problems = decode(name, data, p.words)
	default:
		p.entry = &Entry{}
		p.read, p.problems = decode(name, data, p.entry)
	}
	p.marks = newMarks(fsys, name)
	return p
}

// take adds a file to the base and reports what does not go with the others.
func (b *Base) take(name string, p parsed) []Problem {
	pos := Pos{File: name}
	switch {
	case p.contacts != nil:
		return b.takeContacts(p.contacts, p.marks, pos)
	case p.scheme != nil:
		p.scheme.Pos, p.scheme.Mark = pos, p.marks
		b.Schemes[p.scheme.ID] = p.scheme
		return sameName(p.scheme.ID, stem(name), p.marks, pos)
	case p.lexicon != nil:
		b.Lexicon.add(stem(name), *p.lexicon)
	case p.flag != nil:
		p.flag.Pos, p.flag.Mark = pos, p.marks
		b.Flags[p.flag.ID] = p.flag
		return sameName(p.flag.ID+".flag", stem(name), p.marks, pos)
	case p.examples != nil:
		b.Examples = append(b.Examples, p.examples...)
	case p.words != nil:
		p.words.Pos, p.words.Mark = pos, p.marks
		b.Offers = append(b.Offers, p.words)
	case p.entry != nil:
		return b.takeEntry(p.entry, p.marks, pos)
	}
	return nil
}

func sameName(id, file string, m Marks, pos Pos) []Problem {
	if id == file {
		return nil
	}
	return []Problem{{m.At("id", pos), fmt.Sprintf("id is %q but the file is %s; make them the same", strings.TrimSuffix(id, ".flag"), path.Base(pos.File))}}
}

func (b *Base) takeContacts(list []*ContactPoint, m Marks, pos Pos) (ps []Problem) {
	for i, c := range list {
		c.Pos, c.Mark = pos, m
		c.Mark.under = fmt.Sprintf("[%d]", i)
		if old, ok := b.Contacts[c.ID]; ok {
			ps = append(ps, Problem{c.Mark.At("", pos), "the contact " + c.ID + " stands at " + old.Mark.At("", old.Pos).String() + " already; keep one"})
			continue
		}
		b.Contacts[c.ID] = c
	}
	return ps
}

func (b *Base) takeEntry(e *Entry, m Marks, pos Pos) []Problem {
	e.Pos, e.Mark = pos, m
	ps := sameName(e.ID, stem(pos.File), m, pos)
	if dir := path.Base(path.Dir(pos.File)); dir != "." && e.Group != dir {
		ps = append(ps, Problem{m.At("group", pos), fmt.Sprintf("group is %q but the folder is %s; make them the same", e.Group, dir)})
	}
	if old := b.byID[e.ID]; old != nil {
		return append(ps, Problem{m.At("id", pos), "the id " + e.ID + " is taken by " + old.Pos.File + "; choose another"})
	}
	if e.ID != "" {
		b.byID[e.ID] = e
		b.Entries = append(b.Entries, e)
	}
	return ps
}
