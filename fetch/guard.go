package fetch

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// A guard dials where it is allowed to.
type guard struct {
	public       func(netip.Addr) bool
	allowPrivate bool
	resolver     *net.Resolver
	timeout      time.Duration
}

// dialer connects to one of the ports and to no other.
func (g *guard) dialer(ports []uint16) func(ctx context.Context, network, address string) (net.Conn, error) {
	d := &net.Dialer{
		Timeout:  g.timeout,
		Resolver: g.resolver,
		// This is called between the resolution and the connection, for every
		// address that is tried: there is no later moment at which a name could
		// come to mean something else.
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%w: %.80q is no address and port", ErrBlockedAddress, address)
			}
			return g.check(to, ports)
		},
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if network != "tcp" && network != "tcp4" && network != "tcp6" {
			return nil, fmt.Errorf("%w: the network %.20q is not TCP", ErrBlockedAddress, network)
		}
		return d.DialContext(ctx, network, address)
	}
}

func (g *guard) check(to netip.AddrPort, ports []uint16) error {
	if !slices.Contains(ports, to.Port()) {
		return fmt.Errorf("%w: port %d is not allowed", ErrBlockedAddress, to.Port())
	}
	if g.allowPrivate && Private(to.Addr()) {
		return nil
	}
	if !g.public(to.Addr()) {
		return fmt.Errorf("%w: %s is not an address of the open internet", ErrBlockedAddress, to.Addr())
	}
	if g.allowPrivate {
		return nil
	}
	// Asked each time: addresses come and go while a node runs.
	own, err := net.InterfaceAddrs()
	if err != nil {
		return fmt.Errorf("%w: this machine's own addresses are not known: %w", ErrBlockedAddress, err)
	}
	for _, a := range own {
		if p, err := netip.ParsePrefix(a.String()); err == nil && plain(p.Addr()) == plain(to.Addr()) {
			return fmt.Errorf("%w: %s is this machine's own", ErrBlockedAddress, to.Addr())
		}
	}
	return nil
}
