package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"kez.lat/chat/node/nodetest"
)

// TestTwoWritersOfOneChain: of two programs that add at once each succeeds or
// says that the other is at it, and nothing forks.
func TestTwoWritersOfOneChain(t *testing.T) {
	n := nodetest.Start(t)
	home := machine{t, n.URL, filepath.Join(t.TempDir(), "home.key")}
	home.run("identity", "new")
	home.run("register", "ana")
	var wg sync.WaitGroup
	var mu sync.Mutex
	added := 0
	for _, subject := range []string{"dns:a.example", "dns:b.example", "dns:c.example", "dns:d.example"} {
		wg.Go(func() {
			for {
				status, said := home.try("sigchain", "add", subject)
				if status == 0 {
					mu.Lock()
					added++
					mu.Unlock()
					return
				}
				if status != exitFailed {
					t.Errorf("status %d, %s", status, said)
					return
				}
			}
		})
	}
	wg.Wait()
	if said := home.run("sigchain", "diff"); added != 4 || said != "4 events are the same.\n" {
		t.Errorf("%d added, diff says %s", added, said)
	}
}

// TestDamagedChainFile is told, and nothing is signed on top of it.
func TestDamagedChainFile(t *testing.T) {
	home := machine{t, "http://127.0.0.1:1", filepath.Join(t.TempDir(), "home.key")}
	home.run("identity", "new")
	home.run("sigchain", "add", "dns:a.example", "--local")
	chain, err := os.ReadFile(home.file + ".chain")
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{
		"cut off": chain[:len(chain)/2], "changed": append([]byte("x"), chain...), "twice": append(append([]byte{}, chain...), chain...),
	} {
		if err := os.WriteFile(home.file+".chain", damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, said := home.try("sigchain", "add", "dns:b.example", "--local"); status == 0 {
			t.Errorf("%s: %s", name, said)
		}
		if after, err := os.ReadFile(home.file + ".chain"); err != nil || string(after) != string(damaged) {
			t.Errorf("%s: the file was written, %v", name, err)
		}
	}
}
