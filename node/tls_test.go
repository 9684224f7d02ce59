package node

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority signs certificates for tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(240 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key}
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// sign certifies public for host until the given time, in PEM.
func (a *authority) sign(host string, public any, until time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, a.cert, public, a.key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}

// pair makes a key and its certificate.
func (a *authority) pair(t testing.TB, host string, until time.Time) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	if cert, err = a.sign(host, &private.PublicKey, until); err != nil {
		t.Fatal(err)
	}
	return cert, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func writeFile(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// shake makes a handshake over a pipe and returns the certificate served.
func shake(t testing.TB, server, client *tls.Config) *x509.Certificate {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	served := make(chan error, 1)
	go func() {
		defer far.Close()
		served <- tls.Server(far, server).Handshake()
	}()
	c := tls.Client(near, client)
	if err := c.Handshake(); err != nil {
		t.Fatalf("handshake: %v", err)
	}
	if err := <-served; err != nil {
		t.Fatalf("handshake at the server: %v", err)
	}
	return c.ConnectionState().PeerCertificates[0]
}

func logTo(b *bytes.Buffer) *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

func TestFilesTLSFollowsItsFiles(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	until := time.Now().Add(24 * time.Hour)
	cert, key := ca.pair(t, "chat.example.org", until)
	writeFile(t, certFile, cert)
	writeFile(t, keyFile, key)
	var logged bytes.Buffer
	s := load(t, "server=chat.example.org", "tls=files", "tls-cert="+certFile, "tls-key="+keyFile)
	c, err := openTLS(s, time.Now, logTo(&logged))
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	client := &tls.Config{ServerName: "chat.example.org", RootCAs: ca.pool(), NextProtos: []string{"h2"}}
	first := shake(t, c.config, client)

	// Half of a renewal: the old pair stays until the new one is whole.
	newCert, newKey := ca.pair(t, "chat.example.org", until.Add(time.Hour))
	writeFile(t, certFile, append(newCert, '\n'))
	if got := shake(t, c.config, client); !got.Equal(first) {
		t.Error("half a renewal was served")
	}
	if !strings.Contains(logged.String(), "cannot be used") {
		t.Errorf("half a renewal was not reported: %s", logged.String())
	}
	writeFile(t, keyFile, append(newKey, '\n', '\n'))
	second := shake(t, c.config, client)
	if second.Equal(first) {
		t.Error("the new certificate is not served")
	}
	if err := os.Remove(keyFile); err != nil {
		t.Fatal(err)
	}
	if got := shake(t, c.config, client); !got.Equal(second) {
		t.Error("a missing file changed what is served")
	}
}

func TestFilesTLSComplains(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	until := time.Now().Add(24 * time.Hour)
	cert, key := ca.pair(t, "chat.example.org", until)
	_, otherKey := ca.pair(t, "chat.example.org", until)
	for name, data := range map[string][]byte{"cert": cert, "key": key, "other": otherKey, "empty": nil} {
		writeFile(t, filepath.Join(dir, name), data)
	}
	for _, c := range []struct{ cert, key, want string }{
		{"missing", "key", "missing: no such file"},
		{"cert", "missing", "missing: no such file"},
		{"cert", "other", "private key does not match"},
		{"empty", "key", "failed to find any PEM data in certificate"},
		{"cert", "empty", "failed to find any PEM data in key"},
		{"key", "cert", "PEM"},
	} {
		s := load(t, "tls=files", "tls-cert="+filepath.Join(dir, c.cert), "tls-key="+filepath.Join(dir, c.key))
		if _, err := openTLS(s, time.Now, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %s: got %v, want %q", c.cert, c.key, err, c.want)
		}
	}
}

func TestFilesTLSWarns(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	cert, key := ca.pair(t, "elsewhere.example.org", time.Now().Add(time.Hour))
	writeFile(t, filepath.Join(dir, "c"), cert)
	writeFile(t, filepath.Join(dir, "k"), key)
	var logged bytes.Buffer
	later := func() time.Time { return time.Now().Add(48 * time.Hour) }
	if _, err := openFilesTLS(filepath.Join(dir, "c"), filepath.Join(dir, "k"), "chat.example.org", later, logTo(&logged)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"not valid now", "not for this server"} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("no warning %q in %s", want, logged.String())
		}
	}
}

func TestTLSRefusesOldVersions(t *testing.T) {
	if c := baseTLS(); c.MinVersion != tls.VersionTLS12 {
		t.Errorf("oldest version: got %x", c.MinVersion)
	}
}

func TestTLSOff(t *testing.T) {
	c, err := openTLS(load(t), time.Now, slog.New(slog.DiscardHandler))
	if err != nil || c.config != nil {
		t.Fatalf("got %v, %v", c.config, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.run(ctx); err != nil {
		t.Error(err)
	}
	c.close()
}
