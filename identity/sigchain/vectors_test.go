package sigchain_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

var update = flag.Bool("update", false, "write sigchains.json and the chains of ../testdata anew")

// vectors is ../testdata/sigchains.json, whose members ../testdata/README.md
// explains.
type vectors struct {
	Note    string          `json:"note"`
	Proofs  []proofVector   `json:"proofs"`
	Valid   []chainVector   `json:"valid"`
	Invalid []refusedChain  `json:"invalid"`
	Bundles []refusedBundle `json:"bundles_refused"`
}

type proofVector struct {
	Seed    string `json:"seed_hex"`
	Key     string `json:"key"`
	Primary string `json:"primary"`
	Device  string `json:"device"`
	Text    string `json:"text"`
	Proof   string `json:"proof"`
}

type chainVector struct {
	File    string          `json:"file"`
	Why     string          `json:"why"`
	Primary string          `json:"primary"`
	Head    headVector      `json:"head"`
	Hashes  []string        `json:"hashes"`
	Active  []claimedVector `json:"active"`
	Revoked []claimedVector `json:"revoked"`
	Devices []deviceVector  `json:"devices"`
	Bundle  string          `json:"bundle"`
	data    []byte
}

type headVector struct {
	Seq  uint64 `json:"seq"`
	Hash string `json:"hash"`
}

type claimedVector struct {
	Subject string `json:"subject"`
	Since   string `json:"since"`
	Seq     uint64 `json:"seq"`
}

type deviceVector struct {
	ID      string `json:"device"`
	Key     string `json:"key"`
	Box     string `json:"box,omitempty"`
	Added   string `json:"added"`
	Revoked string `json:"revoked,omitempty"`
	Seq     uint64 `json:"seq"`
}

type refusedChain struct {
	File string `json:"file"`
	Why  string `json:"why"`
	Code string `json:"code"` // of docs/protocol.md section 7
	By   string `json:"by"`   // "open", or "replay" when each event is well by itself
	Line int    `json:"line"` // the first that is refused, from 1
	data []byte
}

type refusedBundle struct {
	Why  string `json:"why"`
	Code string `json:"code"`
	Text string `json:"text"`
}

// codes are those of docs/protocol.md section 7.
var codes = map[string]error{
	"malformed": identity.ErrMalformed, "bad-envelope": identity.ErrBadEnvelope, "bad-type": identity.ErrBadType,
	"bad-key": identity.ErrBadKey, "key-mismatch": identity.ErrKeyMismatch, "bad-signature": identity.ErrBadSignature,
	"too-large": identity.ErrTooLarge, "head-moved": sigchain.ErrHeadMoved, "device-taken": sigchain.ErrDeviceTaken,
}

