package client

import (
	"encoding/json"
	"fmt"
	"time"

	"kez.lat/chat/identity"
)

// A Person is somebody registered, as far as their own signature says it.
type Person struct {
	Handle identity.Handle
	Key    identity.Key
	Server string
	// RegisteredAt, Proofs and SigchainURL are the node's word.
	RegisteredAt time.Time
	Proofs       []string
	SigchainURL  string
}

// Address is handle@server.
func (p Person) Address() identity.Address {
	return identity.Address{Handle: p.Handle, Server: p.Server}
}

// readPerson believes a record as far as the registration in it goes, which
// has to be for this server.
func readPerson(record []byte, server string) (Person, error) {
	var form struct {
		Handle       identity.Handle `json:"handle"`
		Primary      string          `json:"primary"`
		SigchainURL  string          `json:"sigchain_url"`
		RegisteredAt time.Time       `json:"registered_at"`
		Proofs       []string        `json:"proofs"`
		Registration json.RawMessage `json:"registration"`
	}
	if err := json.Unmarshal(record, &form); err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrNotANode, err)
	}
	reg, err := identity.ReadRegistration(form.Registration, server)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrUnverified, err)
	}
	if reg.Handle() != form.Handle || reg.Key().String() != form.Primary {
		return Person{}, fmt.Errorf("%w: it names %.40q and %.80q", ErrUnverified, form.Handle, form.Primary)
	}
	return Person{
		Handle: reg.Handle(), Key: reg.Key(), Server: reg.Server(),
		RegisteredAt: form.RegisteredAt, Proofs: form.Proofs, SigchainURL: form.SigchainURL,
	}, nil
}
