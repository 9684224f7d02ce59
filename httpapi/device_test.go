package httpapi

import (
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/registry"
)

// chain appends an event to somebody's sigchain.
func (w *world) chain(p person, d sigchain.Draft) {
	w.t.Helper()
	primary := identity.PrimaryOf(p.Key())
	head, err := w.people.Head(w.t.Context(), primary)
	if err != nil {
		w.t.Fatal(err)
	}
	d.CreatedAt = w.now()
	raw, err := sigchain.Sign(p.Seed, head, d)
	if err != nil {
		w.t.Fatal(err)
	}
	link, err := sigchain.Open(raw)
	if err != nil {
		w.t.Fatal(err)
	}
	ready, err := sigchain.Prepare(head, link)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.people.Append(w.t.Context(), ready, registry.ChainRules{}); err != nil {
		w.t.Fatal(err)
	}
}

// device certifies a device of somebody, which signs as they would.
func (w *world) device(p person, n byte) (as person, id identity.ID) {
	w.t.Helper()
	as, id = person{seedOf(w.t, n), p.handle}, identity.ID{n}
	w.chain(p, sigchain.Draft{
		Op: sigchain.DeviceAdd, Device: id, Key: as.Key(), Proof: sigchain.ProveDevice(as.Seed, identity.PrimaryOf(p.Key()), id),
	})
	return as, id
}

// TestDevicesSignForTheAccount at every call that the account signs, until
// they are revoked.
func TestDevicesSignForTheAccount(t *testing.T) {
	w := newWorld(t)
	ana, bo := w.person(1, "ana"), w.person(2, "bob")
	w.send(bo, ana, `"hello"`)
	w.device(ana, 10) // another before it
	phone, phoneID := w.device(ana, 11)
	page := w.poll(phone, 0, "")
	if len(page.Messages) != 1 || page.Messages[0].To != ana.Key().String() {
		t.Errorf("poll: got %+v", page)
	}
	w.send(phone, bo, `"from the phone"`)
	if got := w.poll(bo, 0, ""); len(got.Messages) != 1 || got.Messages[0].From != ana.Key().String() {
		t.Errorf("sent by a device: got %+v, want it from the account", got)
	}
	f := w.follow(phone, "")
	f.want("msg")
	own := w.follow(ana, "")
	own.want("msg")

	stranger := person{seedOf(t, 12), "ana"}
	body := messageBody("bob", "1", "ana", w.newID().String())
	calls := func(p person) map[string]*answer {
		return map[string]*answer{
			"poll":   w.get("/v1/inbox/ana?since=0", headerAuth, w.pollAuth(p, 0)),
			"stream": w.get("/v1/inbox/ana/stream?auth=" + w.streamAuth(p)),
			"send":   w.post("/v1/messages", body, headerAuth, w.sendAuth(p, body)),
		}
	}
	for _, a := range calls(stranger) {
		w.wantCode(a, 401, "bad-signature")
	}
	// The device of one is nobody's else.
	w.wantCode(w.get("/v1/inbox/bob?since=0", headerAuth, w.pollAuth(person{phone.Seed, "bob"}, 0)), 401, "bad-signature")

	w.chain(ana, sigchain.Draft{Op: sigchain.DeviceRevoke, Device: phoneID})
	if err := w.shutOutDevice(t.Context(), ana.Key(), phoneID); err != nil {
		t.Fatal(err)
	}
	for e, open := f.next(); open; e, open = f.next() {
		if e.name == "msg" {
			t.Errorf("the stream goes on with %+v", e)
		}
	}
	w.send(bo, ana, `"later"`)
	own.want("msg")
	if got := locked(&w.mu, &w.gone); len(got) != 1 || got[0] != phone.Key() {
		t.Errorf("connections ended of %v, want %s", got, phone.Key())
	}
	for _, a := range calls(phone) {
		w.wantCode(a, 401, "bad-signature")
	}
	if _, err := w.people.Suspend(t.Context(), ana.Key(), true); err != nil {
		t.Fatal(err)
	}
	other := person{seedOf(t, 10), "ana"}
	for _, a := range calls(other) {
		w.wantCode(a, 403, "suspended")
	}
}