// is wants an error to be of one code and of no other.
func is(t *testing.T, what string, err error, code string) {
	t.Helper()
	if codes[code] == nil || !errors.Is(err, codes[code]) {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
	for other, sentinel := range codes {
		if other != code && errors.Is(err, sentinel) {
			t.Errorf("%s: the error is %s as well as %s", what, other, code)
		}
	}
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	var v vectors
	if err := json.Unmarshal(readFile(t, "sigchains.json"), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestValidChains(t *testing.T) {
	for _, row := range readVectors(t).Valid {
		data := readFile(t, row.File)
		links, err := sigchain.Read(data)
		if err != nil {
			t.Errorf("%s: %v", row.File, err)
			continue
		}
		if !bytes.Equal(sigchain.WriteJSONL(links), data) {
			t.Errorf("%s: written otherwise than read", row.File)
		}
		state, err := sigchain.Replay(links)
		if err != nil {
			t.Errorf("%s: %v", row.File, err)
			continue
		}
		got, want := jsonOf(t, view(row, links, state)), jsonOf(t, row)
		if got != want {
			t.Errorf("%s: got %s, want %s", row.File, got, want)
		}
		unpacked, err := sigchain.Read([]byte(row.Bundle))
		if err != nil || !bytes.Equal(sigchain.WriteJSONL(unpacked), data) {
			t.Errorf("%s: its bundle holds something else: %v", row.File, err)
		}
		checkPrefixes(t, row.File, links)
	}
}

// checkPrefixes wants every beginning of a chain to be one.
func checkPrefixes(t *testing.T, file string, links []sigchain.Link) {
	t.Helper()
	for n, l := range links {
		state, err := sigchain.Replay(links[:n+1])
		if err != nil || state.Head != l.Head() || state.Head != (sigchain.Head{Seq: uint64(n + 1), Hash: l.Hash()}) {
			t.Errorf("%s, the first %d: got %+v, %v", file, n+1, state.Head, err)
		}
	}
}

// view is what the vectors say of a chain, computed.
func view(row chainVector, links []sigchain.Link, s sigchain.State) chainVector {
	v := chainVector{
		File: row.File, Why: row.Why, Bundle: row.Bundle, Primary: s.Primary.String(), Head: headVector(s.Head), data: row.data,
		Hashes: []string{}, Active: viewClaimed(s.Active), Revoked: viewClaimed(s.Revoked), Devices: []deviceVector{},
	}
	for _, l := range links {
		v.Hashes = append(v.Hashes, l.Hash())
	}
	for _, d := range s.Devices {
		one := deviceVector{ID: d.ID.String(), Key: d.Key.String(), Box: hex.EncodeToString(d.Box), Added: rfc3339(d.Added), Seq: d.Seq}
		if !d.Revoked.IsZero() {
			one.Revoked = rfc3339(d.Revoked)
		}
		v.Devices = append(v.Devices, one)
	}
	return v
}

func viewClaimed(list []sigchain.Claimed) []claimedVector {
	out := []claimedVector{}
	for _, c := range list {
		out = append(out, claimedVector{c.Subject.String(), rfc3339(c.Since), c.Seq})
	}
	return out
}

func rfc3339(at time.Time) string { return at.Format(time.RFC3339Nano) }

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestInvalidChains(t *testing.T) {
	unused := make(map[string]bool)
	for code := range codes {
		unused[code] = true
	}
	for _, row := range readVectors(t).Invalid {
		delete(unused, row.Code)
		lines := slices.Collect(bytes.Lines(readFile(t, row.File)))
		if len(lines) < row.Line || row.Line < 1 {
			t.Fatalf("%s has no line %d", row.File, row.Line)
		}
		// What stands before the line is well, so that nothing else is refused.
		good, err := sigchain.Read(bytes.Join(lines[:row.Line-1], nil))
		if err != nil {
			t.Fatalf("%s: %v", row.File, err)
		}
		var chain sigchain.Chain
		for _, l := range good {
			if err := chain.Append(l); err != nil {
				t.Fatalf("%s: %v", row.File, err)
			}
		}
		before := jsonOf(t, chain.State())
		link, err := sigchain.Open(bytes.TrimSuffix(lines[row.Line-1], []byte("\n")))
		if row.By == "open" {
			is(t, row.File, err, row.Code)
		} else {
			if err != nil {
				t.Errorf("%s: the event is not well by itself: %v", row.File, err)
			}
			err = chain.Append(link)
			is(t, row.File, err, row.Code)
			if !errors.Is(err, sigchain.ErrBroken) || jsonOf(t, chain.State()) != before {
				t.Errorf("%s: got %v, want %v and an unchanged state", row.File, err, sigchain.ErrBroken)
			}
		}
		links, err := sigchain.Read(readFile(t, row.File))
		if err == nil {
			_, err = sigchain.Replay(links)
		}
		is(t, row.File+", read whole", err, row.Code)
	}
	for code := range unused {
		t.Errorf("no chain is refused as %s", code)
	}
}

func TestBundlesRefused(t *testing.T) {
	for _, row := range readVectors(t).Bundles {
		_, err := sigchain.ReadBundle(row.Text)
		is(t, row.Why, err, row.Code)
	}
}

func TestProofs(t *testing.T) {
	for _, row := range readVectors(t).Proofs {
		seed, err := identity.ParseSeed(row.Seed)
		if err != nil {
			t.Fatal(err)
		}
		primary, err := identity.ParsePrimary(row.Primary)
		if err != nil {
			t.Fatal(err)
		}
		id, err := identity.ParseID(row.Device)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(sigchain.ProveDevice(seed, primary, id)); got != row.Proof || seed.Key().String() != row.Key {
			t.Errorf("got %s by %s, want %s", got, seed.Key(), row.Proof)
		}
		if !seed.Key().Verify([]byte(row.Text), sigchain.ProveDevice(seed, primary, id)) {
			t.Errorf("the proof is not over %q", row.Text)
		}
	}
}

// TestVectorsAreWhole makes the files anew and compares: signatures are
// deterministic. With -update it writes them.
func TestVectorsAreWhole(t *testing.T) {
	v := makeVectors(t)
	index, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{"sigchains.json": append(index, '\n')}
	for _, c := range v.Valid {
		want[c.File] = c.data
	}
	for _, c := range v.Invalid {
		want[c.File] = c.data
	}
	if *update {
		writeChains(t, want)
	}
	for file, data := range want {
		if !bytes.Equal(readFile(t, file), data) {
			t.Errorf("%s differs from what the test makes; run it with -update", file)
		}
	}
	for _, dir := range []string{"chains/valid", "chains/invalid"} {
		files, err := os.ReadDir(filepath.Join("..", "testdata", filepath.FromSlash(dir)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if _, known := want[path.Join(dir, f.Name())]; !known {
				t.Errorf("%s/%s is not in sigchains.json", dir, f.Name())
			}
		}
	}
}

func writeChains(t *testing.T, files map[string][]byte) {
	t.Helper()
	root := filepath.Join("..", "testdata")
	if err := os.RemoveAll(filepath.Join(root, "chains")); err != nil {
		t.Fatal(err)
	}
	for file, data := range files {
		name := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
