package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/labstack/echo/v4"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/proof"
	"kez.lat/chat/push"
	"kez.lat/chat/registry"
)

// Errors of the door itself. The others stand where their facts live.
var (
	// ErrNoRoute is a call that does not exist.
	ErrNoRoute = errors.New("there is no such call")
	// ErrStarting and ErrStopping are what Config.Ready reports.
	ErrStarting = errors.New("the node is starting")
	ErrStopping = errors.New("the node is stopping")

	errMethod        = errors.New("the call takes another method")
	errNotAcceptable = errors.New("the answer comes in another media type")
	errUnknownServer = errors.New("this node does not serve that domain")
	errSuspended     = errors.New("the account is suspended")
	errForbidden     = errors.New("the request is not from a server of this node")
)

// A problem is one row of the table that turns errors into answers. A code
// stands in docs/protocol.md section 7.
type problem struct {
	code   string
	status int
	title  string
	errs   []error
}

// problems is that table, the only one: both doors answer from it.
var problems = []problem{
	{"malformed", 400, "Malformed request", []error{identity.ErrMalformed, identity.ErrBadSubject, errMalformed, registry.ErrBadInvite, ErrNoUpgrade}},
	{"bad-envelope", 400, "Bad envelope", []error{identity.ErrBadEnvelope, errBadMessage, push.ErrBadSubscription}},
	{"bad-type", 400, "Bad type", []error{identity.ErrBadType}},
	{"bad-key", 400, "Bad key", []error{identity.ErrBadKey}},
	{"bad-handle", 400, "Bad handle", []error{identity.ErrBadHandle}},
	{"key-mismatch", 400, "Key mismatch", []error{identity.ErrKeyMismatch}},
	{"from-required", 400, "Sender required", []error{errFromRequired}},
	{"id-mismatch", 400, "Id mismatch", []error{errIDMismatch}},

	{"auth-required", 401, "Signature required", []error{errAuthRequired}},
	{"bad-signature", 401, "Bad signature", []error{identity.ErrBadSignature}},
	{"stale-auth", 401, "Stale signature", []error{errStaleAuth}},
	{"replayed", 401, "Signature replayed", []error{errReplayed}},

	{"wrong-server", 403, "Wrong server", []error{identity.ErrWrongServer}},
	{"stale", 403, "Stale registration", []error{identity.ErrStale}},
	{"handle-reserved", 403, "Handle reserved", []error{registry.ErrHandleReserved}},
	{"invite-required", 403, "Invite required", []error{registry.ErrInviteRequired}},
	{"invite-invalid", 403, "Invite invalid", []error{registry.ErrInviteInvalid}},
	{"registration-closed", 403, "Registration closed", []error{registry.ErrRegistrationClosed}},
	{"anonymous-off", 403, "Account required", []error{errAnonymousOff}},
	{"recipient-refuses", 403, "Recipient refuses", []error{mailbox.ErrRecipientRefuses}},
	{"recipient-blocked", 403, "Recipient blocked", []error{mailbox.ErrRecipientBlocked}},
	{"suspended", 403, "Account suspended", []error{errSuspended, registry.ErrSuspended}},
	{"forbidden", 403, "Forbidden", []error{errForbidden, ErrOrigin}},

	{"unknown-handle", 404, "Unknown handle", []error{registry.ErrUnknownHandle}},
	{"unknown-key", 404, "Unknown key", []error{registry.ErrUnknownKey, mailbox.ErrUnknownRecipient}},
	{"unknown-server", 404, "Unknown server", []error{errUnknownServer}},
	{"unknown-sigchain", 404, "Unknown sigchain", []error{errUnknownSigchain}},
	{"unknown-link", 404, "Unknown link", []error{errUnknownLink}},
	{"unknown-invite", 404, "Unknown invite", []error{registry.ErrUnknownInvite}},
	{"no-route", 404, "No such call", []error{ErrNoRoute}},

	{"method-not-allowed", 405, "Method not allowed", []error{errMethod}},
	{"not-acceptable", 406, "Not acceptable", []error{errNotAcceptable}},

	{"handle-taken", 409, "Handle taken", []error{registry.ErrHandleTaken, registry.ErrHandleRetired}},
	{"key-taken", 409, "Key taken", []error{registry.ErrKeyTaken}},
	{"head-moved", 409, "Head moved", []error{sigchain.ErrHeadMoved}},
	{"device-taken", 409, "Device taken", []error{sigchain.ErrDeviceTaken}},
	{"too-many-devices", 409, "Too many devices", []error{registry.ErrTooManyDevices, registry.ErrTooManySubscriptions}},
	{"endpoint-taken", 409, "Endpoint taken", []error{registry.ErrEndpointTaken}},
	{"id-reused", 409, "Id reused", []error{mailbox.ErrIDReused, errLinkReused}},
	{"epoch-changed", 409, "Epoch changed", []error{mailbox.ErrEpochChanged}},

	{"too-large", 413, "Too large", []error{errTooLarge, identity.ErrTooLarge, mailbox.ErrTooLarge, registry.ErrTooManyProofs}},
	{"wrong-media-type", 415, "Wrong media type", []error{errMediaType}},

	{mailbox.CodeRateLimited, 429, "Too many requests", []error{proof.ErrOverBudget}}, // these three by mailbox.LimitError
	{mailbox.CodeBusy, 429, "Node busy", nil},
	{mailbox.CodeSenderQuota, 429, "Too much waiting", nil},
	{"too-many-streams", 429, "Too many streams", []error{errTooManyStreams}},

	{codeInternal, 500, "Internal error", nil}, // whatever is in no row

	{"starting", 503, "Node starting", []error{ErrStarting}},
	{"stopping", 503, "Node stopping", []error{ErrStopping, mailbox.ErrStopping, proof.ErrClosed}},
	{"disk-full", 503, "Disk full", []error{mailbox.ErrDiskFull, syscall.ENOSPC}},
	{"mailbox-full", 507, "Mailbox full", []error{mailbox.ErrMailboxFull}},
	{"sigchain-full", 507, "Sigchain full", []error{registry.ErrSigchainFull}},
}

