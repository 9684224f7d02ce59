// Command kez is a client for the terminal: it makes an identity, registers it
// with a node, and sends and receives sealed messages.
//
// What it exits with stands in exitStatuses, and in its manual page.
//
// Secrets come from a file that only its owner can read (--identity, by default
// in the user's configuration directory), from standard input (--identity -)
// or from the environment (KEZ_SEED, KEZ_PHRASE), never from arguments. Beside
// the identity lie IDENTITY.mail, what was received, and IDENTITY.known, the
// keys of people.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := program{ctx: ctx, environ: os.Environ(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	status := p.run(os.Args[1:])
	stop()
	os.Exit(status)
}

// program is the process seen from a command.
type program struct {
	ctx            context.Context
	environ        []string
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	flags          globals
}

// globals are the flags that every command has.
type globals struct {
	Identity string        `name:"identity" short:"i" placeholder:"FILE" help:"File of the identity, - for standard input ($KEZ_IDENTITY)."`
	Node     string        `placeholder:"URL" help:"Address of the node, as https://chat.example.org ($KEZ_NODE)."`
	JSON     bool          `name:"json" help:"Print JSON, one object a line."`
	Timeout  time.Duration `default:"30s" help:"How long to wait for the node."`
	Verbose  bool          `short:"v" help:"Say on standard error what happens."`
}

type commands struct {
	globals
	Me         identityCommands  `cmd:"" name:"identity" help:"Make an identity, show it, have it back from its words."`
	Claim      claimCommands     `cmd:"" help:"Sign that accounts elsewhere are yours."`
	Sigchain   sigchainCommands  `cmd:"" help:"The signed log of what is yours: accounts elsewhere, devices."`
	Verify     verifyCommands    `cmd:"" help:"Check that accounts elsewhere are somebody's. Trusts no server."`
	Whois      whoisCommand      `cmd:"" help:"Show who somebody is and what they prove."`
	Device     deviceCommands    `cmd:"" help:"Devices that work for the account without its seed."`
	Register   registerCommand   `cmd:"" help:"Register the identity under a handle."`
	Send       sendCommand       `cmd:"" help:"Send a message."`
	Recv       recvCommand       `cmd:"" help:"Print the messages that have come."`
	Watch      watchCommand      `cmd:"" help:"Print messages as they come, until interrupted."`
	Completion completionCommand `cmd:"" help:"Print a script by which a shell completes command lines."`
	Man        manCommand        `cmd:"" help:"Print the manual page."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
}

// description is the head of the help.
func description() string {
	text := "A client for the terminal.\n\nSecrets are read from a file that only its owner can read, from standard input or " +
		"from the environment (KEZ_SEED, KEZ_PHRASE), never from arguments.\n\nExit status:"
	for _, row := range exitStatuses {
		text += fmt.Sprintf("\n  %s  %s", row[0], row[1])
	}
	return text + "\n\nMore: kez man | man -l -"
}

func (p *program) run(args []string) int {
	var helped bool
	var c commands
	parser, err := kong.New(&c,
		kong.Name("kez"),
		kong.Description(description()),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { helped = true }), // only main exits
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.Bind(p),
	)
	if err != nil {
		return p.fail(err)
	}
	ctx, err := parser.Parse(args)
	if helped {
		return 0
	}
	// The flags as far as they were read decide how an error is told.
	p.flags = c.globals
	if err != nil {
		p.flags.JSON = p.flags.JSON || slices.Contains(args, "--json")
		return p.fail(&usageError{err.Error(), "Try kez --help."})
	}
	return p.fail(ctx.Run(parser))
}

// env is a variable of the environment, empty if it is not set.
func (p *program) env(name string) string {
	for _, entry := range slices.Backward(p.environ) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// log is silent but for --verbose.
func (p *program) log() *slog.Logger {
	if !p.flags.Verbose {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// within bounds what should end soon.
func (p *program) within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(p.ctx, p.flags.Timeout)
}

type versionCommand struct{}

func (versionCommand) Run(p *program) error {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
	}
	return p.print(map[string]string{"version": version}, func(w io.Writer) { fmt.Fprintln(w, "kez", version) })
}
