package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

// Sizes and times of the server, docs/protocol.md section 5 and
// docs/operations.md.
const (
	maxPayload = 1 << 20 // the node's own limit on envelopes is lower
	maxPending = 8 << 20 // what a client that does not read may cost
	// servicePending is the same for the node's own connections. Being cut off
	// would end its service, and one moment's calls of everybody must fit.
	servicePending = 256 << 20
	writeDeadline  = 10 * time.Second
	pingInterval   = 30 * time.Second // of WebSocket clients: phones vanish without a word
	// maxSubscriptions per connection. Clients need an inbox, a reply inbox and
	// spares; the mailbox needs one for each page it reads at the same time or
	// keeps for a reader who comes back.
	maxSubscriptions = 128
	// maxStore is out of reach on purpose: the mailbox watches the disk itself
	// and refuses sends before it is full.
	maxStore  = 1 << 46
	maxMemory = 64 << 20
)

// Options say how the server of this process runs.
type Options struct {
	// StoreDir is where JetStream keeps its files, in a folder jetstream; nobody
	// else may use it.
	StoreDir string
	// Name is the server's name in logs and monitoring.
	Name string
	// Native opens a loopback listener for the NATS protocol over TCP, which
	// [Door] leads to.
	Native bool
	// Monitor is the address of NATS's monitoring pages; zero is off.
	Monitor netip.AddrPort
	Log     *slog.Logger
}

// A Broker is a running NATS server.
type Broker struct {
	srv   *server.Server
	staff staff
	log   *slog.Logger
	// options are those the server reads, see Admit.
	options *server.Options

	failed   chan error
	failOnce sync.Once
	closing  atomic.Bool

	outletsMu sync.Mutex
	outlets   []*Outlet
}

// Start runs the server and returns when it accepts connections, with JetStream
// on in KEZ.
func Start(ctx context.Context, o Options) (*Broker, error) {
	crew, err := newStaff()
	if err != nil {
		return nil, fmt.Errorf("make service users: %w", err)
	}
	opts := options(o, crew)
	srv, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("configure NATS: %w", err)
	}
	b := &Broker{srv: srv, staff: crew, log: o.Log, options: opts, failed: make(chan error, 1)}
	srv.SetLoggerV2(&slogger{log: o.Log, fatal: b.fail}, false, false, false)
	started := make(chan struct{})
	go func() { // owned by the server: it ends with Shutdown
		defer close(started)
		srv.Start()
	}()
	if err := b.awaitReady(ctx, started); err != nil {
		srv.Shutdown()
		return nil, err
	}
	mail, err := srv.LookupAccount(accountMail)
	if err != nil {
		srv.Shutdown()
		return nil, fmt.Errorf("find account %s: %w", accountMail, err)
	}
	if err := mail.EnableJetStream(nil, nil); err != nil {
		srv.Shutdown()
		return nil, fmt.Errorf("open the mail store in %s: %w", o.StoreDir, err)
	}
	return b, nil
}

func options(o Options, crew staff) *server.Options {
	opts := &server.Options{
		ServerName: o.Name,
		DontListen: !o.Native,
		Host:       "127.0.0.1",
		Port:       server.RANDOM_PORT,
		NoSigs:     true, // signals are the node's; the server's handlers exit the process
		// No nkeys are configured, so the server would send no nonce.
		AlwaysEnableNonce:      true,
		MaxPayload:             maxPayload,
		MaxPending:             servicePending, // until Admit
		MaxControlLine:         4096,
		MaxSubs:                maxSubscriptions,
		WriteDeadline:          writeDeadline,
		JetStream:              true,
		StoreDir:               o.StoreDir,
		SyncAlways:             true,
		JetStreamMaxStore:      maxStore,
		JetStreamMaxMemory:     maxMemory,
		DisableJetStreamBanner: true,
		Websocket: server.WebsocketOpts{
			Host:             "127.0.0.1",
			Port:             server.RANDOM_PORT,
			NoTLS:            true, // loopback only: TLS ends at our own listeners
			HandshakeTimeout: 5 * time.Second,
			PingInterval:     pingInterval,
		},
	}
	if o.Monitor.IsValid() {
		opts.HTTPHost, opts.HTTPPort = o.Monitor.Addr().String(), int(o.Monitor.Port())
		if opts.HTTPPort == 0 {
			opts.HTTPPort = server.RANDOM_PORT
		}
	}
	crew.configure(opts)
	return opts
}

