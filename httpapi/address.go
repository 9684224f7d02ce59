package httpapi

import (
	"net/http"
	"net/netip"
	"strings"
)

// client is the address that a request is counted by: the peer's, or what a
// trusted proxy says it is (docs/protocol.md section 1, --trusted-proxies).
func (s *Server) client(r *http.Request) netip.Addr {
	peer := parseAddr(r.RemoteAddr)
	if !s.trusts(peer) {
		return peer
	}
	// Only the last entry is the proxy's own; those before it came with the
	// request and may say anything.
	lines := r.Header.Values("X-Forwarded-For")
	if len(lines) == 0 {
		return peer
	}
	last := lines[len(lines)-1]
	if i := strings.LastIndexByte(last, ','); i >= 0 {
		last = last[i+1:]
	}
	if a := parseAddr(strings.TrimSpace(last)); a.IsValid() {
		return a
	}
	return peer
}

func (s *Server) trusts(peer netip.Addr) bool {
	for _, p := range s.cfg.TrustedProxies {
		if p.Contains(peer) {
			return true
		}
	}
	return false
}

// parseAddr reads an address with or without a port; the zero Addr is none.
func parseAddr(text string) netip.Addr {
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		ap, err := netip.ParseAddrPort(text)
		if err != nil {
			return netip.Addr{}
		}
		a = ap.Addr()
	}
	return a.Unmap().WithZone("")
}

// site is what an address is counted as: an IPv6 customer has at least a /64.
func site(a netip.Addr) netip.Addr {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// count takes one from the paces of a request's address, where loopback has
// none.
func (s *Server) count(p *paces, r *http.Request) error {
	a := s.client(r)
	if a.IsLoopback() {
		return nil
	}
	return p.take(site(a), s.cfg.Now())
}
