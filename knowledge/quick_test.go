package knowledge_test

import (
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"bekal/knowledge"
)

// readAlike fails if it makes a difference whether the YAML files are read quickly or by
// yaml.v3, to which a tab in a comment leaves them.
func readAlike(t *testing.T, files fstest.MapFS) {
	t.Helper()
	read := func(comment string) (*knowledge.Base, string) {
		these := fstest.MapFS{}
		for name, f := range files {
			these[name] = f
			if strings.HasSuffix(name, ".yaml") {
				these[name] = &fstest.MapFile{Data: append([]byte(comment), f.Data...), Mode: f.Mode}
			}
		}
		b, problems, err := knowledge.Load(these)
		if err != nil {
			t.Fatal(err)
		}
		said := fmt.Sprint(problems, b.Lint())
		b.Forget()
		return b, said
	}
	quick, said := read("# \n")
	slow, want := read("#\t\n")
	if said != want {
		t.Errorf("the problems are %s\nyaml.v3 has %s", said, want)
	}
	if !reflect.DeepEqual(quick, slow) {
		t.Error("what is read is not what yaml.v3 reads")
	}
}

func TestShippedFilesReadAlike(t *testing.T) {
	files := fstest.MapFS{}
	err := fs.WalkDir(knowledge.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(knowledge.Embedded(), name)
		files[name] = &fstest.MapFile{Data: data, Mode: 0o444}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readAlike(t, files)
}

// alike are ways to write YAML, plain ones and those that only look plain, as a
// lexicon may have them.
var alike = []string{
	"filler: [a, \"b\", 'c''d', e f]\n", "filler:\n- a\n- \"b \\\" c\"\n", "filler:\n  - a\n\n  # c\n  -   b\n", "words: {a: b, \"c\": d}\nfiller: []\n",
	"words:\n  a: b\n  \"c\": d e\n  ü: é\n", "synonyms:\n  - - a\n    - b\n  - [c, d]\n", "words:\n  a: |\n    b\n\n      c\n  d: e\n", "words:\n  a: |\n    b\n   c\n",
	"words:\n  a: b\n    c\n", "words:\n  a: b # c\n", "words:\n  a: b: c\n", "words: {a: b c: d}\n", "filler: [a: b]\n", "filler: [a, b,]\n", "filler: [a?, b]\n",
	"filler:\n  - |\n    a\n  - b\n", "filler:\n", "filler: - a\n", "--- a\n", "filler:\n  - a\n - b\n", "filler: [yes, 1, ~, 2026-01-01]\n", "tags: [a\n", "a\n", "- a\n", "\n",
	"filler: [a]\nfiller: [b]\n", "filler: [&a b, *a]\n", "filler: [!!str a]\n", "filler:\n  - a:b\n  - -a\n  - a#b\n  - http://a\n", "alarm:\n  now:\n    a: [b]\n  calm:\n  - c\n  - d\n",
}

func TestFilesReadAlike(t *testing.T) {
	for _, s := range alike {
		t.Run(s, func(t *testing.T) { readAlike(t, fstest.MapFS{"lexicon/a.yaml": {Data: []byte(s), Mode: 0o444}}) })
	}
}

func FuzzFilesReadAlike(f *testing.F) {
	for _, s := range alike {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		readAlike(t, fstest.MapFS{"lexicon/a.yaml": {Data: []byte(s), Mode: 0o444}})
	})
}
