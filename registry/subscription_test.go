package registry_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

func TestSubscriptions(t *testing.T) {
	s, ctx := open(t), context.Background()
	s.register(1, "ana")
	s.register(2, "bob")
	ana, bob := seed(t, 1).Key(), seed(t, 2).Key()
	sub := func(owner identity.Key, device byte, endpoint string, auth byte) registry.Subscription {
		secret := make([]byte, 16)
		secret[0] = auth
		return registry.Subscription{Owner: owner, By: owner, Device: identity.ID{device}, Endpoint: endpoint, P256dh: make([]byte, 65), Auth: secret}
	}
	want := func(owner identity.Key, n int) {
		t.Helper()
		if list, err := s.Subscriptions(ctx, owner); err != nil || len(list) != n {
			t.Errorf("got %d subscriptions, %v, want %d", len(list), err, n)
		}
		if there, err := s.Wakeable(ctx, owner); err != nil || there != (n > 0) {
			t.Errorf("with %d subscriptions wakeable is %v, %v", n, there, err)
		}
		s.check()
	}
	try := func(sub registry.Subscription, want error) {
		t.Helper()
		if err := s.Subscribe(ctx, sub, time.Now()); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	want(bob, 0)
	for i := range registry.MaxSubscriptions {
		try(sub(ana, byte(i), fmt.Sprint("https://push.example/", i), 1), nil)
	}
	try(sub(ana, 99, "https://push.example/more", 1), registry.ErrTooManySubscriptions)
	try(sub(ana, 3, "https://push.example/other", 1), nil) // the device's new one
	try(sub(bob, 1, "https://push.example/1", 2), registry.ErrEndpointTaken)
	try(sub(seed(t, 9).Key(), 1, "https://push.example/x", 2), registry.ErrUnknownKey)
	want(ana, registry.MaxSubscriptions)
	if err := s.Unsubscribe(ctx, bob, "https://push.example/2"); err != nil {
		t.Error(err)
	}
	want(ana, registry.MaxSubscriptions)
	try(sub(bob, 1, "https://push.example/1", 1), nil) // the same browser, somebody else in it
	want(ana, registry.MaxSubscriptions-1)
	s.reopen()
	want(bob, 1)
	if _, err := s.Remove(ctx, "ana", time.Now()); err != nil {
		t.Fatal(err)
	}
	want(ana, 0)
	try(sub(bob, 2, "https://push.example/2", 2), nil) // nobody's any more
	want(bob, 2)
}
