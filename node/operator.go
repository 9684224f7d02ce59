package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"kez.lat/chat/httpapi"
	"kez.lat/chat/registry"
)

// ErrNoNode means that no node has ever run on the data directory.
var ErrNoNode = errors.New("no node has run there yet")

// An Operator makes the calls of the control socket: to the node that runs on
// the data directory, or, when none does, to its registry.
type Operator struct {
	http.RoundTripper
	close func() error
}

// Operate opens the operator's door. While it works on the registry it holds
// the lock of the data directory, so that no node starts meanwhile.
func Operate(s Settings, log *slog.Logger) (*Operator, error) {
	if _, err := os.Stat(filepath.Join(s.DataDir, "VERSION")); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("data directory %s: %w; start the node first, or say which with --data-dir", s.DataDir, ErrNoNode)
	}
	dir, err := openDataDir(s.DataDir)
	if errors.Is(err, ErrInUse) {
		return dialOperator(s.DataDir)
	}
	if err != nil {
		return nil, err
	}
	people, err := registry.Open(s.DB, registry.Options{})
	if err != nil {
		return nil, errors.Join(err, dir.close())
	}
	offline := httpapi.Offline(people, s.PublicURL, time.Now, log)
	return &Operator{handled{offline}, func() error { return errors.Join(people.Close(), dir.close()) }}, nil
}

func dialOperator(dataDir string) (*Operator, error) {
	socket := filepath.Join(dataDir, controlSocket)
	if _, err := os.Stat(socket); err != nil {
		return nil, fmt.Errorf("the node has not opened its control socket yet: %w", err)
	}
	t := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		},
	}
	return &Operator{t, func() error { t.CloseIdleConnections(); return nil }}, nil
}

// Close ends the connection, or lets go of the registry.
func (o *Operator) Close() error { return o.close() }

// handled makes calls of a handler in this process.
type handled struct{ http.Handler }

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	a := &answer{header: make(http.Header), status: http.StatusOK}
	h.ServeHTTP(a, r)
	return &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(&a.body), Request: r}, nil
}

// answer keeps what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }
