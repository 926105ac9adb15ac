// Package trace follows a fact of the fact base to the entry that uses it, its
// source and its date, and finds facts that no entry uses and none left out on
// purpose.
package trace

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"

	"bekal/knowledge"
)

// A Row is a fact with one entry that uses it. For a fact that was left out,
// Source is "left out: " and the reason; for a lost one Entry is empty.
type Row struct {
	Fact, Entry, Source, Date, Read, Confidence string
}

// Facts reads the fact base, a list of topics with their facts in each file,
// and returns a row for every use of every fact, in the order of topics and
// numbers.
func Facts(fsys fs.FS, base *knowledge.Base) ([]Row, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("listing facts: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("listing facts: there is no .yaml file")
	}
	uses := index(base)
	var out []Row
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		var topics []struct {
			Topic string      `yaml:"topic"`
			Facts []yaml.Node `yaml:"facts"`
		}
		if err := yaml.Unmarshal(data, &topics); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		for _, t := range topics {
			for i := range t.Facts {
				fact := fmt.Sprintf("%s/%d", t.Topic, i+1)
				rows := uses[fact]
				if len(rows) == 0 {
					rows = []Row{{Fact: fact}}
				}
				out = append(out, rows...)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return topic(out[i].Fact) < topic(out[j].Fact) })
	return out, nil
}

func topic(fact string) string { return fact[:strings.LastIndexByte(fact, '/')] }

// index lists the uses of each fact.
func index(base *knowledge.Base) map[string][]Row {
	uses := map[string][]Row{}
	full := func(ref knowledge.FactRef, entry string) string {
		if strings.Contains(string(ref), "/") {
			return string(ref)
		}
		return entry + "/" + string(ref)
	}
	for _, e := range base.Entries {
		for _, s := range e.Sources {
			for _, ref := range s.Facts {
				f := full(ref, e.ID)
				uses[f] = append(uses[f], Row{f, e.ID, s.Name, string(s.Date), string(s.Read), s.Confidence})
			}
		}
		for _, l := range e.LeftOut {
			f := full(l.Fact, e.ID)
			uses[f] = append(uses[f], Row{Fact: f, Entry: e.ID, Source: "left out: " + l.Why})
		}
	}
	return uses
}
