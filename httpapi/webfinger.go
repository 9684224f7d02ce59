package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// jrd is a JSON Resource Descriptor, RFC 7033 section 4.4.
type jrd struct {
	Subject    string            `json:"subject"`
	Aliases    []string          `json:"aliases"`
	Properties map[string]string `json:"properties"`
	Links      []jrdLink         `json:"links"`
}

type jrdLink struct {
	Rel  string `json:"rel"`
	Type string `json:"type,omitempty"`
	Href string `json:"href"`
}

const mediaJRD = "application/jrd+json"

func (s *Server) webfinger(c echo.Context) error {
	if err := s.count(s.lookups, c.Request()); err != nil {
		return err
	}
	q, err := query(c)
	if err != nil {
		return err
	}
	resource, given, err := single(q, "resource")
	if err != nil {
		return err
	}
	if !given || resource == "" {
		return fmt.Errorf("%w: resource is missing", errMalformed)
	}
	e, err := s.byResource(c.Request().Context(), resource)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, mediaJRD, encode(s.describe(e, q["rel"])))
}

// byResource finds the person behind an acct: URI or the URL of a profile.
// Scheme and host are compared without regard to case (RFC 3986 section 6.2.2).
func (s *Server) byResource(ctx context.Context, resource string) (registry.Entry, error) {
	scheme, rest, ok := strings.Cut(resource, ":")
	if !ok || !isScheme(scheme) || rest == "" {
		return registry.Entry{}, fmt.Errorf("%w: resource is not a URI", errMalformed)
	}
	var user string
	var err error
	if strings.EqualFold(scheme, "acct") {
		user, err = s.accountUser(rest)
	} else {
		user, err = s.profileUser(resource)
	}
	if err != nil {
		return registry.Entry{}, err
	}
	h, err := identity.ParseHandle(user)
	if err != nil {
		return registry.Entry{}, absentError{fmt.Errorf("%w: %v", registry.ErrUnknownHandle, err), false}
	}
	return s.byAddress(ctx, identity.Address{Handle: h, Server: s.cfg.Server})
}

// isScheme follows RFC 3986 section 3.1.
func isScheme(text string) bool {
	for i, r := range text {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", r)) {
			return false
		}
	}
	return text != ""
}

// accountUser reads user@host, RFC 7565. The last @ parts them: a user may
// have one, written %40.
func (s *Server) accountUser(text string) (string, error) {
	at := strings.LastIndexByte(text, '@')
	if at < 1 || at == len(text)-1 || strings.ContainsAny(text, "/?#") {
		return "", fmt.Errorf("%w: resource is not acct:user@host", errMalformed)
	}
	user, err := url.PathUnescape(text[:at])
	if err != nil {
		return "", fmt.Errorf("%w: resource is not acct:user@host", errMalformed)
	}
	if !strings.EqualFold(text[at+1:], s.cfg.Server) {
		return "", errUnknownServer
	}
	return user, nil
}

// profileUser reads <public URL>/u/<handle>.
func (s *Server) profileUser(text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil {
		return "", fmt.Errorf("%w: resource is not a URI", errMalformed)
	}
	home, err := url.Parse(s.cfg.PublicURL())
	if err != nil {
		return "", errors.New("the public URL cannot be read")
	}
	if !strings.EqualFold(u.Scheme, home.Scheme) || !sameHost(u, home) || u.Opaque != "" || u.User != nil {
		return "", errUnknownServer
	}
	user, ok := strings.CutPrefix(u.Path, home.Path+"/u/")
	if !ok || u.RawQuery != "" || u.Fragment != "" {
		return "", absentError{registry.ErrUnknownHandle, false}
	}
	return user, nil
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
}

// describe makes the descriptor with the links of the wanted relations, all of
// them if none is named.
func (s *Server) describe(e registry.Entry, rels []string) jrd {
	home := s.cfg.PublicURL()
	profile := home + "/u/" + string(e.Handle)
	d := jrd{
		Subject:    "acct:" + string(e.Handle) + "@" + s.cfg.Server,
		Aliases:    []string{profile},
		Properties: map[string]string{home + "/ns/primary": e.Key.String()},
		Links: []jrdLink{
			{"http://webfinger.net/rel/profile-page", "text/html", profile},
			{"http://webfinger.net/rel/avatar", "image/svg+xml", home + "/v1/u/" + string(e.Handle) + "/avatar.svg"},
			{home + "/ns/sigchain", "application/jsonl", s.sigchainURL(e.Key)},
			{home + "/ns/nats", "", s.natsURL()},
		},
	}
	if len(rels) > 0 {
		d.Links = slices.DeleteFunc(d.Links, func(l jrdLink) bool { return !slices.Contains(rels, l.Rel) })
	}
	return d
}

// natsURL is the WebSocket beside the public URL.
func (s *Server) natsURL() string {
	return "ws" + strings.TrimPrefix(s.cfg.PublicURL(), "http") + "/nats"
}
