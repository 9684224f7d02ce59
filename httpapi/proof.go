package httpapi

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/proof"
)

// putProofs replaces the subjects that a profile shows. They are a list and no
// more: what they are worth the sigchain and the proofs say.
func (s *Server) putProofs(c echo.Context) error {
	raw, err := body(c, jsonBytes)
	if err != nil {
		return err
	}
	auth, err := authHeader(c.Request().Header)
	if err != nil {
		return err
	}
	e, err := s.named(c)
	if err != nil {
		return err
	}
	sig, err := s.verify(e.Key, auth, func(ts int64) []byte {
		return identity.SignedProofs(identity.Handle(param(c, "handle")), ts)
	})
	if err != nil {
		return err
	}
	if e.Suspended {
		return errSuspended
	}
	subjects, err := s.parseProofs(raw)
	if err != nil {
		return err
	}
	if err := s.writes.once(sig, s.cfg.Now()); err != nil {
		return err
	}
	if _, err := s.cfg.Registry.SetProofs(c.Request().Context(), e.Key, subjects); err != nil {
		return err
	}
	s.cfg.Refresh(e.Key)
	return c.NoContent(http.StatusNoContent)
}

// parseProofs reads the list in normal forms, each subject once.
func (s *Server) parseProofs(raw []byte) ([]string, error) {
	var list struct {
		Proofs *[]string `json:"proofs"`
	}
	if err := identity.DecodeStrict(raw, &list); err != nil {
		return nil, err
	}
	if list.Proofs == nil {
		return nil, fmt.Errorf("%w: proofs is absent", identity.ErrBadEnvelope)
	}
	if most := s.cfg.Limits.Proofs; most > 0 && int64(len(*list.Proofs)) > most {
		return nil, fmt.Errorf("%w: at most %d proofs", errTooLarge, most)
	}
	subjects := make([]string, 0, len(*list.Proofs))
	seen := make(map[identity.Subject]bool)
	for _, text := range *list.Proofs {
		subject, err := identity.ParseSubject(text)
		if err != nil {
			return nil, err
		}
		if !seen[subject] {
			seen[subject] = true
			subjects = append(subjects, subject.String())
		}
	}
	return subjects, nil
}

// checkProof has a claim looked up where it was published.
func (s *Server) checkProof(c echo.Context) error {
	q, err := query(c)
	if err != nil {
		return err
	}
	inquiry, err := s.inquiry(c, q)
	if err != nil {
		return err
	}
	answer, err := s.cfg.Check(c.Request().Context(), inquiry)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, answer)
}

// inquiry reads what is asked, and decides whether it may be: by a person who
// signed, or by anybody about what stands in a person's sigchain.
func (s *Server) inquiry(c echo.Context, q url.Values) (i proof.Inquiry, err error) {
	members := make(map[string]string)
	for _, name := range []string{"subject", "primary", "as", "fresh"} {
		if members[name], _, err = single(q, name); err != nil {
			return i, err
		}
	}
	if i.Subject, err = identity.ParseSubject(members["subject"]); err != nil {
		return i, err
	}
	if i.Primary, err = identity.ParsePrimary(members["primary"]); err != nil {
		return i, err
	}
	switch members["fresh"] {
	case "", "0", "1":
	default:
		return i, fmt.Errorf("%w: fresh is 1 or 0", errMalformed)
	}
	auth, err := authHeader(c.Request().Header)
	if err != nil {
		return i, err
	}
	if auth != "" || members["as"] != "" {
		caller, err := s.signer(c, members["as"], auth)
		i.Caller, i.Fresh = caller.String(), members["fresh"] == "1"
		return i, err
	}
	i.Caller = s.client(c.Request()).String()
	status, err := s.cfg.Registry.Claimed(c.Request().Context(), i.Primary, i.Subject)
	if err != nil {
		return i, err
	}
	if k, _ := i.Primary.Key(); status == sigchain.Active {
		if _, err = s.cfg.Registry.ByKey(c.Request().Context(), k); err == nil {
			return i, nil
		}
	}
	return i, fmt.Errorf("%w: the subject is not active in the sigchain of a person registered here", errAuthRequired)
}

// signer is the person who signed a call without a body, by the query member
// that names them.
func (s *Server) signer(c echo.Context, as, auth string) (identity.Key, error) {
	k, err := identity.ParseKey(as)
	if err != nil {
		return k, err
	}
	e, err := s.cfg.Registry.ByKey(c.Request().Context(), k)
	if err != nil {
		return k, err
	}
	r := c.Request()
	if _, err := s.verify(k, auth, func(ts int64) []byte {
		return identity.SignedCall(r.Method, r.URL.Path, ts, nil, s.cfg.Server)
	}); err != nil {
		return k, err
	}
	if e.Suspended {
		return k, errSuspended
	}
	return k, nil
}
