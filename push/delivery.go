package push

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/registry"
)

const (
	// ttl is how long a push service keeps a push for a browser that is off.
	ttl = 24 * time.Hour
	// urgency is not RFC 8030's "normal", which phones that doze hold back until
	// they are picked up.
	urgency = "high"
	// topic has a push service keep one push of ours for a sleeping browser, the
	// last. It is the same for everybody and tells nothing.
	topic = "mail"
	// answerBytes of a push service are read, which says all in its status.
	answerBytes = 4 << 10
	// patienceMost is how long a push service may have us wait.
	patienceMost = 10 * time.Minute
)

// A verdict is what becomes of a push after an attempt.
type verdict int

const (
	delivered verdict = iota
	again             // later
	gone              // and the subscription with it
	refused
)

// send attempts one push. After is how long the push service wants to be left
// alone, 0 where it does not say.
func (w *Worker) send(ctx context.Context, s registry.Subscription) (v verdict, after time.Duration, err error) {
	endpoint, err := url.Parse(s.Endpoint)
	if err != nil {
		return gone, 0, err
	}
	var id [16]byte
	rand.Read(id[:])
	body, err := seal(s.P256dh, s.Auth, []byte(`{"id":"`+hex.EncodeToString(id[:])+`"}`))
	if err != nil {
		return gone, 0, err
	}
	now := w.cfg.Now()
	authorization, err := w.cfg.Signer.authorization(endpoint, now)
	if err != nil {
		return refused, 0, err
	}
	resp, err := w.cfg.Fetch.Post(ctx, fetch.Message{URL: s.Endpoint, Body: body, MaxBody: answerBytes, Header: http.Header{
		"Authorization":    {authorization},
		"Content-Encoding": {"aes128gcm"},
		"Content-Type":     {"application/octet-stream"},
		"Ttl":              {strconv.Itoa(int(ttl / time.Second))},
		"Urgency":          {urgency},
		"Topic":            {topic},
	}})
	if err != nil {
		for _, passing := range []error{fetch.ErrTimeout, fetch.ErrUnreachable, fetch.ErrBusy, fetch.ErrBadResponse} {
			if errors.Is(err, passing) {
				return again, 0, err
			}
		}
		return refused, 0, err
	}
	v = judge(resp.Status)
	if v != delivered {
		err = fmt.Errorf("the push service answered %d", resp.Status)
	}
	return v, retryAfter(resp.Header.Get("Retry-After"), now), err
}

// judge reads the status of a push service, RFC 8030 sections 5 and 7.3.
func judge(status int) verdict {
	switch {
	case status >= 200 && status < 300:
		return delivered
	case status == http.StatusNotFound || status == http.StatusGone:
		return gone
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		return again
	}
	return refused
}

// retryAfter reads RFC 9110 section 10.2.3, within bounds.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, patienceMost)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), patienceMost)
	}
	return 0
}
