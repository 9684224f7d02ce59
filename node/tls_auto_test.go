package node

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/mholt/acmez/v3/acme"
)

// acmeServer is the part of RFC 8555 that one order of one certificate needs,
// with real validation. It believes every signature: what is tested is the
// node, not the library that asks.
type acmeServer struct {
	*authority
	url       string
	challenge string // the only type offered
	front     string // where TLS-ALPN-01 is looked for
	plain     string // where HTTP-01 is looked for

	mu         sync.Mutex
	thumbprint string
	domain     string
	status     string // of the authorization
	chain      []byte
}

const acmeToken = "token-of-the-only-challenge-there-is"

func startACME(t *testing.T, challenge, front, plain string) *acmeServer {
	t.Helper()
	s := &acmeServer{authority: newAuthority(t), challenge: challenge, front: front, plain: plain, status: "pending"}
	mux := http.NewServeMux()
	mux.HandleFunc("/directory", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]string{"newNonce": s.url + "/nonce", "newAccount": s.url + "/account", "newOrder": s.url + "/order"})
	})
	mux.HandleFunc("/nonce", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /account", s.account)
	mux.HandleFunc("POST /order", s.order)
	mux.HandleFunc("POST /order/1", s.order)
	mux.HandleFunc("POST /authorization", s.authorization)
	mux.HandleFunc("POST /challenge", s.validate)
	mux.HandleFunc("POST /finalize", s.finalize)
	mux.HandleFunc("POST /certificate", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		s.mu.Lock()
		defer s.mu.Unlock()
		w.Write(s.chain)
	})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Replay-Nonce", base64.RawURLEncoding.EncodeToString([]byte(time.Now().String())))
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

// openJWS reads the protected header and the payload of a flattened JWS.
func openJWS(r *http.Request, header, payload any) error {
	var jws struct{ Protected, Payload string }
	if err := json.NewDecoder(r.Body).Decode(&jws); err != nil {
		return err
	}
	for text, into := range map[string]any{jws.Protected: header, jws.Payload: payload} {
		data, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			return err
		}
		if len(data) > 0 {
			if err := json.Unmarshal(data, into); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *acmeServer) account(w http.ResponseWriter, r *http.Request) {
	var header struct {
		JWK struct {
			Crv string `json:"crv"`
			Kty string `json:"kty"`
			X   string `json:"x"`
			Y   string `json:"y"`
		} `json:"jwk"`
	}
	var payload map[string]any
	if err := openJWS(r, &header, &payload); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	canonical, _ := json.Marshal(header.JWK) // RFC 7638: members in order, nothing else
	sum := sha256.Sum256(canonical)
	s.mu.Lock()
	s.thumbprint = base64.RawURLEncoding.EncodeToString(sum[:])
	s.mu.Unlock()
	w.Header().Set("Location", s.url+"/account/1")
	reply(w, http.StatusCreated, map[string]string{"status": "valid"})
}

func (s *acmeServer) order(w http.ResponseWriter, r *http.Request) {
	var header, payload struct {
		Identifiers []struct{ Value string }
	}
	if err := openJWS(r, &header, &payload); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	status := http.StatusOK
	if len(payload.Identifiers) > 0 {
		s.domain, status = payload.Identifiers[0].Value, http.StatusCreated
	}
	s.answerOrder(w, status)
}

func (s *acmeServer) answerOrder(w http.ResponseWriter, status int) {
	order := map[string]any{
		"status": "pending", "finalize": s.url + "/finalize", "authorizations": []string{s.url + "/authorization"},
		"identifiers": []any{map[string]string{"type": "dns", "value": s.domain}},
	}
	switch {
	case s.chain != nil:
		order["status"], order["certificate"] = "valid", s.url+"/certificate"
	case s.status == "valid":
		order["status"] = "ready"
	}
	w.Header().Set("Location", s.url+"/order/1")
	reply(w, status, order)
}

func (s *acmeServer) authorization(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply(w, http.StatusOK, map[string]any{
		"status": s.status, "identifier": map[string]string{"type": "dns", "value": s.domain},
		"challenges": []any{s.challengeObject()},
	})
}

func (s *acmeServer) challengeObject() map[string]string {
	return map[string]string{"type": s.challenge, "url": s.url + "/challenge", "token": acmeToken, "status": s.status}
}

func (s *acmeServer) validate(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	check := s.checkHTTP
	if s.challenge == acme.ChallengeTypeTLSALPN01 {
		check = s.checkALPN
	}
	if err := check(r.Context(), acmeToken+"."+s.thumbprint); err != nil {
		reply(w, http.StatusForbidden, map[string]string{"type": "urn:ietf:params:acme:error:unauthorized", "detail": err.Error()})
		return
	}
	s.status = "valid"
	reply(w, http.StatusOK, s.challengeObject())
}

// checkHTTP is RFC 8555 section 8.3.
func (s *acmeServer) checkHTTP(ctx context.Context, want string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.plain+"/.well-known/acme-challenge/"+acmeToken, nil)
	if err != nil {
		return err
	}
	req.Host = s.domain
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if got, err := io.ReadAll(resp.Body); err != nil || string(got) != want {
		return fmt.Errorf("key authorization: got %q, %v", got, err)
	}
	return nil
}

