package registry_test

import (
	"context"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

func TestRelations(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana, bo, cy := s.register(1, "ana").Key, s.register(2, "bob").Key, s.register(3, "cyd").Key
	set := func(owner, peer identity.Key, rel registry.Relation, after time.Duration) {
		t.Helper()
		if err := s.SetRelation(ctx, owner, peer, rel, start.Add(after)); err != nil {
			t.Fatal(err)
		}
		s.check()
	}
	want := func(owner, peer identity.Key, want registry.Relation) {
		t.Helper()
		if got, err := s.Relation(ctx, owner, peer); err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
	want(ana, bo, registry.None)
	set(ana, bo, registry.Accepted, 1*time.Minute)
	set(ana, bo, registry.Accepted, 2*time.Minute) // nothing new
	set(ana, cy, registry.Blocked, 3*time.Minute)
	set(bo, ana, registry.Muted, 4*time.Minute)
	s.reopen()
	want(ana, bo, registry.Accepted)
	want(bo, ana, registry.Muted)
	want(cy, ana, registry.None)

	list, err := s.Relations(ctx, ana)
	if err != nil || len(list) != 2 {
		t.Fatalf("got %+v, %v", list, err)
	}
	for _, c := range list {
		since := start.Add(time.Minute)
		if c.Peer == cy {
			since = start.Add(3 * time.Minute)
		}
		if !c.Since.Equal(since) {
			t.Errorf("%s %s since %s, want %s", c.Peer.Fingerprint(), c.Relation, c.Since, since)
		}
	}
	set(ana, cy, registry.None, 5*time.Minute)
	want(ana, cy, registry.None)
	if list, err = s.Relations(ctx, ana); err != nil || len(list) != 1 {
		t.Errorf("got %+v, %v; none is no line", list, err)
	}
}

func TestRelationRefusals(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana, nobody := s.register(1, "ana").Key, seed(t, 9).Key()
	wantErr(t, s.SetRelation(ctx, ana, nobody, registry.Blocked, start), registry.ErrUnknownKey)
	wantErr(t, s.SetRelation(ctx, nobody, ana, registry.Blocked, start), registry.ErrUnknownKey)
	wantErr(t, s.SetRelation(ctx, ana, ana, "friend", start), registry.ErrBadRelation)
	for _, text := range []string{"", "friend", "Blocked", "blocked "} {
		_, err := registry.ParseRelation(text)
		wantErr(t, err, registry.ErrBadRelation)
	}
	if rel, err := registry.ParseRelation("muted"); err != nil || rel != registry.Muted {
		t.Errorf("got %q, %v", rel, err)
	}
	s.check()
}
