package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

var (
	// ErrBadURL says that a URL is none that is fetched: no https, credentials
	// in it, too long.
	ErrBadURL = errors.New("bad URL")
	// ErrBlockedAddress says that the address or port is not for us to reach.
	ErrBlockedAddress = errors.New("blocked address")
	// ErrUnreachable says that there is no name, no way, nobody who listens, or
	// nobody who proves to be the one asked for.
	ErrUnreachable = errors.New("unreachable")
	// ErrTimeout says that it took too long.
	ErrTimeout = errors.New("timeout")
	// ErrTooLarge says that more came than may.
	ErrTooLarge = errors.New("too large")
	// ErrRedirected says that we were sent on too often, or where we do not go.
	ErrRedirected = errors.New("redirected")
	// ErrBadResponse says that what came is not an answer of HTTP.
	ErrBadResponse = errors.New("bad response")
	// ErrBusy says that too many fetches are under way here.
	ErrBusy = errors.New("too many fetches")
)

var sentinels = []error{ErrBadURL, ErrBlockedAddress, ErrUnreachable, ErrTimeout, ErrTooLarge, ErrRedirected, ErrBadResponse, ErrBusy}

// Classify gives an error of a connection its sentinel. Whoever ends ctx gets
// the cause of that and none of ours.
func Classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	for _, known := range sentinels {
		if errors.Is(err, known) {
			return err
		}
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Cause(ctx)
	}
	var timed net.Error
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timed) && timed.Timeout() {
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	}
	// net/http has no value for this, only a text.
	if strings.Contains(err.Error(), "response headers exceeded") {
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	var (
		noName    *net.DNSError
		operation *net.OpError
		untrusted *tls.CertificateVerificationError
		noTLS     tls.RecordHeaderError
	)
	if errors.As(err, &noName) || errors.As(err, &untrusted) || errors.As(err, &noTLS) || errors.As(err, &operation) {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return fmt.Errorf("%w: %w", ErrBadResponse, err)
}
