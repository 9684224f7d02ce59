package registry

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
)

// Errors of the operator's calls.
var (
	ErrUnknownInvite = errors.New("no such invite")
	ErrBadInvite     = errors.New("an invite has at least one use and a note of at most 200 bytes")
)

const (
	inviteBytes   = 16 // 128 bits: not to be guessed
	maxInviteUses = 1_000_000
	maxNote       = 200
	inviteIDSize  = 8
)

// codeText writes codes as 26 lower-case letters and digits, to be read out
// over the telephone.
var codeText = base32.StdEncoding.WithPadding(base32.NoPadding)

// An Invite lets people register on a node that takes them by invitation. Its
// code is known only to whoever was given it.
type Invite struct {
	// ID names the invite in lists. It is cut from the hash of the code and
	// gives nothing away.
	ID   string
	Uses int
	Used int
	// Expires is zero for an invite without an end.
	Expires time.Time
	Note    string
}

// Open reports whether the invite can still be used.
func (i Invite) Open(now time.Time) bool {
	return i.Used < i.Uses && (i.Expires.IsZero() || now.Before(i.Expires))
}

// invite is the record in the bucket invites.
type invite struct {
	Uses    int        `json:"uses"`
	Used    int        `json:"used"`
	Expires *time.Time `json:"expires,omitempty"`
	Note    string     `json:"note,omitempty"`
}

// NewInvite makes an invite that can be used so many times before it expires
// (never, if expires is zero). The code cannot be read again later.
func (r *Registry) NewInvite(ctx context.Context, rand io.Reader, uses int, expires time.Time, note string) (code string, inv Invite, err error) {
	if uses < 1 || uses > maxInviteUses || len(note) > maxNote {
		return "", Invite{}, ErrBadInvite
	}
	var secret [inviteBytes]byte
	if _, err := io.ReadFull(rand, secret[:]); err != nil {
		return "", Invite{}, fmt.Errorf("make invite: %w", err)
	}
	code = strings.ToLower(codeText.EncodeToString(secret[:]))
	sum := identity.InviteHash(code)
	hash := sum[:]
	record := invite{Uses: uses, Note: note}
	if !expires.IsZero() {
		at := instant(expires)
		record.Expires = &at
	}
	err = r.update(ctx, func(tx *bbolt.Tx) error { return put(tx, bucketInvites, hash, record) })
	if err != nil {
		return "", Invite{}, fmt.Errorf("make invite: %w", err)
	}
	return code, record.public(hash), nil
}

// Invites lists all invites, used up and expired ones too.
func (r *Registry) Invites(ctx context.Context) (list []Invite, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketInvites).ForEach(func(hash, raw []byte) error {
			var record invite
			if err := decode(raw, &record); err != nil {
				return fmt.Errorf("invite %s: %w", inviteID(hash), err)
			}
			list = append(list, record.public(hash))
			return nil
		})
	})
	return list, err
}

// RevokeInvite deletes an invite. Who came with it stays.
func (r *Registry) RevokeInvite(ctx context.Context, id string) error {
	prefix, err := hex.DecodeString(id)
	if err != nil || len(prefix) != inviteIDSize {
		return ErrUnknownInvite
	}
	return r.update(ctx, func(tx *bbolt.Tx) error {
		hash, _ := tx.Bucket(bucketInvites).Cursor().Seek(prefix)
		if hash == nil || inviteID(hash) != id {
			return ErrUnknownInvite
		}
		return tx.Bucket(bucketInvites).Delete(hash)
	})
}

// useInvite takes one use of the invite that a registration names, by its code
// or by proof of knowing it.
func useInvite(tx *bbolt.Tx, reg identity.Registration, now time.Time) error {
	hash, raw := findInvite(tx, reg)
	if raw == nil {
		return ErrInviteInvalid
	}
	var record invite
	if err := decode(raw, &record); err != nil {
		return fmt.Errorf("invite %s: %w", inviteID(hash), err)
	}
	if !record.public(hash).Open(now) {
		return ErrInviteInvalid
	}
	record.Used++
	return put(tx, bucketInvites, hash, record)
}

// findInvite tries every invite against a proof, which takes microseconds: a
// node has few.
func findInvite(tx *bbolt.Tx, reg identity.Registration) (hash, raw []byte) {
	b, given := tx.Bucket(bucketInvites), reg.Invite()
	sum := identity.InviteHash(given)
	if raw := b.Get(sum[:]); raw != nil {
		return sum[:], raw
	}
	if len(given) != hex.EncodedLen(sha256.Size) {
		return nil, nil
	}
	c := b.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if len(k) == sha256.Size && hmac.Equal([]byte(identity.ProveInvite([sha256.Size]byte(k), reg.Key())), []byte(given)) {
			return bytes.Clone(k), v
		}
	}
	return nil, nil
}

func inviteID(hash []byte) string { return hex.EncodeToString(hash[:inviteIDSize]) }

func (i invite) public(hash []byte) Invite {
	inv := Invite{ID: inviteID(hash), Uses: i.Uses, Used: i.Used, Note: i.Note}
	if i.Expires != nil {
		inv.Expires = *i.Expires
	}
	return inv
}
