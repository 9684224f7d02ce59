package identity_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

func TestHandles(t *testing.T) {
	v := invalidVectorsOf(t).Handles
	for _, text := range append(v.Good, "000", "a--", "a__", "x-1") {
		if h, err := identity.ParseHandle(text); err != nil || string(h) != text {
			t.Errorf("%q: got %q, %v", text, h, err)
		}
	}
	for _, text := range append(v.Bad, "", "abc\n", "\x00abc", "ab\xff", "abç", "abc ", "@abc", "ABC", "аbc") {
		if _, err := identity.ParseHandle(text); !errors.Is(err, identity.ErrBadHandle) {
			t.Errorf("%q: got %v, want %v", text, err, identity.ErrBadHandle)
		}
	}
}

func TestReservedHandles(t *testing.T) {
	list := identity.ReservedHandles()
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
		t.Error("the list is not in order")
	}
	for _, h := range list {
		if _, err := identity.ParseHandle(string(h)); err != nil || !h.Reserved() {
			t.Errorf("%s: %v, reserved %t", h, err, h.Reserved())
		}
	}
	rfc2142 := []string{"info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster", "usenet", "news", "webmaster", "www", "uucp", "ftp"}
	for _, text := range append(invalidVectorsOf(t).Handles.Reserved, append(rfc2142, "help", "noreply", "mailer-daemon", "kez", "node", "system", "anonymous", "anon")...) {
		if !identity.Handle(text).Reserved() {
			t.Errorf("%s is free", text)
		}
	}
	for _, h := range []identity.Handle{"ana", "bo-2", "alice", "tudisco", "administrators", ""} {
		if h.Reserved() {
			t.Errorf("%s is reserved", h)
		}
	}
	list[0] = "changed"
	if identity.ReservedHandles()[0] == "changed" {
		t.Error("the caller can change the list")
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"ana": "ana@kez.lat", "ana@kez.lat": "ana@kez.lat", "@ana@kez.lat": "ana@kez.lat", "ana@Example.COM": "ana@example.com",
		"ana@localhost": "ana@localhost", "ana@localhost:6969": "ana@localhost:6969", "ana@xn--bcher-kva.example": "ana@xn--bcher-kva.example",
		"ana@127.0.0.1:1": "ana@127.0.0.1:1",
	} {
		if a, err := identity.ParseAddress(text, server); err != nil || a.String() != want {
			t.Errorf("%q: got %s, %v, want %s", text, a, err, want)
		}
	}
	long := strings.Repeat("a.", 127)
	for _, text := range []string{
		"", "@", "@ana", "ana@", "@ana@", "@@ana@kez.lat", "ana@kez@lat", "ana@kez.lat@kez.lat", "an a@kez.lat", "Ana@kez.lat", "ana@kez lat", "ana@.kez.lat",
		"ana@kez.lat.", "ana@kez..lat", "ana@-kez.lat", "ana@kez-.lat", "ana@kez.lat:", "ana@kez.lat:0", "ana@kez.lat:65536", "ana@kez.lat:+1", "ana@kez.lat:1:1",
		"ana@kez.lat/x", "ana@kez.lat?x", "ana@kez.lat#x", "ana@kez_lat", "ana@bücher.example", "ana@" + long + "aa", "ana@" + strings.Repeat("a", 64), "ana@kez.lat\n",
	} {
		if a, err := identity.ParseAddress(text, server); !errors.Is(err, identity.ErrBadHandle) {
			t.Errorf("%q: got %s, %v, want %v", text, a, err, identity.ErrBadHandle)
		}
	}
}

var handleGrammar = regexp.MustCompile(`\A[a-z0-9][a-z0-9_-]{2,31}\z`)

func FuzzHandle(f *testing.F) {
	v := invalidVectorsOf(f).Handles
	for _, text := range append(v.Good, v.Bad...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := identity.ParseHandle(text)
		if (err == nil) != handleGrammar.MatchString(text) || err != nil && !errors.Is(err, identity.ErrBadHandle) {
			t.Errorf("%q: got %v", text, err)
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, text := range []string{"ana", "@ana@kez.lat", "ana@Example.com:8080", "ana@", "@@"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := identity.ParseAddress(text, server)
		if err != nil {
			if !errors.Is(err, identity.ErrBadHandle) {
				t.Errorf("got %v, want %v", err, identity.ErrBadHandle)
			}
			return
		}
		if back, err := identity.ParseAddress(a.String(), "other"); back != a || err != nil {
			t.Errorf("%q: read as %s, then as %s, %v", text, a, back, err)
		}
		if strings.ContainsAny(a.Server, "/?#@ \n") {
			t.Errorf("%q: the server is %q", text, a.Server)
		}
	})
}
