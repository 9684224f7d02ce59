package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

func (w *world) subject(text string) identity.Subject {
	w.t.Helper()
	s, err := identity.ParseSubject(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// event signs what follows a head, at the world's time where the draft has none.
func (w *world) event(signer identity.Signer, head sigchain.Head, d sigchain.Draft) sigchain.Link {
	w.t.Helper()
	if d.CreatedAt.IsZero() {
		d.CreatedAt = w.now()
	}
	raw, err := sigchain.Sign(signer, head, d)
	if err != nil {
		w.t.Fatal(err)
	}
	l, err := sigchain.Open(raw)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

func (w *world) adds(signer identity.Signer, head sigchain.Head, subject string) sigchain.Link {
	w.t.Helper()
	return w.event(signer, head, sigchain.Draft{Op: sigchain.Add, Subject: w.subject(subject)})
}

func certificate(account identity.Seed, id byte, device identity.Seed) sigchain.Draft {
	d := identity.ID{id}
	return sigchain.Draft{
		Op: sigchain.DeviceAdd, Device: d, Key: device.Key(), Proof: sigchain.ProveDevice(device, account.Primary(), d),
	}
}

func chainPath(s identity.Seed) string { return "/v1/sigchains/ed25519/" + s.Key().Hex() }

func (w *world) append(s identity.Seed, l sigchain.Link) *answer {
	w.t.Helper()
	return w.post(chainPath(s), l.Raw())
}

func wantHead(a *answer, want sigchain.Head) {
	a.t.Helper()
	var got ChainHead
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || got.Seq != want.Seq || got.Hash != want.Hash {
		a.t.Errorf("%s: got head %s, want %+v", a.name, a.body, want)
	}
}

func TestSigchainGrows(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	w.get(chainPath(ana.Seed)).want(404, "unknown-sigchain")
	w.get(chainPath(ana.Seed)+"/head").want(404, "unknown-sigchain")

	one := w.adds(ana, sigchain.Head{}, "dns:example.org")
	first := w.append(ana.Seed, one).want(201, "")
	wantHead(first, one.Head())
	wantHead(w.append(ana.Seed, one).want(200, ""), one.Head()) // the answer may have been lost
	two := w.event(ana, one.Head(), sigchain.Draft{Op: sigchain.Revoke, Subject: w.subject("dns:example.org")})
	wantHead(w.post(chainPath(ana.Seed)+"/events", two.Raw()).want(201, ""), two.Head())

	late := w.append(ana.Seed, w.adds(ana, one.Head(), "dns:example.com")).want(409, "head-moved")
	wantHead(late, two.Head())
	wantHead(w.append(ana.Seed, one).want(409, "head-moved"), two.Head()) // a repeat of the head only

	wantHead(w.get(chainPath(ana.Seed)+"/head").want(200, ""), two.Head())
	lines := []string{string(one.Raw()) + "\n", string(two.Raw()) + "\n"}
	for since, want := range map[string]string{
		"": lines[0] + lines[1], "?since=0": lines[0] + lines[1], "?since=1": lines[1], "?since=2": "", "?since=9": "",
	} {
		a := w.get(chainPath(ana.Seed)+since).want(200, "")
		if a.body != want || a.Header.Get("Content-Type") != "application/jsonl" || a.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("since %q: got %q, %v", since, a.body, a.Header)
		}
	}
	w.get(chainPath(ana.Seed)+"?since=-1").want(400, "malformed")
	w.get(chainPath(ana.Seed)+"?since=1&since=2").want(400, "malformed")

	head := w.do(http.MethodHead, chainPath(ana.Seed), nil).want(200, "")
	if head.body != "" || head.Header.Get("ETag") != `"`+two.Hash()+`"` {
		t.Errorf("HEAD: got %q, %v", head.body, head.Header)
	}
}

func TestSigchainIsRevalidated(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	one := w.adds(ana, sigchain.Head{}, "dns:example.org")
	w.append(ana.Seed, one).want(201, "")
	tag := w.get(chainPath(ana.Seed)).Header.Get("ETag")
	for match, status := range map[string]int{
		tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, strings.Trim(tag, `"`): 200,
	} {
		a := w.get(chainPath(ana.Seed), "If-None-Match", match).want(status, "")
		if a.Header.Get("ETag") != tag || (a.body == "") != (status == 304) {
			t.Errorf("If-None-Match %s: got %q, %v", match, a.body, a.Header)
		}
	}
	w.append(ana.Seed, w.adds(ana, one.Head(), "dns:example.com")).want(201, "")
	w.get(chainPath(ana.Seed), "If-None-Match", tag).want(200, "")
}

// TestEventRefusals in the order of docs/protocol.md section 2: each event has
// everything wrong that comes later, too.
func TestEventRefusals(t *testing.T) {
	w := newWorld(t, func(s *settings) { s.api.Chains.MaxEvents, s.api.Chains.Devices = 4, 1 }).atNoon()
	ana, bo := w.person(1, "ana"), w.person(2, "bob")
	eve := seedOf(t, 9)
	ahead := sigchain.Draft{Op: "other", CreatedAt: noon.Add(eventAhead + time.Second)}
	far := sigchain.Head{Seq: 7, Hash: strings.Repeat("0", 64)}
	swap := func(l sigchain.Link, old, new string) []byte {
		t.Helper()
		changed := strings.Replace(string(l.Raw()), old, new, 1)
		if changed == string(l.Raw()) {
			t.Fatalf("no %q in %s", old, l.Raw())
		}
		return []byte(changed)
	}
	bad := w.event(ana, far, ahead)
	for _, refused := range []struct {
		name   string
		path   string
		body   []byte
		status int
		code   string
	}{
		{"too large", chainPath(ana.Seed), []byte(strings.Repeat(" ", sigchain.MaxLink+1)), 413, "too-large"},
		{"no JSON", chainPath(ana.Seed), []byte("{"), 400, "malformed"},
		{"no envelope", chainPath(ana.Seed), []byte("{}"), 400, "bad-envelope"},
		{"a member twice", chainPath(ana.Seed), swap(bad, `"op"`, `"op":"x","op"`), 400, "malformed"},
		{"another tag", chainPath(ana.Seed), swap(bad, `"kez":"sigchain_event"`, `"kez":"claim"`), 400, "bad-type"},
		{"another primary", chainPath(ana.Seed), swap(bad, `"primary":"`+ana.Key().String(), `"primary":"`+bo.Key().String()), 400, "key-mismatch"},
		{"forged", chainPath(ana.Seed), swap(bad, `"seq":8`, `"seq":9`), 401, "bad-signature"},
		{"another's chain", chainPath(bo.Seed), bad.Raw(), 400, "key-mismatch"},
		{"ahead", chainPath(ana.Seed), bad.Raw(), 403, "stale"},
		{"of a stranger", chainPath(eve), w.event(eve, far, sigchain.Draft{Op: "other"}).Raw(), 404, "unknown-key"},
		{"no key", "/v1/sigchains/ed25519/00", bad.Raw(), 400, "bad-key"},
		{"a key of small order", "/v1/sigchains/ed25519/01" + strings.Repeat("0", 62), bad.Raw(), 400, "bad-key"},
		{"another kind of key", "/v1/sigchains/rsa/00", bad.Raw(), 400, "bad-key"},
		{"on another head", chainPath(ana.Seed), w.event(ana, far, sigchain.Draft{Op: "other"}).Raw(), 409, "head-moved"},
	} {
		a := w.post(refused.path, refused.body)
		if a.StatusCode != refused.status || a.problem().Code != refused.code {
			t.Errorf("%s: got %d %s, want %d %s", refused.name, a.StatusCode, a.body, refused.status, refused.code)
		}
	}
	w.post(chainPath(ana.Seed), bad.Raw(), "Content-Type", "text/plain").want(415, "wrong-media-type")

	tablet, phone := seedOf(t, 20), seedOf(t, 21)
	add := w.event(ana, sigchain.Head{}, certificate(ana.Seed, 1, tablet))
	w.append(ana.Seed, add).want(201, "")
	w.append(bo.Seed, w.event(bo, sigchain.Head{}, certificate(bo.Seed, 1, tablet))).want(409, "device-taken")
	w.append(ana.Seed, w.event(ana, add.Head(), certificate(ana.Seed, 2, bo.Seed))).want(409, "device-taken")
	w.append(ana.Seed, w.event(ana, add.Head(), certificate(ana.Seed, 2, phone))).want(409, "too-many-devices")
	w.post("/v1/register", w.registration(tablet, "tablet", "")).want(409, "key-taken")

	head := add.Head()
	for n := head.Seq; n < 4; n++ {
		l := w.adds(ana, head, fmt.Sprintf("dns:n%d.example", n))
		w.append(ana.Seed, l).want(201, "")
		head = l.Head()
	}
	w.append(ana.Seed, w.adds(ana, head, "dns:example.org")).want(507, "sigchain-full")

	if _, err := w.people.Suspend(t.Context(), ana.Key(), true); err != nil {
		t.Fatal(err)
	}
	w.append(ana.Seed, w.event(ana, far, sigchain.Draft{Op: "other"})).want(403, "suspended")
	w.get(chainPath(ana.Seed)).want(200, "") // what was said stays said
}

func TestRevokedDeviceIsDisconnected(t *testing.T) {
	w := newWorld(t)
	ana, tablet, phone := w.person(1, "ana"), seedOf(t, 20), seedOf(t, 21)
	one := w.event(ana, sigchain.Head{}, certificate(ana.Seed, 1, tablet))
	two := w.event(ana, one.Head(), certificate(ana.Seed, 2, phone))
	revoke := w.event(ana, two.Head(), sigchain.Draft{Op: sigchain.DeviceRevoke, Device: identity.ID{1}})
	for _, l := range []sigchain.Link{one, two, revoke} {
		w.append(ana.Seed, l).want(201, "")
	}
	if gone := locked(&w.mu, &w.gone); len(gone) != 1 || gone[0] != tablet.Key() {
		t.Errorf("disconnected: got %v, want the tablet", gone)
	}
}

// TestRacingEvents: one wins each place, and the others learn the head.
func TestRacingEvents(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	var wg sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for n := range 32 {
		l := w.adds(ana, sigchain.Head{}, fmt.Sprintf("dns:n%d.example", n))
		wg.Go(func() {
			a := w.append(ana.Seed, l)
			mu.Lock()
			defer mu.Unlock()
			statuses[a.StatusCode]++
		})
	}
	wg.Wait()
	if statuses[201] != 1 || statuses[409] != 31 {
		t.Errorf("got %v, want one 201 and 31 times 409", statuses)
	}
	if err := w.people.Check(); err != nil {
		t.Error(err)
	}
}

// TestOneEventPostedAtOnce by many is one event, and good for all.
func TestOneEventPostedAtOnce(t *testing.T) {
	w := newWorld(t)
	ana := w.person(1, "ana")
	l := w.adds(ana, sigchain.Head{}, "dns:example.org")
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if a := w.append(ana.Seed, l); a.StatusCode != 201 && a.StatusCode != 200 {
				t.Errorf("got %d: %s", a.StatusCode, a.body)
			}
		})
	}
	wg.Wait()
}

