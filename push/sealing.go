package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

const (
	// recordSize of RFC 8188: everything we send is one record, far smaller.
	recordSize = 4096
	saltSize   = 16
	authSize   = 16
	pointSize  = 65 // uncompressed
	lastRecord = 2  // delimiter octet of the last record, RFC 8188 section 2
)

// ErrBadSubscription says that what a browser is said to have given is no
// subscription.
var ErrBadSubscription = errors.New("not a push subscription")

// seal encrypts for a browser by RFC 8291, with content encoding aes128gcm. It
// makes a key and a salt for this one message.
func seal(p256dh, auth, text []byte) ([]byte, error) {
	once, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltSize)
	rand.Read(salt)
	return sealWith(once, salt, p256dh, auth, text)
}

func sealWith(once *ecdh.PrivateKey, salt, p256dh, auth, text []byte) ([]byte, error) {
	browser, err := ecdh.P256().NewPublicKey(p256dh) // also checks that it is on the curve
	if err != nil || len(auth) != authSize {
		return nil, fmt.Errorf("%w: its keys are none", ErrBadSubscription)
	}
	if len(text)+1+16 > recordSize {
		return nil, fmt.Errorf("a push of %d bytes is too long", len(text))
	}
	shared, err := once.ECDH(browser)
	if err != nil {
		return nil, err
	}
	key, nonce, err := contentKeys(shared, salt, auth, p256dh, once.PublicKey().Bytes())
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	// RFC 8188 section 2.1: salt, record size, length of the key id, key id.
	out := slices.Concat(salt, binary.BigEndian.AppendUint32(nil, recordSize), []byte{pointSize}, once.PublicKey().Bytes())
	return gcm.Seal(out, nonce, append(slices.Clone(text), lastRecord), nil), nil
}

// contentKeys are derived by RFC 8291 section 3.4.
func contentKeys(shared, salt, auth, browser, server []byte) (key, nonce []byte, err error) {
	info := "WebPush: info\x00" + string(browser) + string(server)
	ikm, err := hkdf.Key(sha256.New, shared, auth, info, 32)
	if err != nil {
		return nil, nil, err
	}
	if key, err = hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16); err != nil {
		return nil, nil, err
	}
	nonce, err = hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	return key, nonce, err
}
