package identity

import "strings"

// The subjects and headers of docs/protocol.md section 4, which clients and
// the node spell alike. Owners are the 64 hex digits of an account's key.

// Header names of a message on the wire.
const (
	HeaderTo    = "Kez-To"
	HeaderFrom  = "Kez-From"
	HeaderID    = "Kez-Id"
	HeaderCopy  = "Kez-Copy"
	HeaderClass = "Kez-Class"
	HeaderSeq   = "Kez-Seq"
	HeaderPrev  = "Kez-Prev"
	HeaderKind  = "Kez-Kind"
	HeaderTime  = "Kez-Time"
	HeaderEnd   = "Kez-End"
)

// TimeFormat is how times are written in headers and answers: RFC 3339, UTC,
// milliseconds.
const TimeFormat = "2006-01-02T15:04:05.000Z"

const (
	rpcRoot   = "kez.rpc."
	inboxRoot = "kez.inbox."
	replyRoot = "_INBOX_"
)

// RPCSubject is where the owner asks the node for call.
func RPCSubject(owner Key, call string) string { return rpcRoot + owner.Hex() + "." + call }

// InboxSubject is where the node pushes to the owner: msg, sent or live.
func InboxSubject(owner Key, what string) string { return inboxRoot + owner.Hex() + "." + what }

// ReplyPrefix is the inbox prefix of every connection of the owner; replies
// go to it followed by a dot and literal tokens.
func ReplyPrefix(owner Key) string { return replyRoot + owner.Hex() }

// ParseRPCSubject splits a call's subject into its owner's hex and its name.
func ParseRPCSubject(subject string) (owner, call string, ok bool) {
	rest, ok := strings.CutPrefix(subject, rpcRoot)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ".")
}
