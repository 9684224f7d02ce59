package fetch_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
)

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func get(t *testing.T, f *fetch.Fetcher, r fetch.Request) (fetch.Response, error) {
	t.Helper()
	return f.Get(t.Context(), r)
}

func wantErr(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestGet(t *testing.T) {
	w := fetchtest.New(t)
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1") // nobody there: whoever asks it fails
	t.Setenv("ALL_PROXY", "http://127.0.0.1:1")
	var seen *http.Request
	base := w.Host("site.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		seen = r
		http.SetCookie(rw, &http.Cookie{Name: "c", Value: "1"})
		rw.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(rw, "nothing")
	}))
	f := w.Fetcher(t)
	for range 2 {
		resp, err := get(t, f, fetch.Request{URL: base + "/a#fragment", Accept: "text/plain", Bearer: "token"})
		if err != nil {
			t.Fatal(err)
		}
		if resp.Status != 404 || string(resp.Body) != "nothing" || resp.URL != base+"/a" {
			t.Errorf("got %d %q from %s", resp.Status, resp.Body, resp.URL)
		}
	}
	for name, want := range map[string]string{"User-Agent": "kez-chat", "Accept": "text/plain", "Authorization": "Bearer token", "Cookie": "", "Referer": ""} {
		if got := seen.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestBadURLs(t *testing.T) {
	w := fetchtest.New(t)
	var asked atomic.Int32
	base := w.Host("site.example", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	f := w.Fetcher(t)
	for url, want := range map[string]error{
		"":                         fetch.ErrBadURL,
		"/path":                    fetch.ErrBadURL,
		"https:site.example":       fetch.ErrBadURL,
		"https:///path":            fetch.ErrBadURL,
		"file:///etc/passwd":       fetch.ErrBadURL,
		"gopher://site.example":    fetch.ErrBadURL,
		"https://site.example\x00": fetch.ErrBadURL,
		strings.Replace(base, "https", "http", 1):                  fetch.ErrBadURL,
		strings.Replace(base, "https://", "https://me:pw@", 1):     fetch.ErrBadURL,
		base + "/" + strings.Repeat("x", 2048):                     fetch.ErrBadURL,
		"https://site.example:22/":                                 fetch.ErrBlockedAddress,
		"https://site.example:80/":                                 fetch.ErrBlockedAddress,
		"https://site.example:99999/":                              fetch.ErrBlockedAddress,
		"https://site.example:443" + strings.Repeat("9", 30) + "/": fetch.ErrBlockedAddress,
	} {
		if _, err := get(t, f, fetch.Request{URL: url}); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", url, err, want)
		}
	}
	if asked.Load() != 0 {
		t.Error("somebody was asked")
	}
}

func TestRedirects(t *testing.T) {
	w := fetchtest.New(t)
	var tokens sync.Map
	other := w.Host("other.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		tokens.Store("other", r.Header.Get("Authorization"))
		_, _ = io.WriteString(rw, "other")
	}))
	base := w.Host("site.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		tokens.Store("site", r.Header.Get("Authorization"))
		if to := r.URL.Query().Get("to"); to != "" {
			rw.Header().Set("Location", to)
			rw.WriteHeader(http.StatusFound)
			return
		}
		_, _ = io.WriteString(rw, "site")
	}))
	f := w.Fetcher(t)
	ask := func(to string) string { return base + "/?to=" + strings.ReplaceAll(to, "&", "%26") }
	for _, c := range []struct {
		to   string
		r    fetch.Request
		want error
	}{
		{other, fetch.Request{}, fetch.ErrRedirected},
		{other, fetch.Request{Redirects: 1}, nil},
		{other, fetch.Request{Redirects: 1, SameHost: true}, fetch.ErrRedirected},
		{"/there", fetch.Request{Redirects: 1, SameHost: true}, nil},
		{"//other.example/", fetch.Request{Redirects: 1}, nil},
		{strings.Replace(other, "https", "http", 1), fetch.Request{Redirects: 1}, fetch.ErrRedirected},
		{"http://other.example/", fetch.Request{Redirects: 1, Plain: true}, fetch.ErrRedirected},
		{"ftp://other.example/", fetch.Request{Redirects: 1}, fetch.ErrRedirected},
		{strings.Replace(other, "https://", "https://me:pw@", 1), fetch.Request{Redirects: 1}, fetch.ErrRedirected},
		{"https://other.example:1/", fetch.Request{Redirects: 1}, fetch.ErrBlockedAddress},
		{fmt.Sprintf("https://127.0.0.1:%d/", w.Port), fetch.Request{Redirects: 1}, fetch.ErrBlockedAddress},
		{"https://169.254.169.254/latest/meta-data/", fetch.Request{Redirects: 1}, fetch.ErrBlockedAddress},
		{fmt.Sprintf("https://[::ffff:127.0.0.1]:%d/", w.Port), fetch.Request{Redirects: 1}, fetch.ErrBlockedAddress},
		{fmt.Sprintf("https://[64:ff9b::7f00:1]:%d/", w.Port), fetch.Request{Redirects: 1}, fetch.ErrBlockedAddress},
		{"https://[::1]/", fetch.Request{Redirects: 1}, fetch.ErrBlockedAddress},
	} {
		if strings.HasPrefix(c.to, "//") {
			c.to = fmt.Sprintf("//other.example:%d/", w.Port)
		}
		c.r.URL, c.r.Bearer = ask(c.to), "token"
		if _, err := get(t, f, c.r); !errors.Is(err, c.want) {
			t.Errorf("to %s with %+v: got %v, want %v", c.to, c.r, err, c.want)
		}
	}
	site, _ := tokens.Load("site")
	elsewhere, _ := tokens.Load("other")
	if site != "Bearer token" || elsewhere != "" {
		t.Errorf("the token: %q to its host, %q to another", site, elsewhere)
	}
}

