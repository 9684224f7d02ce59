package identity

import (
	"bytes"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// What a registration's envelope is tagged, and what its payload calls itself.
const (
	RegistrationTag  = "handle_registration"
	registrationType = "kez.chat.handle_registration"
)

// registrationWindow is how far created_at may lie from the server's clock.
const registrationWindow = 5 * time.Minute

var (
	// ErrWrongServer says that a registration was made for another server.
	ErrWrongServer = errors.New("wrong server")
	// ErrStale says that a registration was not made just now.
	ErrStale = errors.New("stale")
)

// A Registration is somebody's own word that this key has this handle on this
// server. It was verified: only OpenRegistration and ReadRegistration make one.
type Registration struct {
	handle    Handle
	key       Key
	server    string
	createdAt time.Time
	invite    string
	raw       []byte
}

// Handle is the name asked for.
func (r Registration) Handle() Handle { return r.handle }

// Key is the account's, and signed the registration.
func (r Registration) Key() Key { return r.key }

// Server is the domain it was made for.
func (r Registration) Server() string { return r.server }

// CreatedAt is when its maker says that it was made.
func (r Registration) CreatedAt() time.Time { return r.createdAt }

// Invite is the code of an invitation, empty without one.
func (r Registration) Invite() string { return r.invite }

// Raw is the signed envelope as it came.
func (r Registration) Raw() []byte { return bytes.Clone(r.raw) }

// OpenRegistration checks, in this order: well-formed · tag, type, version ·
// signer is the key registered · key · signature · server · handle ·
// created_at within five minutes of now. The registry asks the rest.
func OpenRegistration(data []byte, server string, now time.Time) (Registration, error) {
	r, err := ReadRegistration(data, server)
	if err != nil {
		return Registration{}, err
	}
	if now.Sub(r.createdAt).Abs() > registrationWindow {
		return Registration{}, fmt.Errorf("%w: it was made at %s, which is not within %s of %s",
			ErrStale, r.createdAt.Format(secondsFormat), registrationWindow, now.UTC().Format(secondsFormat))
	}
	return r, nil
}

// ReadRegistration is OpenRegistration for one that a directory shows: it was
// accepted long ago, so that its age says nothing.
func ReadRegistration(data []byte, server string) (Registration, error) {
	u, err := ReadEnvelope(data)
	if err != nil {
		return Registration{}, err
	}
	p, err := readRegistrationPayload(u)
	if err != nil {
		return Registration{}, fmt.Errorf("payload: %w", err)
	}
	if err := u.Expect(RegistrationTag, registrationType, p.heading); err != nil {
		return Registration{}, err
	}
	e, err := u.verifyAccount()
	if err != nil {
		return Registration{}, err
	}
	if p.server != server {
		return Registration{}, fmt.Errorf("%w: it is for %.253q, not %q", ErrWrongServer, p.server, server)
	}
	handle, err := ParseHandle(p.handle)
	if err != nil {
		return Registration{}, err
	}
	return Registration{handle, e.Signer(), p.server, p.heading.CreatedAt, p.invite, e.raw}, nil
}

type registrationPayload struct {
	heading                Heading
	handle, server, invite string
}

func readRegistrationPayload(u Unverified) (p registrationPayload, err error) {
	m, err := u.Payload()
	if err != nil {
		return registrationPayload{}, err
	}
	if p.heading, err = m.Heading(); err != nil {
		return registrationPayload{}, err
	}
	if p.handle, err = m.Text("handle"); err != nil {
		return registrationPayload{}, err
	}
	if p.server, err = m.Text("server"); err != nil {
		return registrationPayload{}, err
	}
	if m.Has("invite") {
		if p.invite, err = m.Text("invite"); err != nil {
			return registrationPayload{}, err
		}
	}
	return p, nil
}

// SignRegistration asks for the handle. The invite may be empty.
func SignRegistration(seed Seed, handle Handle, server string, createdAt time.Time, invite string) ([]byte, error) {
	// encoding/json would repair what is not UTF-8, and we would sign something else.
	if !utf8.ValidString(string(handle) + server + invite) {
		return nil, malformed("the text is not UTF-8")
	}
	return SignEnvelope(seed, RegistrationTag, struct {
		Type      string `json:"type"`
		Version   int    `json:"version"`
		Handle    Handle `json:"handle"`
		Primary   Key    `json:"primary"`
		Server    string `json:"server"`
		CreatedAt string `json:"created_at"`
		Invite    string `json:"invite,omitempty"`
	}{registrationType, 1, handle, seed.Key(), server, createdAt.UTC().Format(secondsFormat), invite})
}
