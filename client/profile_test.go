package client_test

import (
	"testing"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/node/nodetest"
)

func TestProfile(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	at := at(t, n.URL)
	f, err := at.Finger(within(t), identity.Address{Handle: "ana", Server: n.Server})
	if err != nil || f.Primary != ana.key || f.Node != n.Inner.URL() || f.Subject != "acct:ana@"+n.Server {
		t.Errorf("WebFinger: got %+v, %v", f, err)
	}
	if _, err := at.Finger(within(t), identity.Address{Handle: "nobody1", Server: n.Server}); !client.IsCode(err, client.CodeUnknownHandle) {
		t.Errorf("WebFinger of nobody: got %v", err)
	}
	subject, err := identity.ParseSubject("dns:example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := at.PutProofs(within(t), ana.seed, "ana", []identity.Subject{subject}); err != nil {
		t.Fatal(err)
	}
	p, err := at.ByHandle(within(t), identity.Address{Handle: "ana", Server: n.Server})
	if err != nil || len(p.Proofs) != 1 || p.Proofs[0] != "dns:example.org" {
		t.Errorf("proofs: got %v, %v", p.Proofs, err)
	}
	book := client.NewBook(at)
	raw, err := sigchain.Sign(ana.seed, sigchain.Head{}, sigchain.Draft{Op: sigchain.Add, Subject: subject, CreatedAt: at.Time()})
	if err != nil {
		t.Fatal(err)
	}
	l, err := sigchain.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a repeat is taken, too
		if err := book.Hand(within(t), l); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := book.State(within(t), ana.key); err != nil || s.Head != l.Head() {
		t.Errorf("chain: got %+v, %v", s.Head, err)
	}
}
