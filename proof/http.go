package proof

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kez.lat/chat/fetch"
)

// get asks, and turns what is no success into a reason.
func (c *Checker) get(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	resp, err := c.answered(ctx, r)
	if err != nil {
		return fetch.Response{}, err
	}
	return resp, c.refused(resp)
}

// answered asks a server that has not asked to be left alone, and takes any
// answer but that.
func (c *Checker) answered(ctx context.Context, r fetch.Request) (fetch.Response, error) {
	now, host := c.cfg.Now(), hostOf(r.URL)
	if until := c.pauses.until(host); until.After(now) {
		return fetch.Response{}, limited(until, "%.200s wants no questions", host)
	}
	resp, err := c.cfg.Fetch.Get(ctx, r)
	if err != nil {
		return fetch.Response{}, failed(r.URL, err)
	}
	when, is := retry(resp, now)
	if !is {
		return resp, nil
	}
	c.pauses.note(host, when, now)
	return fetch.Response{}, limited(when, "%.200s answers %d, too many questions", resp.URL, resp.Status)
}

func limited(when time.Time, format string, args ...any) *Failure {
	f := missed(RateLimited, format, args...)
	if f.When = when; !when.IsZero() {
		f.Detail += ", until " + when.UTC().Format(time.RFC3339)
	}
	return f
}

// getJSON reads the answer into a value. Members that it has not are ignored,
// for other people's formats grow.
func (c *Checker) getJSON(ctx context.Context, r fetch.Request, into any) error {
	resp, err := c.get(ctx, r)
	if err != nil {
		return err
	}
	return unmarshal(resp, into)
}

func unmarshal(resp fetch.Response, into any) error {
	if err := json.Unmarshal(resp.Body, into); err != nil {
		return missed(BadResponse, "%.200s answers what is not the JSON expected: %.200s", resp.URL, err)
	}
	return nil
}

func (c *Checker) refused(resp fetch.Response) error {
	switch {
	case resp.Status >= 200 && resp.Status < 300:
		return nil
	case resp.Status == http.StatusNotFound, resp.Status == http.StatusGone:
		return missed(NotFound, "%.200s answers %d", resp.URL, resp.Status)
	}
	return missed(BadResponse, "%.200s answers %d", resp.URL, resp.Status)
}

// retry says whether an answer means that we ask too often, and when we may
// again; zero if it does not say. Retry-After is RFC 9110 section 10.2.3;
// X-RateLimit-* are GitHub's and RateLimit-Reset is Bluesky's, both in Unix
// seconds. GitHub answers 403 for that as well as for what is forbidden.
func retry(resp fetch.Response, now time.Time) (when time.Time, limited bool) {
	h := resp.Header
	after := h.Get("Retry-After")
	spent := h.Get("X-RateLimit-Remaining") == "0"
	switch resp.Status {
	case http.StatusTooManyRequests:
	case http.StatusServiceUnavailable:
		if after == "" {
			return time.Time{}, false
		}
	case http.StatusForbidden:
		if after == "" && !spent && !strings.Contains(strings.ToLower(string(resp.Body)), "rate limit") {
			return time.Time{}, false
		}
	default:
		return time.Time{}, false
	}
	const day = 24 * 60 * 60
	if n, err := strconv.ParseInt(after, 10, 64); err == nil && n >= 0 && n <= 365*day {
		return now.Add(time.Duration(n) * time.Second), true
	}
	if t, err := http.ParseTime(after); err == nil {
		return t, true
	}
	for _, name := range []string{"X-RateLimit-Reset", "RateLimit-Reset"} {
		if n, err := strconv.ParseInt(h.Get(name), 10, 64); err == nil && n > 0 && n < 1<<37 {
			return time.Unix(n, 0), true
		}
	}
	return time.Time{}, true
}
