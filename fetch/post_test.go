package fetch_test

import (
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
)

func TestPost(t *testing.T) {
	w := fetchtest.New(t)
	elsewhere := w.Host("elsewhere.example", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	base := w.Host("push.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(rw, r, elsewhere, http.StatusTemporaryRedirect)
		case "/huge":
			_, _ = rw.Write(make([]byte, 100<<10))
		case "/slow":
			<-r.Context().Done()
		default:
			rw.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(rw, r.Method+" "+r.Header.Get("Topic")+" "+r.Header.Get("User-Agent")+" "+string(body))
		}
	}))
	w.Point("inside.example", netip.MustParseAddr("127.0.0.1"))
	cfg := w.Config()
	cfg.FirstByte = 300 * time.Millisecond
	f := fetch.New(cfg)
	t.Cleanup(f.Close)
	resp, err := f.Post(t.Context(), fetch.Message{URL: base + "/ok", Body: []byte("hello"), Header: http.Header{"Topic": {"mail"}, "User-Agent": {"me"}}})
	if got := string(resp.Body); err != nil || resp.Status != http.StatusCreated || got != "POST mail kez-chat hello" {
		t.Errorf("got %d %q, %v", resp.Status, got, err)
	}
	for url, want := range map[string]error{
		base + "/redirect": fetch.ErrRedirected,
		base + "/huge":     fetch.ErrTooLarge,
		base + "/slow":     fetch.ErrTimeout,
		strings.Replace(base, "push.example", "inside.example", 1): fetch.ErrBlockedAddress,
		"https://push.example:22/":                                 fetch.ErrBlockedAddress,
		"http://push.example/":                                     fetch.ErrBadURL,
		"https://me:it@push.example/":                              fetch.ErrBadURL,
		"https://nobody.example:443/x":                             fetch.ErrUnreachable,
	} {
		if _, err := f.Post(t.Context(), fetch.Message{URL: url, MaxBody: 4096}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", url, err, want)
		}
	}
}
