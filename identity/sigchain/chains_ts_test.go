package sigchain_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// TestChainsOfTheApp replays what the browser app signed, from JSON Lines and
// from a bundle.
func TestChainsOfTheApp(t *testing.T) {
	data, err := os.ReadFile("../testdata/sigchains-ts.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Chains []struct {
			Primary         identity.Primary
			Head            headVector
			Active, Revoked []identity.Subject
			Device          identity.ID
			Lines, Bundle   string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Chains) == 0 {
		t.Fatal("the file has no chains")
	}
	for _, row := range file.Chains {
		for _, text := range []string{row.Lines, row.Bundle} {
			links, err := sigchain.Read([]byte(text))
			if err != nil {
				t.Errorf("%s: %v", row.Primary, err)
				continue
			}
			state, err := sigchain.Replay(links)
			if err != nil {
				t.Errorf("%s: %v", row.Primary, err)
				continue
			}
			subjects := func(list []sigchain.Claimed) (out []identity.Subject) {
				for _, one := range list {
					out = append(out, one.Subject)
				}
				return out
			}
			if state.Primary != row.Primary || state.Head != (sigchain.Head{Seq: row.Head.Seq, Hash: row.Head.Hash}) {
				t.Errorf("got %s at %+v, want %s at %+v", state.Primary, state.Head, row.Primary, row.Head)
			}
			if got := subjects(state.Active); !slices.Equal(got, row.Active) {
				t.Errorf("%s: active: got %s, want %s", row.Primary, got, row.Active)
			}
			if got := subjects(state.Revoked); !slices.Equal(got, row.Revoked) {
				t.Errorf("%s: revoked: got %s, want %s", row.Primary, got, row.Revoked)
			}
			if d, ok := state.Device(row.Device); !ok || d.Revoked.IsZero() || len(d.Box) == 0 {
				t.Errorf("%s: got the device %+v, want it with a box key, and revoked", row.Primary, d)
			}
			if got := string(sigchain.WriteJSONL(links)); got != row.Lines {
				t.Errorf("%s: written again: got %s, want %s", row.Primary, got, row.Lines)
			}
		}
	}
}
