package push

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// tokenLife is how long a token is good; RFC 8292 section 2 allows a day.
const tokenLife = 12 * time.Hour

const pemType = "PRIVATE KEY"

var errBadKey = errors.New("not a private key of P-256 in PEM and PKCS #8")

// A Signer holds the key by which push services know this node, RFC 8292.
type Signer struct {
	key     *ecdsa.PrivateKey
	public  string // uncompressed point, base64url
	subject string
}

// OpenSigner reads the key from a file, and makes it at the first start: browsers
// bind their subscriptions to it, so a lost one silences every device. Of the
// subject only what a push service can use is told: https: or mailto:.
func OpenSigner(path, subject string) (*Signer, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		raw, err = makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("open the VAPID key: %w", err)
	}
	s, err := parseSigner(raw)
	if err != nil {
		return nil, fmt.Errorf("open the VAPID key %s: %w", path, err)
	}
	if strings.HasPrefix(subject, "https:") || strings.HasPrefix(subject, "mailto:") {
		s.subject = subject
	}
	return s, nil
}

func parseSigner(raw []byte) (*Signer, error) {
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != pemType {
		return nil, errBadKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBadKey, err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, errBadKey
	}
	public, err := key.PublicKey.Bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBadKey, err)
	}
	return &Signer{key: key, public: base64.RawURLEncoding.EncodeToString(public)}, nil
}

// makeKey is on disk when it returns, or is not there at all: it is renamed into
// place when it is whole.
func makeKey(path string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	raw := pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "vapid-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name()) // renamed by then, if all went well
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return nil, err
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		_ = d.Sync() // where directories can be synced
		_ = d.Close()
	}
	return raw, nil
}

// PublicKey is what browsers subscribe with: applicationServerKey, base64url.
func (s *Signer) PublicKey() string { return s.public }

// authorization is the header of RFC 8292 section 3 for the origin of a push
// service.
func (s *Signer) authorization(endpoint *url.URL, now time.Time) (string, error) {
	claims, err := json.Marshal(struct {
		Aud string `json:"aud"`
		Exp int64  `json:"exp"`
		Sub string `json:"sub,omitempty"`
	}{origin(endpoint), now.Add(tokenLife).Unix(), s.subject})
	if err != nil {
		return "", err
	}
	b64 := base64.RawURLEncoding
	text := b64.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + b64.EncodeToString(claims)
	digest := sha256.Sum256([]byte(text))
	r, z, err := ecdsa.Sign(rand.Reader, s.key, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign for a push service: %w", err)
	}
	var sig [64]byte // RFC 7518 section 3.4: R and S, not ASN.1
	r.FillBytes(sig[:32])
	z.FillBytes(sig[32:])
	return "vapid t=" + text + "." + b64.EncodeToString(sig[:]) + ", k=" + s.public, nil
}

// origin is RFC 6454's: without the port that the scheme has anyway.
func origin(u *url.URL) string {
	return "https://" + strings.ToLower(strings.TrimSuffix(u.Host, ":443"))
}