const (
	codeInternal = "internal"
	// retryAfter is what a 429 or 503 says that does not know better.
	retryAfter = 5 * time.Second
	maxDetail  = 400
)

// A Problem is an error as it is answered, RFC 9457.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	Code      string `json:"code"`
	RequestID string `json:"request_id,omitempty"`
	// RetryAfter in seconds, with 429 and 503.
	RetryAfter int `json:"retry_after,omitempty"`

	// Available goes with unknown-handle, Record with handle-taken, Epoch with
	// epoch-changed, the head with head-moved.
	Available *bool   `json:"available,omitempty"`
	Record    *Record `json:"record,omitempty"`
	Epoch     string  `json:"epoch,omitempty"`
	*ChainHead
}

// absentError is an unknown handle that also says whether it could be had.
type absentError struct {
	error
	available bool
}

func (e absentError) Unwrap() error { return e.error }

// Problem turns an error of any room into its answer.
func (s *Server) Problem(err error) Problem {
	row := rowOf(err)
	p := Problem{Type: "/problems/" + row.code, Title: row.title, Status: row.status, Code: row.code}
	if row.status < 500 { // what went wrong inside is for the log
		p.Detail = clip(err.Error())
	}
	if row.status == http.StatusTooManyRequests || row.status == http.StatusServiceUnavailable {
		after := retryAfter
		var limit *mailbox.LimitError
		var budget *proof.BudgetError
		switch {
		case errors.As(err, &limit) && limit.After > 0:
			after = limit.After
		case errors.As(err, &budget) && budget.Wait > 0:
			after = budget.Wait
		}
		p.RetryAfter = int(math.Ceil(after.Seconds()))
	}
	var absent absentError
	if errors.As(err, &absent) {
		p.Available = &absent.available
	}
	var taken *registry.HandleTakenError
	if errors.As(err, &taken) && !taken.Entry.Key.IsZero() {
		record := s.Record(taken.Entry)
		p.Record = &record
	}
	var moved *sigchain.HeadMovedError
	if errors.As(err, &moved) {
		p.ChainHead = &ChainHead{moved.Head.Seq, moved.Head.Hash}
	}
	if row.code == "epoch-changed" {
		p.Epoch = s.cfg.Mailbox.Epoch()
	}
	return p
}

