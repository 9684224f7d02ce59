package client

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// ErrBadNonce says that a server asked for a signature of something that is
// not a nonce, which could be good for something else.
var ErrBadNonce = errors.New("the server's nonce is not one")

// ErrLogin says that the node did not let the key in. It never says why.
var ErrLogin = errors.New("the node refused the log-in")

const (
	connectTimeout = 10 * time.Second
	// The wait before a new attempt doubles from the one to the other.
	firstWait = 200 * time.Millisecond
	lastWait  = 20 * time.Second
	// lastAttempt of a first log-in, counted from 0.
	lastAttempt = 4
)

// Config says who logs in and where.
type Config struct {
	Node *Node
	// Address is the person's own; its server is the only one that the key
	// logs in to.
	Address identity.Address
	// Seed is the account's, or zero for a device that is Linked to it.
	Seed   identity.Seed
	Linked Linked
	// Device names the program in the node's list of connections.
	Device string
	// NATS is a URL as nats://host:4222, when not that of the Node.
	NATS string
	TLS  *tls.Config
	Log  *slog.Logger
	// OnStatus, if set, is told when the connection goes away and comes back.
	OnStatus func(online bool)
}

// A Session is a logged-in connection. It comes back by itself until Close.
type Session struct {
	cfg    Config
	key    identity.Key  // the account's
	signer identity.Seed // of the key that logs in
	nc     *nats.Conn
	link   *link
	wake   wakes
	// closing: a WebSocket says good-bye before the connection counts as closed.
	closing atomic.Bool
}

// Connect logs in. The node has to serve the domain of the address.
func Connect(ctx context.Context, c Config) (*Session, error) {
	info, err := c.Node.Info(ctx)
	if err != nil {
		return nil, err
	}
	if info.Server != c.Address.Server {
		return nil, fmt.Errorf("log in as %s: %w: %.253q", c.Address, ErrOtherServer, info.Server)
	}
	s := &Session{cfg: c, key: Account{c.Seed, c.Linked}.Key(), signer: Account{c.Seed, c.Linked}.Signer(), link: newLink()}
	url := c.NATS
	if url == "" {
		url = c.Node.webSocket()
	}
	if s.nc, err = s.dial(ctx, url); err != nil {
		return nil, fmt.Errorf("log in as %s: %w", c.Address, err)
	}
	if err := s.link.await(ctx); err != nil {
		s.nc.Close()
		return nil, fmt.Errorf("log in as %s: %w", c.Address, err)
	}
	return s, nil
}

func (s *Session) options() []nats.Option {
	opts := []nats.Option{
		nats.Name("kez:" + s.cfg.Device),
		nats.Nkey(s.signer.Key().NKey(), s.sign),
		nats.CustomInboxPrefix(identity.ReplyPrefix(s.key)),
		nats.Timeout(connectTimeout),
		// Two refusals in a row happen while a node starts; they end nothing.
		nats.IgnoreAuthErrorAbort(),
		nats.MaxReconnects(-1),
		nats.CustomReconnectDelay(delay),
		// While the connection is away calls fail at once and are made again
		// here, under the same id, instead of lying in a buffer.
		nats.ReconnectBufSize(-1),
		// The handlers run one after the other, the first connection's too.
		nats.ConnectHandler(func(nc *nats.Conn) { s.changed(nc, true, nil) }),
		nats.DisconnectErrHandler(func(nc *nats.Conn, err error) { s.changed(nc, false, err) }),
		nats.ReconnectHandler(func(nc *nats.Conn) { s.changed(nc, true, nil) }),
		nats.ClosedHandler(func(*nats.Conn) { s.link.set(false); close(s.link.closed) }),
		nats.ErrorHandler(s.failed),
	}
	if s.cfg.TLS != nil {
		opts = append(opts, nats.Secure(s.cfg.TLS))
	}
	return opts
}

var nonceShape = regexp.MustCompile(`\A[A-Za-z0-9_-]{15}\z`)

// sign looks at the nonce first: this key signs other things than log-ins.
func (s *Session) sign(nonce []byte) ([]byte, error) {
	if !nonceShape.Match(nonce) {
		return nil, ErrBadNonce
	}
	return s.signer.Sign(nonce), nil
}

// delay spreads out those who were cut off together.
func delay(attempt int) time.Duration {
	wait := lastWait
	if attempt < 10 {
		wait = min(lastWait, firstWait<<attempt)
	}
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	return wait/2 + time.Duration(binary.LittleEndian.Uint64(random[:])%uint64(wait/2))
}

func (s *Session) changed(nc *nats.Conn, online bool, err error) {
	s.cfg.Log.Debug("connection changed", "online", online, "err", err)
	s.link.set(online)
	if online {
		s.wake.all()
	}
	if s.cfg.OnStatus != nil && !nc.IsClosed() && !s.closing.Load() {
		s.cfg.OnStatus(online)
	}
}

// failed hears of what no call was waiting for. Messages that came faster than
// they were read are not lost: the follower reads them from the store.
func (s *Session) failed(_ *nats.Conn, _ *nats.Subscription, err error) {
	s.cfg.Log.Debug("connection trouble", "err", err)
	if errors.Is(err, nats.ErrSlowConsumer) {
		s.wake.all()
	}
}

// dial tries a few times: a server that refuses may hang up before its reason
// was read.
func (s *Session) dial(ctx context.Context, url string) (*nats.Conn, error) {
	for attempt := 0; ; attempt++ {
		timeout := connectTimeout
		if deadline, bounded := ctx.Deadline(); bounded {
			timeout = min(timeout, max(time.Until(deadline), time.Second))
		}
		nc, err := nats.Connect(url, append(s.options(), nats.Timeout(timeout))...)
		switch {
		case err == nil:
			return nc, nil
		case errors.Is(err, nats.ErrNkeysNotSupported):
			return nil, fmt.Errorf("%w: there is none", ErrBadNonce)
		case errors.Is(err, ErrBadNonce):
			return nil, err
		}
		// Why a key is refused is only said over HTTP.
		if _, perr := s.cfg.Node.ByKey(ctx, s.key, s.cfg.Address.Server); IsCode(perr, CodeUnknownKey) {
			return nil, perr
		}
		if errors.Is(err, nats.ErrAuthorization) {
			return nil, fmt.Errorf("%w (suspended, or too many connections?): %w", ErrLogin, err)
		}
		if attempt == lastAttempt || ctx.Err() != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		if perr := s.link.wait(ctx, delay(attempt)); perr != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
	}
}

// Close ends the session. Calls that wait end with it.
func (s *Session) Close() {
	s.closing.Store(true)
	s.nc.Close()
}

// Key is the account's.
func (s *Session) Key() identity.Key { return s.key }