func TestStrangersKeepSigchains(t *testing.T) {
	w := newWorld(t, func(s *settings) {
		s.api.Chains.Strangers, s.api.Limits.SigchainsPerDay = true, 2
	})
	from := []string{"X-Forwarded-For", "203.0.113.7"}
	for n := range byte(3) {
		eve := seedOf(t, 50+n)
		a := w.post(chainPath(eve), w.adds(eve, sigchain.Head{}, "dns:example.org").Raw(), from...)
		if n < 2 {
			a.want(201, "")
		} else {
			a.want(429, "rate-limited")
		}
	}
	secret, err := identity.ParseNostrSecret(strings.Repeat("7", 64))
	if err != nil {
		t.Fatal(err)
	}
	l := w.adds(secret, sigchain.Head{}, "github:ana")
	path := "/v1/sigchains/" + strings.Replace(secret.Primary().String(), ":", "/", 1)
	w.get(path).want(404, "unknown-key")
	w.post(path, l.Raw()).want(201, "") // from loopback there is no limit
	w.get(path).want(200, "")
}

// TestSigServer: chains that are kept elsewhere are asked for there.
func TestSigServer(t *testing.T) {
	w := newWorld(t, func(s *settings) { s.api.SigServerURL = "https://sig.example.org/kez/" })
	ana := w.person(1, "ana")
	for _, a := range []*answer{
		w.get(chainPath(ana.Seed) + "?since=3"),
		w.append(ana.Seed, w.adds(ana, sigchain.Head{}, "dns:example.org")),
	} {
		a.want(307, "")
		to := "https://sig.example.org/kez" + chainPath(ana.Seed)
		if got := a.Header.Get("Location"); got != to && got != to+"?since=3" {
			t.Errorf("%s: got %s", a.name, got)
		}
	}
}
