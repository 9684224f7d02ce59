package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

const (
	// callTimeout is how long an answer may take.
	callTimeout = 15 * time.Second

	headerError     = "Nats-Service-Error"
	headerErrorCode = "Nats-Service-Error-Code"
)

// call asks the node once. Errors wrap ErrUnreachable, after which it is not
// known whether the call was carried out, or are Problems.
func (s *Session) call(ctx context.Context, name string, header nats.Header, body []byte) (*nats.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	ctx, done := s.link.during(ctx)
	defer done()
	m, err := s.nc.RequestMsgWithContext(ctx, &nats.Msg{Subject: identity.RPCSubject(s.key, name), Header: header, Data: body})
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if p := refused(m); p != nil {
		return nil, p
	}
	return m, nil
}

// refused is the problem that an answer carries, nil when it is none.
func refused(m *nats.Msg) *Problem {
	code := m.Header.Get(headerError)
	if code == "" {
		return nil
	}
	status, _ := strconv.Atoi(m.Header.Get(headerErrorCode))
	p := readProblem(status, m.Data)
	p.Code = code
	return p
}

// callJSON asks with a JSON body and reads a JSON answer.
func (s *Session) callJSON(ctx context.Context, name string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	m, err := s.call(ctx, name, nil, body)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := json.Unmarshal(m.Data, answer); err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrNotANode, err)
	}
	return nil
}

// Lookup finds a person by handle, address or "ed25519:<hex>".
func (s *Session) Lookup(ctx context.Context, who string) (Person, error) {
	var question struct {
		Handle  string `json:"handle,omitempty"`
		Primary string `json:"primary,omitempty"`
	}
	key, keyErr := identity.ParseKey(who)
	var address identity.Address
	if keyErr == nil {
		question.Primary = who
	} else {
		var err error
		if address, err = identity.ParseAddress(who, s.cfg.Address.Server); err != nil {
			return Person{}, fmt.Errorf("look up %q: %w", who, err)
		}
		question.Handle = address.String()
	}
	var record json.RawMessage
	if err := s.callJSON(ctx, "lookup", question, &record); err != nil {
		return Person{}, fmt.Errorf("look up %s: %w", who, err)
	}
	person, err := readPerson(record, s.cfg.Address.Server)
	if err == nil && (keyErr == nil && person.Key != key || keyErr != nil && person.Address() != address) {
		err = ErrUnverified
	}
	if err != nil {
		return Person{}, fmt.Errorf("look up %s: %w", who, err)
	}
	return person, nil
}

// Self is what the node knows of the account.
type Self struct {
	Handle  identity.Handle  `json:"handle"`
	Primary identity.Key     `json:"primary"`
	Epoch   string           `json:"epoch"`
	Seq     uint64           `json:"seq"`  // last of this mailbox
	Head    uint64           `json:"head"` // last of the store
	Limits  map[string]int64 `json:"limits"`
}

// Whoami asks who the node takes us for.
func (s *Session) Whoami(ctx context.Context) (Self, error) {
	var self Self
	if err := s.callJSON(ctx, "whoami", struct{}{}, &self); err != nil {
		return Self{}, err
	}
	if self.Primary != s.key {
		return Self{}, fmt.Errorf("whoami: %w", ErrUnverified)
	}
	return self, nil
}

// A Contact is what the account decided about somebody.
type Contact struct {
	Primary identity.Key `json:"primary"`
	State   string       `json:"state"` // accepted, muted, blocked or none
	Since   time.Time    `json:"since"`
}

// SetContact decides about somebody.
func (s *Session) SetContact(ctx context.Context, peer identity.Key, state string) (Contact, error) {
	var c Contact
	err := s.callJSON(ctx, "contact", map[string]string{"primary": peer.String(), "state": state}, &c)
	return c, err
}

// Contacts lists what was decided.
func (s *Session) Contacts(ctx context.Context) ([]Contact, error) {
	var list struct {
		Contacts []Contact `json:"contacts"`
	}
	err := s.callJSON(ctx, "contacts", struct{}{}, &list)
	return list.Contacts, err
}

// Live hands something to the connections of a person that are there now.
// Whether anybody heard it is not said.
func (s *Session) Live(ctx context.Context, to identity.Key, body []byte) error {
	_, err := s.call(ctx, "live", nats.Header{identity.HeaderTo: {to.String()}}, body)
	if err != nil {
		return fmt.Errorf("live to %s: %w", to.Fingerprint(), err)
	}
	return nil
}

// again says whether a failed call may be made again, and after how long.
func again(err error, attempt int) (time.Duration, bool) {
	var p *Problem
	switch {
	case errors.As(err, &p):
		return max(p.RetryAfter, delay(attempt)), p.temporary()
	case errors.Is(err, errDown):
		return 0, true // await the connection instead
	case errors.Is(err, ErrUnreachable):
		return delay(attempt), true
	}
	return 0, false
}

// pause waits, and then for the connection.
func (s *Session) pause(ctx context.Context, wait time.Duration) error {
	if err := s.link.wait(ctx, wait); err != nil {
		return err
	}
	return s.link.await(ctx)
}
