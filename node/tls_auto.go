package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"time"

	"github.com/caddyserver/certmagic"
	"github.com/mholt/acmez/v3"
	"go.uber.org/zap"
)

// autoTLS obtains and renews the certificate of the server's domain by ACME
// (RFC 8555). The authority comes to the front door for TLS-ALPN-01 (RFC 8737),
// which must be reachable as port 443, or to port 80 for HTTP-01.
type autoTLS struct {
	domain    string
	publicURL string
	challenge netip.AddrPort // where HTTP-01 is answered
	issuer    *certmagic.ACMEIssuer
	magic     *certmagic.Config
	cache     *certmagic.Cache
	log       *slog.Logger
}

// acmeHTTPPort is where RFC 8555 section 8.3 looks for HTTP-01.
const acmeHTTPPort = 80

// openAutoTLS prepares but asks nobody for anything yet: that is for Run. The
// settings must know the port the front door got. Certificates and the ACME
// account live in keys/acme of the data directory.
func openAutoTLS(s Settings, httpPort uint16, log *slog.Logger) *autoTLS {
	a := &autoTLS{
		domain:    s.Server,
		publicURL: s.PublicURL,
		challenge: netip.AddrPortFrom(s.Bind.Addr(), httpPort),
		log:       log,
	}
	zlog := zap.New(&slogCore{log: log})
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return a.magic, nil },
		Logger:           zlog,
	})
	a.magic = certmagic.New(a.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: filepath.Join(s.DataDir, "keys", "acme")},
		Logger:  zlog,
		// Clients that name no server, or ours by its address, get ours.
		DefaultServerName:  s.Server,
		FallbackServerName: s.Server,
	})
	a.issuer = certmagic.NewACMEIssuer(a.magic, certmagic.ACMEIssuer{
		CA:     s.TLSCA,
		Email:  s.TLSEmail,
		Agreed: true, // --tls auto says so in its help
		// The library finds our own listeners on these ports and uses them.
		ListenHost:     s.Bind.Addr().String(),
		AltHTTPPort:    int(httpPort),
		AltTLSALPNPort: int(s.Bind.Port()),
		Logger:         zlog,
	})
	a.magic.Issuers = []certmagic.Issuer{a.issuer}
	return a
}

func (a *autoTLS) config() *tls.Config {
	c := baseTLS()
	c.GetCertificate = a.magic.GetCertificate
	c.NextProtos = append(c.NextProtos, acmez.ACMETLS1Protocol)
	return c
}

// run keeps a certificate until ctx is done. It begins after the front door
// listens, for the authority comes there at once.
func (a *autoTLS) run(ctx context.Context) error {
	ln, err := net.Listen("tcp", a.challenge.String())
	if err != nil {
		a.log.Warn("no redirect from plain HTTP, and certificates need port 443 to lead to the front door", "err", err)
		return a.manage(ctx)
	}
	srv := &http.Server{
		Handler:           a.issuer.HTTPChallengeHandler(http.HandlerFunc(a.redirect)),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	err = a.manage(ctx)
	srv.Close() // its requests are redirects: there is nothing to wait for
	if serveErr := <-served; err == nil && !errors.Is(serveErr, http.ErrServerClosed) {
		err = fmt.Errorf("serve %s: %w", a.challenge, serveErr)
	}
	return err
}

func (a *autoTLS) manage(ctx context.Context) error {
	if err := a.magic.ManageAsync(ctx, []string{a.domain}); err != nil {
		return fmt.Errorf("manage certificate of %s: %w", a.domain, err)
	}
	<-ctx.Done()
	return nil
}

// redirect leads plain HTTP to the public URL, never to what Host says.
func (a *autoTLS) redirect(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Connection", "close")
	http.Redirect(w, r, a.publicURL+r.URL.RequestURI(), http.StatusPermanentRedirect)
}

func (a *autoTLS) close() { a.cache.Stop() }
