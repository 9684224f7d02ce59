package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var writeDocs = flag.Bool("write-docs", false, "write the manual page")

// printed is what a command prints that asks nobody.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	p := program{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &out, stderr: &said, now: time.Now}
	if status := p.run(args); status != 0 {
		t.Fatalf("kez %s: status %d, %s", strings.Join(args, " "), status, said.String())
	}
	return out.String()
}

// TestGeneratedFilesAreFresh: docs/kez.1 is what kez man prints; "task
// generate" writes it.
func TestGeneratedFilesAreFresh(t *testing.T) {
	file, want := filepath.Join("..", "..", "docs", "kez.1"), printed(t, "man")
	if *writeDocs {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what kez man prints: run go tool task generate", file)
	}
}

// TestManualIsWellFormed as far as groff can tell.
func TestManualIsWellFormed(t *testing.T) {
	program, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("NOT RUN: there is no groff")
	}
	cmd := exec.Command(program, "-man", "-Tutf8", "-ww", "-z")
	cmd.Stdin = strings.NewReader(printed(t, "man"))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

// completions are command lines, cut at the cursor, and what must be offered.
var completions = []struct {
	line []string
	want []string // "!" before a word: must not be
}{
	{[]string{""}, []string{"identity", "sigchain", "whois", "--json"}},
	{[]string{"identity", ""}, []string{"new", "phrase", "--node", "!add"}},
	{[]string{"identity", "n"}, []string{"new", "!show"}},
	{[]string{"--json", "sigchain", "ex"}, []string{"export"}},
	{[]string{"claim", "create", "--format", ""}, []string{"compact", "markdown", "!bundle"}},
	{[]string{"sigchain", "export", "--format", ""}, []string{"bundle", "!compact"}},
	{[]string{"completion", ""}, []string{"bash", "zsh", "fish"}},
}

func wantOffers(t *testing.T, line []string, offered string, want []string) {
	t.Helper()
	words := make(map[string]bool)
	for _, word := range strings.Fields(offered) {
		words[word] = true
	}
	for _, w := range want {
		name, not := strings.CutPrefix(w, "!")
		if words[name] == not {
			t.Errorf("%q: offered %q, want %s", line, offered, w)
		}
	}
}

func TestBashCompletion(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("NOT RUN: there is no bash")
	}
	script := printed(t, "completion", "bash")
	for _, c := range completions {
		ask := script + "\nCOMP_WORDS=(kez \"$@\"); COMP_CWORD=$#; _kez; echo \"${COMPREPLY[@]}\"\n"
		out, err := exec.Command(bash, append([]string{"--norc", "-euc", ask, "bash"}, c.line...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v, %s", c.line, err, out)
		}
		wantOffers(t, c.line, string(out), c.want)
	}
}

func TestFishCompletion(t *testing.T) {
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("NOT RUN: there is no fish")
	}
	script := printed(t, "completion", "fish")
	for _, c := range completions {
		line := "kez " + strings.Join(c.line, " ")
		cmd := exec.Command(fish, "--no-config", "-c", script+"\ncomplete -C '"+line+"' | string replace -r '\\t.*' ''; true")
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v, %s", c.line, err, out)
		}
		want := c.want
		if last := c.line[len(c.line)-1]; last == "" || !strings.HasPrefix(last, "-") {
			want = nil // fish offers flags only behind a dash
			for _, w := range c.want {
				if !strings.HasPrefix(w, "--") {
					want = append(want, w)
				}
			}
		}
		wantOffers(t, c.line, string(out), want)
	}
}

// TestZshCompletion: zsh offers nothing without a terminal, so its script is
// only read.
func TestZshCompletion(t *testing.T) {
	zsh, err := exec.LookPath("zsh")
	if err != nil {
		t.Skip("NOT RUN: there is no zsh")
	}
	cmd := exec.Command(zsh, "-n")
	cmd.Stdin = strings.NewReader(printed(t, "completion", "zsh"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v, %s", err, out)
	}
}
