package chat

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
)

// habits are calls that have no place somewhere: by import path and name, "*"
// for all of a package.
var habits = []struct {
	call   string
	why    string
	banned func(file string) bool
}{
	{"time.Sleep", "wait for the event", inTests},
	{"os.Getenv", "settings come through node.Load", outsideCommands},
	{"os.Exit", "only main exits", outsideCommands},
	{"fmt.Print", "the logger is handed in", outsideCommands},
	{"fmt.Printf", "the logger is handed in", outsideCommands},
	{"fmt.Println", "the logger is handed in", outsideCommands},
	{"log.*", "the logger is handed in", outsideCommands},
	{"slog.Default", "the logger is handed in", anywhere},
	{"slog.SetDefault", "the logger is handed in", anywhere},
	{"math/rand.*", "randomness is crypto/rand's, or a test's own", anywhere},
}

func inTests(file string) bool { return strings.HasSuffix(file, "_test.go") }

func anywhere(string) bool { return true }

func outsideCommands(file string) bool {
	command := strings.HasPrefix(file, "cmd/") || strings.HasPrefix(file, "bench/") || strings.HasPrefix(file, ".ci/")
	return !command && !inTests(file)
}

// goFiles calls visit for each Go file of the module.
func goFiles(t *testing.T, visit func(name string, file *ast.File, set *token.FileSet)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		visit(name, file, set)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHabits(t *testing.T) {
	goFiles(t, func(name string, file *ast.File, set *token.FileSet) {
		local := importedNames(t, file)
		ast.Inspect(file, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.SelectorExpr:
				if id, ok := x.X.(*ast.Ident); ok && local[id.Name] != "" {
					checkHabit(t, name, local[id.Name], x.Sel.Name, set.Position(x.Pos()))
				}
			case *ast.FuncDecl:
				if x.Recv == nil && x.Name.Name == "init" {
					t.Errorf("%s: nothing happens by importing a package", set.Position(x.Pos()))
				}
			}
			return true
		})
	})
}

func importedNames(t *testing.T, file *ast.File) map[string]string {
	t.Helper()
	local := make(map[string]string)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		local[packageName(spec, imported)] = imported
	}
	return local
}

func checkHabit(t *testing.T, file, imported, name string, at token.Position) {
	t.Helper()
	for _, h := range habits {
		called, all := strings.CutSuffix(h.call, ".*")
		if (h.call == imported+"."+name || all && called == imported) && h.banned(file) {
			t.Errorf("%s: %s.%s: %s", at, imported, name, h.why)
		}
	}
}
