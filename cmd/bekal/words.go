package main

import "github.com/alecthomas/kong"

// word is a command with its options.
type word struct {
	name  string
	flags []string
}

// commandWords are all commands, read from their declaration.
func commandWords() []word {
	var cli commands
	parser := kong.Must(&cli, kong.Name("bekal"))
	out := []word{{name: "help"}, {name: "completion", flags: []string{"bash", "zsh", "fish"}}}
	for _, n := range parser.Model.Children {
		w := word{name: n.Name}
		for _, f := range n.Flags {
			w.flags = append(w.flags, "--"+f.Name)
		}
		out[0].flags = append(out[0].flags, n.Name)
		out = append(out, w)
	}
	return out
}
