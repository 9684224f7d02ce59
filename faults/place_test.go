package faults

import (
	"os"
	"path/filepath"
	"testing"
)

// TestTwoNodesOneDirectory: JetStream would not notice.
func TestTwoNodesOneDirectory(t *testing.T) {
	dir := t.TempDir()
	p := newProgram(t, dir)
	p.start()
	newProgram(t, dir).fails("in use", dir)
	newProgram(t, dir, "--db", filepath.Join(t.TempDir(), "other.db")).fails("in use", dir)
	p.stop()
	again := newProgram(t, dir)
	again.start()
	again.stop()
}

// TestTwoNodesOneRegistry: other directories, one --db.
func TestTwoNodesOneRegistry(t *testing.T) {
	db := filepath.Join(t.TempDir(), "one.db")
	p := newProgram(t, t.TempDir(), "--db", db)
	p.start()
	newProgram(t, t.TempDir(), "--db", db).fails(db)
	p.stop()
}

func TestTwoNodesOnePort(t *testing.T) {
	p := newProgram(t, t.TempDir())
	p.start()
	other := newProgram(t, t.TempDir())
	other.http = p.http
	other.fails("--bind", p.http)
	other = newProgram(t, t.TempDir())
	other.nats = p.nats
	other.fails("--nats-bind", p.nats)
	p.stop()
}

func TestDamagedRegistry(t *testing.T) {
	dir := t.TempDir()
	p := newProgram(t, dir)
	p.start()
	p.register()
	p.stop()
	name := filepath.Join(dir, "kez-chat.db")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8192 { // both meta pages
		text[i] ^= 0xff
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	newProgram(t, dir).fails("damaged", name)
}
