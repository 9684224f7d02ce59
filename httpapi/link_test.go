package httpapi

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

func (w *world) putOffer(slot identity.ID, sealed string) *answer {
	w.t.Helper()
	return w.do("PUT", "/v1/link/"+slot.String(), fmt.Appendf(nil, `{"sealed":%q}`, sealed))
}

func (w *world) wantOffer(slot identity.ID, sealed string) {
	w.t.Helper()
	if a := w.get("/v1/link/" + slot.String()); a.StatusCode != 200 || a.body != fmt.Sprintf("{\"sealed\":%q}\n", sealed) {
		w.t.Errorf("got %d %s, want %s", a.StatusCode, a.body, sealed)
	}
}

func (w *world) wantCode(a *answer, status int, code string) {
	w.t.Helper()
	if a.StatusCode != status || !strings.Contains(a.body, `"code":"`+code+`"`) {
		w.t.Errorf("%s: got %d %s, want %d %s", a.name, a.StatusCode, a.body, status, code)
	}
}

func TestOfferIsGivenOutOnce(t *testing.T) {
	w := newWorld(t).atNoon()
	slot := w.newID()
	for range 2 { // the answer to the first may have been lost
		if a := w.putOffer(slot, "QUJD"); a.StatusCode != 201 {
			t.Fatalf("got %d %s, want 201", a.StatusCode, a.body)
		}
	}
	w.wantCode(w.putOffer(slot, "REVG"), 409, "id-reused")
	if a := w.do("HEAD", "/v1/link/"+slot.String(), nil); a.StatusCode != 200 {
		t.Errorf("HEAD: got %d, want 200", a.StatusCode)
	}
	w.wantOffer(slot, "QUJD")
	w.wantCode(w.get("/v1/link/"+slot.String()), 404, "unknown-link")
	w.putOffer(slot, "REVG")
	w.wantOffer(slot, "REVG")
}

// TestOfferGoesToOneOfMany who ask at the same time.
func TestOfferGoesToOneOfMany(t *testing.T) {
	w := newWorld(t)
	slot := w.newID()
	w.putOffer(slot, "QUJD")
	var wg sync.WaitGroup
	var got atomic.Int32
	for range 16 {
		wg.Go(func() {
			if _, err := w.links.look(slot, true, w.now()); err == nil {
				got.Add(1)
			}
		})
	}
	wg.Wait()
	if got.Load() != 1 {
		t.Errorf("given out %d times, want once", got.Load())
	}
}

func TestOffersExpire(t *testing.T) {
	w := newWorld(t).atNoon()
	var slots []identity.ID
	for n := range 3 { // as many as there may be
		w.set(func() { w.clock = noon.Add(time.Duration(n) * time.Minute) })
		slots = append(slots, w.newID())
		if a := w.putOffer(slots[n], "QUJD"); a.StatusCode != 201 {
			t.Fatalf("%d: got %d %s, want 201", n, a.StatusCode, a.body)
		}
	}
	full := w.putOffer(w.newID(), "QUJD")
	w.wantCode(full, 429, "rate-limited")
	if got := full.Header.Get("Retry-After"); got != "480" {
		t.Errorf("Retry-After: got %s, want 480, when the first goes", got)
	}
	w.set(func() { w.clock = noon.Add(linkTime - time.Second) })
	w.wantOffer(slots[0], "QUJD")
	w.set(func() { w.clock = noon.Add(linkTime + time.Minute) })
	w.wantCode(w.get("/v1/link/"+slots[1].String()), 404, "unknown-link")
	w.wantOffer(slots[2], "QUJD")
	if len(w.links.slots) != 0 || len(w.links.queue) != 0 {
		t.Errorf("%d slots and %d places are kept", len(w.links.slots), len(w.links.queue))
	}
}

func TestBadOffers(t *testing.T) {
	w := newWorld(t)
	slot := "/v1/link/" + w.newID().String()
	for path, bodies := range map[string][]string{
		slot: {"", "{}", "[]", `{"sealed":""}`, `{"sealed":null}`, `{"sealed":1}`, `{"sealed":"a b"}`, `{"sealed":"QUJD="}`,
			`{"sealed":"+/+/"}`, `{"sealed":"QUJ"}`, `{"sealed":"QUJD","sealed":"REVG"}`, `{"sealed":"QUJD"}x`},
		"/v1/link/x":                          {`{"sealed":"QUJD"}`},
		"/v1/link/" + strings.Repeat("A", 32): {`{"sealed":"QUJD"}`},
	} {
		for _, text := range bodies {
			if a := w.do("PUT", path, []byte(text)); a.StatusCode != 400 {
				t.Errorf("%s %s: got %d %s, want 400", path, text, a.StatusCode, a.body)
			}
		}
	}
	w.wantCode(w.do("PUT", slot, bytes.Repeat([]byte(" "), linkBytes+1)), 413, "too-large")
	w.wantCode(w.get("/v1/link/x"), 404, "unknown-link")
	w.wantCode(w.get(slot), 404, "unknown-link")
}

func TestOffersFromOneAddress(t *testing.T) {
	w := newWorld(t, func(s *settings) { s.api.Limits.Links, s.api.Limits.LinksPerHour = 0, 2 }).atNoon()
	from := func(address string) *answer {
		return w.do("PUT", "/v1/link/"+w.newID().String(), []byte(`{"sealed":"QUJD"}`), "X-Forwarded-For", address)
	}
	for range 2 {
		if a := from("192.0.2.1"); a.StatusCode != 201 {
			t.Fatalf("got %d %s, want 201", a.StatusCode, a.body)
		}
	}
	w.wantCode(from("192.0.2.1"), 429, "rate-limited")
	if a := from("192.0.2.2"); a.StatusCode != 201 {
		t.Errorf("another address: got %d %s, want 201", a.StatusCode, a.body)
	}
}
