package mailbox

import (
	"errors"
	"strconv"
	"time"

	"kez.lat/chat/identity"
)

// A Kind says how an item came into a mailbox.
type Kind string

const (
	// KindMsg was received.
	KindMsg Kind = "msg"
	// KindSent is the sender's own copy.
	KindSent Kind = "sent"
	// KindNote was received and need not be shown: receipts, settings.
	KindNote Kind = "note"
)

// Values of Kez-Class and Kez-Copy.
const (
	ClassNote = "note"
	CopySent  = "sent"
)

// A Letter is what somebody hands in.
type Letter struct {
	// From is zero for an anonymous sender.
	From, To identity.Key
	// ID is zero for an anonymous letter without one.
	ID   identity.ID
	Note bool
	// Copy asks for a copy in the sender's own mailbox.
	Copy bool
	Body []byte
}

// A Receipt says that a letter is on disk.
type Receipt struct {
	Seq  uint64
	Time time.Time
}

// An Item lies in a mailbox.
type Item struct {
	Seq uint64
	// Prev is the sequence before it in the same mailbox, 0 for the first.
	Prev uint64
	Time time.Time
	Kind Kind
	// Note marks a copy of a note, whose Kind is KindSent.
	Note bool
	To   identity.Key
	// From is zero for an anonymous sender.
	From identity.Key
	ID   identity.ID
	Body []byte
}

// AppendHeader writes the header block that describes an item on the wire,
// docs/protocol.md section 4.
func (i Item) AppendHeader(b []byte) []byte {
	b = append(b, "NATS/1.0\r\n"...)
	b = strconv.AppendUint(appendName(b, identity.HeaderSeq), i.Seq, 10)
	b = strconv.AppendUint(appendName(append(b, crlf...), identity.HeaderPrev), i.Prev, 10)
	b = append(appendName(append(b, crlf...), identity.HeaderKind), i.Kind...)
	b = i.Time.UTC().AppendFormat(appendName(append(b, crlf...), identity.HeaderTime), identity.TimeFormat)
	b = append(appendName(append(b, crlf...), identity.HeaderTo), i.To.String()...)
	if !i.From.IsZero() {
		b = append(appendName(append(b, crlf...), identity.HeaderFrom), i.From.String()...)
	}
	if i.ID != (identity.ID{}) {
		b = append(appendName(append(b, crlf...), identity.HeaderID), i.ID.String()...)
	}
	if i.Note && i.Kind == KindSent {
		b = append(appendName(append(b, crlf...), identity.HeaderClass), ClassNote...)
	}
	return append(append(b, crlf...), crlf...)
}

const crlf = "\r\n"

func appendName(b []byte, name string) []byte { return append(append(b, name...), ": "...) }

// overhead is what an item's headers count towards a page, rounded up.
const overhead = 384

// FormatTime writes a time as the protocol has it.
func FormatTime(t time.Time) string { return t.UTC().Format(identity.TimeFormat) }

var (
	// ErrUnknownRecipient is a key that nobody registered here.
	ErrUnknownRecipient = errors.New("nobody is registered here under this key")
	// ErrRecipientRefuses is a recipient who blocked the sender.
	ErrRecipientRefuses = errors.New("the recipient does not take messages from you")
	// ErrRecipientBlocked is a recipient the sender blocked.
	ErrRecipientBlocked = errors.New("you have blocked the recipient; unblock them first")
	// ErrIDReused is an id that names another letter of the same sender.
	ErrIDReused = errors.New("this id was used for another message")
	// ErrTooLarge is a body over its limit.
	ErrTooLarge = errors.New("the message is too large")
	// ErrMailboxFull is a mailbox in which nothing delivered is left to remove.
	ErrMailboxFull = errors.New("the recipient's mailbox is full")
	// ErrDiskFull is a node without room for more.
	ErrDiskFull = errors.New("the node's disk is full")
	// ErrEpochChanged is a cursor from another life of the store.
	ErrEpochChanged = errors.New("the mail store was replaced; begin again at 0")
	// ErrStopping is a node that takes no more letters. Whether one that was
	// already queued is stored is not known: repeat it under the same id.
	ErrStopping = errors.New("the node is stopping")
)

// A LimitError refuses for now.
type LimitError struct {
	// Code is rate-limited, busy or sender-quota.
	Code string
	// After is how long to wait.
	After time.Duration
}

func (e *LimitError) Error() string {
	switch e.Code {
	case CodeBusy:
		return "the node has more messages waiting than it may hold"
	case CodeSenderQuota:
		return "the recipient has not fetched your earlier messages yet"
	}
	return "you are sending faster than this node allows"
}

// Codes of a LimitError.
const (
	CodeRateLimited = "rate-limited"
	CodeBusy        = "busy"
	CodeSenderQuota = "sender-quota"
)
