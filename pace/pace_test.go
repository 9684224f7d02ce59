package pace

import (
	"testing"
	"time"
)

func TestTake(t *testing.T) {
	now := time.Unix(1790000000, 0)
	p := New[string](3, 2, time.Second)
	for n := range 3 {
		if wait := p.Take("a", now); wait != 0 {
			t.Fatalf("%d of a burst of 3 waits %v", n+1, wait)
		}
	}
	if wait := p.Take("a", now); wait != 500*time.Millisecond {
		t.Errorf("the fourth waits %v, want 500ms", wait)
	}
	if wait := p.Take("b", now); wait != 0 {
		t.Errorf("another key waits %v", wait)
	}
	if wait := p.Take("a", now.Add(500*time.Millisecond)); wait != 0 {
		t.Errorf("after its wait it waits %v more", wait)
	}
	if wait := p.Take("a", now.Add(500*time.Millisecond)); wait != 500*time.Millisecond {
		t.Errorf("then %v, want 500ms", wait)
	}
	for n := range 3 {
		if wait := p.Take("a", now.Add(time.Hour)); wait != 0 {
			t.Errorf("%d after an hour waits %v", n+1, wait)
		}
	}
}

func TestNone(t *testing.T) {
	for _, p := range []*Paces[int]{New[int](0, 5, time.Second), New[int](5, 0, time.Second), nil} {
		for range 1000 {
			if wait := p.Take(1, time.Time{}); wait != 0 {
				t.Fatalf("no limit waits %v", wait)
			}
		}
	}
}

// TestMemory floods with strangers: the memory is bounded, and somebody who
// keeps coming stays known.
func TestMemory(t *testing.T) {
	now := time.Unix(1790000000, 0)
	p := New[int](1, 1, 24*time.Hour)
	p.Take(-1, now)
	for n := range 5 * kept {
		p.Take(n, now)
		if n%(kept/2) == 0 {
			if wait := p.Take(-1, now); wait == 0 {
				t.Fatalf("forgotten after %d strangers", n)
			}
		}
		if size := len(p.young) + len(p.old); size > 2*kept {
			t.Fatalf("%d keys kept", size)
		}
	}
}
