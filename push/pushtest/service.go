// Package pushtest is a push service for tests that speaks RFC 8030, checks the
// sender by RFC 8292, and the browsers behind it, which open what they get by
// RFC 8291 with code of their own.
package pushtest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kez.lat/chat/fetch/fetchtest"
)

var b64 = base64.RawURLEncoding

// A Push is one that the service took or answered otherwise.
type Push struct {
	Path   string
	Header http.Header
	Text   string // opened
	Claims map[string]any
}

// A Service is a push service on a World.
type Service struct {
	URL string

	tb       testing.TB
	mu       sync.Mutex
	browsers map[string]*Browser
	answers  []http.HandlerFunc
	pushes   chan Push
}

// A Browser has one subscription.
type Browser struct {
	Endpoint, P256dh, Auth string

	key  *ecdh.PrivateKey
	auth []byte
}

// New puts a push service behind a name of the World.
func New(tb testing.TB, w *fetchtest.World, host string) *Service {
	s := &Service{tb: tb, browsers: make(map[string]*Browser), pushes: make(chan Push, 1024)}
	s.URL = w.Host(host, s)
	return s
}

// Subscribe makes a browser with a subscription.
func (s *Service) Subscribe() *Browser {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		s.tb.Fatal(err)
	}
	b := &Browser{key: key, auth: make([]byte, 16)}
	rand.Read(b.auth)
	path := "/push/" + rand.Text()
	b.Endpoint, b.P256dh, b.Auth = s.URL+path, b64.EncodeToString(key.PublicKey().Bytes()), b64.EncodeToString(b.auth)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.browsers[path] = b
	return b
}

// Answer has the next pushes answered so, one each; then all are taken again.
func (s *Service) Answer(with ...http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, with...)
}

// Pushes are what arrived, in order.
func (s *Service) Pushes() <-chan Push { return s.pushes }

func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	b := s.browsers[r.URL.Path]
	answer := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) }
	if len(s.answers) > 0 {
		answer, s.answers = s.answers[0], s.answers[1:]
	}
	s.mu.Unlock()
	if b == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.tb.Errorf("a push did not arrive: %v", err)
		return
	}
	text, err := b.Open(body)
	if err != nil {
		s.tb.Errorf("a push cannot be opened: %v", err)
	}
	claims, err := Verify(r.Header.Get("Authorization"))
	if err != nil || claims["aud"] != s.URL {
		s.tb.Errorf("a push is from nobody: %v, claims %v, want aud %s", err, claims, s.URL)
	}
	if r.Method != http.MethodPost || r.Header.Get("Content-Encoding") != "aes128gcm" || r.Header.Get("TTL") == "" {
		s.tb.Errorf("not a push: %s %v", r.Method, r.Header)
	}
	s.pushes <- Push{r.URL.Path, r.Header, string(text), claims}
	answer(w, r)
}

// Open decrypts one record of RFC 8188 with the keys of RFC 8291.
func (b *Browser) Open(body []byte) ([]byte, error) {
	if len(body) < 86+17 || body[20] != 65 {
		return nil, fmt.Errorf("a body of %d bytes", len(body))
	}
	salt, sender := body[:16], body[21:86]
	from, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, err
	}
	shared, err := b.key.ECDH(from)
	if err != nil {
		return nil, err
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		k, derr := hkdf.Key(sha256.New, secret, salt, info, n)
		if derr != nil {
			err = derr
		}
		return k
	}
	ikm := derive(shared, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(sender), 32)
	block, berr := aes.NewCipher(derive(ikm, salt, "Content-Encoding: aes128gcm\x00", 16))
	nonce := derive(ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil || berr != nil {
		return nil, fmt.Errorf("derive: %v, %v", err, berr)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	text, err := gcm.Open(nil, nonce, body[86:], nil)
	if err != nil {
		return nil, err
	}
	text = []byte(strings.TrimRight(string(text), "\x00"))
	if len(text) == 0 || text[len(text)-1] != 2 {
		return nil, fmt.Errorf("no end of the last record")
	}
	return text[:len(text)-1], nil
}

// Verify checks a header of RFC 8292 and returns the claims.
func Verify(header string) (claims map[string]any, err error) {
	rest, vapid := strings.CutPrefix(header, "vapid t=")
	token, k, two := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	point, err := b64.DecodeString(k)
	if !vapid || !two || len(parts) != 3 || err != nil {
		return nil, fmt.Errorf("header %q: %v", header, err)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil, err
	}
	sig, err := b64.DecodeString(parts[2])
	if err != nil || len(sig) != 64 {
		return nil, fmt.Errorf("a signature of %d bytes: %v", len(sig), err)
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, digest[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return nil, fmt.Errorf("signed by another key")
	}
	raw, err := b64.DecodeString(parts[1])
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		return nil, err
	}
	exp, _ := claims["exp"].(float64)
	if left := time.Until(time.Unix(int64(exp), 0)); left <= 0 || left > 24*time.Hour {
		return nil, fmt.Errorf("it ends in %s", left)
	}
	return claims, nil
}
