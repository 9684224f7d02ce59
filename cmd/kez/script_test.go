package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kez.lat/chat/client"
	"kez.lat/chat/fetch/fetchtest"
	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
	"kez.lat/chat/proof/prooftest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kez": main})
}

// TestScripts runs the pages of testdata/script against a real node each,
// which is in this process. Beside testscript's own words there are:
//
//	node stop|start|restart   the node of the page, at $KEZ_NODE
//	node restore              lose the mail, as a restore of an old copy does
//	node set NAME VALUE       a setting for the next start
//	status N command...       want exit status N; the message is in stderr
//	as NAME                   use the identity of NAME from here on
//	invite VAR                set VAR to the code of a new invitation
//	plain NAME TEXT           hand in TEXT for NAME, unsealed and from nobody
//	documented COMMAND...     the last output has the members that docs/kez.md says
//	record DOMAIN FILE        publish the text of FILE as the TXT record of DOMAIN
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			n := nodetest.Start(t)
			env.Values[nodeKey{}] = n
			zone := fetchtest.NewZone(t)
			env.Values[zoneKey{}] = zone
			env.Setenv("KEZ_DNS_SERVER", zone.Address)
			env.Setenv("URL", n.URL)
			env.Setenv("KEZ_NODE", n.URL)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("TZ", "UTC")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"node": nodeCommand, "status": wantStatus, "as": useIdentity, "plain": postPlain, "invite": newInvite,
			"record": publishRecord, "documented": wantDocumented,
		},
	})
}

type nodeKey struct{}

func nodeOf(ts *testscript.TestScript) *nodetest.Node { return ts.Value(nodeKey{}).(*nodetest.Node) }

func nodeCommand(ts *testscript.TestScript, neg bool, args []string) {
	n := nodeOf(ts)
	if neg || len(args) == 0 {
		ts.Fatalf("usage: node stop|start|restart|restore|set NAME VALUE")
	}
	switch args[0] {
	case "stop":
		n.Stop()
	case "start":
		n.StartAgain()
	case "restart":
		n.Restart()
	case "restore":
		n.Stop()
		ts.Check(os.RemoveAll(filepath.Join(n.DataDir, "jetstream")))
		n.StartAgain()
	case "set":
		n.Set(args[1], args[2:]...)
	default:
		ts.Fatalf("unknown: node %s", args[0])
	}
}

func wantStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status: got %s, want %s", got, args[0])
	}
}

type zoneKey struct{}

func publishRecord(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: record DOMAIN FILE")
	}
	text := strings.TrimSpace(ts.ReadFile(args[1]))
	ts.Value(zoneKey{}).(*fetchtest.Zone).Answer("_kez."+args[0], fetchtest.Texts(prooftest.Chunks(text)))
}

func useIdentity(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: as NAME")
	}
	ts.Setenv("KEZ_IDENTITY", ts.MkAbs(args[0]+".key"))
}

func postPlain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: plain NAME TEXT")
	}
	node, err := client.At(nodeOf(ts).URL, nil, time.Now)
	ts.Check(err)
	envelope, err := json.Marshal(args[1])
	ts.Check(err)
	id, err := identity.NewID(rand.Reader)
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = node.Post(ctx, identity.Seed{}, nodeOf(ts).Server, args[0], id, envelope)
	if err != nil {
		err = fmt.Errorf("plain: %w", err)
	}
	ts.Check(err)
}

// newInvite asks the node's control socket, as its operator does.
func newInvite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: invite VAR")
	}
	socket := filepath.Join(nodeOf(ts).DataDir, "control.sock")
	operator := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}}
	defer operator.CloseIdleConnections()
	resp, err := operator.Post("http://node/v1/admin/invites", "application/json", strings.NewReader(`{"uses":1}`))
	ts.Check(err)
	defer resp.Body.Close()
	var invite struct{ Code string }
	ts.Check(json.NewDecoder(resp.Body).Decode(&invite))
	ts.Setenv(args[0], invite.Code)
}
