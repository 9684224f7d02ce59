package identity

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

const (
	compactPrefix = "kez:z1:"
	// maxWindow bounds what a frame may ask for: 8 MiB, the least that
	// RFC 8878 section 3.1.1.1.2 wants every decoder to support.
	maxWindow = 8 << 20
)

// EncodeCompact writes an envelope as one word: "kez:z1:" and base64url of
// zstd, without padding.
func EncodeCompact(envelope []byte) (string, error) {
	if len(envelope) > MaxEnvelope {
		return "", fmt.Errorf("%w: an envelope has at most %d bytes", ErrTooLarge, MaxEnvelope)
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithZeroFrames(true), zstd.WithWindowSize(MaxEnvelope))
	if err != nil {
		return "", fmt.Errorf("compress: %w", err)
	}
	return compactPrefix + base64.RawURLEncoding.EncodeToString(encoder.EncodeAll(envelope, nil)), nil
}

// DecodeCompact reads the compact form, padded or not, of at most 64 KiB. What
// is inside was not looked at: open it.
func DecodeCompact(text string) ([]byte, error) {
	packed, ok := strings.CutPrefix(strings.TrimSpace(text), compactPrefix)
	// base64 of a frame that holds so much needs less than twice the room.
	if !ok || len(packed) > 2*MaxEnvelope {
		return nil, malformed("the text is not %s and base64url", compactPrefix)
	}
	for range 2 {
		packed = strings.TrimSuffix(packed, "=")
	}
	frame, err := base64.RawURLEncoding.Strict().DecodeString(packed)
	if err != nil || strings.ContainsAny(packed, "\r\n") || len(frame) == 0 {
		return nil, malformed("the text is not %s and base64url", compactPrefix)
	}
	return inflate(frame)
}

func inflate(frame []byte) ([]byte, error) {
	// The buffer is the limit: DecodeAll never grows it. Whoever compresses a
	// stream may ask for a window of megabytes all the same.
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	defer decoder.Close()
	data, err := decoder.DecodeAll(frame, make([]byte, 0, MaxEnvelope))
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return nil, fmt.Errorf("%w: an envelope has at most %d bytes", ErrTooLarge, MaxEnvelope)
	case err != nil:
		return nil, malformed("the zstd frame: %w", err)
	case !utf8.Valid(data):
		return nil, malformed("the text is not UTF-8")
	}
	return data, nil
}
