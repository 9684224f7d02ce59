package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/push"
	"kez.lat/chat/registry"
)

// pushBytes is the size of a subscription: an endpoint, two keys and a device.
const pushBytes = 4 << 10

func (s *Server) vapidKey(c echo.Context) error {
	return send(c, http.StatusOK, map[string]string{"key": s.cfg.VAPIDKey})
}

func (s *Server) subscribe(c echo.Context) error {
	raw, e, by, err := s.signedPush(c)
	if err != nil {
		return err
	}
	sub, err := push.Parse(raw)
	if err != nil {
		return err
	}
	sub.Owner, sub.By = e.Key, by
	if err := s.cfg.Registry.Subscribe(c.Request().Context(), sub, s.cfg.Now()); err != nil {
		return err
	}
	return c.NoContent(http.StatusCreated)
}

func (s *Server) unsubscribe(c echo.Context) error {
	raw, e, _, err := s.signedPush(c)
	if err != nil {
		return err
	}
	endpoint, err := push.ParseEndpoint(raw)
	if err != nil {
		return err
	}
	if err := s.cfg.Registry.Unsubscribe(c.Request().Context(), e.Key, endpoint); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// signedPush reads a body that the account in the path, or one of its devices,
// signed as the path stands. Both calls may be repeated: they do nothing twice.
func (s *Server) signedPush(c echo.Context) (raw []byte, e registry.Entry, by identity.Key, err error) {
	if raw, err = body(c, pushBytes); err != nil {
		return nil, e, by, err
	}
	auth, err := authHeader(c.Request().Header)
	if err != nil {
		return nil, e, by, err
	}
	if e, err = s.named(c); err != nil {
		return nil, e, by, err
	}
	by, err = s.verifySpeaker(c.Request().Context(), e.Key, auth, func(ts int64) []byte {
		return identity.SignedCall(http.MethodPost, c.Request().URL.Path, ts, raw, s.cfg.Server)
	})
	if err != nil {
		return nil, e, by, err
	}
	if e.Suspended {
		return nil, e, by, errSuspended
	}
	return raw, e, by, nil
}
