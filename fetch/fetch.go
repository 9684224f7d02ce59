package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	httpsPort = 443
	httpPort  = 80 // for a Request that may be Plain: parse keeps the others away
	maxURL    = 2048
)

// Config is what an operator, or a test, decides. The zero Config is the strict
// one; what is 0 has the default named here.
type Config struct {
	// AllowPrivate opens the addresses that [Private] names, and the machine's
	// own, to everybody on whose word something is fetched.
	AllowPrivate bool
	// Ports are allowed besides 443.
	Ports []uint16
	// UserAgent is who we say we are: "kez-chat".
	UserAgent string

	Timeout    time.Duration // for one Get altogether: 10 s
	FirstByte  time.Duration // for a connection, and for an answer to begin: 5 s
	MaxBody    int64         // of one answer, unpacked: 1 MiB
	MaxHeader  int64         // 32 KiB
	Concurrent int           // fetches at once: 64
	PerHost    int           // of them from one host: 4

	// Public says which addresses are of the open internet; [Public] if nil.
	// Tests, whose internet is the loopback interface, name theirs here. The
	// machine's own addresses stay closed whatever it says.
	Public func(netip.Addr) bool
	// Resolver finds addresses; the system's if nil.
	Resolver *net.Resolver
	// RootCAs vouch for servers; the system's if nil.
	RootCAs *x509.CertPool
}

// A Fetcher gets things within the limits of its Config.
type Fetcher struct {
	cfg   Config
	guard guard
	gate  *gate
	ports []uint16
	http  *http.Client
}

// New makes a Fetcher. Close it in the end.
func New(cfg Config) *Fetcher {
	cfg.UserAgent = cmp.Or(cfg.UserAgent, "kez-chat")
	cfg.Timeout = cmp.Or(cfg.Timeout, 10*time.Second)
	cfg.FirstByte = cmp.Or(cfg.FirstByte, 5*time.Second)
	cfg.MaxBody = cmp.Or(cfg.MaxBody, 1<<20)
	cfg.MaxHeader = cmp.Or(cfg.MaxHeader, 32<<10)
	cfg.Concurrent = cmp.Or(cfg.Concurrent, 64)
	cfg.PerHost = cmp.Or(cfg.PerHost, 4)
	if cfg.Public == nil {
		cfg.Public = Public
	}
	f := &Fetcher{
		cfg:   cfg,
		guard: guard{cfg.Public, cfg.AllowPrivate, cfg.Resolver, cfg.FirstByte},
		gate:  newGate(cfg.Concurrent, cfg.PerHost),
		ports: append([]uint16{httpsPort}, cfg.Ports...),
	}
	f.http = f.client(append(slices.Clone(f.ports), httpPort))
	return f
}

// client follows nothing and remembers nothing. The zero Proxy means none. With
// a dialer of its own net/http speaks HTTP/1.1 alone, which is enough, and whose
// limits are simple.
func (f *Fetcher) client(ports []uint16) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            f.guard.dialer(ports),
			TLSClientConfig:        &tls.Config{RootCAs: f.cfg.RootCAs, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    f.cfg.FirstByte,
			ResponseHeaderTimeout:  f.cfg.FirstByte,
			MaxResponseHeaderBytes: f.cfg.MaxHeader,
			IdleConnTimeout:        5 * time.Second,
			MaxIdleConns:           16,
			MaxIdleConnsPerHost:    2,
		},
	}
}

// Client is for protocols that begin as HTTP and go on as something else, as
// WebSocket does: each address is judged as for Get, on the ports given and
// those of the Config; no redirect is followed. How much is read, for how long
// and how often is then the caller's to bound. Close its idle connections in
// the end.
func (f *Fetcher) Client(ports ...uint16) *http.Client {
	return f.client(append(slices.Clone(f.ports), ports...))
}

// Close lets go of the connections kept for the next request.
func (f *Fetcher) Close() { f.http.CloseIdleConnections() }

// A Request is one thing to get.
type Request struct {
	URL       string
	Accept    string
	Bearer    string // a token for the URL's host: no redirect to another takes it along
	Redirects int    // how many are followed
	SameHost  bool   // and none of them to another host
	Plain     bool   // http is as good as https
	MaxBody   int64  // 0: the Config's
}

// A Response is what the other end said, whatever the status.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	URL    string // after redirects
}

// Get fetches. Errors wrap a sentinel of this room, or are why ctx ended.
func (f *Fetcher) Get(ctx context.Context, r Request) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.Timeout)
	defer cancel()
	resp, err := f.get(ctx, r)
	if err != nil {
		return Response{}, fmt.Errorf("get %.300s: %w", r.URL, Classify(ctx, err))
	}
	return resp, nil
}

