package identity_test

import (
	"errors"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

var made = time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC)

const server = "kez.lat"

func TestRegistrationOfTheVectors(t *testing.T) {
	v := identityVectors(t)
	for name, data := range map[string][]byte{"over the digest": v.Registration.Envelope, "over the canonical form": v.Registration.EnvelopeRaw} {
		r, err := identity.OpenRegistration(data, server, made)
		if err != nil {
			t.Errorf("signed %s: %v", name, err)
			continue
		}
		if r.Handle() != "tudisco" || r.Key().String() != v.Key.Primary || r.Server() != server || !r.CreatedAt().Equal(made) || r.Invite() != "" || string(r.Raw()) != string(data) {
			t.Errorf("signed %s: got %+v", name, r)
		}
	}
	signed, err := identity.SignRegistration(knownSeed(t), "tudisco", server, made.Add(999*time.Millisecond), "")
	if err != nil {
		t.Fatal(err)
	}
	want, err := identity.Canonical(v.Registration.Envelope)
	if err != nil || string(signed) != string(want) {
		t.Errorf("signed: got %s, want %s, %v", signed, want, err)
	}
}

func TestRegistrationWithInvite(t *testing.T) {
	data, err := identity.SignRegistration(knownSeed(t), "ana", server, made, "code")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := identity.OpenRegistration(data, server, made); err != nil || r.Invite() != "code" {
		t.Errorf("got %q, %v, want code", r.Invite(), err)
	}
}

func TestRegistrationIsFresh(t *testing.T) {
	data := identityVectors(t).Registration.Envelope
	for offset, want := range map[time.Duration]error{
		-5 * time.Minute: nil, 5 * time.Minute: nil,
		-5*time.Minute - 1: identity.ErrStale, 5*time.Minute + 1: identity.ErrStale, 1000 * time.Hour: identity.ErrStale,
	} {
		if _, err := identity.OpenRegistration(data, server, made.Add(offset)); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", offset, err, want)
		}
	}
	if _, err := identity.ReadRegistration(data, server); err != nil {
		t.Errorf("shown by a directory: %v", err)
	}
}
