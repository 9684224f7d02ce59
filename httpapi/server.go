package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/proof"
	"kez.lat/chat/registry"
)

// Limits of docs/protocol.md section 5 that are kept here; 0 is none.
type Limits struct {
	EnvelopeBytes        int64
	AnonymousBytes       int64
	AnonymousPerMinute   int64
	RegistrationsPerHour int64
	LookupsBurst         int64
	LookupsPerSecond     int64
	HandshakesBurst      int64
	HandshakesPerSecond  int64
	Streams              int64
	StreamsPerAddress    int64
	Links                int64
	LinksPerHour         int64
	Proofs               int64
	SigchainEventBytes   int64
	SigchainsPerDay      int64

	// Shown are all limits of the node by their names, for GET /v1/node.
	Shown map[string]int64
}

// Config wires a Server. All fields are needed but Unofficial and
// SigServerURL.
type Config struct {
	Registry *registry.Registry
	Mailbox  *mailbox.Mailbox
	// Spa answers every path that is not a call.
	Spa http.Handler
	// NATS takes the connection of a WebSocket handshake over. An error means
	// that nothing has been answered yet.
	NATS   func(http.ResponseWriter, *http.Request) error
	Limits Limits

	// Server is the domain in handle@server.
	Server string
	// PublicURL is how browsers reach the node, without a trailing slash. It
	// is asked for each time: port 0 is known only once the node listens.
	PublicURL func() string
	// SigServerURL is the base of sigchain_url in records, this node if empty.
	SigServerURL string
	// Chains are the rules of sigchains that are kept here.
	Chains registry.ChainRules
	// Check looks a proof up.
	Check func(context.Context, proof.Inquiry) (proof.Answer, error)
	// VAPIDKey is the public key that browsers subscribe to pushes with.
	VAPIDKey string
	// Refresh has the sigchain of a person read anew from the sig server, soon.
	Refresh        func(identity.Key)
	Mode           registry.Mode
	Anonymous      bool
	TrustedProxies []netip.Prefix

	// Ready is nil while the node serves, else [ErrStarting] or [ErrStopping].
	Ready func() error
	// Health asks every room how it is, by name.
	Health func() map[string]error
	// Authorize answers an authorization request of a NATS server.
	Authorize func(ctx context.Context, request []byte) (response []byte, err error)
	// Disconnect ends the NATS connections of somebody who was shut out.
	Disconnect func(identity.Key)
	// DisconnectDevice ends those of an account that logged in with the key of
	// a device, which was revoked.
	DisconnectDevice func(account, device identity.Key)

	Version string
	// Build names the program, UI the app it serves.
	Build, UI string
	// Unofficial says that the app does not come from the program.
	Unofficial bool

	Now func() time.Time
	Log *slog.Logger
}

// A Server answers HTTP.
type Server struct {
	keys identity.KeyCache // of Resolve, which every message asks

	cfg                        Config
	public, nats, app, control http.Handler

	lookups       *paces
	registrations *paces
	anonymous     *paces
	handshakes    *paces
	chains        *paces
	linking       *paces
	links         *links
	writes        *seen
	streams       *streams
}

// New builds a Server.
func New(c Config) (*Server, error) {
	for name, missing := range map[string]bool{
		"Registry": c.Registry == nil, "Mailbox": c.Mailbox == nil, "Spa": c.Spa == nil, "NATS": c.NATS == nil,
		"Server": c.Server == "", "PublicURL": c.PublicURL == nil, "Mode": c.Mode == "", "Ready": c.Ready == nil,
		"Health": c.Health == nil, "Authorize": c.Authorize == nil, "Disconnect": c.Disconnect == nil,
		"DisconnectDevice": c.DisconnectDevice == nil,
		"Check":            c.Check == nil, "Refresh": c.Refresh == nil, "VAPIDKey": c.VAPIDKey == "",
		"Now": c.Now == nil, "Log": c.Log == nil,
	} {
		if missing {
			return nil, fmt.Errorf("httpapi: the configuration has no %s", name)
		}
	}
	l := c.Limits
	s := &Server{
		cfg:           c,
		lookups:       newPaces(l.LookupsBurst, l.LookupsPerSecond, time.Second),
		registrations: newPaces(l.RegistrationsPerHour, l.RegistrationsPerHour, time.Hour),
		anonymous:     newPaces(l.AnonymousPerMinute, l.AnonymousPerMinute, time.Minute),
		handshakes:    newPaces(l.HandshakesBurst, l.HandshakesPerSecond, time.Second),
		chains:        newPaces(l.SigchainsPerDay, l.SigchainsPerDay, 24*time.Hour),
		linking:       newPaces(l.LinksPerHour, l.LinksPerHour, time.Hour),
		links:         newLinks(l.Links),
		writes:        newSeen(replayWindow),
		streams:       newStreams(l.Streams, l.StreamsPerAddress),
	}
	s.public = s.outermost(s.publicRoutes())
	s.nats = s.NATSHandler()
	s.app = s.outermost(c.Spa)
	s.control = s.outermost(s.controlRoutes())
	return s, nil
}

// Handler answers on the public port.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.dispatch) }

// Control answers on the control socket.
func (s *Server) Control() http.Handler { return s.control }

// dispatch parts calls from the app before any router sees the path: an
// unknown call must be an error, never the app.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	p := r.URL.Path
	switch {
	case p == "/nats":
		s.nats.ServeHTTP(w, r)
	case under(p, "/v1"), under(p, "/.well-known"), under(p, "/internal"), under(p, "/problems"):
		s.public.ServeHTTP(w, r)
	default:
		s.app.ServeHTTP(w, r)
	}
}

// under reports whether a path is a folder or lies in it.
func under(path, folder string) bool {
	rest, ok := strings.CutPrefix(path, folder)
	return ok && (rest == "" || rest[0] == '/')
}

// Times of a connection. A client that sends its request by drops is cut off,
// and so is one that does not read; streams and WebSockets set their own.
const (
	headerTime     = 10 * time.Second
	readTime       = time.Minute
	writeTime      = 2 * time.Minute
	idleTime       = 2 * time.Minute
	maxHeaderBytes = 16 << 10
)

// HTTPServer makes the server for one of the two handlers, with its time-outs.
// Its Shutdown ends event streams.
func (s *Server) HTTPServer(h http.Handler) *http.Server {
	hs := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelDebug),
	}
	hs.RegisterOnShutdown(s.streams.close)
	return hs
}
