package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/seal"
)

const (
	exitFailed   = 1
	exitUsage    = 2
	exitRefused  = 3
	exitUnknown  = 4
	exitNoAnswer = 5
)

// A usageError is about what the user gave; what to do is its hint.
type usageError struct{ text, hint string }

func (e *usageError) Error() string { return e.text }

// A hintedError tells what to do about another error.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }

// fail tells an error and gives the exit status.
func (p *program) fail(err error) int {
	if err == nil {
		return 0
	}
	status, hint := exitStatus(err), hintFor(err)
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	if p.flags.JSON {
		code := ""
		if problem, ok := errors.AsType[*client.Problem](err); ok {
			code = problem.Code
		}
		data, merr := json.Marshal(map[string]any{"error": text, "code": code, "hint": hint, "exit": status})
		if merr == nil {
			fmt.Fprintf(p.stderr, "%s\n", harmless(string(data)))
			return status
		}
	}
	fmt.Fprintln(p.stderr, "kez:", clean(text))
	if hint != "" {
		fmt.Fprintln(p.stderr, hint)
	}
	return status
}

func exitStatus(err error) int {
	is := func(list ...error) bool {
		return slices.ContainsFunc(list, func(e error) bool { return errors.Is(err, e) })
	}
	problem, refused := errors.AsType[*client.Problem](err)
	_, usage := errors.AsType[*usageError](err)
	switch {
	case usage:
		return exitUsage
	case is(client.ErrOutcomeUnknown):
		return exitNoAnswer
	case refused && slices.Contains([]string{client.CodeUnknownHandle, client.CodeUnknownKey, client.CodeUnknownServer, "unknown-link"}, problem.Code):
		return exitUnknown
	case refused && problem.Status >= 500, refused && problem.Status == 429:
		return exitNoAnswer
	case refused, is(client.ErrLogin, client.ErrOtherServer, client.ErrUnverified, client.ErrNotANode, client.ErrBadNonce, errKeyChanged, errForked, client.ErrChainChanged, client.ErrBadOffer, client.ErrNotLinked, identity.ErrBadSignature, sigchain.ErrBroken, identity.ErrKeyMismatch, errUnproved):
		return exitRefused
	case is(client.ErrUnreachable, context.DeadlineExceeded, context.Canceled):
		return exitNoAnswer
	case is(identity.ErrBadHandle, identity.ErrBadKey, identity.ErrBadPhrase, identity.ErrBadSeed, identity.ErrBadID, identity.ErrBadSubject, identity.ErrNoEnvelope, identity.ErrBadEnvelope, identity.ErrBadType, identity.ErrMalformed, identity.ErrDamagedEnvelope, client.ErrBadCode, seal.ErrTooLarge, seal.ErrBadLetter):
		return exitUsage
	}
	return exitFailed
}

// hints say what to do about a refusal, by its code.
var hints = map[string]string{
	"handle-taken":           "Choose another handle.",
	"handle-reserved":        "Choose another handle; only the operator gives this one away.",
	"key-taken":              "This identity has a handle on the node already; kez identity show tells it.",
	"invite-required":        "Ask somebody on the node, or its operator, for an invitation, and give its code with --invite.",
	"invite-invalid":         "Check the code; invitations are used up and expire.",
	"registration-closed":    "This node takes nobody new; choose another one.",
	client.CodeStale:         "Check the clock of this machine.",
	client.CodeStaleAuth:     "Check the clock of this machine.",
	"recipient-blocked":      "You blocked them; unblock them first.",
	"sender-quota":           "Too much waits for them to fetch; try again later.",
	"mailbox-full":           "Their mailbox is full; try again later.",
	"unknown-link":           "The code is wrong, used up, or older than ten minutes: let the new device show another.",
	"device-taken":           "The device, or its key, stood in a sigchain before: let the new device make another.",
	"too-many-devices":       "Revoke one first: kez device list shows them.",
	"disk-full":              "The node has no space left; its operator can help.",
	client.CodeUnknownServer: "The node knows only its own people; the part behind the @ has to be its domain.",
}

func hintFor(err error) string {
	if e, ok := errors.AsType[*hintedError](err); ok {
		return e.hint
	}
	if e, ok := errors.AsType[*usageError](err); ok {
		return e.hint
	}
	if problem, ok := errors.AsType[*client.Problem](err); ok {
		return hints[problem.Code]
	}
	switch {
	case errors.Is(err, client.ErrChainChanged):
		return "The node hides events that it showed before, or went back to a backup. Ask its operator, and the person whose it is, who can publish it again. Seen heads are in IDENTITY.known."
	case errors.Is(err, errChainBusy):
		return "Try again when it is done."
	case errors.Is(err, errBusy):
		return "End it first; kez recv --all reads beside it."
	case errors.Is(err, client.ErrOtherServer):
		return "An identity logs in only to the server of its own address; check --node."
	case errors.Is(err, client.ErrNotANode):
		return "Check --node; it has to be the address of a kez-chat node."
	case errors.Is(err, client.ErrUnreachable):
		return "Check that the node runs and that --node is its address."
	}
	return ""
}