func rowOf(err error) problem {
	var limit *mailbox.LimitError
	limited := errors.As(err, &limit)
	var internal problem
	for _, row := range problems {
		if limited && limit.Code == row.code {
			return row
		}
		for _, known := range row.errs {
			if errors.Is(err, known) {
				return row
			}
		}
		if row.code == codeInternal {
			internal = row
		}
	}
	return internal
}

func clip(text string) string {
	if len(text) > maxDetail {
		return text[:maxDetail] + "…"
	}
	return text
}

// fail is echo's error handler. The router's own errors get our words.
func (s *Server) fail(err error, c echo.Context) {
	switch {
	case errors.Is(err, echo.ErrNotFound):
		err = ErrNoRoute
	case errors.Is(err, echo.ErrMethodNotAllowed):
		err = errMethod
	}
	if !c.Response().Committed {
		s.writeProblem(c.Response(), c.Request(), err)
	}
}

func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := s.Problem(err)
	h := w.Header()
	p.RequestID = h.Get(headerRequestID)
	gone := r.Context().Err() != nil && errors.Is(err, context.Canceled) // nobody reads the answer
	if p.Status >= 500 && !gone {
		s.cfg.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.Any("err", err), slog.Int("status", p.Status), slog.String("request", p.RequestID))
	}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	h.Del("Location")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(encode(p)) // a client that left cannot be told
}

// encode writes JSON without the escapes that HTML would need.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // only values of this room come here, and all can be written
	}
	return b.Bytes()
}

// send answers with a value as JSON.
func send(c echo.Context, status int, v any) error {
	return c.Blob(status, echo.MIMEApplicationJSON, encode(v))
}

var problemPage = template.Must(template.New("problem").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Code}}</title>
<h1>{{.Title}}</h1>
<p>Code <code>{{.Code}}</code>, HTTP status {{.Status}}.</p>
<p>{{.Help}}</p>
</html>
`))

// problemPages answers /problems/<code>, the type of every problem.
func (s *Server) problemPages(c echo.Context) error {
	for _, row := range problems {
		if row.code != c.Param("code") {
			continue
		}
		var page bytes.Buffer
		err := problemPage.Execute(&page, map[string]any{
			"Code": row.code, "Title": row.title, "Status": row.status, "Help": help[row.status],
		})
		if err != nil {
			return err
		}
		c.Response().Header().Set("Cache-Control", "no-cache")
		return c.HTMLBlob(http.StatusOK, page.Bytes())
	}
	return ErrNoRoute
}

// help says what a client can do, by status.
var help = map[int]string{
	400: "The request has to be changed before it is sent again. The member detail says where.",
	401: "Sign the request anew with the account's primary key and the time of now.",
	403: "The node understood the request and does not do it for you.",
	404: "What was asked for is not here.",
	405: "The header Allow lists the methods that the call takes.",
	406: "Ask for application/json, or send no header Accept.",
	409: "The request does not fit what the node has stored.",
	413: "The limits of this node are in GET /v1/node.",
	415: "Send JSON with Content-Type: application/json.",
	429: "Wait as many seconds as the header Retry-After says, then try again. The limits of this node are in GET /v1/node.",
	500: "The operator finds the cause in the log under the request id.",
	503: "Wait as many seconds as the header Retry-After says, then try again.",
	507: "There is no more room: the recipient of a message has to fetch mail, a sigchain takes no more events.",
}
