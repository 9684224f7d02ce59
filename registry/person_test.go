package registry_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

func TestSuspend(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana := s.register(1, "ana").Key
	for _, suspended := range []bool{true, true, false} {
		e, err := s.Suspend(ctx, ana, suspended)
		if err != nil || e.Suspended != suspended || e.Handle != "ana" {
			t.Errorf("got %+v, %v; want suspended %t", e, err, suspended)
		}
		s.reopen()
		if e, err = s.ByHandle(ctx, "ana"); err != nil || e.Suspended != suspended {
			t.Errorf("got %+v, %v; want suspended %t", e, err, suspended)
		}
	}
	_, err := s.Suspend(ctx, seed(t, 2).Key(), true)
	wantErr(t, err, registry.ErrUnknownKey)
}

func TestProofs(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana := s.register(1, "ana").Key
	want := []string{"dns:example.org", "github:ana"}
	if _, err := s.SetProofs(ctx, ana, want); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	if e, err := s.ByKey(ctx, ana); err != nil || !slices.Equal(e.Proofs, want) {
		t.Errorf("got %v, %v; want %v", e.Proofs, err, want)
	}
	many := make([]string, 65)
	for i := range many {
		many[i] = fmt.Sprintf("dns:%d.example.org", i)
	}
	if _, err := s.SetProofs(ctx, ana, many[:64]); err != nil {
		t.Errorf("64 proofs: %v", err)
	}
	_, err := s.SetProofs(ctx, ana, many)
	wantErr(t, err, registry.ErrTooManyProofs)
	s.check()
}

func TestRemove(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana, bo := s.register(1, "ana").Key, s.register(2, "bob").Key
	for _, set := range []struct {
		owner, peer identity.Key
		rel         registry.Relation
	}{{ana, bo, registry.Accepted}, {bo, ana, registry.Blocked}} {
		if err := s.SetRelation(ctx, set.owner, set.peer, set.rel, start); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveCursors(ctx, map[identity.Key]uint64{ana: 7}); err != nil {
		t.Fatal(err)
	}
	gone, err := s.Remove(ctx, "ana", start)
	if err != nil || gone.Key != ana {
		t.Fatalf("got %+v, %v", gone, err)
	}
	s.reopen()
	_, err = s.ByHandle(ctx, "ana")
	wantErr(t, err, registry.ErrUnknownHandle)
	_, err = s.ByKey(ctx, ana)
	wantErr(t, err, registry.ErrUnknownKey)
	_, err = s.Remove(ctx, "ana", start)
	wantErr(t, err, registry.ErrUnknownHandle)
	if free, err := s.Available(ctx, "ana"); err != nil || free {
		t.Errorf("a retired handle is not available: %t, %v", free, err)
	}
	if list, err := s.Relations(ctx, ana); err != nil || len(list) != 0 {
		t.Errorf("contacts of nobody: %v, %v", list, err)
	}

	// The key comes back as a new person; what others decided about it stays.
	s.register(1, "ana2")
	if rel, err := s.Relation(ctx, bo, ana); err != nil || rel != registry.Blocked {
		t.Errorf("got %q, %v; want blocked", rel, err)
	}
	if rel, err := s.Relation(ctx, ana, bo); err != nil || rel != registry.None {
		t.Errorf("got %q, %v; want none", rel, err)
	}
	if seq, err := s.Cursor(ctx, ana); err != nil || seq != 0 {
		t.Errorf("got cursor %d, %v", seq, err)
	}
}

func TestPeople(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	var want []identity.Handle
	for i := range 600 { // more than two pages
		reg := signed(t, seed(t, uint64(i)), fmt.Sprintf("p%03d", i), "")
		if _, err := s.Register(ctx, reg, registry.ModeOpen, start); err != nil {
			t.Fatal(err)
		}
		want = append(want, reg.Handle())
	}
	s.check()
	var got []identity.Handle
	err := s.People(ctx, func(e registry.Entry) error {
		got = append(got, e.Handle)
		_, err := s.Suspend(ctx, e.Key, true) // a visitor may write
		return err
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %d people, %v; want %d in order", len(got), err, len(want))
	}
	stop := errors.New("enough")
	n := 0
	err = s.People(ctx, func(registry.Entry) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("got %v after %d", err, n)
	}
}

func TestCursors(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana, bo, nobody := s.register(1, "ana").Key, s.register(2, "bob").Key, seed(t, 3).Key()
	if err := s.SaveCursors(ctx, map[identity.Key]uint64{ana: 1 << 40, bo: 3, nobody: 5}); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveCursors(ctx, nil); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	for k, want := range map[identity.Key]uint64{ana: 1 << 40, bo: 3, nobody: 0} {
		if got, err := s.Cursor(ctx, k); err != nil || got != want {
			t.Errorf("got %d, %v; want %d", got, err, want)
		}
	}
	if err := s.SaveCursors(ctx, map[identity.Key]uint64{ana: 1}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Cursor(ctx, ana); err != nil || got != 1 {
		t.Errorf("got %d, %v; a cursor goes back after a restore", got, err)
	}
}

func TestNodeValues(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	if v, err := s.NodeValue(ctx, "epoch"); err != nil || v != nil {
		t.Errorf("got %q, %v", v, err)
	}
	if err := s.SetNodeValue(ctx, "epoch", []byte("0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	if v, err := s.NodeValue(ctx, "epoch"); err != nil || string(v) != "0123456789abcdef" {
		t.Errorf("got %q, %v", v, err)
	}
	if err := s.SetNodeValue(ctx, "epoch", nil); err != nil {
		t.Fatal(err)
	}
	if v, err := s.NodeValue(ctx, "epoch"); err != nil || v != nil {
		t.Errorf("got %q, %v", v, err)
	}
	s.check()
}
