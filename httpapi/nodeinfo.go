package httpapi

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// nodeInfo is the answer of GET /v1/node.
type nodeInfo struct {
	Server       string           `json:"server"`
	Version      string           `json:"version"`
	Time         string           `json:"time"`
	Registration registry.Mode    `json:"registration"`
	Anonymous    bool             `json:"anonymous"`
	Limits       map[string]int64 `json:"limits"`
	NATS         string           `json:"nats"`
	Build        string           `json:"build"`
	UI           string           `json:"ui"`
	Unofficial   bool             `json:"unofficial,omitempty"`
}

func (s *Server) node(c echo.Context) error {
	return send(c, http.StatusOK, nodeInfo{
		Server:       s.cfg.Server,
		Version:      s.cfg.Version,
		Time:         s.cfg.Now().UTC().Format(identity.TimeFormat),
		Registration: s.cfg.Mode,
		Anonymous:    s.cfg.Anonymous,
		Limits:       s.cfg.Limits.Shown,
		NATS:         s.natsURL(),
		Build:        s.cfg.Build,
		UI:           s.cfg.UI,
		Unofficial:   s.cfg.Unofficial,
	})
}

// health is the answer of GET /v1/healthz.
type health struct {
	Status  string            `json:"status"` // ok, starting, stopping or unwell
	Server  string            `json:"server"`
	Version string            `json:"version"`
	Checks  map[string]string `json:"checks"`
}

// healthz tells anybody how the node is, but not why: a check says ok, or the
// code of its trouble where it has one. The causes are in the log.
func (s *Server) healthz(c echo.Context) error {
	h := health{Status: "ok", Server: s.cfg.Server, Version: s.cfg.Version, Checks: make(map[string]string)}
	for name, err := range s.cfg.Health() {
		if err == nil {
			h.Checks[name] = "ok"
			continue
		}
		h.Status, h.Checks[name] = "unwell", "failed"
		if row := rowOf(err); row.code != codeInternal {
			h.Checks[name] = row.code
		}
		s.cfg.Log.Debug("check failed", "check", name, "err", err)
	}
	switch err := s.cfg.Ready(); {
	case errors.Is(err, ErrStarting):
		h.Status = "starting"
	case err != nil:
		h.Status = "stopping"
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if h.Status == "ok" {
		return send(c, http.StatusOK, h)
	}
	c.Response().Header().Set("Retry-After", strconv.Itoa(int(retryAfter.Seconds())))
	return send(c, http.StatusServiceUnavailable, h)
}