func TestEndlessRedirects(t *testing.T) {
	w := fetchtest.New(t)
	var hops atomic.Int32
	base := w.Host("loop.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, fmt.Sprintf("/%d", hops.Add(1)), http.StatusFound)
	}))
	_, err := get(t, w.Fetcher(t), fetch.Request{URL: base, Redirects: 5})
	wantErr(t, err, fetch.ErrRedirected)
	if hops.Load() != 6 {
		t.Errorf("asked %d times, want 6", hops.Load())
	}
}

func TestPlain(t *testing.T) {
	w := fetchtest.New(t)
	listener, err := net.Listen("tcp", netip.AddrPortFrom(fetchtest.Public, 0).String())
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: says("plain")}
	defer server.Close()
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	defer serving.Wait()
	defer server.Close()
	cfg := w.Config()
	cfg.Ports = []uint16{netip.MustParseAddrPort(listener.Addr().String()).Port()}
	f := fetch.New(cfg)
	defer f.Close()
	url := "http://" + listener.Addr().String()
	if resp, err := get(t, f, fetch.Request{URL: url, Plain: true}); err != nil || string(resp.Body) != "plain" {
		t.Errorf("got %q, %v", resp.Body, err)
	}
	_, err = get(t, f, fetch.Request{URL: url})
	wantErr(t, err, fetch.ErrBadURL)
	_, err = get(t, f, fetch.Request{URL: "https://" + listener.Addr().String()})
	wantErr(t, err, fetch.ErrBadResponse) // no TLS there
}

func TestUnreachable(t *testing.T) {
	w := fetchtest.New(t)
	base := w.Host("site.example", says("site"))
	closed := raw(t, func(net.Conn, <-chan struct{}) {})
	garbage := raw(t, func(c net.Conn, _ <-chan struct{}) { _, _ = io.WriteString(c, "SSH-2.0-x\r\n") })
	noHTTP := raw(t, func(c net.Conn, _ <-chan struct{}) {
		cert := httptest.NewUnstartedServer(nil)
		cert.StartTLS()
		defer cert.Close()
		s := tls.Server(c, &tls.Config{Certificates: cert.TLS.Certificates})
		_, _ = io.WriteString(s, "SSH-2.0-x\r\n")
	})
	w.Host("wrong.example", says("wrong"))
	w.Point("nobody.example", fetchtest.Public) // no certificate
	w.Answer("broken.example", fetchtest.Code(dns.RcodeServerFailure))
	cfg := w.Config()
	cfg.Ports = append(cfg.Ports, closed.Port(), garbage.Port(), noHTTP.Port())
	f := fetch.New(cfg)
	defer f.Close()
	untrusting := fetch.New(fetch.Config{Ports: cfg.Ports, Public: cfg.Public, Resolver: cfg.Resolver})
	defer untrusting.Close()
	for name, c := range map[string]struct {
		f   *fetch.Fetcher
		url string
	}{
		"no name":        {f, fmt.Sprintf("https://none.example:%d", w.Port)},
		"SERVFAIL":       {f, fmt.Sprintf("https://broken.example:%d", w.Port)},
		"no certificate": {f, fmt.Sprintf("https://nobody.example:%d", w.Port)},
		"another's":      {f, fmt.Sprintf("https://%s:%d", fetchtest.Public, w.Port)},
		"unknown CA":     {untrusting, base},
		"self-signed":    {f, "https://" + noHTTP.String()},
		"not TLS":        {f, "https://" + garbage.String()},
		"nobody listens": {f, "https://127.0.0.2"},
	} {
		if _, err := get(t, c.f, fetch.Request{URL: c.url}); !errors.Is(err, fetch.ErrUnreachable) {
			t.Errorf("%s: got %v, want %v", name, err, fetch.ErrUnreachable)
		}
	}
}
