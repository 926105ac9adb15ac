package main

import (
	"fmt"
	"io"
	"strings"
)

const about = `Answers questions about working abroad legally, from a sourced and dated knowledge base.

  bekal chat                         talk to the bot here, in the terminal
  bekal ask "syarat kerja ke taiwan" one question, one answer
  bekal check < advert.txt           check a job offer
  bekal lint my/knowledge            check knowledge files
  bekal serve                        run the Telegram bot (needs BEKAL_TELEGRAM_TOKEN)

Exit codes: 0 done, 1 the input is at fault, 2 wrong usage or configuration, 3 an outside service failed.`

// commands are all commands with their options, as the contract has them.
type commands struct {
	Serve     serveCmd     `cmd:"" help:"Run the Telegram bot: long polling, or webhook when BEKAL_WEBHOOK_URL is set."`
	Health    healthCmd    `cmd:"" help:"Ask whether a serve on this machine is well, for containers."`
	Chat      chatCmd      `cmd:"" help:"Talk to the whole bot in this terminal; buttons are numbered. Needs no network."`
	Ask       askCmd       `cmd:"" help:"Ask one question and print the answer."`
	Check     checkCmd     `cmd:"" help:"Check a job offer for danger signs and print the verdict."`
	Licence   licenceCmd   `cmd:"" help:"The list of licensed placement companies."`
	Lint      lintCmd      `cmd:"" help:"Check knowledge files and say how to mend each fault."`
	Eval      evalCmd      `cmd:"" help:"Measure understanding on a labelled file."`
	Calibrate calibrateCmd `cmd:"" help:"For developers: fit the confidence of answers on the knowledge base."`
	Trace     traceCmd     `cmd:"" help:"Table of facts, the entries that use them, their sources and dates."`
	Poster    posterCmd    `cmd:"" help:"Make a leaflet for a noticeboard, with a QR code: PDF or PNG."`
}

// helpFirst turns "help" and "help COMMAND" into the flag that prints help.
func helpFirst(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(append([]string{}, args[1:]...), "--help")
	}
	return args
}

// completion prints a script that completes commands and options.
func completion(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 || args[0] != "bash" && args[0] != "zsh" && args[0] != "fish" {
		fmt.Fprintln(stderr, "bekal: usage: bekal completion bash|zsh|fish   (try: source <(bekal completion bash))")
		return exitUsage
	}
	words := commandWords()
	var names []string
	for _, w := range words {
		names = append(names, w.name)
	}
	switch args[0] {
	case "fish":
		for _, w := range words {
			fmt.Fprintf(stdout, "complete -c bekal -n __fish_use_subcommand -a %s\n", w.name)
			for _, f := range w.flags {
				fmt.Fprintf(stdout, "complete -c bekal -n '__fish_seen_subcommand_from %s' -l %s\n", w.name, strings.TrimPrefix(f, "--"))
			}
		}
	default:
		if args[0] == "zsh" {
			fmt.Fprintln(stdout, "autoload -U +X bashcompinit && bashcompinit")
		}
		fmt.Fprintf(stdout, "_bekal() {\n  local cur=${COMP_WORDS[COMP_CWORD]} words=\n  case ${COMP_WORDS[1]} in\n")
		for _, w := range words {
			fmt.Fprintf(stdout, "    %s) words=%q ;;\n", w.name, strings.Join(w.flags, " "))
		}
		fmt.Fprintf(stdout, "  esac\n  [ \"$COMP_CWORD\" = 1 ] && words=%q\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\ncomplete -o default -F _bekal bekal\n", strings.Join(names, " "))
	}
	return exitDone
}
