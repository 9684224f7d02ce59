package registry_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// populated returns the bytes of a registry with branches, leaves, inline
// buckets and a free list.
func populated(t testing.TB) []byte {
	t.Helper()
	ctx := context.Background()
	s := open(t)
	var keys []identity.Key
	for i := range 40 {
		e, err := s.Register(ctx, signed(t, seed(t, uint64(i)), fmt.Sprintf("pal%d", i), ""), registry.ModeOpen, start)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, e.Key)
	}
	for i := range 30 {
		if err := s.SetRelation(ctx, keys[i], keys[i+1], registry.Accepted, start); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.NewInvite(ctx, rand.Reader, 3, time.Time{}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Remove(ctx, "pal7", start); err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer // a copy has no room to grow in it
	if err := s.Backup(&raw); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

// tryOpen opens bytes as a registry and uses it. Whatever they are, nothing
// may panic or hang; a file that opens answers every call.
func tryOpen(t testing.TB, raw []byte) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kez-chat.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := registry.Open(path, registry.Options{})
	if err != nil {
		if !errors.Is(err, registry.ErrDamaged) && !errors.Is(err, registry.ErrNewerSchema) {
			t.Errorf("got error %v, want ErrDamaged", err)
		}
		return err
	}
	defer r.Close()
	fault := r.Check()
	ctx := context.Background()
	_ = r.People(ctx, func(registry.Entry) error { return nil })
	_, _ = r.Invites(ctx)
	_, _ = r.Register(ctx, signed(t, seed(t, 200), "newcomer", ""), registry.ModeOpen, start)
	return fault
}

func TestDamagedFiles(t *testing.T) {
	raw := populated(t)
	if err := tryOpen(t, raw); err != nil {
		t.Fatalf("the file is good: %v", err)
	}
	page := 4096
	for name, bad := range map[string][]byte{
		"text":              []byte("this is no registry\n"),
		"zeros":             make([]byte, len(raw)),
		"one page":          raw[:page],
		"truncated":         raw[:len(raw)/2],
		"cut in meta":       raw[:100],
		"metas overwritten": append(make([]byte, 2*page), raw[2*page:]...),
		"tree overwritten":  append(append([]byte{}, raw[:2*page]...), make([]byte, len(raw)-2*page)...),
	} {
		t.Run(name, func(t *testing.T) {
			if err := tryOpen(t, bad); err == nil {
				t.Error("a damaged file was taken for good")
			}
		})
	}
}

// TestOneTornMetaIsNoDamage: bbolt writes its two meta pages in turn, so that
// a stop in the middle of one leaves the other.
func TestOneTornMetaIsNoDamage(t *testing.T) {
	raw := populated(t)
	for n := range 2 {
		torn := append([]byte{}, raw...)
		clear(torn[n*4096+24 : n*4096+40])
		path := filepath.Join(t.TempDir(), "kez-chat.db")
		if err := os.WriteFile(path, torn, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := registry.Open(path, registry.Options{})
		if err != nil {
			t.Fatalf("meta %d torn: %v", n, err)
		}
		if err := errors.Join(r.Check(), r.Close()); err != nil {
			t.Errorf("meta %d torn: %v", n, err)
		}
	}
}

func TestFlippedBits(t *testing.T) {
	raw := populated(t)
	rnd := mrand.New(mrand.NewPCG(1, 1))
	found := 0
	const rounds = 300
	for range rounds {
		bad := append([]byte{}, raw...)
		at := rnd.IntN(len(bad))
		if rnd.IntN(2) == 0 { // headers and elements are where it hurts
			at = at/4096*4096 + rnd.IntN(128)
		}
		bad[at] ^= 1 << rnd.IntN(8)
		if tryOpen(t, bad) != nil {
			found++
		}
	}
	if found == 0 {
		t.Error("no flipped bit was found")
	}
	t.Logf("%d of %d flipped bits lay in use and were found", found, rounds)
}

func FuzzOpen(f *testing.F) {
	raw := populated(f)
	f.Add(uint32(0), []byte{1}, uint32(len(raw)))
	f.Add(uint32(2*4096), []byte{0xff, 0xff, 2, 0, 0xff, 0xff}, uint32(len(raw)))
	f.Fuzz(func(t *testing.T, at uint32, patch []byte, size uint32) {
		bad := append([]byte{}, raw...)
		copy(bad[int(at)%len(bad):], patch)
		_ = tryOpen(t, bad[:int(size)%(len(bad)+1)])
	})
}
