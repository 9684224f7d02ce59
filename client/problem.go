package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

var (
	// ErrUnreachable says that no answer came.
	ErrUnreachable = errors.New("the node cannot be reached")
	// ErrNotANode says that what answered is not a node, or not one that this
	// program understands.
	ErrNotANode = errors.New("this is not the answer of a node")
	// ErrUnverified says that a node's word about a person is not signed by
	// that person. Either the node lies or something between does.
	ErrUnverified = errors.New("the answer is not signed by the person it is about")
	// ErrOtherServer says that a node serves another domain than that of the
	// address. A key logs in only to the server of its own address: another
	// one could use the proof to log in there in its place.
	ErrOtherServer = errors.New("the node serves another domain")
)

// Codes of docs/protocol.md section 7 that callers decide by.
const (
	CodeUnknownHandle = "unknown-handle"
	CodeUnknownKey    = "unknown-key"
	CodeUnknownServer = "unknown-server"
	CodeHandleTaken   = "handle-taken"
	CodeEpochChanged  = "epoch-changed"
	CodeStale         = "stale"

	CodeUnknownSigchain = "unknown-sigchain"
	CodeHeadMoved       = "head-moved"
	CodeUnknownLink     = "unknown-link"
	CodeStaleAuth       = "stale-auth"
	codeBusy            = "busy"
	codeRateLimited     = "rate-limited"
)

// A Problem is a node's refusal.
type Problem struct {
	Status int
	Code   string
	Title  string
	Detail string
	// RequestID finds the refusal in the node's log.
	RequestID string
	// RetryAfter is when the node says to try again; 0 if it does not.
	RetryAfter time.Duration
	// Available is about a handle that nobody has.
	Available bool

	record json.RawMessage
}

// Error says it in one line.
func (p *Problem) Error() string {
	if p.Detail == "" {
		return fmt.Sprintf("%s (%s)", p.Title, p.Code)
	}
	return fmt.Sprintf("%s (%s)", p.Detail, p.Code)
}

// IsCode says that err is the refusal with this code.
func IsCode(err error, code string) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == code
}

// temporary says that the same request may succeed later.
func (p *Problem) temporary() bool {
	switch {
	case p.Code == codeBusy, p.Code == codeRateLimited:
		return true
	case p.Status == http.StatusInternalServerError, p.Status == http.StatusBadGateway:
		return true
	case p.Status == http.StatusServiceUnavailable, p.Status == http.StatusGatewayTimeout:
		return true
	}
	return false
}

// readProblem makes the best of a refusal, which a proxy between may have
// written.
func readProblem(status int, body []byte) *Problem {
	var form struct {
		Title, Detail, Code string
		RequestID           string `json:"request_id"`
		RetryAfter          int64  `json:"retry_after"`
		Available           bool
		Record              json.RawMessage
	}
	p := &Problem{Status: status, Code: fmt.Sprint(status), Title: http.StatusText(status)}
	if err := json.Unmarshal(body, &form); err != nil || form.Code == "" {
		return p
	}
	p.Title, p.Detail, p.Code, p.RequestID = form.Title, form.Detail, form.Code, form.RequestID
	p.Available, p.record = form.Available, form.Record
	p.RetryAfter = time.Duration(max(0, min(form.RetryAfter, maxRetryAfter))) * time.Second
	return p
}

// maxRetryAfter is as long as anybody may make us wait, in seconds.
const maxRetryAfter = 3600
