package node_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/node/nodetest"
)

func chainURL(n *nodetest.Node, p person) string {
	return n.URL + "/v1/sigchains/ed25519/" + p.key.Hex()
}

// event signs what follows a head. It may be called beside the test.
func event(p person, head sigchain.Head, d sigchain.Draft) (sigchain.Link, error) {
	d.CreatedAt = time.Now()
	raw, err := sigchain.Sign(p.seed, head, d)
	if err != nil {
		return sigchain.Link{}, err
	}
	return sigchain.Open(raw)
}

func subject(t testing.TB, text string) identity.Subject {
	t.Helper()
	s, err := identity.ParseSubject(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// post hands an event in. It may be called beside the test.
func post(n *nodetest.Node, p person, l sigchain.Link) (status int, head sigchain.Head, err error) {
	resp, err := http.Post(chainURL(n, p), "application/json", bytes.NewReader(l.Raw()))
	if err != nil {
		return 0, head, err
	}
	defer resp.Body.Close()
	var said struct {
		Seq  uint64
		Hash string
	}
	err = json.NewDecoder(resp.Body).Decode(&said)
	return resp.StatusCode, sigchain.Head{Seq: said.Seq, Hash: said.Hash}, err
}

// grow adds events to a chain, each on the one before.
func grow(t testing.TB, n *nodetest.Node, p person, head sigchain.Head, drafts ...sigchain.Draft) sigchain.Head {
	t.Helper()
	for _, d := range drafts {
		l, err := event(p, head, d)
		if err != nil {
			t.Fatal(err)
		}
		if status, got, err := post(n, p, l); err != nil || status != http.StatusCreated || got != l.Head() {
			t.Fatalf("post %s: got %d %v %v, want 201 %v", d.Op, status, got, err, l.Head())
		}
		head = l.Head()
	}
	return head
}

// chainOf reads a chain and checks all of it.
func chainOf(t testing.TB, n *nodetest.Node, p person) (sigchain.State, string) {
	t.Helper()
	resp, err := http.Get(chainURL(n, p))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("read the sigchain: got %d %v", resp.StatusCode, err)
	}
	links, err := sigchain.Read(lines)
	if err != nil {
		t.Fatal(err)
	}
	state, err := sigchain.Replay(links)
	if err != nil {
		t.Fatal(err)
	}
	return state, resp.Header.Get("ETag")
}

// device makes a linked device of p and the event that certifies it.
func device(t testing.TB, p person) (sigchain.Draft, identity.Seed) {
	t.Helper()
	seed := newSeed(t)
	id, err := identity.ParseID(newID(t))
	if err != nil {
		t.Fatal(err)
	}
	return sigchain.Draft{
		Op: sigchain.DeviceAdd, Device: id, Key: seed.Key(), Proof: sigchain.ProveDevice(seed, p.seed.Primary(), id),
	}, seed
}

// dialDevice logs a device of p in, with its own key.
func (p person) dialDevice(n *nodetest.Node, device identity.Seed) (*nats.Conn, error) {
	return nats.Connect(n.WebSocket, append(p.login(), nats.Nkey(device.Key().NKey(), func(nonce []byte) ([]byte, error) { return device.Sign(nonce), nil }))...)
}

// admits reports whether a device of p may log in. A server hangs up on whom it
// refuses, and a client that notices that first is told nothing: it asks again.
func admits(t testing.TB, n *nodetest.Node, p person, device identity.Seed) (in bool) {
	t.Helper()
	await(t, "the node admits or refuses", func() bool {
		nc, err := p.dialDevice(n, device)
		if in = err == nil; in {
			nc.Close()
		}
		return in || refused(err)
	})
	return in
}

// write adds subjects, each on the head it is told of.
func write(n *nodetest.Node, p person, subjects []identity.Subject) error {
	var head sigchain.Head
	for len(subjects) > 0 {
		l, err := event(p, head, sigchain.Draft{Op: sigchain.Add, Subject: subjects[0]})
		if err != nil {
			return err
		}
		status, now, err := post(n, p, l)
		switch {
		case err != nil:
			return err
		case status == http.StatusCreated:
			subjects = subjects[1:]
		case status != http.StatusConflict:
			return fmt.Errorf("post: got %d, want 201 or 409", status)
		}
		head = now
	}
	return nil
}

// TestTwoWritersOfOneSigchain race, as two devices of one person do: each
// event finds its place, the chain has no fork, and is the same after a
// restart.
func TestTwoWritersOfOneSigchain(t *testing.T) {
	t.Parallel()
	n := nodetest.Start(t, unlimited...)
	ana := join(t, n, "ana")
	const each = 20
	writers := make(chan error, 2)
	for writer := range cap(writers) {
		var subjects []identity.Subject
		for i := range each {
			subjects = append(subjects, subject(t, fmt.Sprintf("dns:n%d.w%d.example", i, writer)))
		}
		go func() { writers <- write(n, ana, subjects) }()
	}
	for range cap(writers) {
		if err := wait(t, "a writer ends", writers); err != nil {
			t.Error(err)
		}
	}
	before, tag := chainOf(t, n, ana)
	if before.Head.Seq != 2*each || len(before.Active) != 2*each {
		t.Errorf("got %d events and %d subjects, want %d of each", before.Head.Seq, len(before.Active), 2*each)
	}
	n.Restart()
	if after, again := chainOf(t, n, ana); after.Head != before.Head || again != tag {
		t.Errorf("after the restart: got %v %s, want %v %s", after.Head, again, before.Head, tag)
	}
	grow(t, n, ana, before.Head, sigchain.Draft{Op: sigchain.Revoke, Subject: subject(t, "dns:n0.w0.example")})
}
