package registry_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

func TestInviteCodeIsNotStored(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	code, inv, err := s.NewInvite(ctx, rand.Reader, 1, time.Time{}, "for Bob")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^[a-z2-7]{26}$`).MatchString(code) {
		t.Errorf("code %q is not 128 bits in base32", code)
	}
	if inv.Uses != 1 || inv.Used != 0 || inv.Note != "for Bob" || !inv.Expires.IsZero() {
		t.Errorf("got %+v", inv)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256([]byte(code))
	if bytes.Contains(raw, []byte(code)) || !bytes.Contains(raw, hash[:]) {
		t.Error("the file must hold the hash of the code and not the code")
	}
	s.open()
}

func TestInviteUses(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	code, inv, err := s.NewInvite(ctx, rand.Reader, 2, start.Add(time.Hour), "")
	if err != nil {
		t.Fatal(err)
	}
	used := func() int {
		t.Helper()
		s.check()
		list, err := s.Invites(ctx)
		if err != nil || len(list) != 1 || list[0].ID != inv.ID {
			t.Fatalf("got %+v, %v", list, err)
		}
		return list[0].Used
	}
	register := func(n uint64, handle, code string, now time.Time) (registry.Entry, error) {
		return s.Register(ctx, signed(t, seed(t, n), handle, code), registry.ModeInvite, now)
	}

	// A person types it in capitals with a space.
	if _, err := register(1, "ana", " "+strings.ToUpper(code), start); err != nil {
		t.Fatal(err)
	}
	if got := used(); got != 1 {
		t.Errorf("used %d times, want 1", got)
	}
	_, err = register(1, "ana", code, start)
	wantErr(t, err, registry.ErrHandleTaken)
	_, err = register(2, "ana", code, start)
	wantErr(t, err, registry.ErrHandleTaken)
	_, err = register(1, "anna", code, start)
	wantErr(t, err, registry.ErrKeyTaken)
	_, err = register(2, "bob", code, start.Add(time.Hour))
	wantErr(t, err, registry.ErrInviteInvalid)
	if got := used(); got != 1 {
		t.Errorf("refused registrations used the invite: %d, want 1", got)
	}

	s.reopen()
	if _, err := register(2, "bob", code, start.Add(time.Hour-time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err = register(3, "cyd", code, start)
	wantErr(t, err, registry.ErrInviteInvalid)
	_, err = register(2, "bob", code, start)
	wantErr(t, err, registry.ErrHandleTaken) // a repeat, though the invite is used up
	if got := used(); got != 2 {
		t.Errorf("used %d times, want 2", got)
	}
}

// TestInviteProof: who sends the proof never shows the code.
func TestInviteProof(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	var codes []string
	for range 3 {
		code, _, err := s.NewInvite(ctx, rand.Reader, 1, start.Add(time.Hour), "")
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	ana, bob := seed(t, 1), seed(t, 2)
	proof := identity.InviteProof(codes[1], ana.Key())
	register := func(who identity.Seed, handle, invite string, now time.Time) error {
		_, err := s.Register(ctx, signed(t, who, handle, invite), registry.ModeInvite, now)
		s.check()
		return err
	}
	wantErr(t, register(bob, "bob", proof, start), registry.ErrInviteInvalid) // it is ana's
	wantErr(t, register(ana, "ana", strings.ToUpper(proof), start), registry.ErrInviteInvalid)
	wantErr(t, register(ana, "ana", identity.InviteProof("wrong", ana.Key()), start), registry.ErrInviteInvalid)
	wantErr(t, register(ana, "ana", proof, start.Add(time.Hour)), registry.ErrInviteInvalid)
	if err := register(ana, "ana", proof, start); err != nil {
		t.Fatal(err)
	}
	wantErr(t, register(ana, "ana", proof, start), registry.ErrHandleTaken)
	wantErr(t, register(bob, "bob", identity.InviteProof(codes[1], bob.Key()), start), registry.ErrInviteInvalid)
	if err := register(bob, "bob", identity.InviteProof(codes[2], bob.Key()), start); err != nil {
		t.Fatal(err)
	}
	var copied bytes.Buffer
	if err := s.Backup(&copied); err != nil {
		t.Fatal(err)
	}
	for _, code := range codes {
		if bytes.Contains(copied.Bytes(), []byte(code)) {
			t.Error("a code is in the file")
		}
	}
}

func TestOpenModeLeavesInvitesAlone(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	code, _, err := s.NewInvite(ctx, rand.Reader, 1, time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Register(ctx, signed(t, seed(t, 1), "ana", code), registry.ModeOpen, start); err != nil {
		t.Fatal(err)
	}
	list, err := s.Invites(ctx)
	if err != nil || len(list) != 1 || list[0].Used != 0 {
		t.Errorf("got %+v, %v", list, err)
	}
	if _, err = s.Register(ctx, signed(t, seed(t, 2), "bob", "nonsense"), registry.ModeOpen, start); err != nil {
		t.Errorf("an open node does not ask for invites: %v", err)
	}
	s.check()
}

func TestRevokeInvite(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	code, inv, err := s.NewInvite(ctx, rand.Reader, 1, time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "00", "zz", inv.ID + "00", inv.ID[:14] + "zz", "0000000000000000"} {
		wantErr(t, s.RevokeInvite(ctx, id), registry.ErrUnknownInvite)
	}
	if err := s.RevokeInvite(ctx, inv.ID); err != nil {
		t.Fatal(err)
	}
	s.check()
	wantErr(t, s.RevokeInvite(ctx, inv.ID), registry.ErrUnknownInvite)
	_, err = s.Register(ctx, signed(t, seed(t, 1), "ana", code), registry.ModeInvite, start)
	wantErr(t, err, registry.ErrInviteInvalid)
}

func TestBadInvites(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		uses int
		note string
	}{{0, ""}, {-1, ""}, {1_000_001, ""}, {1, strings.Repeat("x", 201)}} {
		_, _, err := s.NewInvite(context.Background(), rand.Reader, c.uses, time.Time{}, c.note)
		wantErr(t, err, registry.ErrBadInvite)
	}
	_, _, err := s.NewInvite(context.Background(), strings.NewReader("short"), 1, time.Time{}, "")
	if err == nil {
		t.Error("a code was made without enough randomness")
	}
}
