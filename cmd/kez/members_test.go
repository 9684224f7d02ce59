package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var word = regexp.MustCompile("`([^`]+)`")

// documentedMembers reads the table of docs/kez.md: by command, and in it by
// member whether it may be absent.
func documentedMembers(fatalf func(string, ...any)) map[string]map[string]bool {
	page, err := os.ReadFile(docsPage)
	if err != nil {
		fatalf("%v", err)
	}
	_, table, _ := strings.Cut(string(page), "## Members")
	commands := make(map[string]map[string]bool)
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			continue
		}
		members, _, _ := strings.Cut(cells[2], ";")
		list := make(map[string]bool)
		for _, m := range word.FindAllStringSubmatch(members, -1) {
			name, optional := strings.CutSuffix(m[1], "?")
			list[name] = optional
		}
		for _, m := range word.FindAllStringSubmatch(cells[1], -1) {
			commands[m[1]] = list
		}
	}
	return commands
}

// docsPage is absolute: scripts run in directories of their own.
var docsPage = func() string {
	path, err := filepath.Abs(filepath.Join("..", "..", "docs", "kez.md"))
	if err != nil {
		panic(err)
	}
	return path
}()

func wantDocumented(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: documented COMMAND...")
	}
	command, lines := strings.Join(args, " "), strings.TrimSpace(ts.ReadFile("stdout"))
	want, there := documentedMembers(ts.Fatalf)[command]
	if !there || lines == "" {
		ts.Fatalf("kez %s is not documented, or printed nothing", command)
	}
	for line := range strings.Lines(lines) {
		var got map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			ts.Fatalf("%s: %v", line, err)
		}
		for name := range got {
			if _, said := want[name]; !said {
				ts.Fatalf("kez %s prints %s, of which docs/kez.md does not speak", command, name)
			}
		}
		for name, optional := range want {
			if _, printed := got[name]; !printed && !optional {
				ts.Fatalf("kez %s does not print %s: %s", command, name, line)
			}
		}
	}
}

// TestExitStatusesAreDocumented: the page says of them what the manual says.
func TestExitStatusesAreDocumented(t *testing.T) {
	page, err := os.ReadFile(docsPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range exitStatuses {
		if line := "| " + row[0] + " | " + row[1] + " |\n"; !strings.Contains(string(page), line) {
			t.Errorf("docs/kez.md has no line %q", line)
		}
	}
}
