package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
)

// A Message is one thing to hand in at an address that somebody else named.
type Message struct {
	URL     string
	Header  http.Header // the User-Agent is the Config's whatever it says
	Body    []byte
	MaxBody int64 // of the answer; 0: the Config's
}

// Post hands a message in, under every promise of [Fetcher.Get]. It follows no
// redirect: what is meant for one host is nobody else's.
func (f *Fetcher) Post(ctx context.Context, m Message) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.Timeout)
	defer cancel()
	resp, err := f.post(ctx, m)
	if err != nil {
		return Response{}, fmt.Errorf("post: %w", Classify(ctx, err))
	}
	return resp, nil
}

func (f *Fetcher) post(ctx context.Context, m Message) (Response, error) {
	u, err := f.parse(m.URL, false)
	if err != nil {
		return Response{}, err
	}
	leave, err := f.gate.enter(ctx, strings.ToLower(u.Hostname()))
	if err != nil {
		return Response{}, err
	}
	defer leave()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(m.Body))
	if err != nil {
		return Response{}, fmt.Errorf("%w: %w", ErrBadURL, err)
	}
	for name, values := range m.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	req.Header.Set("User-Agent", f.cfg.UserAgent)
	answer, err := f.http.Do(req)
	if err != nil {
		return Response{}, err
	}
	defer func() { _ = answer.Body.Close() }() // what was read was read
	if redirects(answer.StatusCode) {
		return Response{}, fmt.Errorf("%w: a message is handed in at one place only", ErrRedirected)
	}
	return f.read(ctx, answer, m.MaxBody, u)
}
