package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
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
	"time"

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

// TestBlocked names what is not to be reached by address and by name.
func TestBlocked(t *testing.T) {
	w := fetchtest.New(t)
	w.Host("site.example", says("open"))
	// A door that must stay shut, behind the port that is allowed.
	shut := httptest.NewUnstartedServer(says("secret"))
	_ = shut.Listener.Close()
	var err error
	if shut.Listener, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", w.Port)); err != nil {
		t.Fatal(err)
	}
	shut.StartTLS()
	defer shut.Close()
	f := w.Fetcher(t)
	for n, address := range []string{
		"127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fc00::1", "fe80::1", "ff02::1",
	} {
		a := netip.MustParseAddr(address)
		url := "https://" + netip.AddrPortFrom(a, w.Port).String() + "/"
		if _, err := get(t, f, fetch.Request{URL: url}); !errors.Is(err, fetch.ErrBlockedAddress) {
			t.Errorf("%s: got %v, want %v", url, err, fetch.ErrBlockedAddress)
		}
		name := fmt.Sprintf("n%d.example", n)
		w.Point(name, a.Unmap())
		if _, err := get(t, f, fetch.Request{URL: fmt.Sprintf("https://%s:%d/", name, w.Port)}); !errors.Is(err, fetch.ErrBlockedAddress) {
			t.Errorf("%s by name: got %v, want %v", address, err, fetch.ErrBlockedAddress)
		}
	}
}

// TestOwnAddresses: whatever counts as public, this machine does not.
func TestOwnAddresses(t *testing.T) {
	w := fetchtest.New(t)
	cfg := w.Config()
	cfg.Public = func(netip.Addr) bool { return true }
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range own {
		ip := netip.MustParsePrefix(a.String()).Addr()
		f := fetch.New(cfg)
		_, err := get(t, f, fetch.Request{URL: "https://" + netip.AddrPortFrom(ip, w.Port).String()})
		if !errors.Is(err, fetch.ErrBlockedAddress) {
			t.Errorf("%s: got %v, want %v", ip, err, fetch.ErrBlockedAddress)
		}
		f.Close()
	}
}

func TestAllowPrivate(t *testing.T) {
	w := fetchtest.New(t)
	w.Host("home.example", says("home"))
	cfg := w.Config()
	cfg.Public, cfg.AllowPrivate = nil, true
	f := fetch.New(cfg)
	defer f.Close()
	if resp, err := get(t, f, fetch.Request{URL: fmt.Sprintf("https://home.example:%d/", w.Port)}); err != nil || string(resp.Body) != "home" {
		t.Errorf("got %q, %v", resp.Body, err)
	}
	for _, address := range []string{"169.254.169.254", "224.0.0.1", "0.0.0.0", "192.0.2.1"} {
		_, err := get(t, f, fetch.Request{URL: fmt.Sprintf("https://%s:%d/", address, w.Port)})
		wantErr(t, err, fetch.ErrBlockedAddress)
	}
	cfg.AllowPrivate = false
	strict := fetch.New(cfg)
	defer strict.Close()
	_, err := get(t, strict, fetch.Request{URL: fmt.Sprintf("https://home.example:%d/", w.Port)})
	wantErr(t, err, fetch.ErrBlockedAddress)
}

// TestRebinding has a DNS server that answers with a public address first and
// with the loopback address ever after.
func TestRebinding(t *testing.T) {
	w := fetchtest.New(t)
	base := w.Host("rebind.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Connection", "close")
		if r.URL.Path == "/again" {
			http.Redirect(rw, r, "/then", http.StatusFound)
		}
	}))
	loopback := netip.MustParseAddr("127.0.0.1")
	w.Point("rebind.example", fetchtest.Public, loopback)
	f := w.Fetcher(t)
	if resp, err := get(t, f, fetch.Request{URL: base}); err != nil || resp.Status != 200 {
		t.Fatalf("the first answer: %d, %v", resp.Status, err)
	}
	_, err := get(t, f, fetch.Request{URL: base})
	wantErr(t, err, fetch.ErrBlockedAddress)
	// The same in the middle of one Get.
	w.Point("rebind.example", fetchtest.Public, loopback)
	_, err = get(t, f, fetch.Request{URL: base + "/again", Redirects: 3})
	wantErr(t, err, fetch.ErrBlockedAddress)
	// A name with two addresses is not reached by the forbidden one.
	w.Answer("both.example", fetchtest.Addresses(netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("10.0.0.1")))
	_, err = get(t, f, fetch.Request{URL: fmt.Sprintf("https://both.example:%d/", w.Port)})
	wantErr(t, err, fetch.ErrBlockedAddress)
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

func TestSizes(t *testing.T) {
	w := fetchtest.New(t)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	base := w.Host("site.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/fits":
			_, _ = rw.Write(zeros[:1000])
		case "/huge":
			for range 100 {
				_, _ = rw.Write(zeros)
			}
		case "/bomb":
			rw.Header().Set("Content-Encoding", "gzip")
			_, _ = rw.Write(bomb.Bytes())
		case "/header":
			rw.Header().Set("X-Long", strings.Repeat("x", 1<<17))
		case "/broken":
			rw.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(rw, "this is not gzip")
		case "/brotli":
			rw.Header().Set("Content-Encoding", "br")
			_, _ = io.WriteString(rw, "\x0b\x02\x80hello\x03")
		}
	}))
	f := w.Fetcher(t)
	for path, want := range map[string]error{
		"/fits": nil, "/huge": fetch.ErrTooLarge, "/bomb": fetch.ErrTooLarge, "/header": fetch.ErrTooLarge,
		"/broken": fetch.ErrBadResponse, "/brotli": fetch.ErrBadResponse,
	} {
		resp, err := get(t, f, fetch.Request{URL: base + path, MaxBody: 1000})
		if !errors.Is(err, want) || err == nil && len(resp.Body) != 1000 {
			t.Errorf("%s: got %d bytes, %v, want %v", path, len(resp.Body), err, want)
		}
	}
}

