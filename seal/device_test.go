package seal_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

var update = flag.Bool("update", false, "write identity/testdata/box-device.json anew")

// The devices of the vectors: Ana's, which writes, and Bob's, which reads.
var (
	phoneID  = identity.ID{15: 0xd1}
	tabletID = identity.ID{15: 0xd2}
)

func phoneSeed(t testing.TB) identity.Seed  { return seedOf(t, strings.Repeat("d1", 32)) }
func tabletSeed(t testing.TB) identity.Seed { return seedOf(t, strings.Repeat("d2", 32)) }

func boxKey(t testing.TB, digit byte) *ecdh.PrivateKey {
	t.Helper()
	key, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{digit}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// phone is Ana's device as a writer.
func phone(t testing.TB) seal.Linked {
	ana, _ := people(t)
	return seal.Linked{Account: ana.Key(), Device: phoneID, Seed: phoneSeed(t)}
}

// chains says what the sigchains of both say: Ana has a phone, Bob a tablet.
// The phone is revoked at a time, or never.
func chains(t testing.TB, revoked time.Time) func(identity.Key, identity.ID, time.Time) (identity.Key, error) {
	ana, bob := people(t)
	return func(account identity.Key, device identity.ID, at time.Time) (identity.Key, error) {
		switch {
		case account == ana.Key() && device == phoneID && (revoked.IsZero() || at.Before(revoked)):
			return phoneSeed(t).Key(), nil
		case account == bob.Key() && device == tabletID:
			return tabletSeed(t).Key(), nil
		}
		return identity.Key{}, seal.ErrWrongDevice
	}
}

// deviceVectors are box-device.json, which the browser app reads.
type deviceVectors struct {
	Note    string       `json:"note"`
	Account boxParty     `json:"sender"`
	Reader  boxParty     `json:"recipient"`
	Device  boxParty     `json:"sender_device"`
	Tablet  boxParty     `json:"recipient_device"`
	Cases   []deviceCase `json:"cases"`
}

type boxParty struct {
	Primary string `json:"primary,omitempty"`
	Device  string `json:"device,omitempty"`
	Key     string `json:"key,omitempty"`
	Seed    string `json:"seed_hex"`
	Private string `json:"x25519_private_hex"`
	Public  string `json:"x25519_public_hex"`
}

type deviceCase struct {
	What       string          `json:"what"`
	ContentKey string          `json:"content_key_hex"`
	Plaintext  json.RawMessage `json:"plaintext"`
	Envelope   json.RawMessage `json:"envelope"`
}

func vectorDevice(t testing.TB, id identity.ID, seed identity.Seed, digit byte) boxParty {
	box := boxKey(t, digit)
	return boxParty{
		Device: id.String(), Key: seed.Key().String(), Seed: hex.EncodeToString(seed.Bytes()),
		Private: hex.EncodeToString(box.Bytes()), Public: hex.EncodeToString(box.PublicKey().Bytes()),
	}
}

func vectorAccount(t testing.TB, seed identity.Seed) boxParty {
	private, public, err := seal.X25519(seed)
	if err != nil {
		t.Fatal(err)
	}
	return boxParty{
		Primary: seed.Key().String(), Seed: hex.EncodeToString(seed.Bytes()),
		Private: hex.EncodeToString(private.Bytes()), Public: hex.EncodeToString(public.Bytes()),
	}
}

// TestMakeDeviceVectors makes what the file holds, opens it, and writes it with
// -update; HPKE draws its own, so that the file would be another each time.
func TestMakeDeviceVectors(t *testing.T) {
	ana, bob := people(t)
	v := deviceVectors{
		Note: "TEST KEYS ONLY. Each envelope opens with the seed of either account and with the X25519 key of either device; " +
			"HPKE is randomised, so only opening is fixed. Made by go test ./seal -update.",
		Account: vectorAccount(t, ana), Reader: vectorAccount(t, bob),
		Device: vectorDevice(t, phoneID, phoneSeed(t), 0xe1), Tablet: vectorDevice(t, tabletID, tabletSeed(t), 0xe2),
	}
	devices := []seal.Device{
		{Key: tabletSeed(t).Key(), Box: boxKey(t, 0xe2).PublicKey()}, {Key: phoneSeed(t).Key(), Box: boxKey(t, 0xe1).PublicKey()},
	}
	for i, what := range []string{"signed by the sender's device", "signed by the sender's primary, sealed for devices too"} {
		contentKey := bytes.Repeat([]byte{byte(0xc0 + i)}, 32)
		d := draftTo(bob.Key())
		d.ID = identity.ID{15: byte(i + 1)}
		d.Body = what
		write := func(random *bytes.Reader) ([]byte, error) { return phone(t).Seal(random, d, devices...) }
		if i == 1 {
			write = func(random *bytes.Reader) ([]byte, error) { return seal.Seal(random, ana, d, devices...) }
		}
		data, err := write(bytes.NewReader(contentKey))
		if err != nil {
			t.Fatal(err)
		}
		letter, err := opener(t, bob).Open(data, seal.Given{Device: chains(t, time.Time{})})
		if err != nil {
			t.Fatal(err)
		}
		plain := map[string]json.RawMessage{}
		for _, name := range []string{"type", "id", "from", "to", "sent_at", "body", "device", "sig"} {
			if member := letter.Member(name); member != nil {
				plain[name] = member
			}
		}
		v.Cases = append(v.Cases, deviceCase{what, hex.EncodeToString(contentKey), canonicalOf(t, plain), data})
	}
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if !*update {
		return
	}
	if err := os.WriteFile(filepath.Join("..", "identity", "testdata", "box-device.json"), append(out, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// readers are the four that open a box of the vectors.
func readers(t testing.TB) map[string]*seal.Opener {
	t.Helper()
	ana, bob := people(t)
	list := map[string]*seal.Opener{"sender": opener(t, ana), "recipient": opener(t, bob)}
	for name, d := range map[string]struct {
		account, key identity.Key
		box          *ecdh.PrivateKey
	}{
		"sender's device":    {ana.Key(), phoneSeed(t).Key(), boxKey(t, 0xe1)},
		"recipient's device": {bob.Key(), tabletSeed(t).Key(), boxKey(t, 0xe2)},
	} {
		o, err := seal.NewDeviceOpener(d.account, d.key, d.box)
		if err != nil {
			t.Fatal(err)
		}
		list[name] = o
	}
	return list
}

func TestDeviceVectorsOpen(t *testing.T) {
	ana, bob := people(t)
	v := read[deviceVectors](t, "box-device.json")
	if want := vectorDevice(t, phoneID, phoneSeed(t), 0xe1); v.Device != want {
		t.Errorf("got %+v, want %+v", v.Device, want)
	}
	signedByDevice := 0
	for _, row := range v.Cases {
		for name, o := range readers(t) {
			letter, err := o.Open(row.Envelope, seal.Given{From: ana.Key(), Time: sentAt, Device: chains(t, time.Time{})})
			if err != nil {
				t.Errorf("%s for the %s: %v", row.What, name, err)
				continue
			}
			if letter.From() != ana.Key() || letter.To() != bob.Key() || letter.Body() != row.What {
				t.Errorf("%s: got %s to %s: %q", row.What, letter.From(), letter.To(), letter.Body())
			}
			if letter.Device() == phoneID {
				signedByDevice++
			}
		}
		contentKey, err := hex.DecodeString(row.ContentKey)
		if err != nil {
			t.Fatal(err)
		}
		got, err := seal.Remake(contentKey, canonicalOf(t, row.Plaintext), row.Envelope)
		if err != nil || !bytes.Equal(got, canonicalOf(t, row.Envelope)) {
			t.Errorf("%s: made again: got %s, %v", row.What, got, err)
		}
	}
	if signedByDevice != len(readers(t)) {
		t.Errorf("%d openings of a device's letter, want %d", signedByDevice, len(readers(t)))
	}
}

// TestRevokedDevice: a letter counts by the time at which the node took it.
func TestRevokedDevice(t *testing.T) {
	ana, bob := people(t)
	data, err := phone(t).Seal(rand.Reader, draftTo(bob.Key()))
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		revoked time.Time
		want    error
	}{
		"never":          {time.Time{}, nil},
		"a minute after": {sentAt.Add(time.Minute), nil},
		"at the time":    {sentAt, seal.ErrWrongDevice},
		"before":         {sentAt.Add(-time.Minute), seal.ErrWrongDevice},
	} {
		_, err := opener(t, bob).Open(data, seal.Given{From: ana.Key(), Time: sentAt, Device: chains(t, row.revoked)})
		if !errors.Is(err, row.want) {
			t.Errorf("revoked %s: got %v, want %v", name, err, row.want)
		}
	}
	if _, err := opener(t, bob).Open(data, seal.Given{}); !errors.Is(err, seal.ErrWrongDevice) {
		t.Errorf("who knows no devices: got %v, want %v", err, seal.ErrWrongDevice)
	}
	unknown := errors.New("the chain cannot be had")
	_, err = opener(t, bob).Open(data, seal.Given{Device: func(identity.Key, identity.ID, time.Time) (identity.Key, error) {
		return identity.Key{}, unknown
	}})
	if !errors.Is(err, unknown) || errors.Is(err, seal.ErrWrongDevice) {
		t.Errorf("nobody can tell: got %v, want %v", err, unknown)
	}
}

// deviceLetter is signed by a seed, whatever it says.
func deviceLetter(t testing.TB, signer identity.Seed, change map[string]any) []byte {
	t.Helper()
	ana, bob := people(t)
	letter := map[string]any{"type": "text", "id": id, "from": ana.Key(), "to": bob.Key(), "sent_at": "2026-05-25T03:00:00.000Z", "body": "hello", "device": phoneID}
	for name, value := range change {
		if letter[name] = value; value == nil {
			delete(letter, name)
		}
	}
	letter["sig"] = hex.EncodeToString(signer.Sign(append([]byte("kez.box/v1\n"), canonicalOf(t, letter)...)))
	return canonicalOf(t, letter)
}

func TestHostileDevices(t *testing.T) {
	ana, bob := people(t)
	type change = map[string]any
	for name, row := range map[string]struct {
		letter []byte
		want   error
	}{
		"as it should be":                   {deviceLetter(t, phoneSeed(t), nil), nil},
		"signed by the primary":             {deviceLetter(t, ana, nil), seal.ErrBadSignature},
		"signed by the device, not said":    {deviceLetter(t, phoneSeed(t), change{"device": nil}), seal.ErrBadSignature},
		"signed by another of the devices":  {deviceLetter(t, tabletSeed(t), nil), seal.ErrBadSignature},
		"device of the reader":              {deviceLetter(t, tabletSeed(t), change{"device": tabletID}), seal.ErrWrongDevice},
		"device of the reader, as hers":     {deviceLetter(t, tabletSeed(t), change{"device": tabletID, "from": bob.Key()}), nil},
		"a device that nobody added":        {deviceLetter(t, stranger(t), change{"device": identity.ID{9}}), seal.ErrWrongDevice},
		"from somebody without the device":  {deviceLetter(t, phoneSeed(t), change{"from": bob.Key()}), seal.ErrWrongDevice},
		"the device as sender":              {deviceLetter(t, phoneSeed(t), change{"from": phoneSeed(t).Key(), "device": nil}), nil},
		"to the device and nobody else":     {deviceLetter(t, phoneSeed(t), change{"to": tabletSeed(t).Key()}), seal.ErrNotMine},
		"device a number":                   {deviceLetter(t, phoneSeed(t), change{"device": 1}), seal.ErrBadLetter},
		"device null":                       {[]byte(strings.Replace(string(deviceLetter(t, phoneSeed(t), nil)), `"`+phoneID.String()+`"`, "null", 1)), seal.ErrBadLetter},
		"device empty":                      {deviceLetter(t, phoneSeed(t), change{"device": ""}), seal.ErrBadLetter},
		"device of zeros":                   {deviceLetter(t, phoneSeed(t), change{"device": identity.ID{}}), seal.ErrBadLetter},
		"device in capitals":                {deviceLetter(t, phoneSeed(t), change{"device": strings.ToUpper(phoneID.String())}), seal.ErrBadLetter},
		"body changed under the signature":  {[]byte(strings.Replace(string(deviceLetter(t, phoneSeed(t), nil)), "hello", "hullo", 1)), seal.ErrBadSignature},
		"device taken out of the signature": {[]byte(strings.Replace(string(deviceLetter(t, phoneSeed(t), nil)), `"device":"`+phoneID.String()+`",`, "", 1)), seal.ErrBadSignature},
	} {
		data := forge(t, seal.Pad(row.letter), bob.Key(), ana.Key())
		_, err := opener(t, bob).Open(data, seal.Given{Time: sentAt, Device: chains(t, time.Time{})})
		if !errors.Is(err, row.want) {
			t.Errorf("%s: got %v, want %v", name, err, row.want)
		}
	}
	// What calls itself the sender is compared with who logged in.
	alone := forge(t, seal.Pad(deviceLetter(t, phoneSeed(t), change{"from": phoneSeed(t).Key(), "device": nil})), bob.Key(), ana.Key())
	if _, err := opener(t, bob).Open(alone, seal.Given{From: ana.Key(), Device: chains(t, time.Time{})}); !errors.Is(err, seal.ErrWrongSender) {
		t.Errorf("a device as sender: got %v, want %v", err, seal.ErrWrongSender)
	}
}

func TestLinkedSealRefuses(t *testing.T) {
	_, bob := people(t)
	for name, change := range map[string]func(*seal.Linked){
		"no device":  func(l *seal.Linked) { l.Device = identity.ID{} },
		"no account": func(l *seal.Linked) { l.Account = identity.Key{} },
		"no seed":    func(l *seal.Linked) { l.Seed = identity.Seed{} },
	} {
		l := phone(t)
		change(&l)
		if _, err := l.Seal(rand.Reader, draftTo(bob.Key())); !errors.Is(err, seal.ErrBadLetter) {
			t.Errorf("%s: got %v, want %v", name, err, seal.ErrBadLetter)
		}
	}
	// A primary's letter cannot speak of a device.
	ana, _ := people(t)
	d := draftTo(bob.Key())
	d.Members = map[string]any{"device": phoneID}
	letter, err := opener(t, bob).Open(sealed(t, ana, d), seal.Given{})
	if err != nil || !letter.Device().IsZero() {
		t.Errorf("got a letter of %s, %v", letter.Device(), err)
	}
}
