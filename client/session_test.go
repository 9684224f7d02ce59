package client_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

func TestSendAndFollow(t *testing.T) {
	n := nodetest.Start(t, "nats-bind", "127.0.0.1:0")
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	for name, door := range map[string]func(*client.Config){
		"WebSocket": func(*client.Config) {},
		"native":    func(c *client.Config) { c.NATS = "nats://" + n.Inner.NativeAddr().String() },
	} {
		t.Run(name, func(t *testing.T) {
			sa, sb := ana.connect(t, n, door), bob.connect(t, n, door)
			self, err := sa.Whoami(within(t))
			if err != nil || self.Handle != "ana" || self.Primary != ana.key {
				t.Fatalf("got %+v, %v", self, err)
			}
			from := client.Cursor{Epoch: self.Epoch, Seq: self.Head}
			fa, fb := follow(t, sa, from), follow(t, sb, from)
			id := newID(t)
			r, err := sa.Send(within(t), client.Message{To: bob.key, ID: id, Body: []byte("hello"), Copy: true})
			if err != nil {
				t.Fatal(err)
			}
			got := fb.next(t)
			if got.Seq != r.Seq && got.Seq != r.Seq-1 || string(got.Body) != "hello" || got.From != ana.key || got.To != bob.key || got.ID != id || got.Kind != client.KindMsg || !got.Time.Equal(r.Time) {
				t.Errorf("received: got %+v, receipt %+v", got, r)
			}
			if kept := fa.next(t); kept.Kind != client.KindSent || kept.To != bob.key || string(kept.Body) != "hello" {
				t.Errorf("own copy: got %+v", kept)
			}
			again, err := sa.Send(within(t), client.Message{To: bob.key, ID: id, Body: []byte("hello"), Copy: true})
			if err != nil || again != r {
				t.Errorf("again: got %+v, %v, want %+v", again, err, r)
			}
			if _, err := sa.Send(within(t), client.Message{To: bob.key, ID: id, Body: []byte("another")}); !client.IsCode(err, "id-reused") {
				t.Errorf("another body: got %v", err)
			}
			if _, err := sb.Send(within(t), client.Message{To: ana.key, ID: newID(t), Body: []byte("seen"), Note: true}); err != nil {
				t.Fatal(err)
			}
			if note := fa.next(t); note.Kind != client.KindNote || !note.Note || string(note.Body) != "seen" {
				t.Errorf("note: got %+v", note)
			}
		})
	}
}

func TestLookUp(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	s := ana.connect(t, n)
	for _, who := range []string{"bob", "@bob@localhost", "bob@LOCALHOST", bob.key.String()} {
		if p, err := s.Lookup(within(t), who); err != nil || p.Key != bob.key || p.Address() != bob.address {
			t.Errorf("%s: got %+v, %v", who, p, err)
		}
	}
	for who, want := range map[string]string{"nobody2": client.CodeUnknownHandle, "bob@example.com": client.CodeUnknownServer, newSeed(t).Key().String(): client.CodeUnknownKey} {
		if _, err := s.Lookup(within(t), who); !client.IsCode(err, want) {
			t.Errorf("%s: got %v, want %s", who, err, want)
		}
	}
	if _, err := s.Lookup(within(t), "No"); !errors.Is(err, identity.ErrBadHandle) {
		t.Errorf("got %v, want %v", err, identity.ErrBadHandle)
	}
}

func TestContacts(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	sa, sb := ana.connect(t, n), bob.connect(t, n)
	if c, err := sb.SetContact(within(t), ana.key, "blocked"); err != nil || c.State != "blocked" || c.Primary != ana.key {
		t.Fatalf("got %+v, %v", c, err)
	}
	if list, err := sb.Contacts(within(t)); err != nil || len(list) != 1 || list[0].Primary != ana.key {
		t.Errorf("got %+v, %v", list, err)
	}
	if _, err := sa.Send(within(t), client.Message{To: bob.key, ID: newID(t), Body: []byte("x")}); !client.IsCode(err, "recipient-refuses") {
		t.Errorf("got %v", err)
	}
}

