package httpapi

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
)

// publicRoutes are the calls of docs/protocol.md section 3.
func (s *Server) publicRoutes() http.Handler {
	e := s.router()
	e.Use(s.whenReady)
	s.get(e, healthPath, s.healthz, echo.MIMEApplicationJSON)
	s.get(e, "/v1/node", s.node, echo.MIMEApplicationJSON)
	s.get(e, "/v1/u/:handle", s.lookup, echo.MIMEApplicationJSON)
	s.get(e, "/v1/u/:handle/avatar.svg", s.avatar, "image/svg+xml")
	s.get(e, "/v1/by-primary/:primary", s.byPrimary, echo.MIMEApplicationJSON)
	s.get(e, "/v1/inbox/:handle", s.inbox, echo.MIMEApplicationJSON)
	s.get(e, "/v1/inbox/:handle/stream", s.stream, mediaEvents)
	s.get(e, "/v1/link/:slot", s.takeLink, echo.MIMEApplicationJSON)
	s.get(e, "/v1/proofs/check", s.checkProof, echo.MIMEApplicationJSON)
	e.PUT("/v1/profile/:handle/proofs", s.putProofs)
	s.get(e, "/v1/push/vapid-public-key", s.vapidKey, echo.MIMEApplicationJSON)
	e.POST("/v1/push/subscribe/:handle", s.subscribe)
	e.POST("/v1/push/unsubscribe/:handle", s.unsubscribe)
	s.sigchainRoutes(e)
	s.get(e, "/.well-known/webfinger", s.webfinger, mediaJRD, echo.MIMEApplicationJSON)
	s.get(e, "/problems/:code", s.problemPages, echo.MIMETextHTML)
	e.POST("/v1/register", s.register, accept(echo.MIMEApplicationJSON))
	e.PUT("/v1/link/:slot", s.putLink)
	e.POST("/v1/messages", s.postMessage, accept(echo.MIMEApplicationJSON))
	return crossOrigin(e)
}

// sigchainRoutes are answered here, or lead to the sig server.
func (s *Server) sigchainRoutes(e *echo.Echo) {
	const path = "/v1/sigchains/:kind/:key"
	s.get(e, path, s.elsewhere(s.sigchain), mediaJSONLines)
	s.get(e, path+"/head", s.elsewhere(s.sigchainHead), echo.MIMEApplicationJSON)
	for _, p := range []string{path, path + "/events"} {
		e.POST(p, s.elsewhere(s.appendEvent), accept(echo.MIMEApplicationJSON))
	}
}

const healthPath = "/v1/healthz"

func (s *Server) router() *echo.Echo {
	e := echo.New()
	e.HTTPErrorHandler = s.fail
	return e
}

// get registers a call for GET and HEAD that answers in one of the types.
func (s *Server) get(e *echo.Echo, path string, h echo.HandlerFunc, types ...string) {
	e.Match([]string{http.MethodGet, http.MethodHead}, path, h, accept(types...))
}

// whenReady answers for the whole node while it starts or stops. Only its
// health is told.
func (s *Server) whenReady(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().URL.Path != healthPath {
			if err := s.cfg.Ready(); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// crossOrigin lets pages of any origin use what needs no cookie, which is
// everything: there are none. It goes before the router so that errors have it.
func crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("Cache-Control", "no-store")
		if !under(r.URL.Path, "/v1") && !under(r.URL.Path, "/.well-known") {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Location, Retry-After, X-Request-Id")
		if r.Method != http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT")
		h.Set("Access-Control-Allow-Headers", "Content-Type, X-KEZ-Auth, Idempotency-Key, If-None-Match, Last-Event-ID")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
	})
}

// accept refuses a request that wants none of the types the call answers in.
func accept(types ...string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			wanted := strings.Join(c.Request().Header.Values("Accept"), ",")
			if wanted != "" && !acceptable(wanted, types) {
				return errNotAcceptable
			}
			return next(c)
		}
	}
}

// acceptable reads a header Accept, RFC 9110 section 12.5.1. For each type the
// most specific range decides.
func acceptable(wanted string, types []string) bool {
	for _, t := range types {
		folder, _, _ := strings.Cut(t, "/")
		best, allowed := 0, false
		for item := range strings.SplitSeq(wanted, ",") {
			name, params, err := mime.ParseMediaType(item)
			if err != nil {
				continue
			}
			rank := map[string]int{"*/*": 1, folder + "/*": 2, t: 3}[name]
			if rank > best {
				q, err := strconv.ParseFloat(params["q"], 64)
				best, allowed = rank, params["q"] == "" || err == nil && q > 0
			}
		}
		if allowed {
			return true
		}
	}
	return false
}
