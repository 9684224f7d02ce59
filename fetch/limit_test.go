package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
)

func TestSizes(t *testing.T) {
	w := fetchtest.New(t)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 8 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	base := w.Host("site.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/fits":
			_, _ = rw.Write(zeros[:1000])
		case "/huge":
			for range 20 {
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
