package registry_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/registry"
)

// event signs what follows a head.
func event(t testing.TB, signer identity.Signer, head sigchain.Head, d sigchain.Draft) sigchain.Link {
	t.Helper()
	if d.CreatedAt.IsZero() {
		d.CreatedAt = start
	}
	raw, err := sigchain.Sign(signer, head, d)
	if err != nil {
		t.Fatal(err)
	}
	l, err := sigchain.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func subject(t testing.TB, text string) identity.Subject {
	t.Helper()
	s, err := identity.ParseSubject(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// certificate is the draft that certifies the key of a seed.
func certificate(account identity.Primary, id byte, device identity.Seed) sigchain.Draft {
	d := identity.ID{id}
	return sigchain.Draft{
		Op: sigchain.DeviceAdd, Device: d, Key: device.Key(), Proof: sigchain.ProveDevice(device, account, d),
	}
}

// try appends an event made on the head that the registry has.
func (s *store) try(signer identity.Signer, d sigchain.Draft, rules registry.ChainRules) (sigchain.Link, error) {
	s.t.Helper()
	ctx := context.Background()
	head, err := s.Head(ctx, signer.Primary())
	if err != nil && !errors.Is(err, registry.ErrUnknownKey) {
		s.t.Fatal(err)
	}
	l := event(s.t, signer, head, d)
	p, err := sigchain.Prepare(head, l)
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.Append(ctx, p, rules)
	s.check()
	return l, err
}

func (s *store) grow(signer identity.Signer, d sigchain.Draft) sigchain.Link {
	s.t.Helper()
	l, err := s.try(signer, d, registry.ChainRules{})
	if err != nil {
		s.t.Fatal(err)
	}
	return l
}

func TestSigchain(t *testing.T) {
	ctx := context.Background()
	s, ana := open(t), seed(t, 1)
	_, err := s.Head(ctx, ana.Primary())
	wantErr(t, err, registry.ErrUnknownKey)
	s.register(1, "ana")
	if h, err := s.Head(ctx, ana.Primary()); err != nil || h != (sigchain.Head{}) {
		t.Fatalf("head before the first event: got %v, %v", h, err)
	}
	domain := subject(t, "dns:example.org")
	var want []sigchain.Link
	for _, op := range []sigchain.Op{sigchain.Add, sigchain.Revoke, sigchain.Add, "rotate"} {
		want = append(want, s.grow(ana, sigchain.Draft{Op: op, Subject: domain}))
		s.reopen()
	}
	for since := range uint64(6) {
		events, head, err := s.Chain(ctx, ana.Primary(), since)
		if err != nil || head != want[3].Head() || len(events) != max(0, 4-int(since)) {
			t.Fatalf("since %d: got %d events up to %v, %v", since, len(events), head, err)
		}
		for i, raw := range events {
			if string(raw) != string(want[int(since)+i].Raw()) {
				t.Errorf("since %d: event %d is another one", since, i)
			}
		}
	}
	for subject, want := range map[identity.Subject]sigchain.Status{
		domain: sigchain.Active, subject(t, "dns:example.com"): sigchain.Unlisted,
	} {
		if got, err := s.Claimed(ctx, ana.Primary(), subject); got != want || err != nil {
			t.Errorf("%s: got %s, %v, want %s", subject, got, err, want)
		}
	}
}

func TestSigchainRefusals(t *testing.T) {
	ctx := context.Background()
	s, ana, bo, eve := open(t), seed(t, 1), seed(t, 2), seed(t, 3)
	s.register(1, "ana")
	s.register(2, "bob")
	add := sigchain.Draft{Op: sigchain.Add, Subject: subject(t, "dns:example.org")}

	_, err := s.try(eve, add, registry.ChainRules{})
	wantErr(t, err, registry.ErrUnknownKey)
	_, err = s.try(eve, add, registry.ChainRules{Strangers: true})
	wantErr(t, err, nil)

	old := event(t, ana, sigchain.Head{}, add)
	p, err := sigchain.Prepare(sigchain.Head{}, old)
	wantErr(t, err, nil)
	first := s.grow(ana, add)
	err = s.Append(ctx, p, registry.ChainRules{})
	var moved *sigchain.HeadMovedError
	if !errors.As(err, &moved) || moved.Head != first.Head() {
		t.Errorf("got %v, want a head that moved to %v", err, first.Head())
	}

	_, err = s.try(ana, add, registry.ChainRules{MaxEvents: 1})
	wantErr(t, err, registry.ErrSigchainFull)
	_, err = s.try(ana, add, registry.ChainRules{MaxEvents: 2})
	wantErr(t, err, nil)

	if _, err := s.Suspend(ctx, bo.Key(), true); err != nil {
		t.Fatal(err)
	}
	_, err = s.try(bo, add, registry.ChainRules{Strangers: true})
	wantErr(t, err, registry.ErrSuspended)
}

func TestDevices(t *testing.T) {
	ctx := context.Background()
	s, ana, bo, tablet := open(t), seed(t, 1), seed(t, 2), seed(t, 10)
	s.register(1, "ana")
	s.register(2, "bob")
	speaks := func(k identity.Key, want string, device byte) {
		t.Helper()
		e, d, err := s.Speaks(ctx, k)
		if want == "" {
			wantErr(t, err, registry.ErrUnknownKey)
			return
		}
		if err != nil || string(e.Handle) != want || d.Account != e.Key || d.Key != k || d.ID != (identity.ID{device}) {
			t.Fatalf("got %s, %+v, %v; want %s by device %d", e.Handle, d, err, want, device)
		}
	}
	speaks(tablet.Key(), "", 0)
	s.grow(ana, certificate(ana.Primary(), 7, tablet))
	s.reopen()
	speaks(tablet.Key(), "ana", 7)
	speaks(ana.Key(), "ana", 0) // a primary is looked up first, and is no device

	for name, try := range map[string]struct {
		signer identity.Seed
		draft  sigchain.Draft
	}{
		"the id again":              {ana, certificate(ana.Primary(), 7, seed(t, 11))},
		"the key again":             {ana, certificate(ana.Primary(), 8, tablet)},
		"another account's device":  {bo, certificate(bo.Primary(), 7, tablet)},
		"another account's primary": {ana, certificate(ana.Primary(), 9, bo)},
	} {
		if _, err := s.try(try.signer, try.draft, registry.ChainRules{}); !errors.Is(err, sigchain.ErrDeviceTaken) {
			t.Errorf("%s: got %v, want %v", name, err, sigchain.ErrDeviceTaken)
		}
	}
	_, err := s.Register(ctx, signed(t, tablet, "tablet", ""), registry.ModeOpen, start)
	wantErr(t, err, registry.ErrKeyTaken)

	two := registry.ChainRules{Devices: 2}
	_, err = s.try(ana, certificate(ana.Primary(), 20, seed(t, 20)), two)
	wantErr(t, err, nil)
	_, err = s.try(ana, certificate(ana.Primary(), 21, seed(t, 21)), two)
	wantErr(t, err, registry.ErrTooManyDevices)
	s.grow(ana, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: identity.ID{7}})
	s.grow(ana, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: identity.ID{7}}) // counts once
	speaks(tablet.Key(), "", 0)
	_, err = s.try(ana, certificate(ana.Primary(), 21, seed(t, 21)), two)
	wantErr(t, err, nil)
	s.grow(ana, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: identity.ID{99}}) // before it was ever added
	_, err = s.try(ana, certificate(ana.Primary(), 99, seed(t, 22)), registry.ChainRules{})
	wantErr(t, err, sigchain.ErrDeviceTaken)

	list, err := s.Devices(ctx, ana.Key())
	if err != nil || len(list) != 3 || !list[0].Revoked || list[1].Revoked || list[0].ID != (identity.ID{7}) {
		t.Errorf("devices: got %+v, %v", list, err)
	}
	if list, err := s.Devices(ctx, bo.Key()); err != nil || len(list) != 0 {
		t.Errorf("devices of bob: got %+v, %v", list, err)
	}
}

