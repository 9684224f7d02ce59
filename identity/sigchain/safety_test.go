package sigchain_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// safetyVectors is ../testdata/safety.json, which the app reads, too.
type safetyVectors struct {
	Note    string         `json:"note"`
	Prints  []printVector  `json:"prints"`
	Numbers []numberVector `json:"numbers"`
}

type printVector struct {
	Why     string       `json:"why"`
	Primary identity.Key `json:"primary"`
	Lines   string       `json:"lines"` // of the sigchain, empty without one
	Print   string       `json:"print"`
}

type numberVector struct {
	Prints [2]string `json:"prints"`
	Number string    `json:"number"`
}

// wholeSafety makes the file: what is the same account, and each thing that
// changes the number of one.
func wholeSafety(t *testing.T) safetyVectors {
	t.Helper()
	ana, bo := seedOf(t, "42"), seedOf(t, "24")
	phone, laptop := seedOf(t, "07"), seedOf(t, "08")
	v := safetyVectors{Note: "TEST KEYS ONLY. docs/protocol.md section 2, Safety numbers. Made by go test ./identity/... -run Whole -update."}
	row := func(why string, seed identity.Seed, make func(*maker)) string {
		m := newMaker(t, seed)
		make(m)
		var lines []byte
		var state sigchain.State
		if len(m.lines) > 0 {
			lines = m.bytes()
			links, err := sigchain.Read(lines)
			if err != nil {
				t.Fatal(err)
			}
			if state, err = sigchain.Replay(links); err != nil {
				t.Fatal(err)
			}
		}
		print := state.SafetyPrint(seed.Key())
		v.Prints = append(v.Prints, printVector{why, seed.Key(), string(lines), print})
		return print
	}
	addPhone := func(m *maker) { m.event("device_add", with(m.device(phoneID, phone), "box", boxKey)) }
	addLaptop := func(m *maker) { m.event("device_add", m.device(laptopID, laptop)) }
	revokePhone := func(m *maker) { m.event("device_revoke", payload{"device": phoneID}) }
	none := row("no sigchain", ana, func(*maker) {})
	claims := row("claims change nothing", ana, func(m *maker) { m.add("github:jason").revoke("github:jason") })
	one := row("a device", ana, addPhone)
	two := row("two devices, in the order of their ids", ana, func(m *maker) { addLaptop(m); addPhone(m) })
	turned := row("the same two, added in the other order", ana, func(m *maker) { addPhone(m); addLaptop(m) })
	left := row("one of two was revoked", ana, func(m *maker) { addPhone(m); addLaptop(m); revokePhone(m) })
	gone := row("the only one was revoked", ana, func(m *maker) { addPhone(m); revokePhone(m) })
	other := row("another account", bo, func(*maker) {})
	row("another account with a device", bo, func(m *maker) { addLaptop(m) })
	if none != claims || two != turned || none != gone {
		t.Error("what is the same account has different prints")
	}
	seen := map[string]bool{}
	for _, print := range []string{none, one, two, left, other} {
		if len(print) != 30 || seen[print] {
			t.Errorf("the print %s is no print of its own", print)
		}
		seen[print] = true
	}
	for _, pair := range [][2]string{{none, other}, {other, none}, {two, other}} {
		v.Numbers = append(v.Numbers, numberVector{pair, sigchain.SafetyNumber(pair[0], pair[1])})
	}
	return v
}

func TestWholeSafety(t *testing.T) {
	v := wholeSafety(t)
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "testdata", "safety.json")
	if *update {
		if err := os.WriteFile(path, data.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(readFile(t, "safety.json"), data.Bytes()) {
		t.Error("safety.json is not what is made from the keys; run with -update")
	}
	if v.Numbers[0].Number != v.Numbers[1].Number || len(v.Numbers[0].Number) != 60 {
		t.Errorf("the two sides see %s and %s", v.Numbers[0].Number, v.Numbers[1].Number)
	}
}
