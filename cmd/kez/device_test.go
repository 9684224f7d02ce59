package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"kez.lat/chat/client"
	"kez.lat/chat/node/nodetest"
)

// machine is a place where kez runs, with an identity file of its own.
type machine struct {
	t    *testing.T
	node string
	file string
}

func (m machine) program(stdout, stderr io.Writer) *program {
	return &program{
		ctx: m.t.Context(), environ: []string{"KEZ_NODE=" + m.node, "KEZ_IDENTITY=" + m.file},
		stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, now: time.Now,
	}
}

// try runs a command line; the words of its last argument may have spaces.
func (m machine) try(args ...string) (status int, said string) {
	m.t.Helper()
	var out bytes.Buffer
	status = m.program(&out, &out).run(args)
	return status, out.String()
}

func (m machine) run(args ...string) string {
	m.t.Helper()
	status, said := m.try(args...)
	if status != 0 {
		m.t.Fatalf("kez %s: status %d, %s", strings.Join(args, " "), status, said)
	}
	return said
}

func (m machine) wantRefusal(status int, text string, args ...string) {
	m.t.Helper()
	if got, said := m.try(args...); got != status || !strings.Contains(said, text) {
		m.t.Errorf("kez %s: got status %d, %s; want %d, %q", strings.Join(args, " "), got, said, status, text)
	}
}

// link links a new machine to the account at home, and gives the device's id.
func (m machine) link(home machine, address string) string {
	m.t.Helper()
	out, in := io.Pipe()
	done := make(chan int, 1)
	var said bytes.Buffer
	p := m.program(in, &said)
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	m.t.Cleanup(cancel)
	p.ctx = ctx
	go func() { // awaited below
		status := p.run([]string{"device", "link", address, "--name", "tablet", "--json"})
		in.Close()
		done <- status
	}()
	lines := json.NewDecoder(bufio.NewReader(out))
	var shown struct{ Code, URI, Device string }
	if err := lines.Decode(&shown); err != nil {
		m.t.Fatalf("no code: %v, %s", err, said.String())
	}
	home.wantRefusal(2, "26 letters and digits", "device", "add", "--yes", "abc")
	home.wantRefusal(4, "let the new device show another", "device", "add", "--yes", strings.Repeat("a", 26))
	home.run("device", "add", "--yes", shown.URI)
	if err := lines.Decode(&shown); err != nil {
		m.t.Fatalf("not linked: %v, %s", err, said.String())
	}
	if status := <-done; status != 0 {
		m.t.Fatalf("kez device link: status %d, %s", status, said.String())
	}
	return shown.Device
}

func TestLinkedDevice(t *testing.T) {
	n := nodetest.Start(t)
	dir := t.TempDir()
	at := func(name string) machine { return machine{t, n.URL, filepath.Join(dir, name)} }
	home, bo, tablet := at("home.key"), at("bo.key"), at("tablet.key")
	home.run("identity", "new")
	home.run("register", "ana")
	bo.run("identity", "new")
	bo.run("register", "bob")
	if said := home.run("device", "list"); !strings.Contains(said, "No device is linked") || !strings.Contains(said, "cannot be revoked") {
		t.Errorf("device list says %s", said)
	}
	bo.run("send", "ana", "before")
	device := tablet.link(home, "ana@localhost")

	// What the device can: read and write as the account.
	bo.run("send", "ana", "to all of you")
	tablet.run("send", "bob", "from the tablet")
	home.run("send", "bob", "from home")
	if said := bo.run("recv"); !strings.Contains(said, "ana: from the tablet") || !strings.Contains(said, "ana: from home") {
		t.Errorf("bob received %s", said)
	}
	said := tablet.run("recv", "--all")
	for _, want := range []string{"bob: to all of you", "you to bob: from the tablet", "you to bob: from home"} {
		if !strings.Contains(said, want) {
			t.Errorf("the tablet received %s, want %q", said, want)
		}
	}
	if strings.Contains(said, "before") {
		t.Error("the tablet reads what was sealed before it was linked")
	}
	if said := home.run("recv", "--all"); !strings.Contains(said, "you to bob: from the tablet") {
		t.Errorf("home received %s", said)
	}

	// What it cannot: it has no seed.
	for _, args := range [][]string{
		{"register", "ana"}, {"claim", "create", "dns:example.org"}, {"sigchain", "add", "dns:example.org"}, {"identity", "phrase"},
		{"identity", "show", "--reveal"}, {"device", "revoke", device}, {"device", "add", "--yes", strings.Repeat("a", 26)},
	} {
		tablet.wantRefusal(2, "linked device", args...)
	}
	if said := tablet.run("identity", "show"); !strings.Contains(said, device) || !strings.Contains(said, "ana@localhost") {
		t.Errorf("identity show says %s", said)
	}
	if said := tablet.run("device", "list"); !strings.Contains(said, "(this one)") {
		t.Errorf("device list says %s", said)
	}

	home.run("device", "revoke", device)
	tablet.wantRefusal(3, "revoked", "send", "bob", "once more")
	home.wantRefusal(2, "revoked already", "device", "revoke", device)
	home.wantRefusal(2, "no device", "device", "revoke", strings.Repeat("0", 32))
	home.wantRefusal(2, "bad id", "device", "revoke", "tablet")
	if said := home.run("sigchain", "diff"); !strings.HasPrefix(said, "2 events are the same") || strings.Count(said, "\n") != 1 {
		t.Errorf("sigchain diff says %s", said)
	}
}

