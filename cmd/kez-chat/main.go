// Command kez-chat is the node: it serves, and it is what operators invite,
// suspend and look around with.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"kez.lat/chat/node"
)

// The exit statuses of docs/protocol.md section 1.
const (
	exitFailed = 1
	exitWrong  = 2 // settings and usage
)

func main() {
	p := program{environ: os.Environ(), stdout: os.Stdout, stderr: os.Stderr}
	os.Exit(p.run(os.Args[1:]))
}

// program is the process seen from a command.
type program struct {
	environ        []string
	stdout, stderr io.Writer
	flags          map[string][]string // settings by flag
}

// commands are the subcommands; the flags of the settings stand beside them.
type commands struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Run the node. This is what happens without a command."`
	Config  configCommand  `cmd:"" help:"Print the settings in force, as a file for --config."`
	Invite  inviteCommand  `cmd:"" help:"Invite people, list and revoke invitations."`
	Admin   adminCommand   `cmd:"" help:"Look after people and handles."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

func (p *program) run(args []string) int {
	var helped bool
	settings := settingFlags()
	parser, err := kong.New(&commands{},
		kong.Name("kez-chat"),
		kong.Description("A whole messenger in one program."),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { helped = true }), // only main exits
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}),
		kong.ExplicitGroups([]kong.Group{{Key: "settings", Title: "Settings, each also by its name in the environment or in the file of --config:"}}),
		kong.Embed(settings.Addr().Interface()),
		kong.Bind(p),
	)
	if err != nil {
		return p.fail(err)
	}
	ctx, err := parser.Parse(args)
	if helped {
		return 0
	}
	if err != nil {
		fmt.Fprintf(p.stderr, "kez-chat: %v\nTry kez-chat --help.\n", err)
		return exitWrong
	}
	p.flags = givenFlags(settings)
	return p.fail(ctx.Run())
}

// fail says on one line what went wrong, or on one each for wrong settings,
// and returns the exit status.
func (p *program) fail(err error) int {
	var wrong *node.SettingsError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		for _, fault := range wrong.Faults {
			fmt.Fprintln(p.stderr, "kez-chat:", fault)
		}
		return exitWrong
	}
	fmt.Fprintln(p.stderr, "kez-chat:", strings.ReplaceAll(err.Error(), "\n", "; "))
	return exitFailed
}

// settings reads the node's settings from everywhere.
func (p *program) settings() (node.Settings, error) {
	return node.Load(node.Sources{Flags: p.flags, Environ: p.environ, ReadFile: os.ReadFile})
}

// settingFlags makes a struct for kong out of the settings table. All fields
// are text: the node reads them, so that all complaints come at once.
func settingFlags() reflect.Value {
	var fields []reflect.StructField
	for i, d := range node.SettingDocs() {
		help := d.Help + " ($" + d.Env + ")"
		if d.Default != "" {
			help += "; default: " + d.Default
		}
		fields = append(fields, reflect.StructField{
			Name: "Setting" + strconv.Itoa(i),
			Type: reflect.TypeFor[[]string](),
			Tag: reflect.StructTag(fmt.Sprintf(`name:"%s" sep:"none" group:"settings" placeholder:"%s" help:%s`,
				d.Name, d.Arg, strconv.Quote(help))),
		})
	}
	return reflect.New(reflect.StructOf(fields)).Elem()
}

// givenFlags maps the flags that were given to their texts.
func givenFlags(settings reflect.Value) map[string][]string {
	given := make(map[string][]string)
	for i, d := range node.SettingDocs() {
		if texts := settings.Field(i).Interface().([]string); len(texts) > 0 {
			given[d.Name] = texts
		}
	}
	return given
}
