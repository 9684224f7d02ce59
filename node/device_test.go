package node_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/node/nodetest"
)

// append hands an event in for p's sigchain, on the head that the node names.
func (p person) append(t testing.TB, n *nodetest.Node, d sigchain.Draft) (status int, code string) {
	t.Helper()
	url := n.URL + "/v1/sigchains/ed25519/" + p.key.Hex()
	head, err := http.Get(url + "/head")
	if err != nil {
		t.Fatal(err)
	}
	defer head.Body.Close()
	var at struct {
		Seq  uint64
		Hash string
	}
	if head.StatusCode == http.StatusOK {
		if err := json.NewDecoder(head.Body).Decode(&at); err != nil {
			t.Fatal(err)
		}
	}
	d.CreatedAt = time.Now()
	raw, err := sigchain.Sign(p.seed, sigchain.Head{Seq: at.Seq, Hash: at.Hash}, d)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(url, "application/json", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var fault problem
	_ = json.Unmarshal(text, &fault) // no problem has no code
	return resp.StatusCode, fault.Code
}

// device is a device of p: it logs in with a seed of its own and has p's
// subjects.
func (p person) device(t testing.TB, n *nodetest.Node, id identity.ID) (login []nats.Option, seed identity.Seed) {
	t.Helper()
	seed = newSeed(t)
	status, code := p.append(t, n, sigchain.Draft{
		Op: sigchain.DeviceAdd, Device: id, Key: seed.Key(), Proof: sigchain.ProveDevice(seed, identity.PrimaryOf(p.key), id),
	})
	if status != http.StatusCreated {
		t.Fatalf("add a device of %s: got %d %s", p.handle, status, code)
	}
	return append(p.login(), nats.Nkey(seed.Key().NKey(), func(nonce []byte) ([]byte, error) { return seed.Sign(nonce), nil })), seed
}

// staysOut wants that a key does not get in by any door.
func staysOut(t testing.TB, n *nodetest.Node, seed identity.Seed) {
	t.Helper()
	for _, url := range doors(n) {
		w := open(t, url)
		w.connect(w.proof(person{seed: seed, key: seed.Key()}))
		w.wantRefused()
	}
}

// TestLinkedDevice has its account's mail and voice until it is revoked. The
// account, its other devices and other people stay connected.
func TestLinkedDevice(t *testing.T) {
	n := startWithDoors(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	phoneID := identity.ID{1}
	phone, phoneSeed := ana.device(t, n, phoneID)
	tablet, _ := ana.device(t, n, identity.ID{2})
	stays := nats.DisconnectErrHandler(func(nc *nats.Conn, _ error) { t.Errorf("%s was disconnected", nc.Opts.Name) })
	own := ana.dial(t, n.WebSocket, stays)
	other := ana.dial(t, n.WebSocket, append(tablet, stays)...)
	bobs := bob.dial(t, n.WebSocket, stays)
	gone := make(chan error, 10)
	var conns []*nats.Conn
	for _, url := range doors(n) {
		more := append(phone, nats.NoReconnect(), nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { gone <- err }))
		conns = append(conns, ana.dial(t, url, more...))
	}
	for _, pair := range []struct {
		from, to *nats.Conn
		sender   person
		reader   person
	}{{conns[0], bobs, ana, bob}, {bobs, conns[0], bob, ana}} {
		sub, err := pair.to.SubscribeSync(identity.InboxSubject(pair.reader.key, "msg"))
		if err != nil {
			t.Fatal(err)
		}
		if err := pair.to.Flush(); err != nil {
			t.Fatal(err)
		}
		header := nats.Header{"Kez-To": {pair.reader.key.String()}, "Kez-Id": {newID(t)}}
		if _, fault := ask(t, pair.from, pair.sender, "send", header, []byte("hello")); fault.Code != "" {
			t.Fatalf("send: %+v", fault)
		}
		m, err := sub.NextMsg(patience)
		if err != nil || string(m.Data) != "hello" || m.Header.Get("Kez-From") != pair.sender.key.String() {
			t.Errorf("got %v, %v, want hello from %s", m, err, pair.sender.handle)
		}
	}
	if status, code := ana.append(t, n, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: phoneID}); status != http.StatusCreated {
		t.Fatalf("revoke: got %d %s", status, code)
	}
	for range conns {
		wait(t, "disconnect", gone)
	}
	staysOut(t, n, phoneSeed)
	for _, nc := range []*nats.Conn{own, other} {
		if _, fault := ask(t, nc, ana, "whoami", nil, nil); fault.Code != "" {
			t.Errorf("whoami: %+v", fault)
		}
		nc.SetDisconnectErrHandler(nil)
	}
	bobs.SetDisconnectErrHandler(nil)
}

// TestDevicesOfWhoIsShutOut are shut out with the account, at once.
func TestDevicesOfWhoIsShutOut(t *testing.T) {
	for _, deed := range []string{"suspend", "remove"} {
		t.Run(deed, func(t *testing.T) {
			n := startWithDoors(t)
			ana := join(t, n, "ana")
			login, seed := ana.device(t, n, identity.ID{1})
			gone := make(chan error, 1)
			ana.dial(t, n.WebSocket, append(login, nats.NoReconnect(), nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { gone <- err }))...)
			operate(t, n, "/v1/admin/"+deed, `{"handle":"ana"}`)
			wait(t, "disconnect", gone)
			staysOut(t, n, seed)
		})
	}
}

// TestAKeySpeaksForOneAccount: what is somebody's device, or was, is never a
// primary nor another's device, and a primary is nobody's device.
func TestAKeySpeaksForOneAccount(t *testing.T) {
	n := startWithDoors(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	id := identity.ID{1}
	_, seed := ana.device(t, n, id)
	as := func(p person, s identity.Seed, id identity.ID) sigchain.Draft {
		return sigchain.Draft{Op: sigchain.DeviceAdd, Device: id, Key: s.Key(), Proof: sigchain.ProveDevice(s, identity.PrimaryOf(p.key), id)}
	}
	check := func(when string) {
		t.Helper()
		if status, body := (person{handle: "carol", seed: seed, key: seed.Key()}).register(t, n, ""); status != http.StatusConflict {
			t.Errorf("%s: a device registers: got %d %s, want 409", when, status, body)
		}
		if _, code := bob.append(t, n, as(bob, seed, identity.ID{7})); code != "device-taken" {
			t.Errorf("%s: another's device: got %q, want device-taken", when, code)
		}
	}
	check("linked")
	if _, code := bob.append(t, n, as(bob, ana.seed, identity.ID{8})); code != "device-taken" {
		t.Errorf("a primary as device: got %q, want device-taken", code)
	}
	if status, code := ana.append(t, n, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: id}); status != http.StatusCreated {
		t.Fatalf("revoke: got %d %s", status, code)
	}
	check("revoked")
	operate(t, n, "/v1/admin/remove", `{"handle":"ana"}`)
	check("removed")
}

// TestPlacesOfAnAccountAreSharedByItsDevices.
func TestPlacesOfAnAccountAreSharedByItsDevices(t *testing.T) {
	n := startWithDoors(t, "limit", "connections=2")
	ana := join(t, n, "ana")
	login, seed := ana.device(t, n, identity.ID{1})
	ana.dial(t, n.WebSocket)
	ana.dial(t, n.WebSocket, login...)
	staysOut(t, n, seed)
	w := open(t, n.WebSocket)
	w.connect(w.proof(ana))
	w.wantRefused()
}
