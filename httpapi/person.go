package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// A Record is how a person is shown to everybody.
type Record struct {
	Handle       identity.Handle `json:"handle"`
	FQHN         string          `json:"fqhn"`
	Primary      identity.Key    `json:"primary"`
	SigchainURL  string          `json:"sigchain_url"`
	RegisteredAt string          `json:"registered_at"`
	Proofs       []string        `json:"proofs"`
	Registration json.RawMessage `json:"registration"`
}

// Record makes the record of an entry.
func (s *Server) Record(e registry.Entry) Record {
	r := Record{
		Handle:       e.Handle,
		FQHN:         string(e.Handle) + "@" + s.cfg.Server,
		Primary:      e.Key,
		SigchainURL:  s.sigchainURL(e.Key),
		RegisteredAt: e.RegisteredAt.UTC().Format(identity.TimeFormat),
		Proofs:       e.Proofs,
		Registration: e.Registration,
	}
	if r.Proofs == nil {
		r.Proofs = []string{}
	}
	return r
}

func (s *Server) sigchainURL(k identity.Key) string {
	base := strings.TrimSuffix(s.cfg.SigServerURL, "/")
	if base == "" {
		base = s.cfg.PublicURL()
	}
	return base + "/v1/sigchains/ed25519/" + k.Hex()
}

// Resolve finds the person behind a handle, an address or a key.
func (s *Server) Resolve(ctx context.Context, to string) (registry.Entry, error) {
	if digits, ok := strings.CutPrefix(to, "ed25519:"); ok {
		k, err := s.keys.Parse(digits)
		if err != nil {
			return registry.Entry{}, err
		}
		return s.cfg.Registry.ByKey(ctx, k)
	}
	a, err := identity.ParseAddress(to, s.cfg.Server)
	if err != nil {
		return registry.Entry{}, err
	}
	return s.byAddress(ctx, a)
}

func (s *Server) byAddress(ctx context.Context, a identity.Address) (registry.Entry, error) {
	if !strings.EqualFold(a.Server, s.cfg.Server) {
		return registry.Entry{}, errUnknownServer
	}
	e, err := s.cfg.Registry.ByHandle(ctx, a.Handle)
	if !errors.Is(err, registry.ErrUnknownHandle) {
		return e, err
	}
	free, ferr := s.cfg.Registry.Available(ctx, a.Handle)
	if ferr != nil {
		return registry.Entry{}, ferr
	}
	return registry.Entry{}, absentError{err, free}
}

// named finds the person in a path. What is no handle is nobody's.
func (s *Server) named(c echo.Context) (registry.Entry, error) {
	text := param(c, "handle")
	a, err := identity.ParseAddress(text, s.cfg.Server)
	if err == nil {
		return s.byAddress(c.Request().Context(), a)
	}
	if _, server, full := strings.Cut(strings.TrimPrefix(text, "@"), "@"); full && !strings.EqualFold(server, s.cfg.Server) {
		return registry.Entry{}, errUnknownServer
	}
	return registry.Entry{}, absentError{fmt.Errorf("%w: %v", registry.ErrUnknownHandle, err), false}
}

func (s *Server) lookup(c echo.Context) error {
	if err := s.count(s.lookups, c.Request()); err != nil {
		return err
	}
	e, err := s.named(c)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, s.Record(e))
}

func (s *Server) byPrimary(c echo.Context) error {
	if err := s.count(s.lookups, c.Request()); err != nil {
		return err
	}
	k, err := identity.ParseKey(param(c, "primary"))
	if err != nil {
		return err
	}
	e, err := s.cfg.Registry.ByKey(c.Request().Context(), k)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, s.Record(e))
}

func (s *Server) avatar(c echo.Context) error {
	if err := s.count(s.lookups, c.Request()); err != nil {
		return err
	}
	e, err := s.named(c)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	// A handle belongs to one key for ever; a day, in case the picture changes.
	h.Set("Cache-Control", "public, max-age=86400")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return c.Blob(http.StatusOK, "image/svg+xml", drawIdenticon(e.Key).svg())
}

func (s *Server) register(c echo.Context) error {
	if err := s.count(s.registrations, c.Request()); err != nil {
		return err
	}
	raw, err := body(c, registerBytes)
	if err != nil {
		return err
	}
	now := s.cfg.Now()
	reg, err := identity.OpenRegistration(raw, s.cfg.Server, now)
	if err != nil {
		return err
	}
	e, err := s.cfg.Registry.Register(c.Request().Context(), reg, s.cfg.Mode, now)
	if err != nil {
		return err
	}
	s.cfg.Log.Info("registered", "handle", e.Handle, "key", e.Key.Fingerprint())
	c.Response().Header().Set("Location", "/v1/u/"+string(e.Handle))
	return send(c, http.StatusCreated, s.Record(e))
}
