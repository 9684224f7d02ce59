package identity

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

const (
	// MaxText bounds what Find reads.
	MaxText = 1 << 20
	// maxFound bounds what Find tries to read in one text.
	maxFound = 64
)

var (
	// ErrNoEnvelope says that a text holds nothing that begins like an envelope.
	ErrNoEnvelope = errors.New("no envelope")
	// ErrDamagedEnvelope says that something in a text begins like an envelope,
	// and that none there can be read.
	ErrDamagedEnvelope = errors.New("damaged envelope")
)

// Find gives the envelopes in a text, in their order, as JSON: the text may be
// JSON itself, or hold fences and compact forms. What it gives has the shape
// of an envelope, and was not verified: open it.
func Find(text []byte) ([][]byte, error) {
	if len(text) > MaxText {
		return nil, fmt.Errorf("%w: a text has at most %d bytes", ErrTooLarge, MaxText)
	}
	f := finder{rest: string(text)}
	if whole := strings.TrimSpace(f.rest); strings.HasPrefix(whole, "{") {
		f.try(whole)
	}
	if len(f.found) == 0 {
		f.scan()
	}
	switch {
	case len(f.found) > 0:
		return f.found, nil
	case f.damage != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamagedEnvelope, f.damage)
	}
	return nil, ErrNoEnvelope
}

type finder struct {
	rest  string
	found [][]byte
	tried int
	// damage is why the first that could not be read could not.
	damage error
}

// scan takes line after line, a fence as one. Of a line it takes every compact
// form.
func (f *finder) scan() {
	for f.rest != "" && f.tried < maxFound {
		line := f.line()
		if fence, ok := openFence(line); ok {
			f.try(f.block(fence))
			continue
		}
		for f.tried < maxFound {
			at := strings.Index(line, compactPrefix)
			if at < 0 {
				break
			}
			end := compactEnd(line, at)
			f.try(line[at:end])
			line = line[end:]
		}
	}
}

func (f *finder) line() string {
	end := strings.IndexByte(f.rest, '\n') + 1
	if end == 0 {
		end = len(f.rest)
	}
	line := f.rest[:end]
	f.rest = f.rest[end:]
	return line
}

// block is what stands in a fence; one that nothing closes ends with the text.
func (f *finder) block(open fence) string {
	body, length := f.rest, 0
	for f.rest != "" {
		line := f.line()
		if open.closes(line) {
			break
		}
		length += len(line)
	}
	return strings.TrimSpace(body[:length])
}

// compactEnd is where the compact form that begins at a place ends: before
// what is not base64url, after padding.
func compactEnd(text string, at int) int {
	at += len(compactPrefix)
	for at < len(text) && strings.IndexByte(letters+digits+"-_", text[at]) >= 0 {
		at++
	}
	for range 2 {
		if at < len(text) && text[at] == '=' {
			at++
		}
	}
	return at
}

// try reads what begins like an envelope.
func (f *finder) try(text string) {
	f.tried++
	data, err := []byte(text), error(nil)
	if strings.HasPrefix(text, compactPrefix) {
		data, err = DecodeCompact(text)
	}
	if err == nil {
		_, err = ReadEnvelope(data)
	}
	if err == nil {
		f.found = append(f.found, bytes.TrimSpace(data))
		return
	}
	if f.damage == nil {
		f.damage = err
	}
}