func (f *Fetcher) get(ctx context.Context, r Request) (Response, error) {
	u, err := f.parse(r.URL, r.Plain)
	if err != nil {
		return Response{}, err
	}
	leave, err := f.gate.enter(ctx, strings.ToLower(u.Hostname()))
	if err != nil {
		return Response{}, err
	}
	defer leave()
	first := u
	for hop := 0; ; hop++ {
		resp, next, err := f.step(ctx, u, first, r)
		if err != nil || next == nil {
			return resp, err
		}
		if hop == r.Redirects {
			return Response{}, fmt.Errorf("%w: to %.300q, after %d redirects that were followed", ErrRedirected, next, hop)
		}
		if u, err = f.follow(u, next, r); err != nil {
			return Response{}, err
		}
	}
}

// parse reads a URL and judges all of it that can be judged without an address.
func (f *Fetcher) parse(text string, plain bool) (*url.URL, error) {
	if len(text) > maxURL {
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrBadURL, maxURL)
	}
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadURL, err)
	}
	u.Fragment, u.RawFragment = "", ""
	switch {
	case u.Scheme != "https" && !(plain && u.Scheme == "http"):
		return nil, fmt.Errorf("%w: the scheme %.20q is not https", ErrBadURL, u.Scheme)
	case u.Opaque != "" || u.Hostname() == "":
		return nil, fmt.Errorf("%w: it names no host", ErrBadURL)
	case u.User != nil:
		return nil, fmt.Errorf("%w: it holds credentials", ErrBadURL)
	}
	if port := port(u); !slices.Contains(f.ports, port) && !(u.Scheme == "http" && port == httpPort) {
		return nil, fmt.Errorf("%w: port %d is not allowed", ErrBlockedAddress, port)
	}
	return u, nil
}

// port is 0 for what is none.
func port(u *url.URL) uint16 {
	switch {
	case u.Port() != "":
		n, _ := strconv.ParseUint(u.Port(), 10, 16)
		return uint16(n)
	case u.Scheme == "http":
		return httpPort
	}
	return httpsPort
}

// follow judges where a redirect leads as if it had been asked for.
func (f *Fetcher) follow(from, to *url.URL, r Request) (*url.URL, error) {
	next, err := f.parse(to.String(), r.Plain && from.Scheme == "http")
	switch {
	case errors.Is(err, ErrBadURL):
		return nil, fmt.Errorf("%w: to %.300q, which is not followed: %w", ErrRedirected, to, err)
	case err != nil:
		return nil, fmt.Errorf("redirected to %.300q: %w", to, err)
	case r.SameHost && !strings.EqualFold(next.Host, from.Host):
		return nil, fmt.Errorf("%w: to the host %.253q, and this is believed to %.253q alone", ErrRedirected, next.Host, from.Host)
	}
	return next, nil
}

// step asks once. Next is where the answer sends us, nil when it is the answer.
func (f *Fetcher) step(ctx context.Context, u, first *url.URL, r Request) (resp Response, next *url.URL, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Response{}, nil, fmt.Errorf("%w: %w", ErrBadURL, err)
	}
	req.Header.Set("User-Agent", f.cfg.UserAgent)
	if r.Accept != "" {
		req.Header.Set("Accept", r.Accept)
	}
	if r.Bearer != "" && u.Scheme == first.Scheme && u.Host == first.Host {
		req.Header.Set("Authorization", "Bearer "+r.Bearer)
	}
	answer, err := f.http.Do(req)
	if err != nil {
		return Response{}, nil, err
	}
	defer func() { _ = answer.Body.Close() }() // what was read was read
	if location := answer.Header.Get("Location"); redirects(answer.StatusCode) && location != "" {
		if next, err = u.Parse(location); err != nil {
			return Response{}, nil, fmt.Errorf("%w: to what is no URL: %w", ErrBadResponse, err)
		}
		return Response{}, next, nil
	}
	resp, err = f.read(ctx, answer, r.MaxBody, u)
	return resp, nil, err
}

// read takes an answer in, of at most so many bytes.
func (f *Fetcher) read(ctx context.Context, answer *http.Response, most int64, u *url.URL) (Response, error) {
	// net/http unpacks the one encoding that it asks for, and then removes this.
	if encoding := answer.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return Response{}, fmt.Errorf("%w: it is encoded as %.40q, which nobody asked for", ErrBadResponse, encoding)
	}
	most = cmp.Or(most, f.cfg.MaxBody)
	body, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	// A server that sees us go ends its answer, and that end may still arrive
	// before our connection is closed: it would pass for a whole answer.
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return Response{}, fmt.Errorf("read the answer: %w", err)
	}
	if int64(len(body)) > most {
		return Response{}, fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, most)
	}
	return Response{answer.StatusCode, answer.Header, body, u.String()}, nil
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}
