package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// PutProofs replaces the subjects that the record of an account shows.
func (n *Node) PutProofs(ctx context.Context, seed identity.Seed, handle identity.Handle, subjects []identity.Subject) error {
	body, err := json.Marshal(map[string]any{"proofs": append([]identity.Subject{}, subjects...)})
	if err != nil {
		return err
	}
	seconds := n.Time().Unix()
	for last := seconds + putAhead; ; seconds++ {
		header := http.Header{authHeader: {identity.FormatAuth(seconds, seed.Sign(identity.SignedProofs(handle, seconds)))}}
		_, err := n.ask(ctx, http.MethodPut, "/v1/profile/"+string(handle)+"/proofs", header, body)
		switch {
		case err == nil:
			return nil
		case !IsCode(err, codeReplayed) || seconds == last:
			return fmt.Errorf("show the proofs of %s: %w", handle, err)
		}
	}
}

// What is signed for PutProofs says nothing but the second: a second call in
// it has to take another.
const (
	putAhead     = 30
	codeReplayed = "replayed"
)

// CheckProof has the node look a proof up and gives its answer, an object of
// docs/protocol.md section 3. The caller's signature is needed unless the
// subject stands in the sigchain of somebody registered.
func (n *Node) CheckProof(ctx context.Context, as Account, server string, subject identity.Subject, primary identity.Primary) ([]byte, error) {
	const path = "/v1/proofs/check"
	query := url.Values{"subject": {subject.String()}, "primary": {primary.String()}}
	header := http.Header{}
	if !as.Key().IsZero() {
		seconds := n.Time().Unix()
		sig := as.Signer().Sign(identity.SignedCall(http.MethodGet, path, seconds, nil, server))
		header.Set(authHeader, identity.FormatAuth(seconds, sig))
		query.Set("as", as.Key().String())
	}
	answer, err := n.ask(ctx, http.MethodGet, path+"?"+query.Encode(), header, nil)
	if err != nil {
		return nil, fmt.Errorf("have %s checked: %w", subject, err)
	}
	return answer, nil
}

// A Finger is what WebFinger (RFC 7033) says of somebody.
type Finger struct {
	Subject string
	// Node is the address of their node, Primary the key it names.
	Node    string
	Primary identity.Key
}

// Finger asks the server of an address, before anything is known of its node.
func (n *Node) Finger(ctx context.Context, a identity.Address) (Finger, error) {
	query := url.Values{"resource": {"acct:" + a.String()}}
	header := http.Header{"Accept": {"application/jrd+json, application/json"}}
	r, err := n.request(ctx, http.MethodGet, "/.well-known/webfinger?"+query.Encode(), header, nil, maxAnswer)
	if err != nil {
		return Finger{}, fmt.Errorf("WebFinger of %s: %w", a, err)
	}
	f, err := readFinger(r.body)
	if err != nil {
		return Finger{}, fmt.Errorf("WebFinger of %s: %w: %w", a, ErrNotANode, err)
	}
	return f, nil
}

// readFinger finds the node by the relations that kez-chat adds: their names
// begin with its address.
func readFinger(data []byte) (Finger, error) {
	var jrd struct {
		Subject    string             `json:"subject"`
		Properties map[string]*string `json:"properties"`
	}
	if err := identity.DecodeStrict(data, &jrd); err != nil {
		return Finger{}, err
	}
	f := Finger{Subject: jrd.Subject}
	for name, value := range jrd.Properties {
		node, ours := strings.CutSuffix(name, "/ns/primary")
		if !ours || value == nil {
			continue
		}
		if f.Node != "" {
			return Finger{}, errors.New("it names two nodes")
		}
		var err error
		if f.Primary, err = identity.ParseKey(*value); err != nil {
			return Finger{}, err
		}
		f.Node = node
	}
	if f.Node == "" {
		return Finger{}, errors.New("it names no key")
	}
	return f, nil
}

// Hand gives an event to the node that was signed before. The event that is
// the head already counts as taken.
func (b *Book) Hand(ctx context.Context, l sigchain.Link) error {
	k, account := l.Primary().Key()
	if !account {
		return fmt.Errorf("hand in event %d: %w: a node keeps the sigchains of Ed25519 keys", l.Seq(), identity.ErrBadKey)
	}
	if _, err := b.node.ask(ctx, http.MethodPost, "/v1/sigchains/ed25519/"+k.Hex(), nil, l.Raw()); err != nil {
		return fmt.Errorf("hand in event %d: %w", l.Seq(), err)
	}
	return nil
}
