package proof_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"kez.lat/chat/identity"
	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

func TestNostr(t *testing.T) {
	me, mallory := nostrSecret(t, "17"), nostrSecret(t, "18")
	s := subject(t, "nostr:"+me.Key().String())
	good := compact(t, claim(t, s))
	about := func(text string) string {
		data, err := json.Marshal(map[string]string{"name": "jason", "about": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	now := prooftest.Now
	forged := prooftest.Event(me, 1, now, "hello")
	forged.Content = good
	another := prooftest.Event(mallory, 1, now, good)
	another.PubKey = me.Key().Hex()
	for _, x := range []struct {
		name   string
		events []prooftest.NostrEvent
		phase  proof.Phase
		reason proof.Reason
	}{
		{"a note", []prooftest.NostrEvent{prooftest.Event(me, 1, now, "It's \"me\" \\o/ <&>\n\t"+good)}, "", ""},
		{"a fence in the profile", []prooftest.NostrEvent{prooftest.Event(me, 0, now, about("Hi.\n```kez\n"+claim(t, s)+"\n```"))}, "", ""},
		{"our data", []prooftest.NostrEvent{prooftest.Event(me, 30078, now, claim(t, s), []string{"d", "kez"}, []string{"x", "ü\""})}, "", ""},
		{"an old note", []prooftest.NostrEvent{prooftest.Event(me, 1, now.Add(-time.Hour), good), prooftest.Event(me, 1, now, "newer")}, "", ""},
		{"a profile behind many notes", append(notes(me, now, 250), prooftest.Event(me, 0, now.Add(-time.Hour), about(good))), "", ""},
		{"data of another application", []prooftest.NostrEvent{prooftest.Event(me, 30078, now, good, []string{"d", "other"})}, proof.PhaseParse, proof.NotFound},
		{"another kind", []prooftest.NostrEvent{prooftest.Event(me, 7, now, good)}, proof.PhaseParse, proof.NotFound},
		{"another's note", []prooftest.NostrEvent{prooftest.Event(mallory, 1, now, good)}, proof.PhaseParse, proof.NotFound},
		{"a profile that is not JSON", []prooftest.NostrEvent{prooftest.Event(me, 0, now, good)}, proof.PhaseParse, proof.NotFound},
		{"a profile since replaced", []prooftest.NostrEvent{
			prooftest.Event(me, 0, now.Add(-time.Hour), about(good)), prooftest.Event(me, 0, now, about("no more")),
		}, proof.PhaseParse, proof.NotFound},
		{"a changed event", []prooftest.NostrEvent{forged}, proof.PhaseFetch, proof.BadResponse},
		{"another's signature", []prooftest.NostrEvent{another}, proof.PhaseFetch, proof.BadResponse},
		{"a changed event beside a true one", []prooftest.NostrEvent{forged, prooftest.Event(me, 1, now.Add(-time.Hour), good)}, "", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := prooftest.New(t)
			for _, e := range x.events {
				w.Relay.Say(e)
			}
			v := check(t, w.Checker(t), s)
			if x.phase != "" {
				wantFailure(t, v, x.phase, x.reason)
				return
			}
			if wantHolds(t, v); !strings.HasPrefix(v.URL, w.Relay.URL+"#") {
				t.Errorf("found at %s", v.URL)
			}
		})
	}
}

func notes(secret identity.NostrSecret, at time.Time, count int) []prooftest.NostrEvent {
	var list []prooftest.NostrEvent
	for n := range count {
		list = append(list, prooftest.Event(secret, 1, at.Add(time.Duration(n)*time.Second), "a note"))
	}
	return list
}

// TestStaleRelay: one relay still has the old profile, another the new one.
func TestStaleRelay(t *testing.T) {
	w := prooftest.New(t)
	me := nostrSecret(t, "17")
	s := subject(t, "nostr:"+me.Key().String())
	fresh := &prooftest.Relay{}
	cfg := w.ProofConfig(t)
	cfg.Relays = append(cfg.Relays, strings.Replace(w.Host("fresh.example", fresh), "https", "wss", 1))
	c := prooftest.Open(t, cfg)
	w.Relay.Say(prooftest.Event(me, 30078, prooftest.Now, claim(t, s), []string{"d", "kez"}))
	wantHolds(t, check(t, c, s))
	fresh.Say(prooftest.Event(me, 30078, prooftest.Now.Add(time.Minute), "taken back", []string{"d", "kez"}))
	wantFailure(t, check(t, c, s), proof.PhaseParse, proof.NotFound)
}

// TestRelays has relays that are down, mute, mad or too talkative, and one that
// works beside them.
func TestRelays(t *testing.T) {
	me := nostrSecret(t, "17")
	s := subject(t, "nostr:"+me.Key().String())
	good := prooftest.Event(me, 1, prooftest.Now, compact(t, claim(t, s)))
	say := func(messages ...string) func(context.Context, *websocket.Conn) error {
		return func(ctx context.Context, conn *websocket.Conn) error {
			for _, m := range messages {
				if err := conn.Write(ctx, websocket.MessageText, []byte(m)); err != nil {
					return err
				}
			}
			_, _, err := conn.Read(ctx) // until the other end has enough
			return err
		}
	}
	flood := func(message string) func(context.Context, *websocket.Conn) error {
		return func(ctx context.Context, conn *websocket.Conn) error {
			for {
				if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
					return err
				}
			}
		}
	}
	event, err := json.Marshal([]any{"EVENT", "kez", good})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name   string
		does   func(context.Context, *websocket.Conn) error
		reason proof.Reason
	}{
		{"mute", say(), proof.Timeout},
		{"never done, but with the proof", say(string(event)), ""},
		{"notices first", say(`["NOTICE","hello"]`, `["AUTH","challenge"]`, `["EVENT","other",{}]`, string(event), `["EOSE","other"]`, `["EOSE","kez"]`), ""},
		{"hangs up", func(_ context.Context, conn *websocket.Conn) error { return conn.Close(websocket.StatusGoingAway, "") }, proof.BadResponse},
		{"refuses", say(`["CLOSED","kez","auth-required: log in"]`), proof.BadResponse},
		{"refuses for now", say(`["CLOSED","kez","rate-limited: slow down"]`), proof.RateLimited},
		{"not Nostr", say(`hello`), proof.BadResponse},
		{"not an array", say(`{"EVENT":1}`), proof.BadResponse},
		{"a broken event", say(`["EVENT","kez",{"kind":"1"}]`), proof.BadResponse},
		{"one message too large", say(`["NOTICE","` + strings.Repeat("x", 300<<10) + `"]`), proof.TooLarge},
		{"many notices", flood(`["NOTICE","x"]`), proof.TooLarge},
		{"many large notices", flood(`["NOTICE","` + strings.Repeat("x", 200<<10) + `"]`), proof.TooLarge},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := prooftest.New(t)
			cfg := w.ProofConfig(t)
			switch x.name {
			case "mute":
				cfg.Timeout = 200 * time.Millisecond
			case "never done, but with the proof":
				cfg.Timeout = 2 * time.Second
			}
			w.Relay.Misbehave(x.does)
			v := check(t, prooftest.Open(t, cfg), s)
			if x.reason == "" {
				wantHolds(t, v)
				return
			}
			wantFailure(t, v, proof.PhaseFetch, x.reason)
			// Beside one that works it does no harm.
			honest := &prooftest.Relay{}
			if x.reason == proof.Timeout {
				cfg.Timeout = 2 * time.Second // for the one that works
			}
			cfg.Relays = append(cfg.Relays, strings.Replace(w.Host("honest.example", honest), "https", "wss", 1))
			both := prooftest.Open(t, cfg)
			wantFailure(t, check(t, both, s), proof.PhaseParse, proof.NotFound)
			honest.Say(good)
			wantHolds(t, check(t, both, s))
		})
	}
}

