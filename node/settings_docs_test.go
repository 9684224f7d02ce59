package node

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var writeDocs = flag.Bool("write-docs", false, "write what the settings table generates")

// TestGeneratedFilesAreFresh compares the table with the files made from it;
// "task generate" writes them.
func TestGeneratedFilesAreFresh(t *testing.T) {
	between(t, "README.md", "settings", settingsMarkdown())
	between(t, "docs/operations.md", "limits", limitsMarkdown())
	whole(t, "configs/kez-chat.env", exampleFile())
}

func between(t *testing.T, name, part, want string) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+part+":begin -->\n", "<!-- "+part+":end -->"
	before, rest, ok1 := strings.Cut(string(page), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for %s", name, part)
	}
	whole(t, name, before+begin+want+end+after)
}

func whole(t *testing.T, name, want string) {
	t.Helper()
	file := filepath.Join("..", name)
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
		t.Errorf("%s is not what the settings table says: run go tool task generate", name)
	}
}

// TestExampleFileIsReadable takes the comments off the example's assignments
// and loads the result: every name is a setting, every default is accepted.
func TestExampleFileIsReadable(t *testing.T) {
	var lines []string
	for line := range strings.Lines(exampleFile()) {
		if strings.HasPrefix(line, "#"+envPrefix) {
			lines = append(lines, line[1:])
		}
	}
	if len(lines) != len(table(new(Settings))) {
		t.Errorf("%d assignments for %d settings", len(lines), len(table(new(Settings))))
	}
	s, err := Load(Sources{Flags: flagMap("config=f"), ReadFile: files(map[string]string{"f": strings.Join(lines, "")})})
	if err != nil {
		t.Fatal(err)
	}
	if s.EnvFile() != load(t).EnvFile() {
		t.Errorf("the example is not the default:\n%s", s.EnvFile())
	}
}

// TestSecretsStayHidden in what is printed of settings, wrong ones too.
func TestSecretsStayHidden(t *testing.T) {
	const token = "ghp_0123456789"
	s := load(t, "github-token="+token)
	if text := s.EnvFile(); s.GitHubToken != token || strings.Contains(text, token) || !strings.Contains(text, "# KEZ_CHAT_GITHUB_TOKEN is set and hidden\n") {
		t.Errorf("got token %q and\n%s", s.GitHubToken, text)
	}
	for _, fault := range faults(t, Sources{Flags: flagMap("github-token=" + token + " x")}) {
		if strings.Contains(fault, token) || !strings.Contains(fault, "github-token") {
			t.Errorf("got complaint %q", fault)
		}
	}
}
