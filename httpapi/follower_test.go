package httpapi

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// event is a server-sent event, or a comment with only that set.
type event struct{ id, name, data, comment string }

// follower reads an event stream.
type follower struct {
	t      testing.TB
	res    *http.Response
	lines  *bufio.Reader
	cancel context.CancelFunc
}

// follow opens a stream that must be let in. It gives up after a while, so
// that no read waits for ever.
func (w *world) follow(p person, query string, header ...string) *follower {
	w.t.Helper()
	f, status := w.tryFollow(p, query, header...)
	if status != http.StatusOK {
		w.t.Fatalf("stream: status %d", status)
	}
	return f
}

func (w *world) tryFollow(p person, query string, header ...string) (*follower, int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	url := fmt.Sprintf("%s/v1/inbox/%s/stream?auth=%s%s", w.url, p.handle, w.streamAuth(p), query)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Accept", mediaEvents)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { res.Body.Close() })
	return &follower{w.t, res, bufio.NewReader(res.Body), cancel}, res.StatusCode
}

// next reads one event; ok is false at the end of the stream.
func (f *follower) next() (e event, ok bool) {
	f.t.Helper()
	for {
		line, err := f.lines.ReadString('\n')
		if err != nil {
			return event{}, false
		}
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			return e, true
		}
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data += value
		case "":
			e.comment = value
		default:
			f.t.Fatalf("unknown field in %q", line)
		}
	}
}

func (f *follower) want(name string) event {
	f.t.Helper()
	e, ok := f.next()
	if !ok || e.name != name {
		f.t.Fatalf("got event %+v (%t), want %s", e, ok, name)
	}
	return e
}
