package sigchain_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

var made = time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC)

func seedOf(t testing.TB, digits string) identity.Seed {
	t.Helper()
	seed, err := identity.ParseSeed(strings.Repeat(digits, 32))
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func subjectOf(t testing.TB, text string) identity.Subject {
	t.Helper()
	s, err := identity.ParseSubject(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReplay(t *testing.T) {
	seed, phone := seedOf(t, "42"), seedOf(t, "07")
	device := identity.ID{1}
	var head sigchain.Head
	var links []sigchain.Link
	for i, d := range []sigchain.Draft{
		{Op: sigchain.Add, Subject: subjectOf(t, "github:jason")},
		{Op: sigchain.Add, Subject: subjectOf(t, "dns:Example.org.")},
		{Op: sigchain.DeviceAdd, Device: device, Key: phone.Key(), Proof: sigchain.ProveDevice(phone, seed.Primary(), device)},
		{Op: sigchain.Revoke, Subject: subjectOf(t, "github:jason")},
		{Op: sigchain.DeviceRevoke, Device: device},
	} {
		d.CreatedAt = made.Add(time.Duration(i) * time.Minute)
		data, err := sigchain.Sign(seed, head, d)
		if err != nil {
			t.Fatal(err)
		}
		l, err := sigchain.Open(data)
		if err != nil {
			t.Fatal(err)
		}
		head, links = l.Head(), append(links, l)
	}
	bundle, err := sigchain.Bundle(links)
	if err != nil {
		t.Fatal(err)
	}
	back, err := sigchain.Read([]byte(bundle))
	if err != nil || !bytes.Equal(sigchain.WriteJSONL(back), sigchain.WriteJSONL(links)) {
		t.Fatalf("the bundle read back: %v", err)
	}
	state, err := sigchain.Replay(back)
	if err != nil || state.Head != head {
		t.Fatalf("got %+v, %v", state, err)
	}
	if got := state.Subject(subjectOf(t, "github:jason")); got.Status != sigchain.Revoked || got.Seq != 4 || !got.Since.Equal(made.Add(3*time.Minute)) {
		t.Errorf("github: got %+v", got)
	}
	if got := state.Subject(subjectOf(t, "dns:example.org")); got.Status != sigchain.Active {
		t.Errorf("dns: got %+v", got)
	}
	if d, ok := state.DeviceByKey(phone.Key()); !ok || d.ID != device || !d.Revoked.Equal(made.Add(4*time.Minute)) {
		t.Errorf("device: got %+v", d)
	}
}
