// Package fetchtest is an internet for tests: names, certificates, and servers
// behind them on a loopback address that a [fetch.Fetcher] may be told to take
// for public.
package fetchtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/fetch"
)

// Public is the one address of the World that counts as public. All of 127/8 is
// loopback on Linux, and the machine's own address is another.
var Public = netip.MustParseAddr("127.0.0.2")

// A World has one HTTPS server for all its hosts, told apart by name, and one
// DNS server.
type World struct {
	*Zone
	Port uint16 // of the HTTPS server

	ca    *x509.Certificate
	caKey *ecdsa.PrivateKey

	mu    sync.Mutex
	certs map[string]*tls.Certificate
	hosts map[string]http.Handler
}

// New makes a World that ends with the test.
func New(tb testing.TB) *World {
	tb.Helper()
	w := &World{
		Zone:  NewZone(tb),
		certs: make(map[string]*tls.Certificate),
		hosts: make(map[string]http.Handler),
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	w.caKey = key
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "fetchtest"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		tb.Fatal(err)
	}
	if w.ca, err = x509.ParseCertificate(raw); err != nil {
		tb.Fatal(err)
	}
	listener, err := net.Listen("tcp", netip.AddrPortFrom(Public, 0).String())
	if err != nil {
		tb.Skipf("this system has no second loopback address: %v", err)
	}
	w.Port = netip.MustParseAddrPort(listener.Addr().String()).Port()
	server := httptest.NewUnstartedServer(http.HandlerFunc(w.route))
	_ = server.Listener.Close() // ours takes its place
	server.Listener = listener
	server.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(tb.Output(), nil), slog.LevelInfo)
	server.TLS = &tls.Config{GetCertificate: w.certificate}
	server.StartTLS()
	tb.Cleanup(server.Close)
	return w
}

// Host puts a handler behind a name and gives the URL of its root.
func (w *World) Host(name string, h http.Handler) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hosts[name] = h
	w.Point(name, Public)
	return fmt.Sprintf("https://%s:%d", name, w.Port)
}

// Roots vouch for the World's servers.
func (w *World) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(w.ca)
	return pool
}

// Config is that of a Fetcher which takes the World for the internet, and is
// otherwise strict.
func (w *World) Config() fetch.Config {
	return fetch.Config{
		Ports:    []uint16{w.Port},
		Public:   func(a netip.Addr) bool { return a == Public || fetch.Public(a) },
		Resolver: w.Resolver(),
		RootCAs:  w.Roots(),
	}
}

// Fetcher has the World's Config.
func (w *World) Fetcher(tb testing.TB) *fetch.Fetcher {
	f := fetch.New(w.Config())
	tb.Cleanup(f.Close)
	return f
}

func (w *World) route(rw http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.Host, ":")
	w.mu.Lock()
	h, known := w.hosts[name]
	w.mu.Unlock()
	if !known {
		http.Error(rw, "no such host", http.StatusMisdirectedRequest)
		return
	}
	h.ServeHTTP(rw, r)
}

func (w *World) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.hosts[hello.ServerName]; !known {
		return nil, fmt.Errorf("no certificate for %q", hello.ServerName)
	}
	if c, made := w.certs[hello.ServerName]; made {
		return c, nil
	}
	c, err := w.issue(hello.ServerName)
	if err == nil {
		w.certs[hello.ServerName] = c
	}
	return c, err
}

func (w *World) issue(name string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(w.certs)) + 2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, w.ca, &key.PublicKey, w.caKey)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, nil
}
