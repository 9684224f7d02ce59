package proof

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"
	"unicode"

	"kez.lat/chat/fetch"
)

// A Phase of verification. They come one after the other; the first that fails
// is the result.
type Phase string

// The phases in their order.
const (
	PhaseFetch     Phase = "fetch"
	PhaseParse     Phase = "parse"
	PhaseMatch     Phase = "match"
	PhaseSignature Phase = "signature"
	PhaseSigchain  Phase = "sigchain"
)

// A Reason is why a phase failed, in the protocol's word.
type Reason string

// The reasons, by phase.
const (
	NotFound       Reason = "not-found" // of fetch and of parse
	Unreachable    Reason = "unreachable"
	Timeout        Reason = "timeout"
	RateLimited    Reason = "rate-limited"
	TooLarge       Reason = "too-large"
	BlockedAddress Reason = "blocked-address"
	Redirected     Reason = "redirected"
	BadResponse    Reason = "bad-response"
	Unsupported    Reason = "unsupported"

	Damaged Reason = "damaged"

	SubjectMismatch Reason = "subject-mismatch"
	PrimaryMismatch Reason = "primary-mismatch"

	BadSignature Reason = "bad-signature"

	Revoked         Reason = "revoked"
	SigchainInvalid Reason = "sigchain-invalid"
)

// A Failure is why a proof does not hold.
type Failure struct {
	Phase  Phase
	Reason Reason
	Detail string    // what was seen
	Help   string    // what to do about it
	When   time.Time // to try again, if that is known

	err error // of the fetch, for logs: it may name addresses
}

// Error tells phase, reason and detail.
func (f *Failure) Error() string { return fmt.Sprintf("%s: %s: %s", f.Phase, f.Reason, f.Detail) }

// Unwrap is the error of the fetch, if there was one. Unlike Detail it may name
// addresses of the node's network.
func (f *Failure) Unwrap() error { return f.err }

// missed is a failure of phase 1.
func missed(r Reason, format string, args ...any) *Failure {
	return &Failure{Phase: PhaseFetch, Reason: r, Detail: fmt.Sprintf(format, args...)}
}

var fetchReasons = []struct {
	err    error
	reason Reason
}{
	{fetch.ErrBlockedAddress, BlockedAddress}, // may stand beneath the next two
	{fetch.ErrRedirected, Redirected},
	{fetch.ErrUnreachable, Unreachable},
	{fetch.ErrTimeout, Timeout},
	{fetch.ErrTooLarge, TooLarge},
	{fetch.ErrBusy, RateLimited},
	{fetch.ErrBadURL, Unsupported},
}

// failureOf gives any error of a channel its reason.
func failureOf(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return failed("the search", err)
}

// failed is what became of asking somebody.
func failed(whom string, err error) *Failure {
	f := missed(BadResponse, "%.300s: %s", whom, err)
	for _, known := range fetchReasons {
		if errors.Is(err, known.err) {
			f = missed(known.reason, "%.300s: %s", whom, cause(known.reason, err))
			break
		}
	}
	f.err = err
	return f
}

// cause is what strangers are told of an error. Addresses are not: who asks
// could learn what names mean inside of the node's network.
func cause(r Reason, err error) string {
	var (
		operation *net.OpError
		name      *net.DNSError
		untrusted *tls.CertificateVerificationError
		number    syscall.Errno
	)
	switch {
	case r == Timeout:
		return "no answer in time"
	case r == BlockedAddress && errors.As(err, &operation):
		return "its address is not one of the open internet that checks may go to"
	case r != Unreachable:
		return err.Error()
	case errors.As(err, &name) && name.IsNotFound:
		return "there is no such name"
	case errors.As(err, &name):
		return "the name cannot be resolved"
	case errors.As(err, &untrusted):
		return "its certificate is not accepted: " + untrusted.Err.Error()
	case errors.As(err, &number):
		return number.Error()
	}
	return "no secure connection"
}

// help is what to do about a reason; publish is where a system's proofs belong.
var (
	help = map[Reason]string{
		Unreachable:     "Check that the name is right and that the server answers over https with a valid certificate, then try again.",
		Timeout:         "Try again later. If it stays so, the server is too slow to be asked.",
		RateLimited:     "Wait until the time given, or some minutes, then try again.",
		TooLarge:        "What is published there is larger than what is read. Publish the proof in a small place of its own.",
		BlockedAddress:  "The name leads to an address or port that is not open to checks. Publish where everybody can read it; an operator can allow private addresses.",
		Redirected:      "Publish the proof at the address itself: it leads elsewhere than a check may follow.",
		BadResponse:     "The server did not answer in the way that is expected there. Try again later; if it stays so, its administrator can tell why.",
		Unsupported:     "Nothing here knows where to look for such a proof. Check it by hand, or with a newer version.",
		Damaged:         "Something there begins like a proof and cannot be read. Publish it again, whole and unchanged.",
		SubjectMismatch: "The proof there is about another account. Make a claim about this one and publish that.",
		PrimaryMismatch: "The proof there was made by another key. Whoever has this key makes a claim with it and publishes that.",
		BadSignature:    "The proof was changed, or the key did not sign it. Make it anew and publish it exactly as it was made.",
		Revoked:         "The owner took this back. If that was not meant, add the subject to the sigchain again.",
		SigchainInvalid: "The sigchain of this key breaks a rule, so that nothing follows from it. Ask its owner, or another server for the chain.",
	}
	publish = map[string]string{
		"dns":     "Add a TXT record with the compact form at _kez.<domain> (`kez claim dns` prints it) and wait until the name servers have it.",
		"github":  "Put the proof into a public gist, in a file called kez.md, or into the README of the repository that is named like the account.",
		"web":     "Serve the proof as JSON at <url>/.well-known/kez.json.",
		"nostr":   "Publish the proof in your profile, in a note, or in an event of kind 30078 with the tag d = kez, to a relay that is asked here.",
		"bluesky": "Post the proof from this account, as text, as a link, or as the alt text of a picture.",
		"ap":      "Put the proof into a field or the description of the profile.",
	}
	special = map[string]map[Reason]string{
		"dns":    {Damaged: "The record begins like a proof and cannot be read. Some providers cut long values: enter it as strings of at most 255 bytes, all in one record, as `kez claim dns` prints them."},
		"github": {RateLimited: "GitHub answers again at the time given. An operator who sets a token is limited less."},
		"ap":     {BadResponse: "The server did not show the profile. Some show profiles to signed requests only, and cannot be checked."},
	}
)

// advised is the failure with its help.
func (f *Failure) advised(system string) *Failure {
	told := *f
	told.Detail = plain(f.Detail)
	told.Help = help[f.Reason]
	if f.Reason == NotFound {
		told.Help = publish[system]
	}
	told.Help = cmp.Or(special[system][f.Reason], told.Help)
	return &told
}

// maxDetail bounds what is told of foreign text.
const maxDetail = 600

// plain makes foreign text fit for a terminal.
func plain(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxDetail)], "")
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
