package node_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nkeys"

	"kez.lat/chat/node/nodetest"
)

// TestOfficialJavaScriptClients runs spa/interop: logging in, chatting and
// attacking with the clients that browsers use.
func TestOfficialJavaScriptClients(t *testing.T) {
	spa, err := filepath.Abs("../spa")
	if err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("node")
	if err != nil {
		t.Skip("NOT RUN: there is no Node.js")
	}
	if _, err := os.Stat(filepath.Join(spa, "node_modules", "nats.ws")); err != nil {
		t.Skip("NOT RUN: spa/node_modules is missing; run go tool task npm")
	}
	n := nodetest.Start(t, unlimited...)
	people := make(map[string]map[string]string)
	eve := newSeed(t)
	for _, p := range []person{join(t, n, "ana"), join(t, n, "bob"), {handle: "eve", seed: eve, key: eve.Key()}} {
		pair, err := nkeys.FromRawSeed(nkeys.PrefixByteUser, p.seed.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		seed, err := pair.Seed()
		if err != nil {
			t.Fatal(err)
		}
		people[string(p.handle)] = map[string]string{"hex": p.key.Hex(), "nkey": p.key.NKey(), "seed": string(seed)}
	}
	config, err := json.Marshal(map[string]any{"url": n.WebSocket, "people": people})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "--test", "interop/clients.test.mjs")
	cmd.Dir = spa
	cmd.Env = append(os.Environ(), "KEZ_INTEROP="+string(config))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	} else {
		t.Logf("%s", out)
	}
}
