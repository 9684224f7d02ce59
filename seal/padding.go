package seal

import (
	"bytes"
	"errors"
	"math/bits"
)

// ErrBadPadding says that a plaintext does not end as it should.
var ErrBadPadding = errors.New("bad padding")

// block is the least that a message weighs; the next sizes are twice, four
// times … as much, so that its length shows only roughly.
const (
	block   = 256
	padMark = 0x80
)

func pad(plain []byte) []byte {
	size := block
	for size < len(plain)+1 {
		size *= 2
	}
	padded := make([]byte, size)
	copy(padded, plain)
	padded[len(plain)] = padMark
	return padded
}

func unpad(padded []byte) ([]byte, error) {
	if len(padded) < block || bits.OnesCount(uint(len(padded))) != 1 {
		return nil, ErrBadPadding
	}
	plain := bytes.TrimRight(padded, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != padMark {
		return nil, ErrBadPadding
	}
	return plain[:len(plain)-1], nil
}
