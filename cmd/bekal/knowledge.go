package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"bekal/index/library"
	"bekal/knowledge"
)

// knowledgeFlag says where the knowledge files are.
type knowledgeFlag struct {
	KnowledgeDir string `env:"BEKAL_KNOWLEDGE_DIR" placeholder:"DIR" help:"Directory of knowledge files; empty: the embedded ones."`
}

func (k knowledgeFlag) files() fs.FS {
	if k.KnowledgeDir == "" {
		return knowledge.Embedded()
	}
	return os.DirFS(k.KnowledgeDir)
}

// open builds the edition; problems of the files are printed to stderr.
func (k knowledgeFlag) open(stderr io.Writer) (*library.Library, error) {
	l, problems, err := library.Open(k.files(), k.KnowledgeDir == "")
	if err != nil {
		return nil, fmt.Errorf("%w: opening the knowledge base: %w", errUsage, err)
	}
	if len(problems) > 0 {
		for _, p := range problems {
			fmt.Fprintln(stderr, p)
		}
		return nil, fmt.Errorf("%w: the knowledge base has %d problems; mend them or leave BEKAL_KNOWLEDGE_DIR empty", errInput, len(problems))
	}
	return l, nil
}

// load reads the files without building an index.
func (k knowledgeFlag) load() (*knowledge.Base, error) {
	base, problems, err := knowledge.Load(k.files())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errInput, err)
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("%w: the knowledge base has %d problems; run bekal lint", errInput, len(problems))
	}
	return base, nil
}
