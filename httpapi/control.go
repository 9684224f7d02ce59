package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// controlRoutes are the operator's calls. Whoever can open the socket may make
// them: its directory keeps others out.
func (s *Server) controlRoutes() http.Handler {
	e := s.router()
	e.POST("/internal/nats/auth", s.authorize)
	e.POST("/v1/admin/invites", s.newInvite)
	e.GET("/v1/admin/invites", s.listInvites)
	e.DELETE("/v1/admin/invites/:id", s.revokeInvite)
	e.POST("/v1/admin/reserve", s.reserve)
	e.POST("/v1/admin/assign", s.assign)
	e.POST("/v1/admin/suspend", s.suspend)
	e.POST("/v1/admin/unsuspend", s.unsuspend)
	e.POST("/v1/admin/remove", s.remove)
	e.GET("/v1/admin/people", s.people)
	return e
}

// authorize is the auth callout for a NATS server outside this process.
func (s *Server) authorize(c echo.Context) error {
	request, err := rawBody(c, authRequestBytes)
	if err != nil {
		return fmt.Errorf("%w: %v", errForbidden, err)
	}
	answer, err := s.cfg.Authorize(c.Request().Context(), request)
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case err != nil:
		s.cfg.Log.Debug("authorization request refused", "err", err)
		return errForbidden
	}
	return c.Blob(http.StatusOK, "application/jwt", answer)
}

// inviteView is an invite as the operator sees it.
type inviteView struct {
	ID      string `json:"id"`
	Uses    int    `json:"uses"`
	Used    int    `json:"used"`
	Expires string `json:"expires_at,omitempty"`
	Note    string `json:"note,omitempty"`
	// Code, and the link that has it, are shown once, when the invite is made.
	Code string `json:"code,omitempty"`
	Link string `json:"link,omitempty"`
}

func showInvite(i registry.Invite, code string) inviteView {
	v := inviteView{ID: i.ID, Uses: i.Uses, Used: i.Used, Note: i.Note, Code: code}
	if !i.Expires.IsZero() {
		v.Expires = i.Expires.UTC().Format(identity.TimeFormat)
	}
	return v
}

func (s *Server) newInvite(c echo.Context) error {
	ask := struct {
		Uses    int        `json:"uses"`
		Expires *time.Time `json:"expires_at"`
		Note    string     `json:"note"`
	}{Uses: 1}
	if err := s.ask(c, &ask); err != nil {
		return err
	}
	var expires time.Time
	if ask.Expires != nil {
		if expires = *ask.Expires; !expires.After(s.cfg.Now()) {
			return fmt.Errorf("%w: expires_at is past", errMalformed)
		}
	}
	code, inv, err := s.cfg.Registry.NewInvite(c.Request().Context(), rand.Reader, ask.Uses, expires, ask.Note)
	if err != nil {
		return err
	}
	v := showInvite(inv, code)
	// In the fragment, which no browser sends: the code stays out of logs.
	v.Link = s.cfg.PublicURL() + "/#i=" + code
	return send(c, http.StatusCreated, v)
}

func (s *Server) listInvites(c echo.Context) error {
	list, err := s.cfg.Registry.Invites(c.Request().Context())
	if err != nil {
		return err
	}
	views := make([]inviteView, 0, len(list))
	for _, i := range list {
		views = append(views, showInvite(i, ""))
	}
	return send(c, http.StatusOK, map[string]any{"invites": views})
}

