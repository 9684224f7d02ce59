// Package pace limits how often somebody may do something: burst times at
// once, and one more each time that a fixed while has passed.
//
// Paces hold what they must remember in memory that millions of strangers do
// not grow.
package pace

import (
	"sync"
	"time"
)

// kept is how many keys one Paces remembers in each of its two generations.
// 32 Ki addresses are about 3 MiB a generation.
const kept = 1 << 15

// Paces count per key. What is kept per key is the time at which it would have
// its whole burst again.
//
// There are two generations. Whoever comes is in the younger one; when that is
// full, the older one is forgotten. A key that keeps coming is never
// forgotten, and one that is had nothing held against it for as long as kept
// others took to come.
//
// The nil Paces allow everything.
type Paces[K comparable] struct {
	burst int64
	every time.Duration

	mu         sync.Mutex
	young, old map[K]time.Time
}

// New allows rate per period and burst at once. If either is none, which 0
// means, everything is allowed.
func New[K comparable](burst, rate int64, period time.Duration) *Paces[K] {
	if burst <= 0 || rate <= 0 {
		return nil
	}
	return &Paces[K]{burst: burst, every: max(period/time.Duration(rate), 1), young: make(map[K]time.Time)}
}

// Take counts one more of k, or tells how long k has to wait for that.
func (p *Paces[K]) Take(k K, now time.Time) (wait time.Duration) {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	whole, known := p.young[k]
	if !known {
		whole = p.old[k]
		if len(p.young) >= kept {
			p.old, p.young = p.young, make(map[K]time.Time)
		}
	}
	if whole.Before(now) {
		whole = now
	}
	next := whole.Add(p.every)
	if wait = next.Sub(now) - time.Duration(p.burst)*p.every; wait > 0 {
		p.young[k] = whole
		return wait
	}
	p.young[k] = next
	return 0
}
