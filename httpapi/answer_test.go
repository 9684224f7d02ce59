package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// answer is a response that was read.
type answer struct {
	*http.Response
	t    testing.TB
	name string
	body string
}

// do makes a request. Headers come in pairs.
func (w *world) do(method, path string, body []byte, header ...string) *answer {
	w.t.Helper()
	r, err := http.NewRequest(method, w.url+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i+1] == "" {
			r.Header.Del(header[i])
			continue
		}
		r.Header.Add(header[i], header[i+1])
		if header[i] == "Content-Type" {
			r.Header.Set(header[i], header[i+1])
		}
	}
	res, err := noRedirects.Do(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	return &answer{res, w.t, method + " " + path, string(read)}
}

var noRedirects = &http.Client{
	Timeout:       patience,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (w *world) get(path string, header ...string) *answer {
	w.t.Helper()
	return w.do(http.MethodGet, path, nil, header...)
}

func (w *world) post(path string, body []byte, header ...string) *answer {
	w.t.Helper()
	return w.do(http.MethodPost, path, body, header...)
}

// want checks status and, unless it is empty, the problem code.
func (a *answer) want(status int, code string) *answer {
	a.t.Helper()
	if a.StatusCode != status {
		a.t.Fatalf("%s: got status %d, want %d: %s", a.name, a.StatusCode, status, a.body)
	}
	if code == "" {
		return a
	}
	p := a.problem()
	if p.Code != code || p.Status != status || p.Type != "/problems/"+code || p.Title == "" {
		a.t.Errorf("%s: got %s, want code %s", a.name, a.body, code)
	}
	if status < 500 && (p.Detail == "" || strings.Contains(p.Detail, "code=")) {
		a.t.Errorf("%s: detail %q", a.name, p.Detail)
	}
	if p.RequestID == "" || p.RequestID != a.Header.Get("X-Request-Id") {
		a.t.Errorf("%s: request id %q, header %q", a.name, p.RequestID, a.Header.Get("X-Request-Id"))
	}
	if limited := status == 429 || status == 503; limited != (p.RetryAfter > 0) || limited && a.Header.Get("Retry-After") != fmt.Sprint(p.RetryAfter) {
		a.t.Errorf("%s: retry_after %d, header %q", a.name, p.RetryAfter, a.Header.Get("Retry-After"))
	}
	return a
}

func (a *answer) problem() Problem {
	a.t.Helper()
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		a.t.Errorf("%s: Content-Type %q, want application/problem+json", a.name, got)
	}
	var p Problem
	a.decode(&p)
	return p
}

func (a *answer) decode(into any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.body), into); err != nil {
		a.t.Fatalf("%s: %v: %s", a.name, err, a.body)
	}
}

// golden checks the whole body.
func (a *answer) golden(want string) {
	a.t.Helper()
	if a.body != want {
		a.t.Errorf("%s:\n got %s\nwant %s", a.name, a.body, want)
	}
}
