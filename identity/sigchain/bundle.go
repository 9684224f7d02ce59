package sigchain

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/klauspost/compress/zstd"

	"kez.lat/chat/identity"
)

const (
	bundlePrefix = "kez:zc1:"
	// MaxChain bounds a chain as JSON Lines.
	MaxChain = 16 << 20
	// maxWindow bounds what a frame may ask for: 8 MiB, the least that RFC 8878
	// section 3.1.1.1.2 wants every decoder to support.
	maxWindow = 8 << 20
)

// WriteJSONL gives each envelope in canonical form and a line feed.
func WriteJSONL(links []Link) []byte {
	var out []byte
	for _, l := range links {
		out = append(append(out, l.canonical...), '\n')
	}
	return out
}

// ReadJSONL opens each line. It asks nothing from line to line: Replay does.
// No bytes are no links; the last line feed may be absent.
func ReadJSONL(data []byte) ([]Link, error) {
	if len(data) > MaxChain {
		return nil, fmt.Errorf("%w: a chain has at most %d bytes", identity.ErrTooLarge, MaxChain)
	}
	var links []Link
	var signer identity.Primary
	for line := range bytes.Lines(data) {
		l, err := open(bytes.TrimSuffix(line, []byte("\n")), signer)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(links)+1, err)
		}
		links, signer = append(links, l), l.primary
	}
	return links, nil
}

// Bundle writes a chain as one word: "kez:zc1:" and base64url of zstd, without
// padding.
func Bundle(links []Link) (string, error) {
	data := WriteJSONL(links)
	if len(data) > MaxChain {
		return "", fmt.Errorf("%w: a chain has at most %d bytes", identity.ErrTooLarge, MaxChain)
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true), zstd.WithWindowSize(maxWindow))
	if err != nil {
		return "", fmt.Errorf("compress: %w", err)
	}
	return bundlePrefix + base64.RawURLEncoding.EncodeToString(encoder.EncodeAll(data, nil)), nil
}

// ReadBundle reads what Bundle writes, padded or not, and opens each line.
func ReadBundle(text string) ([]Link, error) {
	packed, ok := strings.CutPrefix(strings.TrimSpace(text), bundlePrefix)
	// base64 of a frame that holds so much needs less than twice the room.
	if !ok || len(packed) > 2*MaxChain {
		return nil, notABundle()
	}
	for range 2 {
		packed = strings.TrimSuffix(packed, "=")
	}
	frame, err := base64.RawURLEncoding.Strict().DecodeString(packed)
	if err != nil || strings.ContainsAny(packed, "\r\n") || len(frame) == 0 {
		return nil, notABundle()
	}
	// Whatever a frame claims to hold, the decoder stops at this size.
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(MaxChain))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	defer decoder.Close()
	data, err := decoder.DecodeAll(frame, nil)
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, fmt.Errorf("%w: a chain has at most %d bytes", identity.ErrTooLarge, MaxChain)
	case err != nil:
		return nil, fmt.Errorf("%w: the zstd frame: %w", identity.ErrMalformed, err)
	}
	return ReadJSONL(data)
}

func notABundle() error {
	return fmt.Errorf("%w: the text is not %s and base64url", identity.ErrMalformed, bundlePrefix)
}

// Read takes JSON Lines or a bundle.
func Read(data []byte) ([]Link, error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(bundlePrefix)) {
		return ReadBundle(string(data))
	}
	return ReadJSONL(data)
}
