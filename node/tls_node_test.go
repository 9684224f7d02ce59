package node_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/node/nodetest"
)

// selfSigned writes a certificate for localhost and its key, and returns what
// trusts it.
func selfSigned(t *testing.T) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(cert)
	return certFile, keyFile, roots
}

// TestWholeNodeOverTLS registers over HTTPS and logs in over WSS, at the front
// door and at the WebSocket port.
func TestWholeNodeOverTLS(t *testing.T) {
	cert, key, roots := selfSigned(t)
	n := nodetest.Start(t, "tls", "files", "tls-cert", cert, "tls-key", key, "ws-bind", "127.0.0.1:0")
	config := &tls.Config{RootCAs: roots, ServerName: "localhost"}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config.Clone(), ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()

	seed, err := identity.NewSeed(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := identity.SignRegistration(seed, "ana", n.Server, time.Now(), "")
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Post(n.URL+"/v1/register", "application/json", bytes.NewReader(signed))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusCreated || resp.ProtoMajor != 2 {
		t.Errorf("register: got %s over %s, want 201 over HTTP/2", resp.Status, resp.Proto)
	}

	for name, url := range map[string]string{"front door": n.WebSocket, "WebSocket port": "wss://" + n.Inner.WebSocketAddr().String()} {
		owner := seed.Key()
		nc, err := nats.Connect(url, nats.Secure(config), nats.CustomInboxPrefix(identity.ReplyPrefix(owner)), nats.IgnoreAuthErrorAbort(),
			nats.Nkey(owner.NKey(), func(nonce []byte) ([]byte, error) { return seed.Sign(nonce), nil }))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := nc.Request(identity.RPCSubject(owner, "whoami"), nil, 10*time.Second); err != nil {
			t.Errorf("%s: whoami: %v", name, err)
		}
		nc.Close()
	}

	plain, err := http.Get("http" + n.URL[len("https"):])
	if err != nil {
		t.Fatal(err)
	}
	plain.Body.Close()
	if plain.StatusCode != http.StatusBadRequest {
		t.Errorf("plain HTTP: got %s, want 400", plain.Status)
	}
}
