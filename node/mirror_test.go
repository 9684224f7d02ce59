package node_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/node/nodetest"
)

// notRead is what the node logs of a sig server that is of no use.
const notRead = "sigchain not read"

func withSigServer(url string) []string { return append([]string{"sig-server-url", url}, unlimited...) }

// TestSigServerIsARealNode: what people say on the sig server holds on the node
// that serves them, for those who log in and those who are in.
func TestSigServerIsARealNode(t *testing.T) {
	t.Parallel()
	sig := nodetest.Start(t, "sigchains", "any")
	home := nodetest.Start(t, withSigServer(sig.URL)...)
	ana := join(t, home, "ana")
	add, tablet := device(t, ana)
	// The node leads to the sig server, where ana is a stranger.
	head := grow(t, home, ana, sigchain.Head{}, add)
	if state, _ := chainOf(t, sig, ana); state.Head != head {
		t.Fatalf("on the sig server: got %v, want %v", state.Head, head)
	}
	if state, _ := chainOf(t, home, ana); state.Head != head {
		t.Errorf("by the node: got %v, want %v", state.Head, head)
	}
	if admits(t, home, ana, tablet) {
		t.Fatal("the device is admitted before the chain was read")
	}
	ana.dial(t, home.WebSocket)
	await(t, "the device may log in", func() bool { return admits(t, home, ana, tablet) })

	sig.Stop() // what was read last holds while the sig server is away
	home.Restart()
	if !admits(t, home, ana, tablet) {
		t.Error("without the sig server the device is refused")
	}
	primary := ana.dial(t, home.WebSocket)
	await(t, "the node says that the sig server is away", func() bool { return strings.Contains(home.LogText(), notRead) })
	send(t, primary, ana, to(t, ana.key.String()), []byte(`{"kez":"box"}`))

	sig.StartAgain()
	grow(t, sig, ana, head, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: add.Device})
	home.Restart()
	ana.dial(t, home.WebSocket)
	await(t, "the revoked device is refused", func() bool { return !admits(t, home, ana, tablet) })
}

// TestSigServersThatAreOfNoUse keep nobody from logging in, and are believed
// nothing: the chain that was read before stays as it was.
func TestSigServersThatAreOfNoUse(t *testing.T) {
	t.Parallel()
	sig := nodetest.Start(t, "sigchains", "any")
	mallory := join(t, sig, "mallory")
	forged, intruder := device(t, mallory)
	foreign, err := event(mallory, sigchain.Head{}, forged)
	if err != nil {
		t.Fatal(err)
	}
	var ask atomic.Pointer[http.HandlerFunc]
	liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*ask.Load())(w, r) }))
	t.Cleanup(liar.Close)
	answers := func(h http.HandlerFunc) { ask.Store(&h) }
	answers(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, sig.URL+r.URL.String(), http.StatusTemporaryRedirect)
	})

	home := nodetest.Start(t, withSigServer(liar.URL)...)
	ana := join(t, home, "ana")
	add, tablet := device(t, ana)
	head := grow(t, sig, ana, sigchain.Head{}, add)
	ana.dial(t, home.WebSocket)
	await(t, "the device may log in", func() bool { return admits(t, home, ana, tablet) })

	next, err := event(ana, head, sigchain.Draft{Op: sigchain.Add, Subject: subject(t, "dns:example.org")})
	if err != nil {
		t.Fatal(err)
	}
	fork, err := event(ana, sigchain.Head{Seq: 1, Hash: strings.Repeat("0", 64)}, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: add.Device})
	if err != nil {
		t.Fatal(err)
	}
	says := func(status int, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write(body) // whoever reads may have had enough
		}
	}
	for name, answer := range map[string]http.HandlerFunc{
		"broken":          says(http.StatusInternalServerError, []byte("oops")),
		"no sigchain":     says(http.StatusOK, []byte("<html>")),
		"a foreign chain": says(http.StatusOK, foreign.Raw()),
		"a fork":          says(http.StatusOK, fork.Raw()),
		"a changed event": says(http.StatusOK, bytes.Replace(next.Raw(), []byte("example.org"), []byte("example.com"), 1)),
		"endless": func(w http.ResponseWriter, r *http.Request) {
			for line := append(bytes.Repeat([]byte(" "), 1<<20), '\n'); r.Context().Err() == nil; {
				if _, err := w.Write(line); err != nil {
					return
				}
			}
		},
		"round and round": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
	} {
		answers(answer)
		home.Restart()
		told := strings.Count(home.LogText(), notRead)
		nc := ana.dial(t, home.WebSocket)
		await(t, name+": the node says so", func() bool { return strings.Count(home.LogText(), notRead) > told })
		send(t, nc, ana, to(t, ana.key.String()), []byte(`{"kez":"box"}`))
		if !admits(t, home, ana, tablet) {
			t.Errorf("%s: the device is refused", name)
		}
		if admits(t, home, ana, intruder) {
			t.Errorf("%s: a foreign device is admitted", name)
		}
	}
}

// TestSlowSigServerHoldsNobodyUp: neither a log-in nor the stop of the node
// waits for an answer.
func TestSlowSigServerHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	asked, left := make(chan struct{}, 8), make(chan struct{}, 8)
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
		left <- struct{}{}
	}))
	t.Cleanup(slow.Close)
	home := nodetest.Start(t, withSigServer(slow.URL)...)
	ana, bo := join(t, home, "ana"), join(t, home, "bob")
	ana.dial(t, home.WebSocket)
	wait(t, "the sig server is asked", asked)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // less than the node waits for an answer
	defer cancel()
	for _, p := range []person{ana, bo} {
		nc := p.dial(t, home.WebSocket)
		if err := nc.FlushWithContext(ctx); err != nil {
			t.Errorf("%s: %v", p.handle, err)
		}
	}
	home.Stop()
	wait(t, "the node hangs up", left)
	if ctx.Err() != nil {
		t.Error("log-ins and the stop took longer than a read of the sig server")
	}
}

// TestSigServerWithMoreDevicesThanMayBe: what this node does not take keeps no
// revocation behind it from being read.
func TestSigServerWithMoreDevicesThanMayBe(t *testing.T) {
	t.Parallel()
	sig := nodetest.Start(t, "sigchains", "any")
	home := nodetest.Start(t, append(withSigServer(sig.URL), "limit", "devices=1")...)
	ana := join(t, home, "ana")
	first, tablet := device(t, ana)
	second, phone := device(t, ana)
	head := grow(t, sig, ana, sigchain.Head{}, first)
	ana.dial(t, home.WebSocket)
	await(t, "the device may log in", func() bool { return admits(t, home, ana, tablet) })
	head = grow(t, sig, ana, head, second)
	grow(t, sig, ana, head, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: first.Device})
	home.Restart()
	ana.dial(t, home.WebSocket)
	await(t, "the revoked device is refused", func() bool { return !admits(t, home, ana, tablet) })
	if admits(t, home, ana, phone) {
		t.Error("a device over the limit is admitted")
	}
}
