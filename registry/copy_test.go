package registry_test

import (
	"errors"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/registry"
)

// TestCopiedChain: what this node's rules refuse of a chain that is kept
// elsewhere means nothing here, and keeps no later revocation from being read.
func TestCopiedChain(t *testing.T) {
	ctx := t.Context()
	s, ana, bo := open(t), seed(t, 1), seed(t, 2)
	s.register(1, "ana")
	s.register(2, "bob")
	rules := registry.ChainRules{Devices: 1, Copy: true}
	copied := func(d sigchain.Draft, want error) {
		t.Helper()
		if _, err := s.try(ana, d, rules); !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
	}
	speaks := func(device uint64, want bool) {
		t.Helper()
		_, _, err := s.Speaks(ctx, seed(t, device).Key())
		if got := err == nil; got != want {
			t.Errorf("device %d speaks: got %v (%v), want %v", device, got, err, want)
		}
	}
	s.grow(bo, certificate(bo.Primary(), 30, seed(t, 30)))
	copied(certificate(ana.Primary(), 10, seed(t, 10)), nil)
	copied(certificate(ana.Primary(), 11, seed(t, 11)), nil) // too many
	copied(certificate(ana.Primary(), 12, bo), nil)          // an account's key
	copied(certificate(ana.Primary(), 13, seed(t, 30)), nil) // another account's device
	speaks(10, true)
	speaks(11, false)
	if e, _, err := s.Speaks(ctx, bo.Key()); err != nil || e.Handle != "bob" {
		t.Errorf("the key of bob speaks for %s, %v", e.Handle, err)
	}
	copied(sigchain.Draft{Op: sigchain.DeviceRevoke, Device: identity.ID{10}}, nil)
	speaks(10, false)
	// What is no chain for anybody is none here either.
	copied(certificate(ana.Primary(), 11, seed(t, 14)), sigchain.ErrDeviceTaken)
	copied(certificate(ana.Primary(), 14, seed(t, 11)), sigchain.ErrDeviceTaken)
	copied(certificate(ana.Primary(), 14, seed(t, 10)), sigchain.ErrDeviceTaken)
	copied(certificate(ana.Primary(), 14, ana), sigchain.ErrDeviceTaken)
	copied(certificate(ana.Primary(), 14, seed(t, 14)), nil)
	s.reopen()
	speaks(14, true)
	speaks(11, false)
	s.check()
}

// TestFullChain takes nothing more but what shuts a device out.
func TestFullChain(t *testing.T) {
	s, ana := open(t), seed(t, 1)
	s.register(1, "ana")
	full := registry.ChainRules{MaxEvents: 1}
	s.grow(ana, certificate(ana.Primary(), 10, seed(t, 10)))
	for name, d := range map[string]sigchain.Draft{
		"a device":                certificate(ana.Primary(), 11, seed(t, 11)),
		"a claim":                 {Op: sigchain.Add, Subject: subject(t, "github:ana")},
		"a device never added":    {Op: sigchain.DeviceRevoke, Device: identity.ID{11}},
		"an op that does nothing": {Op: "anything"},
	} {
		if _, err := s.try(ana, d, full); !errors.Is(err, registry.ErrSigchainFull) {
			t.Errorf("%s: got %v, want %v", name, err, registry.ErrSigchainFull)
		}
	}
	revoke := sigchain.Draft{Op: sigchain.DeviceRevoke, Device: identity.ID{10}}
	if _, err := s.try(ana, revoke, full); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Speaks(t.Context(), seed(t, 10).Key()); !errors.Is(err, registry.ErrUnknownKey) {
		t.Errorf("the revoked device speaks: %v", err)
	}
	if _, err := s.try(ana, revoke, full); !errors.Is(err, registry.ErrSigchainFull) {
		t.Errorf("again: got %v, want %v", err, registry.ErrSigchainFull)
	}
}