func (b *Broker) awaitReady(ctx context.Context, started <-chan struct{}) error {
	select {
	case <-started:
	case err := <-b.failed:
		return err
	case <-ctx.Done():
		return fmt.Errorf("start NATS: %w", ctx.Err())
	}
	select {
	case err := <-b.failed:
		return err
	default:
	}
	if !b.srv.ReadyForConnections(10 * time.Second) {
		return errors.New("start NATS: not ready after 10 s")
	}
	return nil
}

func (b *Broker) fail(err error) {
	b.failOnce.Do(func() { b.failed <- err })
}

// Failed reports the error after which the server cannot go on. The standard
// server would have ended the process.
func (b *Broker) Failed() <-chan error { return b.failed }

// Admit begins the time of people: connections from here on may leave no more
// than maxPending unread. Call it once, after the node's own connections are
// made and before a door is opened.
//
// The server has one setting for all its clients and no way to change it, but
// reads it from these options whenever a client comes, after it took the lock
// that NumClients takes here.
func (b *Broker) Admit() {
	limitPending(b.options)
	b.srv.NumClients()
}

// limitPending writes what a late starter among the server's own clients may
// be reading. Either value suits that one, and nothing tells when it is done,
// so the race detector is not to look.
//
//go:norace
//go:noinline
func limitPending(o *server.Options) { o.MaxPending = maxPending }

// Connect opens a connection of a service user, inside this process. Should it
// be lost, the broker has failed.
func (b *Broker) Connect(r Role, o ...nats.Option) (*nats.Conn, error) {
	opts := append([]nats.Option{
		nats.InProcessServer(b.srv),
		nats.UserInfo(string(r), b.staff.passwords[r]),
		nats.Name("node:" + string(r)),
		nats.NoReconnect(), // the server and its staff end together
		nats.DisconnectErrHandler(func(nc *nats.Conn, _ error) {
			if err := nc.LastError(); err != nil {
				b.lose(r, err)
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			b.log.Warn("nats", "detail", "node:"+string(r), "err", err)
		}),
	}, o...)
	nc, err := nats.Connect("", opts...)
	if err != nil {
		return nil, fmt.Errorf("connect %s to the broker: %w", r, err)
	}
	return nc, nil
}

// lose reports a connection of the node's own that ended before the broker.
func (b *Broker) lose(r Role, err error) {
	if !b.closing.Load() {
		b.fail(fmt.Errorf("nats: the connection of %s is lost: %w", r, err))
	}
}

// Issuer signs the callout's answers.
func (b *Broker) Issuer() nkeys.KeyPair { return b.staff.issuer }

// ServerID is the audience of the callout's answers.
func (b *Broker) ServerID() string { return b.srv.ID() }

// UserAccount is the account people are placed in.
func (b *Broker) UserAccount() string { return accountApp }

// WebSocketAddr is the loopback address of the WebSocket listener.
func (b *Broker) WebSocketAddr() string {
	return strings.TrimPrefix(b.srv.WebsocketURL(), "ws://")
}

// NativeAddr is the loopback address of the TCP listener, empty without one.
func (b *Broker) NativeAddr() string {
	if a, ok := b.srv.Addr().(*net.TCPAddr); ok && a != nil {
		return net.JoinHostPort("127.0.0.1", fmt.Sprint(a.Port))
	}
	return ""
}

// MonitorAddr is where NATS's monitoring pages are served, nil when off.
func (b *Broker) MonitorAddr() net.Addr {
	if a := b.srv.MonitorAddr(); a != nil {
		return a
	}
	return nil
}

// Close stops the server and waits until its files are closed or ctx is done.
// Stopping by deadline loses nothing that was acknowledged.
func (b *Broker) Close(ctx context.Context) error {
	b.closing.Store(true)
	done := make(chan struct{})
	go func() { // ends with the server; abandoned only at the deadline of a stop
		defer close(done)
		b.curfew(ctx)
		b.srv.Shutdown()
		b.srv.WaitForShutdown()
		b.outletsMu.Lock()
		defer b.outletsMu.Unlock()
		for _, o := range b.outlets {
			o.close()
		}
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop NATS: %w", ctx.Err())
	}
}
