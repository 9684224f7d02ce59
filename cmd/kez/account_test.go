package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// newProgram has an environment and input of its own.
func newProgram(t *testing.T, stdin string, environ ...string) *program {
	t.Helper()
	return &program{
		ctx: context.Background(), environ: environ, stdin: strings.NewReader(stdin),
		stdout: new(bytes.Buffer), stderr: new(bytes.Buffer), now: time.Now,
	}
}

func TestIdentityFileComesBack(t *testing.T) {
	phrase, err := identity.ParsePhrase("legal winner thank year wave sausage worth useful legal winner thank yellow")
	if err != nil {
		t.Fatal(err)
	}
	seed, err := identity.ParseSeed(strings.Repeat("42", 32))
	if err != nil {
		t.Fatal(err)
	}
	address := identity.Address{Handle: "ana", Server: "kez.lat"}
	for name, a := range map[string]*account{
		"words":   {seed: phrase.Seed(), phrase: phrase},
		"seed":    {seed: seed},
		"settled": {seed: seed, address: address, node: "https://kez.lat"},
	} {
		data, err := a.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := parseSecret(string(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if back.seed.Hex() != a.seed.Hex() || back.address != a.address || back.node != a.node || len(back.phrase.Words()) != len(a.phrase.Words()) {
			t.Errorf("%s: got %+v, want %+v", name, back, a)
		}
	}
}

func TestNodeOfAnAccount(t *testing.T) {
	for want, row := range map[string]struct {
		flag, env, file, server string
	}{
		"https://flag.example":        {"https://flag.example", "https://env.example", "https://file.example", "server.example"},
		"https://env.example":         {"", "https://env.example", "https://file.example", "server.example"},
		"https://file.example":        {"", "", "https://file.example", "server.example"},
		"https://server.example":      {"", "", "", "server.example"},
		"https://server.example:8443": {"", "", "", "server.example:8443"},
		"http://localhost:6969":       {"", "", "", "localhost"},
		"http://localhost:7000":       {"localhost:7000", "", "", ""},
		"https://bare.example":        {"bare.example", "", "", ""},
	} {
		p := newProgram(t, "", "KEZ_NODE="+row.env)
		p.flags.Node = row.flag
		node, err := p.nodeFor(&account{node: row.file}, row.server)
		if err != nil || node.URL() != want {
			t.Errorf("%+v: got %v, %v, want %s", row, node, err, want)
		}
	}
}

func TestEnvironmentLastWins(t *testing.T) {
	p := newProgram(t, "", "KEZ_NODE=a", "KEZ_NODE=b", "KEZ_NODES=c")
	if got := p.env("KEZ_NODE"); got != "b" {
		t.Errorf("got %q, want b", got)
	}
	if got := p.env("KEZ"); got != "" {
		t.Errorf("got %q, want none", got)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"hello":                "hello",
		"two\nlines\r\nthree":  "two\n    lines\n    three",
		"a\tb":                 "a b",
		"\x1b[2Jx\x07\x7f\x9b": "\ufffd[2Jx\ufffd\ufffd\ufffd",
		"a\u202eb\u2066c":      "a\ufffdb\ufffdc",
		"a\u2028b":             "a\ufffdb",
		"שלום 👩‍👧":             "שלום 👩‍👧",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReplaceDurablyKeepsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dir", "file")
	if err := createDurably(path, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := createDurably(path, []byte("two")); !os.IsExist(err) {
		t.Errorf("made twice: %v", err)
	}
	if err := replaceDurably(path, []byte("three")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkPrivate(path, info); err != nil {
		t.Error(err)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if data, rerr := os.ReadFile(path); string(data) != "three" || err != nil || rerr != nil || len(files) != 1 {
		t.Errorf("got %q beside %v, %v, %v", data, files, err, rerr)
	}
}

func FuzzSecret(f *testing.F) {
	f.Add(strings.Repeat("42", 32))
	f.Add("legal winner thank year wave sausage worth useful legal winner thank yellow")
	f.Add(`{"kez_identity":1,"primary":"ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12","seed":"4242424242424242424242424242424242424242424242424242424242424242","address":"ana@kez.lat"}`)
	f.Fuzz(func(t *testing.T, text string) {
		a, err := parseSecret(text)
		if err != nil {
			return
		}
		data, err := a.encode()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := parseSecret(string(data)); err != nil || back.seed.Hex() != a.seed.Hex() || back.address != a.address {
			t.Errorf("%q: written as %s: %v", text, data, err)
		}
	})
}
