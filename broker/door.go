package broker

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// A Door is a listener of its own (--nats-bind, --ws-bind) whose connections
// are relayed to a loopback listener of the server, which accepts nobody from
// outside: limits per address hold here as they do on the HTTP port.
type Door struct {
	Listener net.Listener
	// Target is the loopback address behind the door.
	Target string
	// Admit says whether another connection from the address is welcome.
	Admit func(netip.Addr) bool
	Gate  *Gate
}

// acceptPause is the longest wait after a failed accept.
const acceptPause = time.Second

// Serve accepts connections until the listener is closed. While the process
// has no files left, or the network lacks memory, it tries again and again.
func (d Door) Serve(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { d.Listener.Close() })
	defer stop()
	var pause time.Duration
	for {
		c, err := d.Listener.Accept()
		switch {
		case err == nil:
			pause = 0
			d.accept(ctx, c)
		case errors.Is(err, net.ErrClosed):
			return nil
		case !passing(err):
			return err
		default:
			pause = min(max(2*pause, 5*time.Millisecond), acceptPause)
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		}
	}
}

// passing tells errors of one connection, or of a shortage, from the end of
// the listener.
func passing(err error) bool {
	return errors.Is(err, syscall.ECONNABORTED) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) ||
		errors.Is(err, syscall.ENOBUFS) || errors.Is(err, syscall.ENOMEM)
}

func (d Door) accept(ctx context.Context, c net.Conn) {
	from, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil || !d.Admit(from.Addr().Unmap()) {
		c.Close()
		return
	}
	backend, err := d.Gate.dial(ctx, d.Target)
	if err != nil {
		c.Close()
		return
	}
	d.Gate.join(c, backend, nil)
}