func (s *Server) revokeInvite(c echo.Context) error {
	if err := s.cfg.Registry.RevokeInvite(c.Request().Context(), c.Param("id")); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// whom is the body of the calls about one handle or person.
type whom struct {
	Handle  *string `json:"handle"`
	Primary *string `json:"primary"`
}

func (w whom) parse(needHandle, needKey bool) (h identity.Handle, k identity.Key, err error) {
	if needHandle && w.Handle == nil || needKey && w.Primary == nil {
		return h, k, fmt.Errorf("%w: handle or primary is missing", errMalformed)
	}
	if w.Handle != nil {
		if h, err = identity.ParseHandle(*w.Handle); err != nil {
			return h, k, err
		}
	}
	if w.Primary != nil {
		k, err = identity.ParseKey(*w.Primary)
	}
	return h, k, err
}

func (s *Server) ask(c echo.Context, into any) error {
	raw, err := body(c, jsonBytes)
	if err != nil {
		return err
	}
	return identity.DecodeStrict(raw, into)
}

// reservationView is a handle that was set aside.
type reservationView struct {
	Handle  identity.Handle `json:"handle"`
	Primary *identity.Key   `json:"primary,omitempty"`
	At      string          `json:"at"`
}

func (s *Server) reserve(c echo.Context) error {
	var w whom
	if err := s.ask(c, &w); err != nil {
		return err
	}
	h, _, err := w.parse(true, false)
	if err != nil {
		return err
	}
	res, err := s.cfg.Registry.Reserve(c.Request().Context(), h, s.cfg.Now())
	if err != nil {
		return err
	}
	return send(c, http.StatusCreated, reservationView{Handle: res.Handle, At: res.At.Format(identity.TimeFormat)})
}

func (s *Server) assign(c echo.Context) error {
	var w whom
	if err := s.ask(c, &w); err != nil {
		return err
	}
	h, k, err := w.parse(true, true)
	if err != nil {
		return err
	}
	res, err := s.cfg.Registry.Assign(c.Request().Context(), h, k, s.cfg.Now())
	if err != nil {
		return err
	}
	return send(c, http.StatusCreated, reservationView{res.Handle, &res.Key, res.At.Format(identity.TimeFormat)})
}

func (s *Server) suspend(c echo.Context) error { return s.setSuspended(c, true) }

func (s *Server) unsuspend(c echo.Context) error { return s.setSuspended(c, false) }

func (s *Server) setSuspended(c echo.Context, suspended bool) error {
	e, err := s.person(c)
	if err != nil {
		return err
	}
	if e, err = s.cfg.Registry.Suspend(c.Request().Context(), e.Key, suspended); err != nil {
		return err
	}
	if suspended {
		s.shutOut(e)
	}
	return send(c, http.StatusOK, showPerson(e))
}

func (s *Server) remove(c echo.Context) error {
	e, err := s.person(c)
	if err != nil {
		return err
	}
	if e, err = s.cfg.Registry.Remove(c.Request().Context(), e.Handle, s.cfg.Now()); err != nil {
		return err
	}
	s.shutOut(e)
	return send(c, http.StatusOK, showPerson(e))
}

// person finds whom a call is about, by handle or by key.
func (s *Server) person(c echo.Context) (registry.Entry, error) {
	var w whom
	if err := s.ask(c, &w); err != nil {
		return registry.Entry{}, err
	}
	if (w.Handle == nil) == (w.Primary == nil) {
		return registry.Entry{}, fmt.Errorf("%w: one of handle and primary is needed", errMalformed)
	}
	h, k, err := w.parse(false, false)
	if err != nil {
		return registry.Entry{}, err
	}
	if w.Handle != nil {
		return s.cfg.Registry.ByHandle(c.Request().Context(), h)
	}
	return s.cfg.Registry.ByKey(c.Request().Context(), k)
}

// shutOut ends every connection of somebody who may not have one any more.
func (s *Server) shutOut(e registry.Entry) {
	s.streams.shutOut(e.Key)
	s.cfg.Disconnect(e.Key)
	s.cfg.Log.Info("shut out", "handle", e.Handle, "key", e.Key.Fingerprint())
}

// shutOutDevice ends every connection of a device that was revoked, whichever
// device of the account had it so. What was committed before the call holds
// for whoever comes later.
func (s *Server) shutOutDevice(ctx context.Context, account identity.Key, device identity.ID) error {
	devices, err := s.cfg.Registry.Devices(ctx, account)
	if err != nil {
		return err
	}
	for _, d := range devices {
		if d.ID == device {
			s.streams.shutOutDevice(account, d.Key)
			s.cfg.DisconnectDevice(account, d.Key)
			s.cfg.Log.Info("device shut out", "key", account.Fingerprint())
		}
	}
	return nil
}

// personView is a person as the operator sees them.
type personView struct {
	Handle       identity.Handle `json:"handle"`
	Primary      identity.Key    `json:"primary"`
	RegisteredAt string          `json:"registered_at"`
	Suspended    bool            `json:"suspended"`
}

func showPerson(e registry.Entry) personView {
	return personView{e.Handle, e.Key, e.RegisteredAt.UTC().Format(identity.TimeFormat), e.Suspended}
}

func (s *Server) people(c echo.Context) error {
	list := []personView{}
	err := s.cfg.Registry.People(c.Request().Context(), func(e registry.Entry) error {
		list = append(list, showPerson(e))
		return nil
	})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, map[string]any{"people": list})
}