func TestLive(t *testing.T) {
	n := nodetest.Start(t)
	ana, bob := join(t, n, "ana"), join(t, n, "bob")
	sa, sb := ana.connect(t, n), bob.connect(t, n)
	heard := make(chan string, 1)
	fb := follow(t, sb, client.Cursor{}, func(f *client.Feed) {
		f.Live = func(from identity.Key, body []byte) { heard <- fmt.Sprint(from == ana.key, string(body)) }
	})
	send(t, sb, ana.key, "accepted by writing")
	send(t, sa, bob.key, "hello")
	fb.next(t) // subscribed, and whatever comes now is live
	if err := sa.Live(within(t), bob.key, []byte("typing")); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-heard:
		if got != "truetyping" {
			t.Errorf("got %s", got)
		}
	case <-within(t).Done():
		t.Error("nothing was heard")
	}
}

func TestLoginIsRefused(t *testing.T) {
	n := nodetest.Start(t, "limit", "connections=1")
	ana := join(t, n, "ana")
	stranger := ana
	stranger.seed = newSeed(t)
	if _, err := client.Connect(within(t), stranger.config(t, n)); !client.IsCode(err, client.CodeUnknownKey) {
		t.Errorf("not registered: got %v", err)
	}
	ana.connect(t, n)
	if _, err := client.Connect(within(t), ana.config(t, n)); !errors.Is(err, client.ErrLogin) {
		t.Errorf("one connection too many: got %v, want %v", err, client.ErrLogin)
	}
	elsewhere := ana
	elsewhere.address.Server = "example.com"
	if _, err := client.Connect(within(t), elsewhere.config(t, n)); !errors.Is(err, client.ErrOtherServer) {
		t.Errorf("another server: got %v, want %v", err, client.ErrOtherServer)
	}
}

// TestOnlyNoncesAreSigned: a hostile server would have something else signed.
func TestOnlyNoncesAreSigned(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	for _, nonce := range []string{"", "short", "a-nonce-too-long", `GET\n/v1/inbox/ana\nsince=0\n1782000000`, "with spaces 123", "trailing-15-ch\\n", "ünicode-nonce-"} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		said := make(chan string, 1)
		go func() { // ends with the connection, which the client closes
			defer close(said)
			c, err := ln.Accept()
			if err != nil {
				return
			}
			defer c.Close()
			fmt.Fprintf(c, "INFO {\"server_id\":\"x\",\"version\":\"2.15.2\",\"proto\":1,\"headers\":true,\"max_payload\":1048576,\"nonce\":\"%s\"}\r\n", nonce)
			line, _ := bufio.NewReader(c).ReadString('\n')
			said <- line
		}()
		c := ana.config(t, n)
		c.NATS = "nats://" + ln.Addr().String()
		_, err = client.Connect(within(t), c)
		if !errors.Is(err, client.ErrBadNonce) {
			t.Errorf("%q: got %v, want %v", nonce, err, client.ErrBadNonce)
		}
		if line := <-said; strings.Contains(line, "sig") {
			t.Errorf("%q was signed: %s", nonce, line)
		}
		_ = ln.Close()
	}
}

func TestClosedSession(t *testing.T) {
	n := nodetest.Start(t)
	ana := join(t, n, "ana")
	s := ana.connect(t, n)
	f := follow(t, s, client.Cursor{})
	send(t, s, ana.key, "to myself")
	f.wantBodies(t, "to myself")
	s.Close()
	if err := f.stop(); err == nil {
		t.Error("following goes on")
	}
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	if _, err := s.Send(ctx, client.Message{To: ana.key, ID: newID(t)}); !errors.Is(err, client.ErrUnreachable) {
		t.Errorf("got %v, want %v", err, client.ErrUnreachable)
	}
}