// raw serves bytes on a connection, over TLS that the World vouches for where
// secure, and holds it until the test ends.
func raw(t *testing.T, serve func(c net.Conn, done <-chan struct{})) (address netip.AddrPort) {
	t.Helper()
	listener, err := net.Listen("tcp", netip.AddrPortFrom(fetchtest.Public, 0).String())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer c.Close()
				serve(c, done)
			})
		}
	})
	t.Cleanup(func() {
		close(done)
		_ = listener.Close()
		running.Wait()
	})
	return netip.MustParseAddrPort(listener.Addr().String())
}

func TestSlow(t *testing.T) {
	w := fetchtest.New(t)
	release := make(chan struct{})
	defer close(release)
	base := w.Host("slow.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drip" {
			for {
				select {
				case <-release:
					return
				case <-r.Context().Done():
					return
				case <-time.After(time.Millisecond):
				}
				_, _ = io.WriteString(rw, "x")
				_ = http.NewResponseController(rw).Flush()
			}
		}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	mute := raw(t, func(_ net.Conn, done <-chan struct{}) { <-done }) // not even a TLS hello
	cfg := w.Config()
	cfg.Ports = append(cfg.Ports, mute.Port())
	cfg.Timeout, cfg.FirstByte = time.Minute, 50*time.Millisecond
	f := fetch.New(cfg)
	defer f.Close()
	for _, url := range []string{base + "/never", "https://" + mute.String()} {
		began := time.Now()
		_, err := get(t, f, fetch.Request{URL: url})
		wantErr(t, err, fetch.ErrTimeout)
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%s: gave up after %v", url, took)
		}
	}
	cfg.Timeout, cfg.FirstByte = 200*time.Millisecond, time.Minute
	total := fetch.New(cfg)
	defer total.Close()
	_, err := get(t, total, fetch.Request{URL: base + "/drip"})
	wantErr(t, err, fetch.ErrTimeout)

	// A name server that says nothing.
	w.Answer("mute.example", fetchtest.Silence)
	_, err = get(t, total, fetch.Request{URL: fmt.Sprintf("https://mute.example:%d", w.Port)})
	wantErr(t, err, fetch.ErrTimeout)

	// Whoever gives up is told why they did, and not that it took too long.
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	_, err = f.Get(ctx, fetch.Request{URL: base + "/never"})
	wantErr(t, err, gone)
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

func TestConcurrency(t *testing.T) {
	w := fetchtest.New(t)
	const all, perHost = 5, 2
	var now, most [4]atomic.Int32 // by host, and all
	arrived := make(chan struct{}, 100)
	release := make(chan struct{})
	count := func(n int) {
		for c := now[n].Add(1); ; {
			if m := most[n].Load(); c <= m || most[n].CompareAndSwap(m, c) {
				return
			}
		}
	}
	var urls []string
	for n := range 3 {
		urls = append(urls, w.Host(fmt.Sprintf("host%d.example", n), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			count(n)
			count(3)
			arrived <- struct{}{}
			<-release
			now[n].Add(-1)
			now[3].Add(-1)
		})))
	}
	cfg := w.Config()
	cfg.Concurrent, cfg.PerHost, cfg.Timeout, cfg.FirstByte = all, perHost, time.Minute, time.Minute
	f := fetch.New(cfg)
	defer f.Close()
	var asking sync.WaitGroup
	for n := range 30 {
		asking.Go(func() {
			if _, err := f.Get(t.Context(), fetch.Request{URL: urls[n%3]}); err != nil {
				t.Errorf("get: %v", err)
			}
		})
	}
	for range all {
		<-arrived
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := f.Get(ctx, fetch.Request{URL: urls[0]})
	wantErr(t, err, fetch.ErrBusy)
	close(release)
	asking.Wait()
	for n, limit := range []int32{perHost, perHost, perHost, all} {
		if got := most[n].Load(); got > limit || got == 0 {
			t.Errorf("%d: %d at once, limit %d", n, got, limit)
		}
	}
}

func TestClient(t *testing.T) {
	w := fetchtest.New(t)
	base := w.Host("relay.example", http.RedirectHandler("https://127.0.0.1/", http.StatusFound))
	client := w.Fetcher(t).Client(7777)
	defer client.CloseIdleConnections()
	resp, err := client.Get(base)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		t.Errorf("got %d, want the redirect itself", resp.StatusCode)
	}
	for _, url := range []string{"http://127.0.0.1:7777/", "http://169.254.169.254:7777/", "http://127.0.0.2:7778/"} {
		_, err := client.Get(url)
		wantErr(t, err, fetch.ErrBlockedAddress)
	}
	_, err = client.Get("http://127.0.0.2:7777/")
	if err == nil || errors.Is(err, fetch.ErrBlockedAddress) {
		t.Errorf("an allowed port that nobody listens at: %v", err)
	}
	wantErr(t, fetch.Classify(t.Context(), err), fetch.ErrUnreachable)
}
