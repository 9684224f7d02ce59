package proof

import (
	"maps"
	"net/url"
	"sync"
	"time"
)

const (
	// maxPauses bounds how many servers are remembered. They are only those that
	// answered that they are asked too often, and said until when.
	maxPauses = 1024
	// maxPause is how long a server's word for it counts.
	maxPause = time.Hour
)

// pauses are the servers that want no questions for a while. Whoever asks on
// regardless is shut out for longer, by GitHub for good.
type pauses struct {
	mu   sync.Mutex
	ends map[string]time.Time
}

func newPauses() *pauses { return &pauses{ends: make(map[string]time.Time)} }

func (p *pauses) until(host string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ends[host]
}

func (p *pauses) note(host string, until, now time.Time) {
	if !until.After(now) {
		return
	}
	if latest := now.Add(maxPause); until.After(latest) {
		until = latest
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ends) >= maxPauses {
		maps.DeleteFunc(p.ends, func(_ string, end time.Time) bool { return !end.After(now) })
	}
	if len(p.ends) < maxPauses {
		p.ends[host] = until
	}
}

// hostOf is empty for what is no URL, which the fetcher says in its own words.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Host
}