// TestNoRelay has what is no relay where one should be.
func TestNoRelay(t *testing.T) {
	w := prooftest.New(t)
	s := subject(t, "nostr:"+nostrSecret(t, "17").Key().String())
	page := w.Host("page.example", http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("hello")) }))
	inside := w.Host("moved.example", http.RedirectHandler(fmt.Sprintf("https://127.0.0.1:%d/", w.Port), http.StatusFound))
	for relay, reason := range map[string]proof.Reason{
		strings.Replace(page, "https", "wss", 1):      proof.BadResponse,
		strings.Replace(inside, "https", "wss", 1):    proof.BadResponse,
		"ws://127.0.0.1:7777":                         proof.BlockedAddress,
		"ws://10.0.0.1":                               proof.BlockedAddress,
		"ws://127.0.0.2:1":                            proof.Unreachable,
		fmt.Sprintf("wss://none.example:%d/", w.Port): proof.Unreachable,
	} {
		cfg := w.ProofConfig(t)
		cfg.Relays = []string{relay}
		v := check(t, prooftest.Open(t, cfg), s)
		if v.Holds() || v.Failure.Phase != proof.PhaseFetch || v.Failure.Reason != reason {
			t.Errorf("%s: got %v, want %s", relay, v.Failure, reason)
		}
	}
}
