package push_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
	"kez.lat/chat/identity"
	"kez.lat/chat/push"
	"kez.lat/chat/push/pushtest"
	"kez.lat/chat/registry"
)

func answer(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

// TestWorkerOnEveryAnswer tells of one message and counts what comes of it.
func TestWorkerOnEveryAnswer(t *testing.T) {
	huge := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 64<<10)) }
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	redirect := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://elsewhere.example/")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		pushes  int
		dropped bool
		log     string
	}{
		"201": {[]http.HandlerFunc{answer(201)}, 1, false, "pushed"},
		"404": {[]http.HandlerFunc{answer(404)}, 1, true, "gone"}, "410": {[]http.HandlerFunc{answer(410)}, 1, true, "gone"},
		"429": {[]http.HandlerFunc{answer(429)}, 2, false, "pushed"}, "503": {[]http.HandlerFunc{answer(503), answer(500)}, 3, false, "pushed"},
		"400": {[]http.HandlerFunc{answer(400)}, 1, false, "refused"}, "403": {[]http.HandlerFunc{answer(403)}, 1, false, "refused"},
		"413": {[]http.HandlerFunc{answer(413)}, 1, false, "refused"}, "huge": {[]http.HandlerFunc{huge}, 1, false, "refused"},
		"redirect": {[]http.HandlerFunc{redirect}, 1, false, "refused"}, "slow": {[]http.HandlerFunc{slow}, 2, false, "pushed"},
		"always 500": {[]http.HandlerFunc{answer(500), answer(500), answer(500), answer(500), answer(500)}, 5, false, "given up"},
	} {
		t.Run(name, func(t *testing.T) {
			w := fetchtest.New(t)
			service := pushtest.New(t, w, "push.example")
			service.Answer(c.answers...)
			pushed, dropped, log := runOnce(t, w, service, service.Subscribe(), c.log)
			if len(pushed) != c.pushes || dropped != c.dropped {
				t.Errorf("got %d pushes, dropped %v, want %d, %v; log:\n%s", len(pushed), dropped, c.pushes, c.dropped, log)
			}
			for _, p := range pushed {
				var said map[string]string
				if err := json.Unmarshal([]byte(p.Text), &said); err != nil || len(said) != 1 || len(said["id"]) != 32 {
					t.Errorf("payload %q, %v: want one opaque id", p.Text, err)
				}
				if p.Claims["sub"] != "mailto:a@example.org" || p.Header.Get("Topic") == "" || p.Header.Get("Urgency") == "" {
					t.Errorf("claims %v, header %v", p.Claims, p.Header)
				}
			}
		})
	}
	t.Run("private address", func(t *testing.T) {
		w := fetchtest.New(t)
		service := pushtest.New(t, w, "push.example")
		b := service.Subscribe()
		b.Endpoint = strings.Replace(b.Endpoint, "push.example", "127.0.0.1", 1)
		if pushed, _, log := runOnce(t, w, service, b, "refused"); len(pushed) != 0 || !strings.Contains(log, "blocked address") {
			t.Errorf("got %d pushes, log:\n%s", len(pushed), log)
		}
	})
}

// lines hands log lines out.
type lines chan string

func (l lines) Write(p []byte) (int, error) { l <- string(p); return len(p), nil }

// runOnce runs a worker over one message until its log says how it ended.
func runOnce(t *testing.T, w *fetchtest.World, service *pushtest.Service, b *pushtest.Browser, end string) (pushed []pushtest.Push, dropped bool, log string) {
	t.Helper()
	signer, err := push.OpenSigner(filepath.Join(t.TempDir(), "keys", "vapid.pem"), "mailto:a@example.org")
	if err != nil {
		t.Fatal(err)
	}
	s, err := push.Parse([]byte(`{"device":"` + strings.Repeat("07", 16) + `","endpoint":"` + b.Endpoint + `","keys":{"p256dh":"` + b.P256dh + `","auth":"` + b.Auth + `"}}`))
	if err != nil {
		t.Fatal(err)
	}
	cfg := w.Config()
	cfg.FirstByte = 300 * time.Millisecond
	f := fetch.New(cfg)
	defer f.Close()
	said := make(lines, 256)
	worker := push.New(push.Config{
		Signer: signer, Fetch: f,
		Wakeable: func(identity.Key) bool { return true },
		Accepted: func(context.Context, identity.Key, identity.Key) (bool, error) { return true, nil },
		Subscriptions: func(context.Context, identity.Key) ([]registry.Subscription, error) {
			return []registry.Subscription{s}, nil
		},
		Drop:      func(context.Context, identity.Key, string) error { dropped = true; return nil },
		Connected: func(identity.Key, identity.ID) bool { return false },
		Wait:      time.Millisecond, Rest: time.Millisecond, Backoff: time.Millisecond,
		Now: time.Now, Log: slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	worker.Tell(identity.Key{}, identity.Key{})
	worker.Tell(identity.Key{}, identity.Key{}) // one push stands for both
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	ended := make(chan error, 1)
	go func() { ended <- worker.Run(ctx) }()
	for !strings.Contains(log, "push "+end) && !strings.Contains(log, "subscription "+end) && !strings.Contains(log, "msg="+end) {
		select {
		case line := <-said:
			log += line
		case <-ctx.Done():
			t.Fatalf("not ended; log:\n%s", log)
		}
	}
	cancel()
	<-ended
	for len(service.Pushes()) > 0 {
		pushed = append(pushed, <-service.Pushes())
	}
	return pushed, dropped, log
}
