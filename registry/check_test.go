package registry_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// TestCheckFindsEveryFault breaks one invariant at a time behind the room's
// back.
func TestCheckFindsEveryFault(t *testing.T) {
	ana, bo, nobody := seed(t, 1).Key().Bytes(), seed(t, 2).Key().Bytes(), seed(t, 9).Key().Bytes()
	put := func(bucket string, key, value []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Put(key, value) }
	}
	drop := func(bucket string, key []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucket)).Delete(key) }
	}
	swap := func(bucket string, key, was, is []byte) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucket))
			return b.Put(key, bytes.ReplaceAll(b.Get(key), was, is))
		}
	}
	grave := []byte(`{"key":"` + seed(t, 1).Key().String() + `","at":"2026-11-24T12:00:00Z"}`)
	anaBo := append(append([]byte{}, ana...), bo...)
	for name, harm := range map[string]func(*bbolt.Tx) error{
		"handle of nobody":        put("handles", []byte("cyd"), nobody),
		"handle leads elsewhere":  put("handles", []byte("ana"), bo),
		"handle without key":      put("handles", []byte("cyd"), []byte("short")),
		"bad handle":              put("handles", []byte("C YD"), ana),
		"second handle":           put("handles", []byte("cyd"), ana),
		"key without handle":      drop("handles", []byte("ana")),
		"key is no key":           put("keys", []byte("x"), []byte("{}")),
		"key record is no JSON":   put("keys", ana, []byte("{")),
		"key record unknown":      swap("keys", ana, []byte(`{"handle"`), []byte(`{"new":1,"handle"`)),
		"no registration time":    put("keys", ana, []byte(`{"handle":"ana","registered_at":"0001-01-01T00:00:00Z"}`)),
		"no registration":         drop("registrations", ana),
		"registration of nobody":  put("registrations", nobody, []byte("{}")),
		"registration of another": func(tx *bbolt.Tx) error { b := tx.Bucket([]byte("registrations")); return b.Put(ana, b.Get(bo)) },
		"registration forged":     swap("registrations", ana, []byte(`"ana"`), []byte(`"eve"`)),
		"live and retired":        put("retired", []byte("ana"), grave),
		"retired without key":     put("retired", []byte("cyd"), []byte(`{"at":"2026-11-24T12:00:00Z"}`)),
		"retired is no JSON":      put("retired", []byte("cyd"), []byte(`x`)),
		"live and reserved":       put("reserved", []byte("ana"), []byte(`{"at":"2026-11-24T12:00:00Z"}`)),
		"reserved without time":   put("reserved", []byte("cyd"), []byte(`{}`)),
		"contact of nobody":       put("contacts", append(append([]byte{}, nobody...), bo...), []byte(`{"state":"muted","since":"2026-11-24T12:00:00Z"}`)),
		"contact to nobody":       put("contacts", append(append([]byte{}, ana...), nobody...), []byte(`{"state":"muted","since":"2026-11-24T12:00:00Z"}`)),
		"contact none":            put("contacts", anaBo, []byte(`{"state":"none","since":"2026-11-24T12:00:00Z"}`)),
		"contact unknown state":   put("contacts", anaBo, []byte(`{"state":"friend","since":"2026-11-24T12:00:00Z"}`)),
		"contact without time":    put("contacts", anaBo, []byte(`{"state":"muted"}`)),
		"contact short":           put("contacts", ana, []byte(`{"state":"muted","since":"2026-11-24T12:00:00Z"}`)),
		"invite used too often":   put("invites", nobody, []byte(`{"uses":1,"used":2}`)),
		"invite without uses":     put("invites", nobody, []byte(`{"uses":0,"used":0}`)),
		"invite used less than 0": put("invites", nobody, []byte(`{"uses":1,"used":-1}`)),
		"invite of a short hash":  put("invites", []byte("x"), []byte(`{"uses":1,"used":0}`)),
		"cursor of nobody":        put("cursors", nobody, make([]byte, 8)),
		"cursor short":            put("cursors", ana, make([]byte, 7)),
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			s := open(t)
			s.register(1, "ana")
			s.register(2, "bob")
			if err := s.SetRelation(ctx, seed(t, 1).Key(), seed(t, 2).Key(), registry.Accepted, start); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.NewInvite(ctx, rand.Reader, 1, time.Time{}, ""); err != nil {
				t.Fatal(err)
			}
			if err := s.SaveCursors(ctx, map[identity.Key]uint64{seed(t, 1).Key(): 1}); err != nil {
				t.Fatal(err)
			}
			s.check()
			s.Close()
			edit(t, s.path, harm)
			r, err := registry.Open(s.path, registry.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			wantErr(t, r.Check(), registry.ErrDamaged)
		})
	}
}

// TestIndexesThatDisagree: a lookup never answers with the wrong person.
func TestIndexesThatDisagree(t *testing.T) {
	s := open(t)
	s.register(1, "ana")
	bo := s.register(2, "bob").Key
	s.Close()
	edit(t, s.path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("handles")).Put([]byte("ana"), bo.Bytes()) })
	r, err := registry.Open(s.path, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	_, err = r.ByHandle(context.Background(), "ana")
	wantErr(t, err, registry.ErrDamaged)
}
