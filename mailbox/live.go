package mailbox

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"golang.org/x/time/rate"

	"kez.lat/chat/identity"
)

// Live hands a body to the recipient's connections and stores nothing. Except
// for its size it is never refused: whether somebody is there, or has blocked
// the sender, is not the sender's business.
func (m *Mailbox) Live(ctx context.Context, from, to identity.Key, body []byte) error {
	if limit := m.cfg.Limits.LiveBytes; limit > 0 && len(body) > limit {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(body), limit)
	}
	if !m.paces.allow(from, m.cfg.Now()) || !m.cfg.Online(to) {
		return nil
	}
	if from != to {
		stance, err := m.cfg.People.Stance(ctx, to, from)
		if err != nil || stance != Accepted {
			return err
		}
	}
	return m.cfg.App.PublishMsg(&nats.Msg{Subject: identity.InboxSubject(to, "live"), Data: body, Header: nats.Header{
		identity.HeaderFrom: {from.String()},
		identity.HeaderTime: {FormatTime(m.cfg.Now())},
	}})
}

// paces limits how often each person may send live.
type paces struct {
	perSecond rate.Limit
	burst     int

	mu sync.Mutex
	by map[identity.Key]*rate.Limiter
}

func newPaces(l Limits) *paces {
	return &paces{perSecond: rate.Limit(l.LivePerSecond), burst: max(1, int(l.LiveBurst)), by: make(map[identity.Key]*rate.Limiter)}
}

func (p *paces) allow(k identity.Key, now time.Time) bool {
	if p.perSecond == 0 {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.by[k]
	if l == nil {
		l = rate.NewLimiter(p.perSecond, p.burst)
		p.by[k] = l
	}
	return l.AllowN(now, 1)
}

// sweep forgets those who have their whole burst again.
func (p *paces) sweep(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, l := range p.by {
		if l.TokensAt(now) >= float64(p.burst) {
			delete(p.by, k)
		}
	}
}
