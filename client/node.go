package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"kez.lat/chat/identity"
)

const (
	httpTimeout = 20 * time.Second
	// maxAnswer is more than a page of an inbox takes, whose 1 MiB of bodies
	// may come as base64.
	maxAnswer = 4 << 20
)

// A Node is a server seen through its HTTP interface.
type Node struct {
	base *url.URL
	http *http.Client
	now  func() time.Time

	mu    sync.Mutex
	ahead time.Duration // the node's clock before ours
}

// At is the node at a URL as https://chat.example.org. The transport is
// http.DefaultTransport when nil; now tells the time.
func At(base string, transport http.RoundTripper, now func() time.Time) (*Node, error) {
	u, err := url.Parse(base)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the node's address: %w", err)
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, fmt.Errorf("the node's address %q is not like https://chat.example.org", base)
	case u.User != nil, strings.Trim(u.Path, "/") != "", u.RawQuery != "", u.Fragment != "":
		return nil, fmt.Errorf("the node's address %q has more than a host", base)
	}
	return &Node{
		base: &url.URL{Scheme: u.Scheme, Host: u.Host},
		http: &http.Client{
			Transport: transport,
			Timeout:   httpTimeout,
			// A node does not redirect; signatures must not be carried elsewhere.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		now: now,
	}, nil
}

// URL is the node's address.
func (n *Node) URL() string { return n.base.String() }

// webSocket is where the node speaks NATS.
func (n *Node) webSocket() string {
	return "ws" + strings.TrimPrefix(n.base.String(), "http") + "/nats"
}

// Info is what a node says about itself.
type Info struct {
	Server       string           `json:"server"`
	Version      string           `json:"version"`
	Time         time.Time        `json:"time"`
	Registration string           `json:"registration"`
	Anonymous    bool             `json:"anonymous"`
	Limits       map[string]int64 `json:"limits"`
	NATS         string           `json:"nats"`
	Build        string           `json:"build"`
	UI           string           `json:"ui"`
}

// Info asks the node about itself, and learns by how much its clock differs.
func (n *Node) Info(ctx context.Context) (Info, error) {
	asked := n.now()
	body, err := n.ask(ctx, http.MethodGet, "/v1/node", nil, nil)
	if err != nil {
		return Info{}, fmt.Errorf("ask %s about itself: %w", n.base.Host, err)
	}
	var info Info
	if err := json.Unmarshal(body, &info); err != nil || info.Server == "" {
		return Info{}, fmt.Errorf("ask %s about itself: %w", n.base.Host, ErrNotANode)
	}
	if info.Time.IsZero() {
		return info, nil
	}
	answered := n.now()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ahead = info.Time.Sub(asked.Add(answered.Sub(asked) / 2))
	return info, nil
}

// Time is the node's, as well as we know it: signatures and letters are judged
// by its clock.
func (n *Node) Time() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now().Add(n.ahead)
}

// Register gives the seed's key a handle on the node, whose domain is server.
// The code of an invitation, if any, is proved and not shown.
// What is already registered so counts as success: the answer to an earlier
// try may have been lost.
func (n *Node) Register(ctx context.Context, seed identity.Seed, handle identity.Handle, server, invite string) (Person, error) {
	proof := ""
	if invite != "" {
		proof = identity.InviteProof(invite, seed.Key())
	}
	signed, err := identity.SignRegistration(seed, handle, server, n.Time(), proof)
	if err != nil {
		return Person{}, fmt.Errorf("register %s: %w", handle, err)
	}
	body, err := n.ask(ctx, http.MethodPost, "/v1/register", nil, signed)
	var p *Problem
	if errors.As(err, &p) && p.Code == CodeHandleTaken && p.record != nil {
		if person, verr := readPerson(p.record, server); verr == nil && person.Key == seed.Key() && person.Handle == handle {
			return person, nil
		}
	}
	if err != nil {
		return Person{}, fmt.Errorf("register %s: %w", handle, err)
	}
	person, err := readPerson(body, server)
	if err == nil && (person.Key != seed.Key() || person.Handle != handle) {
		err = ErrUnverified
	}
	if err != nil {
		return Person{}, fmt.Errorf("register %s: %w", handle, err)
	}
	return person, nil
}

// ByHandle looks somebody up on the node.
func (n *Node) ByHandle(ctx context.Context, a identity.Address) (Person, error) {
	body, err := n.ask(ctx, http.MethodGet, "/v1/u/"+url.PathEscape(a.String()), nil, nil)
	if err != nil {
		return Person{}, fmt.Errorf("look up %s: %w", a, err)
	}
	person, err := readPerson(body, a.Server)
	if err == nil && person.Handle != a.Handle {
		err = ErrUnverified
	}
	if err != nil {
		return Person{}, fmt.Errorf("look up %s: %w", a, err)
	}
	return person, nil
}

// ByKey looks up whose key it is on the node, whose domain is server.
func (n *Node) ByKey(ctx context.Context, key identity.Key, server string) (Person, error) {
	body, err := n.ask(ctx, http.MethodGet, "/v1/by-primary/"+key.String(), nil, nil)
	if err != nil {
		return Person{}, fmt.Errorf("look up %s: %w", key.Fingerprint(), err)
	}
	person, err := readPerson(body, server)
	if err == nil && person.Key != key {
		err = ErrUnverified
	}
	if err != nil {
		return Person{}, fmt.Errorf("look up %s: %w", key.Fingerprint(), err)
	}
	return person, nil
}

// ask makes one HTTP request. Errors wrap ErrUnreachable or are Problems.
func (n *Node) ask(ctx context.Context, method, path string, header http.Header, body []byte) ([]byte, error) {
	a, err := n.request(ctx, method, path, header, body, maxAnswer)
	return a.body, err
}

// answer is what a node says that refuses nothing.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// sigchains is where those of a node are, which may lead to a sig server.
const sigchains = "/v1/sigchains/"

// request is ask with an answer of at most so many bytes. Nothing is followed
// but where a node says that its sigchains are: they are signed, whoever shows
// them.
func (n *Node) request(ctx context.Context, method, path string, header http.Header, body []byte, most int64) (answer, error) {
	a, err := n.send(ctx, method, n.base.String()+path, header, body, most)
	if err != nil || a.status/100 != 3 || a.status == http.StatusNotModified {
		return a, err
	}
	to, err := n.base.Parse(a.header.Get("Location"))
	moved := a.status == http.StatusTemporaryRedirect || a.status == http.StatusPermanentRedirect
	if err == nil && moved && strings.HasPrefix(path, sigchains) && (to.Scheme == n.base.Scheme || to.Scheme == "https") {
		if a, err = n.send(ctx, method, to.String(), header, body, most); err != nil || a.status/100 != 3 || a.status == http.StatusNotModified {
			return a, err
		}
	}
	return answer{}, fmt.Errorf("%w: it sends us on to %.200q", ErrNotANode, a.header.Get("Location"))
}

func (n *Node) send(ctx context.Context, method, url string, header http.Header, body []byte, most int64) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := n.http.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	switch {
	case err != nil:
		return answer{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	case int64(len(data)) > most:
		return answer{}, fmt.Errorf("%w: it has more than %d bytes", ErrNotANode, most)
	case resp.StatusCode/100 > 3:
		return answer{}, readProblem(resp.StatusCode, data)
	}
	return answer{resp.StatusCode, resp.Header, data}, nil
}
