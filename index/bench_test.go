package index_test

import (
	"testing"

	"bekal/index"
	"bekal/knowledge"
)

func BenchmarkBuild(b *testing.B) {
	base, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		x, err := index.Build(base, index.Stages{})
		if err != nil {
			b.Fatal(err)
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, _, err := knowledge.Load(knowledge.Embedded()); err != nil {
			b.Fatal(err)
		}
	}
}
