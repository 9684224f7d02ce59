package faults

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

// TestFullDisk fills the disk under a node that people send to: sends are
// refused with their reason, nothing with a receipt is lost, and when there is
// room again the node goes on by itself.
func TestFullDisk(t *testing.T) {
	disk := mountSmall(t, "64m")
	p := newProgram(t, filepath.Join(disk, "data"), "--limit", "sends-per-second=0", "--log-level", "warn")
	p.start()
	ana, bo := p.register(), p.register()
	nc := p.connect(ana)
	stored := make(map[string]uint64)
	body := func(n int) []byte { return fmt.Appendf(make([]byte, 64<<10), "%d", n) }
	n := 0
	sendUntil := func(stop func(error) bool) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
			n++
			id, err := identity.NewID(rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			r, err := send(ctx, nc, ana.key, bo.key.String(), id, body(n))
			cancel()
			if err == nil {
				stored[string(body(n))] = r.Seq
			}
			if stop(err) {
				return
			}
		}
		t.Fatal("nothing happened for a minute")
	}
	// The disk that somebody else fills between a look and a write breaks the
	// store: the node starts it anew and says so meanwhile.
	full := func(err error) bool {
		var code refusal
		if err != nil && (!errors.As(err, &code) || code != "disk-full" && code != "stopping") {
			t.Fatalf("on the way to a full disk: %v", err)
		}
		return err != nil
	}
	for round := range 2 {
		filler := filepath.Join(disk, fmt.Sprintf("filler-%d", round))
		if round == 1 {
			fill(t, filler) // somebody else takes the rest at once
		}
		sendUntil(full)
		p.awaitHealth(http.StatusServiceUnavailable)
		if round == 0 {
			fill(t, filler)
			sendUntil(full)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			// The mail itself filled the disk: make room as an operator would.
			growMount(t, disk, "128m")
		}
		p.awaitHealth(http.StatusOK)
		sendUntil(func(err error) bool { return err == nil })
	}
	check := func() {
		t.Helper()
		box := mailbox(t, p.connect(bo), bo.key)
		at := make(map[string]uint64)
		for _, i := range box {
			if at[i.body] != 0 {
				t.Errorf("stored twice, at %d and %d", at[i.body], i.seq)
			}
			at[i.body] = i.seq
		}
		for b, seq := range stored {
			if at[b] != seq {
				t.Errorf("receipt for %d, stored at %d", seq, at[b])
			}
		}
	}
	check()
	p.kill()
	p.start()
	check()
	p.stop()
}

// mountSmall mounts a small disk in memory, which only root may.
func mountSmall(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: a full disk needs a small file system, and mounting one needs root")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: cannot mount a small file system: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("unmount: %v: %s", err, out)
		}
	})
	return dir
}

func growMount(t *testing.T, dir, size string) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "remount,size="+size, dir).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v: %s", err, out)
	}
}

// fill writes a file until the disk is full.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 64<<10)
	for {
		if _, err := f.Write(block); err != nil {
			return // full
		}
	}
}
