package httpapi

import (
	"net/netip"
	"time"

	"kez.lat/chat/mailbox"
	"kez.lat/chat/pace"
)

// paces limit how often something may happen per address.
type paces struct{ *pace.Paces[netip.Addr] }

// newPaces allows rate per period and burst at once; everything, if either is
// none.
func newPaces(burst, rate int64, period time.Duration) *paces {
	return &paces{pace.New[netip.Addr](burst, rate, period)}
}

// take counts one more from an address, or tells how long to wait.
func (p *paces) take(a netip.Addr, now time.Time) error {
	if wait := p.Take(a, now); wait > 0 {
		return &mailbox.LimitError{Code: mailbox.CodeRateLimited, After: wait}
	}
	return nil
}
