package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"

	"kez.lat/chat/broker"
	"kez.lat/chat/httpapi"
)

// controlSocket is the operator's door, in the data directory.
const controlSocket = "control.sock"

// longestSocket is what every system takes as the path of a socket, in bytes.
const longestSocket = 100

// doors are the listeners people come in by, and what serves them.
type doors struct {
	front, control, ws *http.Server
	wsAddr, nativeAddr net.Addr
	tasks              []*task
}

// openDoors lets people in: the last stage, and the first to stop.
func (n *Node) openDoors(ctx context.Context) error {
	n.broker.Admit()
	path := filepath.Join(n.dir.path, controlSocket)
	control, err := listenControl(ctx, path)
	if errors.Is(err, syscall.EINVAL) && len(path) > longestSocket {
		n.log.Warn("no control socket: its path is too long for the system; administrator commands need a stopped node or a shorter --data-dir", "path", path)
		control, err = nil, nil
	}
	if err != nil {
		return err
	}
	d := &n.doors
	*d = doors{front: n.api.HTTPServer(n.api.Handler()), control: n.api.HTTPServer(n.api.Control())}
	front := n.front
	if n.certs.config != nil {
		front = tls.NewListener(front, n.certs.config)
	}
	n.serve(d.front, front)
	if control != nil {
		n.serve(d.control, control)
	}
	d.tasks = append(d.tasks, begin(n.certs.run, n.fail))
	if err := n.openWebSocketDoor(ctx); err != nil {
		return errors.Join(err, n.closeDoors(ctx))
	}
	if err := n.openNativeDoor(ctx); err != nil {
		return errors.Join(err, n.closeDoors(ctx))
	}
	return nil
}

// serve runs an HTTP server until closeDoors shuts it down.
func (n *Node) serve(s *http.Server, ln net.Listener) {
	n.doors.tasks = append(n.doors.tasks, begin(func(ctx context.Context) error {
		if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve %s: %w", ln.Addr(), err)
		}
		<-ctx.Done()
		return nil
	}, n.fail))
}

// openWebSocketDoor serves NATS over WebSocket on a port of its own, on any
// path.
func (n *Node) openWebSocketDoor(ctx context.Context) error {
	if !n.set.WSBind.IsValid() {
		return nil
	}
	ln, err := listen(ctx, "ws-bind", n.set.WSBind)
	if err != nil {
		return err
	}
	n.doors.wsAddr = ln.Addr()
	if n.certs.config != nil {
		ln = tls.NewListener(ln, n.certs.config)
	}
	n.doors.ws = n.api.HTTPServer(n.api.NATSHandler())
	n.serve(n.doors.ws, ln)
	return nil
}

// openNativeDoor serves the NATS protocol over TCP.
func (n *Node) openNativeDoor(ctx context.Context) error {
	if !n.set.NATSBind.IsValid() {
		return nil
	}
	ln, err := listen(ctx, "nats-bind", n.set.NATSBind)
	if err != nil {
		return err
	}
	n.doors.nativeAddr = ln.Addr()
	door := broker.Door{
		Listener: ln,
		Target:   n.broker.NativeAddr(),
		Admit:    func(a netip.Addr) bool { return n.api.AdmitHandshake(a) == nil },
		Gate:     n.gate,
	}
	n.doors.tasks = append(n.doors.tasks, begin(door.Serve, n.fail))
	return nil
}

// closeDoors stops accepting, lets calls that are under way finish and ends
// event streams. WebSockets go on until the broker stops.
func (n *Node) closeDoors(ctx context.Context) error {
	var faults []error
	for _, s := range []*http.Server{n.doors.front, n.doors.ws, n.doors.control} {
		if s == nil {
			continue
		}
		if err := s.Shutdown(ctx); err != nil {
			faults = append(faults, errors.Join(err, s.Close()))
		}
	}
	for _, t := range n.doors.tasks {
		faults = append(faults, t.stop(ctx))
	}
	return errors.Join(faults...)
}

// WebSocketAddr is where --ws-bind listens, nil when off.
func (n *Node) WebSocketAddr() net.Addr { return n.doors.wsAddr }

// NativeAddr is where --nats-bind listens, nil when off.
func (n *Node) NativeAddr() net.Addr { return n.doors.nativeAddr }

// MonitorAddr is where --monitor-bind listens, nil when off.
func (n *Node) MonitorAddr() net.Addr { return n.broker.MonitorAddr() }

// upgrade leads a WebSocket to the broker.
func (n *Node) upgrade(w http.ResponseWriter, r *http.Request) error {
	err := n.gate.Upgrade(w, r, n.broker.WebSocketAddr(), n.set.PublicURL)
	switch {
	case errors.Is(err, broker.ErrOrigin):
		return httpapi.ErrOrigin
	case errors.Is(err, broker.ErrNoUpgrade):
		return httpapi.ErrNoUpgrade
	}
	return err
}

// listenControl opens the control socket for its owner alone. One that a
// killed node left behind is in nobody's way: the directory is locked.
func listenControl(ctx context.Context, path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	var c net.ListenConfig
	ln, err := c.Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		ln.Close()
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	return ln, nil
}
