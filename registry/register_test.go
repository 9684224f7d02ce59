package registry_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

func TestRegisterAndFind(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	reg := signed(t, seed(t, 1), "ana", "")
	e, err := s.Register(ctx, reg, registry.ModeOpen, start.Add(1234*time.Microsecond))
	if err != nil {
		t.Fatal(err)
	}
	s.reopen()
	for name, find := range map[string]func() (registry.Entry, error){
		"handle": func() (registry.Entry, error) { return s.ByHandle(ctx, "ana") },
		"key":    func() (registry.Entry, error) { return s.ByKey(ctx, e.Key) },
	} {
		got, err := find()
		if err != nil {
			t.Fatalf("by %s: %v", name, err)
		}
		if got.Handle != "ana" || got.Key != seed(t, 1).Key() || !bytes.Equal(got.Registration, reg.Raw()) {
			t.Errorf("by %s: got %+v", name, got)
		}
		if want := start.Add(time.Millisecond); !got.RegisteredAt.Equal(want) {
			t.Errorf("by %s: registered at %s, want %s", name, got.RegisteredAt, want)
		}
	}
	_, err = s.ByHandle(ctx, "bob")
	wantErr(t, err, registry.ErrUnknownHandle)
	_, err = s.ByKey(ctx, seed(t, 2).Key())
	wantErr(t, err, registry.ErrUnknownKey)
}

func TestRegisterRefusals(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	ana := s.register(1, "ana")
	s.register(9, "gone")
	if _, err := s.Remove(ctx, "gone", start); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reserve(ctx, "later", start); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, handle, invite string
		n                    uint64
		mode                 registry.Mode
		want                 error
	}{
		{"same handle and key", "ana", "", 1, registry.ModeOpen, registry.ErrHandleTaken},
		{"same again while closed", "ana", "", 1, registry.ModeClosed, registry.ErrHandleTaken},
		{"same again without invite", "ana", "", 1, registry.ModeInvite, registry.ErrHandleTaken},
		{"handle taken", "ana", "", 2, registry.ModeOpen, registry.ErrHandleTaken},
		{"key taken", "anna", "", 1, registry.ModeOpen, registry.ErrKeyTaken},
		{"handle before key", "later", "", 1, registry.ModeOpen, registry.ErrHandleReserved},
		{"retired", "gone", "", 2, registry.ModeOpen, registry.ErrHandleTaken},
		{"retired, by who had it", "gone", "", 9, registry.ModeOpen, registry.ErrHandleTaken},
		{"set aside", "later", "", 2, registry.ModeOpen, registry.ErrHandleReserved},
		{"closed", "bob", "", 2, registry.ModeClosed, registry.ErrRegistrationClosed},
		{"closed, reserved", "later", "", 2, registry.ModeClosed, registry.ErrRegistrationClosed},
		{"no invite", "bob", "", 2, registry.ModeInvite, registry.ErrInviteRequired},
		{"no invite, taken", "ana", "", 2, registry.ModeInvite, registry.ErrInviteRequired},
		{"unknown invite", "bob", "abc", 2, registry.ModeInvite, registry.ErrInviteInvalid},
		{"unknown mode", "bob", "", 2, registry.Mode("x"), registry.ErrRegistrationClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.Register(ctx, signed(t, seed(t, c.n), c.handle, c.invite), c.mode, start)
			wantErr(t, err, c.want)
			s.check()
			var taken *registry.HandleTakenError
			if errors.As(err, &taken) && c.handle == "ana" && taken.Entry.Key != ana.Key {
				t.Errorf("taken by %v, want %v", taken.Entry.Key, ana.Key)
			}
			if errors.As(err, &taken) && c.handle == "gone" && !taken.Entry.Key.IsZero() {
				t.Errorf("a retired handle names %v", taken.Entry.Key)
			}
		})
	}
}

func TestReservedByRule(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	for _, h := range identity.ReservedHandles() {
		free, err := s.Available(ctx, h)
		if err != nil || free {
			t.Errorf("%s: available %t, %v", h, free, err)
		}
	}
	h := identity.ReservedHandles()[0]
	key := seed(t, 1).Key()
	if _, err := s.Assign(ctx, h, key, start); err != nil {
		t.Fatal(err)
	}
	s.reopen()
	if free, err := s.Available(ctx, h); err != nil || free {
		t.Errorf("an assigned handle is not for everybody: %t, %v", free, err)
	}
	_, err := s.Register(ctx, signed(t, seed(t, 2), string(h), ""), registry.ModeOpen, start)
	wantErr(t, err, registry.ErrHandleReserved)
	if _, err := s.Register(ctx, signed(t, seed(t, 1), string(h), ""), registry.ModeInvite, start); err != nil {
		t.Errorf("%s was assigned: %v", h, err)
	}
	s.check()
}

func TestAssign(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	key := seed(t, 1).Key()
	if _, err := s.Reserve(ctx, "chief", start); err != nil {
		t.Fatal(err)
	}
	s.check()
	res, err := s.Assign(ctx, "chief", key, start)
	if err != nil {
		t.Fatal(err)
	}
	if res.Handle != "chief" || res.Key != key || !res.At.Equal(start) {
		t.Errorf("got %+v", res)
	}
	s.check()
	_, err = s.Register(ctx, signed(t, seed(t, 2), "chief", ""), registry.ModeOpen, start)
	wantErr(t, err, registry.ErrHandleReserved)
	if _, err := s.Register(ctx, signed(t, seed(t, 1), "chief", ""), registry.ModeClosed, start); err != nil {
		t.Fatalf("an assigned handle needs no invite in any mode: %v", err)
	}
	s.check()
	_, err = s.Assign(ctx, "chief", seed(t, 3).Key(), start)
	wantErr(t, err, registry.ErrHandleTaken)
	_, err = s.Reserve(ctx, "chief", start)
	wantErr(t, err, registry.ErrHandleTaken)
	_, err = s.Assign(ctx, "other", key, start)
	wantErr(t, err, registry.ErrKeyTaken)
	if _, err := s.Remove(ctx, "chief", start); err != nil {
		t.Fatal(err)
	}
	_, err = s.Assign(ctx, "chief", key, start)
	wantErr(t, err, registry.ErrHandleRetired)
	s.check()
}

func TestReserveTakesAnAssignmentBack(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	if _, err := s.Assign(ctx, "chief", seed(t, 1).Key(), start); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reserve(ctx, "chief", start); err != nil {
		t.Fatal(err)
	}
	_, err := s.Register(ctx, signed(t, seed(t, 1), "chief", ""), registry.ModeOpen, start)
	wantErr(t, err, registry.ErrHandleReserved)
	s.check()
}

func TestRacingRegistrations(t *testing.T) {
	const racers = 200
	s := open(t)
	regs := make([]identity.Registration, racers)
	for i := range regs {
		regs[i] = signed(t, seed(t, uint64(i)), "ana", "")
	}
	errs := make([]error, racers)
	var wg sync.WaitGroup
	for i := range regs {
		wg.Go(func() {
			_, errs[i] = s.Register(context.Background(), regs[i], registry.ModeOpen, start)
		})
	}
	wg.Wait()
	var winners []identity.Key
	for i, err := range errs {
		if err == nil {
			winners = append(winners, regs[i].Key())
			continue
		}
		wantErr(t, err, registry.ErrHandleTaken)
	}
	if len(winners) != 1 {
		t.Fatalf("%d racers won, want 1", len(winners))
	}
	s.reopen()
	e, err := s.ByHandle(context.Background(), "ana")
	if err != nil || e.Key != winners[0] {
		t.Errorf("got %v, %v; the winner was %v", e.Key, err, winners[0])
	}
}

// TestRacingHandlesOfOneKey: one key, many handles, one wins.
func TestRacingHandlesOfOneKey(t *testing.T) {
	const racers = 50
	s := open(t)
	errs := make([]error, racers)
	var wg sync.WaitGroup
	for i := range errs {
		reg := signed(t, seed(t, 1), fmt.Sprintf("ana%d", i), "")
		wg.Go(func() { _, errs[i] = s.Register(context.Background(), reg, registry.ModeOpen, start) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantErr(t, err, registry.ErrKeyTaken)
	}
	if won != 1 {
		t.Errorf("%d handles, want 1", won)
	}
	s.check()
}

// TestRacingForAnInvite: an invite of three uses lets exactly three in.
func TestRacingForAnInvite(t *testing.T) {
	const racers, uses = 40, 3
	ctx := context.Background()
	s := open(t)
	code, _, err := s.NewInvite(ctx, rand.Reader, uses, time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, racers)
	var wg sync.WaitGroup
	for i := range errs {
		reg := signed(t, seed(t, uint64(i)), fmt.Sprintf("ana%d", i), code)
		wg.Go(func() { _, errs[i] = s.Register(ctx, reg, registry.ModeInvite, start) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantErr(t, err, registry.ErrInviteInvalid)
	}
	if won != uses {
		t.Errorf("%d came in, want %d", won, uses)
	}
	s.check()
}