// TestRemovedAccount: its devices speak for nobody, its chain is still told.
func TestRemovedAccount(t *testing.T) {
	ctx := context.Background()
	s, ana, tablet := open(t), seed(t, 1), seed(t, 10)
	s.register(1, "ana")
	l := s.grow(ana, certificate(ana.Primary(), 7, tablet))
	if _, err := s.Remove(ctx, "ana", start); err != nil {
		t.Fatal(err)
	}
	s.check()
	_, _, err := s.Speaks(ctx, tablet.Key())
	wantErr(t, err, registry.ErrUnknownKey)
	_, err = s.try(ana, sigchain.Draft{Op: sigchain.Add, Subject: subject(t, "dns:example.org")}, registry.ChainRules{})
	wantErr(t, err, registry.ErrUnknownKey)
	if h, err := s.Head(ctx, ana.Primary()); err != nil || h != l.Head() {
		t.Errorf("head: got %v, %v, want %v", h, err, l.Head())
	}
}

func TestNostrChain(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	secret, err := identity.ParseNostrSecret(fmt.Sprintf("%064x", 7))
	if err != nil {
		t.Fatal(err)
	}
	add := sigchain.Draft{Op: sigchain.Add, Subject: subject(t, "github:ana")}
	_, err = s.try(secret, add, registry.ChainRules{})
	wantErr(t, err, registry.ErrUnknownKey)
	l, err := s.try(secret, add, registry.ChainRules{Strangers: true})
	wantErr(t, err, nil)
	s.reopen()
	if events, h, err := s.Chain(ctx, secret.Primary(), 0); err != nil || len(events) != 1 || h != l.Head() {
		t.Errorf("got %d events up to %v, %v", len(events), h, err)
	}
}

