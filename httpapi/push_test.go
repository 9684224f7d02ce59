package httpapi

import (
	"net/http"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

const subscriptionBody = `{"device":"07070707070707070707070707070707","endpoint":"https://push.example/x","keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}}`

func TestPushSubscriptions(t *testing.T) {
	w := newWorld(t)
	ana, bob := w.person(1, "ana"), w.person(2, "bob")
	call := func(p person, path, body string) *answer {
		return w.post(path, []byte(body), headerAuth, w.auth(p.Seed, func(ts int64) []byte {
			return identity.SignedCall(http.MethodPost, path, ts, []byte(body), w.cfg.Server)
		}))
	}
	w.get("/v1/push/vapid-public-key").want(200, "").golden("{\"key\":\"BCVx\"}\n")
	w.post("/v1/push/subscribe/ana", []byte(subscriptionBody)).want(401, "auth-required")
	call(bob, "/v1/push/subscribe/ana", subscriptionBody).want(401, "bad-signature")
	call(ana, "/v1/push/subscribe/ana", subscriptionBody).want(201, "")
	call(ana, "/v1/push/subscribe/ana", subscriptionBody).want(201, "")
	call(bob, "/v1/push/subscribe/bob", strings.Replace(subscriptionBody, "BTBZ", "BTBY", 1)).want(409, "endpoint-taken")
	for _, bad := range []string{"0707070707070707070707070707070", "https", "BCVx", "BTBZ"} {
		call(ana, "/v1/push/subscribe/ana", strings.Replace(subscriptionBody, bad, "x", 1)).want(400, "bad-envelope")
	}
	call(ana, "/v1/push/subscribe/ana", strings.Repeat(" ", 5000)).want(413, "too-large")
	call(ana, "/v1/push/unsubscribe/ana", `{"endpoint":"https://push.example/x"}`).want(204, "")
	call(ana, "/v1/push/unsubscribe/ana", `{"endpoint":"https://push.example/x"}`).want(204, "")
}

func (w *world) subscribe(p person, body string) *answer {
	w.t.Helper()
	path := "/v1/push/subscribe/" + string(p.handle)
	return w.post(path, []byte(body), headerAuth, w.auth(p.Seed, func(ts int64) []byte {
		return identity.SignedCall(http.MethodPost, path, ts, []byte(body), w.cfg.Server)
	}))
}
