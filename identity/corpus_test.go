package identity_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

var update = flag.Bool("update", false, "write the files of testdata that tests make anew")

// corpus is testdata/index.json: what lies in testdata/valid and
// testdata/invalid and what must become of it, in Go and in the browser alike.
// Files are read as bytes: one of them is no text.
type corpus struct {
	Note    string     `json:"note"`
	Server  string     `json:"server"`
	Now     string     `json:"now"`
	Valid   []specimen `json:"valid"`
	Invalid []specimen `json:"invalid"`
}

type specimen struct {
	File   string `json:"file"`
	Open   string `json:"open"` // "registration", or "envelope" with the tag
	Tag    string `json:"tag,omitempty"`
	Signer string `json:"signer,omitempty"`
	Code   string `json:"code,omitempty"` // of docs/protocol.md section 7
	Why    string `json:"why"`
	data   []byte
}

// codes are those of docs/protocol.md section 7.
var codes = map[string]error{
	"malformed": identity.ErrMalformed, "bad-envelope": identity.ErrBadEnvelope, "bad-type": identity.ErrBadType,
	"bad-key": identity.ErrBadKey, "bad-handle": identity.ErrBadHandle, "key-mismatch": identity.ErrKeyMismatch,
	"bad-signature": identity.ErrBadSignature, "wrong-server": identity.ErrWrongServer, "stale": identity.ErrStale,
	"too-large": identity.ErrTooLarge,
}

func (s specimen) open(t *testing.T, c corpus) (signer identity.Key, raw []byte, err error) {
	t.Helper()
	data := readFile(t, s.File)
	if s.Open == "envelope" {
		e, err := identity.OpenEnvelope(data, s.Tag)
		return e.Signer(), e.Raw(), err
	}
	now, err := identity.ParseTime(c.Now)
	if err != nil {
		t.Fatal(err)
	}
	r, err := identity.OpenRegistration(data, c.Server, now)
	return r.Key(), r.Raw(), err
}

func TestValidCorpus(t *testing.T) {
	c := read[corpus](t, "index.json")
	for _, s := range c.Valid {
		signer, raw, err := s.open(t, c)
		if err != nil || signer.String() != s.Signer {
			t.Errorf("%s: got %s, %v, want %s", s.File, signer, err, s.Signer)
		}
		if err == nil && !bytes.Equal(raw, readFile(t, s.File)) {
			t.Errorf("%s: the bytes kept are not those that came", s.File)
		}
	}
}

func TestInvalidCorpus(t *testing.T) {
	c := read[corpus](t, "index.json")
	unused := make(map[string]bool)
	for code := range codes {
		unused[code] = true
	}
	for _, s := range c.Invalid {
		delete(unused, s.Code)
		_, _, err := s.open(t, c)
		if codes[s.Code] == nil || !errors.Is(err, codes[s.Code]) {
			t.Errorf("%s: got %v, want %s", s.File, err, s.Code)
		}
		for code, other := range codes {
			if code != s.Code && errors.Is(err, other) {
				t.Errorf("%s: the error is %s as well as %s", s.File, code, s.Code)
			}
		}
	}
	for code := range unused {
		t.Errorf("no file is refused as %s", code)
	}
}

// TestCorpusIsWhole makes the files anew and compares: signatures are
// deterministic. With -update it writes them.
func TestCorpusIsWhole(t *testing.T) {
	c := makeCorpus(t)
	index, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{"index.json": append(index, '\n')}
	for _, s := range slices.Concat(c.Valid, c.Invalid) {
		want[s.File] = s.data
	}
	if *update {
		writeCorpus(t, want)
	}
	for file, data := range want {
		if !bytes.Equal(readFile(t, file), data) {
			t.Errorf("%s differs from what the test makes; run it with -update", file)
		}
	}
	for _, dir := range []string{"valid", "invalid"} {
		files, err := os.ReadDir(filepath.Join("testdata", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if _, known := want[dir+"/"+f.Name()]; !known {
				t.Errorf("%s/%s is not in the index", dir, f.Name())
			}
		}
	}
}

func writeCorpus(t *testing.T, files map[string][]byte) {
	t.Helper()
	for _, dir := range []string{"valid", "invalid"} {
		if err := os.RemoveAll(filepath.Join("testdata", dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join("testdata", dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for file, data := range files {
		writeFile(t, file, data)
	}
}

func writeFile(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join("testdata", filepath.FromSlash(file)), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func FuzzEnvelope(f *testing.F) {
	for _, s := range slices.Concat(read[corpus](f, "index.json").Valid, read[corpus](f, "index.json").Invalid) {
		if data := readFile(f, s.File); len(data) < 4096 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := identity.OpenRegistration(data, server, made)
		if err != nil {
			if !slices.ContainsFunc(slices.Collect(maps.Values(codes)), func(known error) bool { return errors.Is(err, known) }) {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		if _, err := identity.ParseHandle(string(r.Handle())); err != nil || r.Key().IsZero() || r.Server() != server {
			t.Errorf("opened %s as %+v", data, r)
		}
		if e, err := identity.OpenEnvelope(data, identity.RegistrationTag); err != nil || e.Signer() != r.Key() || !strings.Contains(string(e.Payload()), r.Key().String()) {
			t.Errorf("a registration, but no envelope: %v", err)
		}
	})
}
