package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bekal/index"
	"bekal/index/eval"
	"bekal/knowledge"
	"bekal/knowledge/text"
)

// published hands every file of the published evaluation of a kind to read.
func published(t *testing.T, kind string, read func(name string, f io.Reader) error) {
	t.Helper()
	files, err := filepath.Glob("../../index/eval/testdata/" + kind)
	if err != nil || len(files) == 0 {
		t.Fatal("no evaluation files", err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(read(filepath.Base(name), f), f.Close()); err != nil {
			t.Fatal(name, err)
		}
	}
}

// TestNoEvaluationQuestionIsTaught: an utterance that equals a question of the
// published evaluation, after normalisation, would make its figures worthless.
func TestNoEvaluationQuestionIsTaught(t *testing.T) {
	b, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(b, index.Stages{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // an index in memory
	key := func(s string) string {
		r, err := x.Search(t.Context(), s, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Reading.Words) < 3 {
			return text.Key(s) // "biaya paspor" is what everybody types
		}
		return strings.Join(append(r.Reading.Words, r.Reading.Countries...), " ")
	}
	asked := map[string]string{}
	published(t, "*.tsv", func(name string, f io.Reader) error {
		qs, err := eval.Read(f)
		for _, q := range qs {
			if len(text.Words(q.Text)) > 2 {
				asked[key(q.Text)] = name
			}
		}
		return err
	})
	taught := func(where, s string) {
		if from, ok := asked[key(s)]; ok && len(text.Words(s)) > 2 {
			t.Errorf("%s: %q is a question of %s", where, s, from)
		}
	}
	for _, e := range b.Entries {
		for _, list := range e.Utterances {
			for _, u := range list {
				taught(e.ID, u)
			}
		}
	}
	for k, list := range b.Lexicon.Outside {
		for _, u := range list {
			taught("outside "+k, u)
		}
	}
	for k, list := range b.Lexicon.Alarm.Now {
		for _, u := range list {
			taught("alarm "+k, u)
		}
	}
	for _, u := range b.Lexicon.Alarm.Calm {
		taught("calm", u)
	}
	for k, list := range b.Lexicon.Small {
		for _, u := range list {
			taught("small talk "+k, u)
		}
	}
}
