package registry_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
	"kez.lat/chat/registry/registrytest"
)

const server = "kez.test"

var start = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// seed makes the same identity for the same number.
func seed(t testing.TB, n uint64) identity.Seed {
	t.Helper()
	s, err := identity.NewSeed(rand.NewChaCha8(sha256.Sum256([]byte{byte(n), byte(n >> 8)})))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func signed(t testing.TB, s identity.Seed, handle, invite string) identity.Registration {
	t.Helper()
	raw, err := identity.SignRegistration(s, identity.Handle(handle), server, start, invite)
	if err != nil {
		t.Fatalf("sign registration of %s: %v", handle, err)
	}
	reg, err := identity.OpenRegistration(raw, server, start)
	if err != nil {
		t.Fatalf("open registration of %s: %v", handle, err)
	}
	return reg
}

// store is an open registry that can be closed and opened again.
type store struct {
	*registry.Registry
	t    testing.TB
	path string
}

func open(t testing.TB) *store {
	t.Helper()
	s := &store{t: t, path: filepath.Join(t.TempDir(), "kez-chat.db")}
	s.open()
	t.Cleanup(func() { s.Close() })
	return s
}

func (s *store) open() {
	s.t.Helper()
	r, err := registry.Open(s.path, registry.Options{LockWait: time.Millisecond})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Registry = r
	s.check()
}

func (s *store) reopen() {
	s.t.Helper()
	if err := s.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.open()
}

func (s *store) check() {
	s.t.Helper()
	registrytest.Check(s.t, s.Registry)
}

// register registers in open mode, which must work.
func (s *store) register(n uint64, handle string) registry.Entry {
	s.t.Helper()
	e, err := s.Register(context.Background(), signed(s.t, seed(s.t, n), handle, ""), registry.ModeOpen, start)
	if err != nil {
		s.t.Fatal(err)
	}
	s.check()
	return e
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func TestOpenLockedByAnotherProcess(t *testing.T) {
	s := open(t)
	_, err := registry.Open(s.path, registry.Options{LockWait: time.Millisecond})
	wantErr(t, err, registry.ErrLocked)
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	s := open(t)
	s.Close()
	edit(t, s.path, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte("999"))
	})
	_, err := registry.Open(s.path, registry.Options{})
	wantErr(t, err, registry.ErrNewerSchema)
	if errors.Is(err, registry.ErrDamaged) {
		t.Errorf("a newer file is not damaged: %v", err)
	}
}

func TestOpenSurvivesEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kez-chat.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := registry.Open(path, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	registrytest.Check(t, r)
}

func TestOpenReportsWhatTheSystemSays(t *testing.T) {
	_, err := registry.Open(filepath.Join(t.TempDir(), "no", "such", "directory.db"), registry.Options{})
	wantErr(t, err, os.ErrNotExist)
}

func TestOpenForeignBuckets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	edit(t, path, func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("songs"))
		return err
	})
	_, err := registry.Open(path, registry.Options{})
	wantErr(t, err, registry.ErrDamaged)
}

func TestOpenMissingBucket(t *testing.T) {
	s := open(t)
	s.Close()
	edit(t, s.path, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("invites")) })
	_, err := registry.Open(s.path, registry.Options{})
	wantErr(t, err, registry.ErrDamaged)
}

func TestFileIsPrivate(t *testing.T) {
	info, err := os.Stat(open(t).path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("got mode %o, want 600", got)
	}
}

func TestBackupIsARegistry(t *testing.T) {
	s := open(t)
	want := s.register(1, "ana")
	var copied bytes.Buffer
	if err := s.Backup(&copied); err != nil {
		t.Fatal(err)
	}
	s.register(2, "bob") // after the copy

	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, copied.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := registry.Open(path, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	registrytest.Check(t, r)
	got, err := r.ByHandle(context.Background(), "ana")
	if err != nil || got.Key != want.Key || !bytes.Equal(got.Registration, want.Registration) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	_, err = r.ByHandle(context.Background(), "bob")
	wantErr(t, err, registry.ErrUnknownHandle)
}

func TestBackupReportsWriter(t *testing.T) {
	full := errors.New("no space")
	if err := open(t).Backup(failingWriter{full}); err == nil {
		t.Error("a failed copy was reported as good")
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestCancelledCallChangesNothing(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := s.Register(ctx, signed(t, seed(t, 1), "ana", ""), registry.ModeOpen, start)
	wantErr(t, err, context.Canceled)
	_, err = s.ByHandle(context.Background(), "ana")
	wantErr(t, err, registry.ErrUnknownHandle)
}

// edit changes a closed file behind the registry's back.
func edit(t testing.TB, path string, change func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(change), db.Close()); err != nil {
		t.Fatal(err)
	}
}