// TestNobodySaysYes: without a terminal and --yes nothing is linked, and the
// offer is used up.
func TestNobodySaysYes(t *testing.T) {
	n := nodetest.Start(t)
	home := machine{t, n.URL, filepath.Join(t.TempDir(), "home.key")}
	home.run("identity", "new")
	home.run("register", "ana")
	account, err := home.program(io.Discard, io.Discard).account()
	if err != nil {
		t.Fatal(err)
	}
	l, err := client.NewLinked(rand.Reader, account.key())
	if err != nil {
		t.Fatal(err)
	}
	at, err := client.At(n.URL, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	code, err := at.Offer(t.Context(), rand.Reader, l, "tablet")
	if err != nil {
		t.Fatal(err)
	}
	home.wantRefusal(2, "nobody is there to say yes", "device", "add", code.String())
	home.wantRefusal(4, "unknown-link", "device", "add", "--yes", code.String())
	if said := home.run("device", "list"); !strings.Contains(said, "No device is linked") {
		t.Errorf("device list says %s", said)
	}
}

func TestLinkNeedsAFreeFile(t *testing.T) {
	n := nodetest.Start(t)
	home := machine{t, n.URL, filepath.Join(t.TempDir(), "home.key")}
	home.run("identity", "new")
	home.run("register", "ana")
	home.wantRefusal(2, "not overwritten", "device", "link", "ana@localhost")
	other := home
	other.file = filepath.Join(t.TempDir(), "other.key")
	other.wantRefusal(4, "unknown-handle", "device", "link", "nobody1@localhost")
	other.wantRefusal(5, "wait", "device", "link", "ana@localhost", "--wait", "1ms")
	if _, err := os.Stat(other.file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("keys that nobody certified stayed behind: %v", err)
	}
}

// TestDrawQR: every module is drawn, two rows to a line.
func TestDrawQR(t *testing.T) {
	code, err := qr.Encode("KEZ:LINK:AAAAAAAAAAAAAAAAAAAAAAAAAA", qr.L)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	drawQR(&out, code)
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if want := (code.Size + 5) / 2; len(lines) != want {
		t.Fatalf("got %d lines, want %d", len(lines), want)
	}
	for y, line := range lines {
		drawn := []rune(line)
		if len(drawn) != code.Size+4 {
			t.Fatalf("line %d has %d modules, want %d", y, len(drawn), code.Size+4)
		}
		for x, r := range drawn {
			row := 2*y - 2
			upper := x < 2 || row < 0 || x >= code.Size+2 || row >= code.Size || !code.Black(x-2, row)
			if got := r == '█' || r == '▀'; got != upper {
				t.Fatalf("module %d, %d: got light %t", x, y, got)
			}
		}
	}
}
