package node

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// baseTLS is what every listener of the node speaks: TLS 1.2 with forward
// secrecy, or newer. WebSockets come over HTTP/1.1, all else may use HTTP/2.
func baseTLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
}

// certificates are where the TLS of the front door comes from. The zero value
// is plain HTTP.
type certificates struct {
	config *tls.Config // nil: plain
	keep   func(ctx context.Context) error
	stop   func()
}

// openTLS makes ready what s.TLS asks for. The settings know the port the
// front door got, see [Settings.OnPort].
func openTLS(s Settings, now func() time.Time, log *slog.Logger) (certificates, error) {
	switch s.TLS {
	case TLSFiles:
		f, err := openFilesTLS(s.TLSCert, s.TLSKey, s.Server, now, log)
		if err != nil {
			return certificates{}, err
		}
		return certificates{config: f.config()}, nil
	case TLSAuto:
		a := openAutoTLS(s, acmeHTTPPort, log)
		return certificates{config: a.config(), keep: a.run, stop: a.close}, nil
	default:
		return certificates{}, nil
	}
}

// run keeps certificates fresh until ctx is done. It begins after the front
// door listens.
func (c certificates) run(ctx context.Context) error {
	if c.keep == nil {
		<-ctx.Done()
		return nil
	}
	return c.keep(ctx)
}

func (c certificates) close() {
	if c.stop != nil {
		c.stop()
	}
}

// filesTLS serves the certificate in two files and follows their changes: what
// renews them need not tell the node.
type filesTLS struct {
	cert, key string
	server    string // what clients will ask for
	log       *slog.Logger
	now       func() time.Time

	mu     sync.Mutex
	served *tls.Certificate
	seen   [2]stamp // of the files at the last try, good or bad
}

// stamp tells one state of a file from another.
type stamp struct {
	size    int64
	changed time.Time
}

// openFilesTLS reads both files and says what is wrong with them.
func openFilesTLS(cert, key, server string, now func() time.Time, log *slog.Logger) (*filesTLS, error) {
	f := &filesTLS{cert: cert, key: key, server: server, now: now, log: log}
	seen, err := f.stamps()
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	pair, err := f.read()
	if err != nil {
		return nil, err
	}
	f.served, f.seen = pair, seen
	return f, nil
}

func (f *filesTLS) config() *tls.Config {
	c := baseTLS()
	c.GetCertificate = f.certificate
	return c
}

// certificate answers a handshake. Looking at two files costs microseconds
// beside the milliseconds of the handshake itself.
func (f *filesTLS) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen, err := f.stamps()
	if err != nil || seen == f.seen {
		return f.served, nil // a missing file is one about to be replaced
	}
	f.seen = seen
	pair, err := f.read()
	if err != nil {
		f.log.Warn("certificate changed but cannot be used; the old one stays", "err", err)
		return f.served, nil
	}
	f.served = pair
	f.log.Info("certificate read again", "expires", pair.Leaf.NotAfter.UTC())
	return f.served, nil
}

func (f *filesTLS) stamps() (both [2]stamp, err error) {
	for i, name := range []string{f.cert, f.key} {
		info, err := os.Stat(name)
		if err != nil {
			return both, err
		}
		both[i] = stamp{info.Size(), info.ModTime()}
	}
	return both, nil
}

func (f *filesTLS) read() (*tls.Certificate, error) {
	certPEM, err := os.ReadFile(f.cert)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	keyPEM, err := os.ReadFile(f.key)
	if err != nil {
		return nil, fmt.Errorf("read private key: %w", err)
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, fmt.Errorf("use certificate %s with private key %s: %w", f.cert, f.key, err)
	}
	f.check(pair.Leaf)
	return &pair, nil
}

// check warns of what browsers will refuse. The node starts all the same: its
// operator may be about to replace the file.
func (f *filesTLS) check(leaf *x509.Certificate) {
	if now := f.now(); now.After(leaf.NotAfter) || now.Before(leaf.NotBefore) {
		f.log.Warn("certificate is not valid now", "from", leaf.NotBefore.UTC(), "until", leaf.NotAfter.UTC())
	}
	if err := leaf.VerifyHostname(f.server); err != nil {
		f.log.Warn("certificate is not for this server", "err", err)
	}
}
