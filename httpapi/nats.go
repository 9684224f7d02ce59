package httpapi

import (
	"errors"
	"net/http"
	"net/netip"
)

// What the NATS door may report before it takes a connection over.
var (
	// ErrOrigin is a page of another site that opens a WebSocket.
	ErrOrigin = errors.New("pages of other origins may not connect")
	// ErrNoUpgrade is a request that is no WebSocket handshake.
	ErrNoUpgrade = errors.New("this path speaks the NATS protocol over WebSocket (RFC 6455)")
)

// NATSHandler answers /nats, and whatever path a listener of its own is asked
// for. Handshakes are counted by the client's address.
func (s *Server) NATSHandler() http.Handler {
	return s.outermost(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.AdmitHandshake(s.client(r))
		if err == nil {
			err = s.cfg.NATS(w, r)
		}
		if err != nil {
			s.writeProblem(w, r, err)
		}
	}))
}

// AdmitHandshake counts another NATS connection from an address.
func (s *Server) AdmitHandshake(a netip.Addr) error {
	if a.IsLoopback() {
		return nil
	}
	return s.handshakes.take(site(a), s.cfg.Now())
}