// TestRacingWriters of one chain: each place is won once, whoever wins.
func TestRacingWriters(t *testing.T) {
	ctx := context.Background()
	s, ana := open(t), seed(t, 1)
	s.register(1, "ana")
	const writers, each = 16, 4
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := 0; n < each; {
				head, err := s.Head(ctx, ana.Primary())
				if err != nil {
					t.Error(err)
					return
				}
				l := event(t, ana, head, sigchain.Draft{Op: sigchain.Add, Subject: subject(t, fmt.Sprintf("dns:w%d.example", w))})
				p, err := sigchain.Prepare(head, l)
				if err != nil {
					t.Error(err)
					return
				}
				switch err := s.Append(ctx, p, registry.ChainRules{}); {
				case err == nil:
					n++
				case !errors.Is(err, sigchain.ErrHeadMoved):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	s.reopen() // its check replays the chain
	if h, err := s.Head(ctx, ana.Primary()); err != nil || h.Seq != writers*each {
		t.Errorf("head: got %v, %v, want %d", h, err, writers*each)
	}
}

// TestMigrateFromSchema1 opens a file without what schema 2 brought.
func TestMigrateFromSchema1(t *testing.T) {
	s, ana := open(t), seed(t, 1)
	s.register(1, "ana")
	s.Close()
	edit(t, s.path, func(tx *bbolt.Tx) error {
		for _, name := range []string{"sigchains", "heads", "claims", "devices", "devicekeys", "subscriptions", "endpoints"} {
			if err := tx.DeleteBucket([]byte(name)); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte("1"))
	})
	s.open()
	if e, err := s.ByHandle(context.Background(), "ana"); err != nil || e.Key != ana.Key() {
		t.Errorf("got %v, %v", e, err)
	}
	s.grow(ana, certificate(ana.Primary(), 7, seed(t, 10)))
}

// TestCheckReplaysSigchains breaks one invariant at a time.
func TestCheckReplaysSigchains(t *testing.T) {
	ana, tablet := seed(t, 1), seed(t, 10)
	owner := append([]byte{'e'}, ana.Key().Bytes()...)
	at := func(rest ...byte) []byte { return append(append([]byte{}, owner...), rest...) }
	put := func(bucket string, key, value []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Put(key, value) }
	}
	drop := func(bucket string, key []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Delete(key) }
	}
	device := identity.ID{7}
	for name, harm := range map[string]func(*bbolt.Tx) error{
		"an event is missing":      drop("sigchains", at(0, 0, 0, 0, 0, 0, 0, 1)),
		"the last is missing":      drop("sigchains", at(0, 0, 0, 0, 0, 0, 0, 2)),
		"an event is damaged":      put("sigchains", at(0, 0, 0, 0, 0, 0, 0, 1), []byte("{}")),
		"an event of no chain":     put("sigchains", []byte("x"), []byte("{}")),
		"head of another seq":      put("heads", owner, []byte(`{"seq":3,"hash":""}`)),
		"head is missing":          drop("heads", owner),
		"head of nobody":           put("heads", []byte("x"), []byte(`{"seq":3,"hash":""}`)),
		"claim is missing":         drop("claims", at([]byte("dns:example.org")...)),
		"claim says revoked":       put("claims", at([]byte("dns:example.org")...), []byte(`{"status":"revoked","seq":1}`)),
		"claim of another seq":     put("claims", at([]byte("dns:example.org")...), []byte(`{"status":"active","seq":2}`)),
		"claim not in normal form": put("claims", at([]byte("dns:EXAMPLE.org")...), []byte(`{"status":"active","seq":1}`)),
		"device is missing":        drop("devices", at(device[:]...)),
		"device says revoked":      put("devices", at(device[:]...), []byte(`{"key":"`+tablet.Key().String()+`","revoked":"2026-11-24T12:00:00Z"}`)),
		"device of another key":    put("devices", at(device[:]...), []byte(`{"key":"`+seed(t, 11).Key().String()+`"}`)),
		"device key is missing":    drop("devicekeys", tablet.Key().Bytes()),
		"device key leads nowhere": put("devicekeys", seed(t, 11).Key().Bytes(), owner),
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			s.register(1, "ana")
			s.grow(ana, sigchain.Draft{Op: sigchain.Add, Subject: subject(t, "dns:example.org"), CreatedAt: start})
			s.grow(ana, certificate(ana.Primary(), 7, tablet))
			s.Close()
			edit(t, s.path, harm)
			r, err := registry.Open(s.path, registry.Options{LockWait: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			wantErr(t, r.Check(), registry.ErrDamaged)
		})
	}
}
