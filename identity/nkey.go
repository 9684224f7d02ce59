package identity

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
)

// A NATS user nkey is base32 without padding of a prefix byte that shows as
// U, the 32 bytes of the public key, and their CRC-16/XMODEM, low byte first.
// It is written here because this room knows nothing of NATS's modules and
// the browser has its own as well.

const (
	nkeyUser   = 20 << 3
	nkeyLength = 1 + 32 + 2
)

// NKey is the key as the name of a NATS user.
func (k Key) NKey() string {
	raw := append([]byte{nkeyUser}, k.point[:]...)
	raw = binary.LittleEndian.AppendUint16(raw, crc16(raw))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// ParseNKey reads what NKey writes and nothing else.
func ParseNKey(text string) (Key, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text)
	if err != nil || len(raw) != nkeyLength || raw[0] != nkeyUser {
		return Key{}, fmt.Errorf("%w: it is not the nkey of a NATS user", ErrBadKey)
	}
	body, sum := raw[:nkeyLength-2], raw[nkeyLength-2:]
	if binary.LittleEndian.Uint16(sum) != crc16(body) {
		return Key{}, fmt.Errorf("%w: the checksum of the nkey is wrong", ErrBadKey)
	}
	// base32 drops line breaks on reading; those would be second spellings.
	key, err := KeyFromBytes(body[1:])
	if err == nil && key.NKey() != text {
		return Key{}, fmt.Errorf("%w: it is not the nkey of a NATS user", ErrBadKey)
	}
	return key, err
}

func crc16(data []byte) uint16 {
	var crc uint16
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}