// checkALPN is RFC 8737 section 3.
func (s *acmeServer) checkALPN(ctx context.Context, keyAuthorization string) error {
	dialer := tls.Dialer{Config: &tls.Config{ServerName: s.domain, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", s.front)
	if err != nil {
		return err
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	digest := sha256.Sum256([]byte(keyAuthorization))
	want, err := asn1.Marshal(digest[:])
	if err != nil {
		return err
	}
	for _, e := range state.PeerCertificates[0].Extensions {
		if e.Id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}) && string(e.Value) == string(want) && state.NegotiatedProtocol == "acme-tls/1" {
			return nil
		}
	}
	return errors.New("no acmeIdentifier that fits")
}

func (s *acmeServer) finalize(w http.ResponseWriter, r *http.Request) {
	var header, payload struct{ CSR string }
	if err := openJWS(r, &header, &payload); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	der, err := base64.RawURLEncoding.DecodeString(payload.CSR)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chain, err = s.sign(s.domain, csr.PublicKey.(*ecdsa.PublicKey), time.Now().Add(90*24*time.Hour)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.answerOrder(w, http.StatusOK)
}

// frontDoor accepts TLS connections with config and hands on the names asked
// for, until the test ends.
func frontDoor(t *testing.T, ln net.Listener, config *tls.Config) {
	t.Helper()
	srv := &http.Server{TLSConfig: config, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "the app") })
	done := make(chan struct{})
	go func() { defer close(done); srv.ServeTLS(ln, "", "") }()
	t.Cleanup(func() { srv.Close(); <-done })
}

func freePort(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// TestAutoTLS has a certificate issued by either challenge and then opens the
// same data directory again, which must ask nobody.
func TestAutoTLS(t *testing.T) {
	for _, challenge := range []string{acme.ChallengeTypeTLSALPN01, acme.ChallengeTypeHTTP01} {
		t.Run(challenge, func(t *testing.T) {
			dir := t.TempDir()
			ln, spare := freePort(t), freePort(t)
			plain := spare.Addr().(*net.TCPAddr).AddrPort()
			if challenge == acme.ChallengeTypeHTTP01 {
				spare.Close() // the node listens here
			} else {
				defer spare.Close() // the port is taken: the node goes on without
			}
			front := ln.Addr().(*net.TCPAddr).AddrPort()
			ca := startACME(t, challenge, front.String(), plain.String())
			s := load(t, "server=chat.example.org", "tls=auto", "tls-ca="+ca.url+"/directory", "data-dir="+dir, "bind="+front.String())

			leaf := obtain(t, s, plain, ln, ca)
			if err := leaf.VerifyHostname("chat.example.org"); err != nil {
				t.Error(err)
			}
			ca.mu.Lock()
			ca.status, ca.chain = "invalid", nil
			ca.mu.Unlock()
			ln = freePort(t)
			again := obtain(t, s.OnPort(ln.Addr().(*net.TCPAddr).AddrPort().Port()), plain, ln, ca)
			if !again.Equal(leaf) {
				t.Error("the certificate was not kept")
			}
		})
	}
}

// obtain runs the TLS of a front door until it serves a certificate.
func obtain(t *testing.T, s Settings, plain netip.AddrPort, ln net.Listener, ca *acmeServer) *x509.Certificate {
	t.Helper()
	issued := make(chan struct{}, 1)
	a := openAutoTLS(s, plain.Port(), slog.New(slog.DiscardHandler))
	defer a.close()
	a.magic.OnEvent = func(_ context.Context, event string, _ map[string]any) error {
		if event == "cached_managed_cert" {
			select {
			case issued <- struct{}{}:
			default:
			}
		}
		return nil
	}
	frontDoor(t, ln, a.config())
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- a.run(ctx) }()
	defer func() {
		cancel()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	}()
	select {
	case <-issued:
	case err := <-ran:
		t.Fatalf("ended without a certificate: %v", err)
	case <-time.After(30 * time.Second):
		t.Fatal("no certificate")
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{ServerName: s.Server, RootCAs: ca.pool()},
	}}
	defer client.CloseIdleConnections()
	resp, err := client.Get("https://" + ln.Addr().String() + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.TLS.PeerCertificates[0]
}

func TestAutoTLSRedirects(t *testing.T) {
	a := &autoTLS{publicURL: "https://chat.example.org"}
	for method, target := range map[string]string{"GET": "/u/ana?x=1", "POST": "/", "HEAD": "//evil.example/"} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(method, target, nil)
		r.Host = "evil.example"
		a.redirect(w, r)
		if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != "https://chat.example.org"+r.URL.RequestURI() {
			t.Errorf("%s %s: got %d %q", method, target, w.Code, got)
		}
	}
}
