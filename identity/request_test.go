package identity_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

func TestSignedRequestsOfTheVectors(t *testing.T) {
	rows := identityVectors(t).Auth
	got := [][]byte{
		identity.SignedPoll("tudisco", 7, 1782000000),
		identity.SignedStream("tudisco", 1782000000),
		identity.SignedProofs("tudisco", 1782000000),
	}
	for i, row := range rows {
		if string(got[i]) != row.String {
			t.Errorf("got %q, want %q", got[i], row.String)
		}
		if sig := hex.EncodeToString(knownSeed(t).Sign(got[i])); sig != row.Sig {
			t.Errorf("%q: got %s, want %s", got[i], sig, row.Sig)
		}
	}
	call := identity.SignedCall("POST", "/v1/messages", 1782000000, []byte("abc"), server)
	want := "POST\n/v1/messages\n1782000000\nsha256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nhost=kez.lat"
	if string(call) != want {
		t.Errorf("got %q, want %q", call, want)
	}
}

func TestAuth(t *testing.T) {
	sig := strings.Repeat("0a", 64)
	seconds, got, err := identity.ParseAuth("1782000000:" + sig)
	if err != nil || seconds != 1782000000 || !bytes.Equal(got, bytes.Repeat([]byte{10}, 64)) {
		t.Errorf("got %d, %x, %v", seconds, got, err)
	}
	if text := identity.FormatAuth(seconds, got); text != "1782000000:"+sig {
		t.Errorf("got %s", text)
	}
	for _, text := range []string{
		"", ":", "1782000000", "1782000000:", ":" + sig, "1782000000:" + sig[2:], "1782000000:" + sig + "00", "1782000000:" + strings.ToUpper(sig), "-1:" + sig, "+1:" + sig,
		"01:" + sig, " 1:" + sig, "1 :" + sig, "1: " + sig, "1:" + sig + " ", "1.5:" + sig, "1e9:" + sig, "99999999999999999999:" + sig, "0x1:" + sig, "1:1:" + sig[2:], "1_0:" + sig,
	} {
		if _, _, err := identity.ParseAuth(text); !errors.Is(err, identity.ErrMalformed) {
			t.Errorf("%q: got %v, want %v", text, err, identity.ErrMalformed)
		}
	}
}

func TestIDs(t *testing.T) {
	const text = "000102030405060708090a0b0c0d0e0f"
	id, err := identity.ParseID(text)
	if err != nil || id.String() != text || id.IsZero() {
		t.Errorf("got %s, %v", id, err)
	}
	for _, bad := range []string{"", text[1:], text + "0", strings.ToUpper(text), text[:31] + "g", text[:30] + "é"} {
		if _, err := identity.ParseID(bad); !errors.Is(err, identity.ErrBadID) {
			t.Errorf("%q: got %v, want %v", bad, err, identity.ErrBadID)
		}
	}
	if drawn, err := identity.NewID(bytes.NewReader([]byte(text))); err != nil || drawn != identity.ID([]byte(text)[:16]) {
		t.Errorf("got %s, %v", drawn, err)
	}
	if _, err := identity.NewID(strings.NewReader("short")); err == nil {
		t.Error("an id was made of five bytes")
	}
	var back identity.ID
	if data, err := id.MarshalText(); err != nil || back.UnmarshalText(data) != nil || back != id {
		t.Errorf("got %s, %v, want %s", back, err, id)
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2026-05-25T03:00:00Z":           made,
		"2026-05-25T03:00:00.5Z":         made.Add(500 * time.Millisecond),
		"2026-05-25T03:00:00.000Z":       made,
		"2026-05-25T03:00:00.123456789Z": made.Add(123456789),
		"2024-02-29T23:59:59Z":           time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC),
	} {
		if got, err := identity.ParseTime(text); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "Z", "2026-05-25", "2026-05-25T03:00Z", "2026-05-25T03:00:00", "2026-05-25 03:00:00Z", "2026-05-25t03:00:00z", "2026-05-25T03:00:00+00:00", "2026-05-25T03:00:00.Z",
		"2026-05-25T03:00:00,5Z", "2026-05-25T03:00:00.1234567890Z", "2026-05-25T3:00:00Z", "2026-05-25T24:00:00Z", "2026-05-25T03:00:60Z", "2026-02-29T03:00:00Z", "2026-13-01T03:00:00Z",
		"+2026-05-25T03:00:00Z", "12026-05-25T03:00:00Z", "2026-05-25T03:00:00.5+Z", " 2026-05-25T03:00:00Z", "2026-05-25T03:00:00Z\n", "2026-05-25T03:00:00-Z",
	} {
		if got, err := identity.ParseTime(text); !errors.Is(err, identity.ErrBadTime) {
			t.Errorf("%q: got %s, %v, want %v", text, got, err, identity.ErrBadTime)
		}
	}
}

func FuzzAuth(f *testing.F) {
	f.Add("1782000000:" + strings.Repeat("0a", 64))
	f.Fuzz(func(t *testing.T, text string) {
		seconds, sig, err := identity.ParseAuth(text)
		if err == nil && identity.FormatAuth(seconds, sig) != text {
			t.Errorf("%q was read as %s", text, identity.FormatAuth(seconds, sig))
		}
		if err != nil && !errors.Is(err, identity.ErrMalformed) {
			t.Errorf("got %v, want %v", err, identity.ErrMalformed)
		}
	})
}

func FuzzTime(f *testing.F) {
	f.Add("2026-05-25T03:00:00.123Z")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := identity.ParseTime(text)
		if err != nil {
			return
		}
		if back, err := time.Parse(time.RFC3339Nano, text); err != nil || !back.Equal(got) || text[:19] != got.Format("2006-01-02T15:04:05") {
			t.Errorf("%q was read as %s", text, got)
		}
	})
}
