// Package chat holds no code: its tests compare pages of docs with what the
// code does, beginning with the table of rooms in docs/architecture.md.
package chat

import (
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "kez.lat/chat"

// row is one line of the import table.
type row struct {
	rank           int
	rooms, outside []string
	shows          []string
}

// room is what the code of one directory does.
type room struct {
	imports map[string]string   // import path to the file that has it
	shows   map[string][]string // outside package to the exported names that mention it
}

var backquoted = regexp.MustCompile("`([^`]+)`")

func names(cell string) []string {
	var list []string
	for _, m := range backquoted.FindAllStringSubmatch(cell, -1) {
		list = append(list, m[1])
	}
	return list
}

func readTable(t *testing.T) map[string]row {
	t.Helper()
	page, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "<!-- imports:begin -->")
	text, _, ok := strings.Cut(text, "<!-- imports:end -->")
	if !ok {
		t.Fatal("docs/architecture.md has no import table")
	}
	table := make(map[string]row)
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		rank, err := strconv.Atoi(strings.TrimSpace(cells[0]))
		if err != nil {
			continue // head of the table
		}
		if len(cells) != 5 || len(names(cells[1])) != 1 {
			t.Fatalf("cannot read the row %q", line)
		}
		name := names(cells[1])[0]
		if _, twice := table[name]; twice {
			t.Errorf("%s has two rows", name)
		}
		table[name] = row{rank, names(cells[2]), names(cells[3]), names(cells[4])}
	}
	return table
}

// readRooms parses every Go file of the module that is not a test, whatever
// its build constraints.
func readRooms(t *testing.T) map[string]room {
	t.Helper()
	rooms := make(map[string]room)
	goFiles(t, func(name string, file *ast.File, _ *token.FileSet) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		dir := path.Dir(name)
		if _, known := rooms[dir]; !known {
			rooms[dir] = room{make(map[string]string), make(map[string][]string)}
		}
		if err := rooms[dir].read(name, file); err != nil {
			t.Fatal(err)
		}
	})
	return rooms
}

func (r room) read(name string, file *ast.File) error {
	local := make(map[string]string) // name in this file to import path
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		r.imports[imported] = name
		local[packageName(spec, imported)] = imported
	}
	for _, decl := range file.Decls {
		for exported, types := range exportedTypes(decl) {
			ast.Inspect(types, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					if id, ok := sel.X.(*ast.Ident); ok && outsider(local[id.Name]) {
						r.shows[local[id.Name]] = append(r.shows[local[id.Name]], exported)
					}
				}
				return true
			})
		}
	}
	return nil
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// packageName is what a file calls an import: its own word for it, or else the
// last element of the path that is no version.
func packageName(spec *ast.ImportSpec, imported string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	last := path.Base(imported)
	if majorVersion.MatchString(last) {
		last = path.Base(path.Dir(imported))
	}
	return strings.TrimSuffix(last, ".go")
}

// exportedTypes yields the parts of a declaration that other packages see:
// signatures, exported fields and methods, types of variables.
func exportedTypes(decl ast.Decl) map[string]ast.Node {
	seen := make(map[string]ast.Node)
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type))) {
			seen[d.Name.Name] = d.Type
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				if s.Type != nil && s.Names[0].IsExported() {
					seen[s.Names[0].Name] = s.Type
				}
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					maps.Copy(seen, typeParts(s))
				}
			}
		}
	}
	return seen
}

// typeParts leaves out the unexported fields of a struct.
func typeParts(s *ast.TypeSpec) map[string]ast.Node {
	structure, ok := s.Type.(*ast.StructType)
	if !ok {
		return map[string]ast.Node{s.Name.Name: s.Type}
	}
	parts := make(map[string]ast.Node)
	for _, field := range structure.Fields.List {
		if len(field.Names) == 0 {
			parts[s.Name.Name+" embeds"] = field.Type
		}
		for _, name := range field.Names {
			if name.IsExported() {
				parts[s.Name.Name+"."+name.Name] = field.Type
			}
		}
	}
	return parts
}

func receiver(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

func ours(imported string) bool { return strings.HasPrefix(imported, module+"/") }

// outsider tells modules of other people from the standard library, whose
// paths have no dot in the first element.
func outsider(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".") && !ours(imported)
}

// allowed says that one of the list is imported or a parent of it.
func allowed(imported string, list []string) bool {
	return slices.ContainsFunc(list, func(p string) bool {
		return imported == p || strings.HasPrefix(imported, p+"/")
	})
}

func TestRoomsImportWhatTheTableSays(t *testing.T) {
	table, rooms := readTable(t), readRooms(t)
	for name := range table {
		if _, exists := rooms[name]; !exists {
			t.Errorf("the table has a room %s, the code has none", name)
		}
	}
	for name, r := range rooms {
		want, known := table[name]
		if !known {
			t.Errorf("%s is not in the table", name)
			continue
		}
		for imported, file := range r.imports {
			switch {
			case ours(imported) && !slices.Contains(want.rooms, strings.TrimPrefix(imported, module+"/")):
				t.Errorf("%s: %s may not import the room %s", file, name, imported)
			case outsider(imported) && !allowed(imported, want.outside):
				t.Errorf("%s: %s may not import %s", file, name, imported)
			}
		}
		for imported, exported := range r.shows {
			if !allowed(imported, want.shows) {
				t.Errorf("%s: exported %v show %s", name, exported, imported)
			}
		}
	}
}

// TestTableIsInOrder holds the table to its own rules, and to no more than the
// code needs.
func TestTableIsInOrder(t *testing.T) {
	table, rooms := readTable(t), readRooms(t)
	for name, r := range table {
		for _, other := range r.rooms {
			if o, known := table[other]; !known || o.rank >= r.rank {
				t.Errorf("%s (rank %d) may import %s, which is not below it", name, r.rank, other)
			}
			if _, used := rooms[name].imports[module+"/"+other]; !used {
				t.Errorf("%s may import %s and does not", name, other)
			}
		}
		for _, outside := range r.outside {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(rooms[name].imports)), func(i string) bool {
				return allowed(i, []string{outside})
			}) {
				t.Errorf("%s may import %s and does not", name, outside)
			}
		}
		for _, shown := range r.shows {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(rooms[name].shows)), func(i string) bool {
				return allowed(i, []string{shown})
			}) {
				t.Errorf("%s may show types of %s and does not", name, shown)
			}
		}
	}
}
