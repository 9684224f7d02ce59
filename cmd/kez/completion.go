package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run prints a script that the shell reads. It is made of the same model that
// reads command lines, so it knows what they know.
func (c completionCommand) Run(p *program, root *kong.Kong) error {
	model := root.Model.Node
	var script string
	switch c.Shell {
	case "bash":
		script = bashCompletion(model)
	case "zsh":
		script = zshCompletion(model)
	case "fish":
		script = fishCompletion(model)
	}
	_, err := io.WriteString(p.stdout, script)
	return err
}

// walk visits a command and those below it, in order, with their words.
func walk(n *kong.Node, path []string, visit func(n *kong.Node, path []string)) {
	visit(n, path)
	for _, child := range n.Children {
		if !child.Hidden {
			walk(child, append(path[:len(path):len(path)], child.Name), visit)
		}
	}
}

// A choice is a word that may stand next, and what it is.
type choice struct{ word, help string }

// choices are the commands below a command and its flags.
func choices(n *kong.Node) (list []choice) {
	for _, child := range n.Children {
		if !child.Hidden {
			list = append(list, choice{child.Name, child.Help})
		}
	}
	for _, flags := range n.AllFlags(true) {
		for _, f := range flags {
			list = append(list, choice{"--" + f.Name, f.Help})
		}
	}
	for _, arg := range n.Positional {
		for _, word := range arg.EnumSlice() {
			if arg.Enum != "" {
				list = append(list, choice{word, arg.Help})
			}
		}
	}
	return list
}

// A valued flag takes one of some words; the same name may take others behind
// another command.
type valued struct {
	at, flag string
	words    []string
}

func values(root *kong.Node) (list []valued) {
	walk(root, nil, func(n *kong.Node, path []string) {
		for _, f := range n.Flags {
			if f.Enum != "" {
				list = append(list, valued{place(path), f.Name, f.EnumSlice()})
			}
		}
	})
	return list
}

// place is how the scripts write where a command line stands.
func place(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return " " + strings.Join(path, " ")
}

// shellWord quotes a word for a POSIX shell.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func bashCompletion(root *kong.Node) string {
	var b strings.Builder
	b.WriteString("# bash completion of kez: source <(kez completion bash)\n_kez() {\n" +
		"\tlocal cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD-1]}\" at= word\n" +
		"\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n\t\tcase \"$at $word\" in\n")
	walk(root, nil, func(n *kong.Node, path []string) {
		if len(path) > 0 {
			fmt.Fprintf(&b, "\t\t%s) at=%s ;;\n", shellWord(place(path)), shellWord(place(path)))
		}
	})
	b.WriteString("\t\tesac\n\tdone\n\tcase \"$at $prev\" in\n")
	for _, v := range values(root) {
		fmt.Fprintf(&b, "\t%s) COMPREPLY=($(compgen -W %s -- \"$cur\")); return ;;\n", shellWord(v.at+" --"+v.flag), shellWord(strings.Join(v.words, " ")))
	}
	b.WriteString("\tesac\n\tcase \"$at\" in\n")
	walk(root, nil, func(n *kong.Node, path []string) {
		var words []string
		for _, c := range choices(n) {
			words = append(words, c.word)
		}
		fmt.Fprintf(&b, "\t%s) COMPREPLY=($(compgen -W %s -- \"$cur\")) ;;\n", shellWord(place(path)), shellWord(strings.Join(words, " ")))
	})
	b.WriteString("\tesac\n}\ncomplete -o default -F _kez kez\n")
	return b.String()
}

func zshCompletion(root *kong.Node) string {
	var b strings.Builder
	b.WriteString("#compdef kez\n# zsh completion of kez: kez completion zsh > \"${fpath[1]}/_kez\"\n_kez() {\n" +
		"\tlocal at= word\n\tlocal -a choices\n\tfor word in \"${(@)words[2,CURRENT-1]}\"; do\n\t\tcase \"$at $word\" in\n")
	walk(root, nil, func(n *kong.Node, path []string) {
		if len(path) > 0 {
			fmt.Fprintf(&b, "\t\t%s) at=%s ;;\n", shellWord(place(path)), shellWord(place(path)))
		}
	})
	b.WriteString("\t\tesac\n\tdone\n\tcase \"$at ${words[CURRENT-1]}\" in\n")
	for _, v := range values(root) {
		fmt.Fprintf(&b, "\t%s) compadd -- %s; return ;;\n", shellWord(v.at+" --"+v.flag), strings.Join(v.words, " "))
	}
	b.WriteString("\tesac\n\tcase \"$at\" in\n")
	walk(root, nil, func(n *kong.Node, path []string) {
		fmt.Fprintf(&b, "\t%s) choices=(\n", shellWord(place(path)))
		for _, c := range choices(n) {
			fmt.Fprintf(&b, "\t\t%s\n", shellWord(strings.ReplaceAll(c.word, ":", `\:`)+":"+c.help))
		}
		b.WriteString("\t) ;;\n")
	})
	b.WriteString("\tesac\n\t_describe kez choices\n\t_files\n}\nif [ \"$funcstack[1]\" = _kez ]; then _kez \"$@\"; else compdef _kez kez; fi\n")
	return b.String()
}

// fishWord quotes a word for fish, which knows escapes in single quotes.
func fishWord(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

func fishCompletion(root *kong.Node) string {
	var b strings.Builder
	b.WriteString("# fish completion of kez: kez completion fish > ~/.config/fish/completions/kez.fish\n" +
		"function __kez_at\n\tset -l at ''\n\tfor word in (commandline -opc)[2..]\n\t\tswitch \"$at $word\"\n")
	walk(root, nil, func(n *kong.Node, path []string) {
		if len(path) > 0 {
			fmt.Fprintf(&b, "\t\t\tcase %s\n\t\t\t\tset at %s\n", fishWord(place(path)), fishWord(place(path)))
		}
	})
	b.WriteString("\t\tend\n\tend\n\ttest \"$at\" = \"$argv[1]\"\nend\n")
	walk(root, nil, func(n *kong.Node, path []string) {
		for _, c := range choices(n) {
			condition := fishWord("__kez_at " + fishWord(place(path)))
			if name, flag := strings.CutPrefix(c.word, "--"); flag {
				fmt.Fprintf(&b, "complete -c kez -n %s -l %s -d %s\n", condition, name, fishWord(c.help))
			} else {
				fmt.Fprintf(&b, "complete -c kez -n %s -f -a %s -d %s\n", condition, c.word, fishWord(c.help))
			}
		}
	})
	for _, v := range values(root) {
		fmt.Fprintf(&b, "complete -c kez -n %s -l %s -x -a %s\n", fishWord("__kez_at "+fishWord(v.at)), v.flag, fishWord(strings.Join(v.words, " ")))
	}
	return b.String()
}
