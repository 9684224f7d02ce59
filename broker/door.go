package broker

import (
	"context"
	"errors"
	"net"
	"net/netip"
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

// Serve accepts connections until the listener is closed.
func (d Door) Serve(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { d.Listener.Close() })
	defer stop()
	for {
		c, err := d.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				continue
			}
			return err
		}
		d.accept(ctx, c)
	}
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
