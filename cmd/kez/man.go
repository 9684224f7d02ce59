package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type manCommand struct{}

// Run prints the manual page in the language of man(7). docs/kez.1 is this.
func (manCommand) Run(p *program, root *kong.Kong) error {
	_, err := io.WriteString(p.stdout, manual(root.Model.Node))
	return err
}

// What the manual says beside the commands, in the order of man-pages(7).
var (
	exitStatuses = [][2]string{
		{"0", "Done."},
		{"1", "Something failed on this machine: a file, a disk."},
		{"2", "Wrong usage or input: arguments, identity, handle, phrase, code."},
		{"3", "The node refused, is not to be trusted, or something does not hold that was to be proved."},
		{"4", "There is nobody of this name or key."},
		{"5", "No answer came: the node is away, or it is unknown whether it acted."},
	}
	variables = [][2]string{
		{"KEZ_IDENTITY", "File of the identity, where --identity is not given."},
		{"KEZ_NODE", "Address of the node, where --node is not given."},
		{"KEZ_SEED, KEZ_PHRASE", "The identity itself: its seed in hex, or its words. Nothing is kept then."},
		{"KEZ_INVITE", "Code of an invitation, for kez register."},
		{"KEZ_GITHUB_TOKEN", "Token for GitHub, which answers more often then. It needs no rights."},
		{"KEZ_DNS_SERVER", "Resolver that is asked for DNS proofs, as 9.9.9.9:53, in place of the system's."},
		{"KEZ_NOSTR_RELAYS", "Comma list of the relays where Nostr proofs are looked for, as wss://relay.example.org."},
		{"KEZ_FETCH_PRIVATE", "on: proofs are looked up at private addresses too."},
	}
	files = [][2]string{
		{"~/.config/kez/identity.key", "The identity, mode 0600: its words or its seed, or the keys of a linked device. Others may not read it, or it is refused."},
		{"IDENTITY.mail, IDENTITY.known", "Beside it: what was received, and the keys of people and how far their sigchains were seen."},
		{"IDENTITY.chain", "Beside it: the sigchain, as JSON Lines; in IDENTITY.chain.lost what gave way to another copy."},
	}
)

// roff makes text harmless to troff: a dash is a minus sign, what is not ASCII
// has its name, and no line is a request.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	text = b.String()
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

func manual(root *kong.Node) string {
	var b strings.Builder
	b.WriteString(".TH KEZ 1\n.SH NAME\nkez \\- a client of kez\\-chat for the terminal\n.SH SYNOPSIS\n.B kez\n[\\fIFLAGS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n")
	b.WriteString(".SH DESCRIPTION\n" + roff("Makes an identity, registers it with a node, sends and receives sealed messages, and proves and checks who people are elsewhere.") + "\n.PP\n" +
		roff("Secrets are read from a file that only its owner can read, from standard input or from the environment, never from arguments.") + "\n")
	b.WriteString(".SH FLAGS\n")
	manFlags(&b, root.Flags)
	b.WriteString(".SH COMMANDS\n")
	for _, n := range root.Leaves(true) {
		fmt.Fprintf(&b, ".SS \"%s\"\n%s\n", roff(manUsage(n)), roff(n.Help))
		for _, arg := range n.Positional {
			fmt.Fprintf(&b, ".TP\n.I %s\n%s\n", roff(strings.ToUpper(arg.Name)), roff(arg.Help))
		}
		manFlags(&b, n.Flags)
	}
	for _, part := range []struct {
		name string
		rows [][2]string
	}{{"EXIT STATUS", exitStatuses}, {"ENVIRONMENT", variables}, {"FILES", files}} {
		fmt.Fprintf(&b, ".SH %s\n", part.name)
		for _, row := range part.rows {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(row[0]), roff(row[1]))
		}
	}
	return b.String()
}

func manUsage(n *kong.Node) string {
	usage := strings.TrimSpace(strings.TrimPrefix(n.FullPath(), "kez"))
	for _, arg := range n.Positional {
		name := strings.ToUpper(arg.Name)
		if !arg.Required {
			name = "[" + name + "]"
		}
		usage += " " + name
	}
	return "kez " + usage
}

func manFlags(b *strings.Builder, flags []*kong.Flag) {
	for _, f := range flags {
		if f.Hidden {
			continue
		}
		name := "--" + f.Name
		if f.Short != 0 {
			name = fmt.Sprintf("-%c, %s", f.Short, name)
		}
		if !f.IsBool() {
			name += "=" + strings.Trim(f.FormatPlaceHolder(), `"`)
		}
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(name), roff(f.Help))
	}
}
