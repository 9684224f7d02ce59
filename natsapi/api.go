package natsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
	"kez.lat/chat/mailbox"
	"kez.lat/chat/pace"
	"kez.lat/chat/registry"
)

const (
	subjects = "kez.rpc.>"

	headerError     = "Nats-Service-Error"
	headerErrorCode = "Nats-Service-Error-Code"

	// slowCalls run side by side, callsEach of them for one account.
	slowCalls = 64
	callsEach = 8
	// callTime bounds a call that reads the store.
	callTime = 15 * time.Second
	// expelPause is between two times that an account is cut off.
	expelPause = time.Second
	// What waits here to be looked at: beyond it calls are lost, as on a bad
	// network, rather than the memory of the node.
	waitingCalls = 1 << 18
	waitingBytes = 128 << 20
)

// ErrNoRoute is a call that does not exist.
var ErrNoRoute = errors.New("there is no such call")

// Config wires an API.
type Config struct {
	// App is the node's connection in the account of people, and Publish
	// answers there: subject, reply, header block, body. It copies.
	App      *nats.Conn
	Publish  func(subject, reply string, header, body []byte) error
	Mailbox  *mailbox.Mailbox
	Registry *registry.Registry
	// Resolve finds the person behind a handle, an address or a key.
	Resolve func(ctx context.Context, to string) (registry.Entry, error)
	// Record is how a person is shown.
	Record func(registry.Entry) any
	// Problem turns an error into its status, code and problem document.
	Problem func(error) (status int, code string, document []byte)
	// LookupsBurst and LookupsPerSecond limit small calls per account.
	LookupsBurst, LookupsPerSecond int64
	// CallsBurst and CallsPerSecond are more calls than any client has use for;
	// whoever makes more of them is cut off by Expel. 0 is none.
	CallsBurst, CallsPerSecond int64
	Expel                      func(identity.Key)
	// Limits are shown by whoami.
	Limits map[string]int64
	Now    func() time.Time
	Log    *slog.Logger
}

// An API answers calls.
type API struct {
	cfg  Config
	keys identity.KeyCache
	pace *pace.Paces[identity.Key]
	ctx  context.Context

	floods, expels *pace.Paces[identity.Key]

	mu    sync.Mutex
	slow  int
	by    map[identity.Key]int
	calls sync.WaitGroup
}

// A call is one request of an account.
type call struct {
	owner identity.Key
	name  string
	msg   *nats.Msg
}

// Serve answers calls until ctx is done, and those it began.
func Serve(ctx context.Context, c Config, ready func()) error {
	a := &API{cfg: c, ctx: ctx, by: make(map[identity.Key]int),
		pace:   pace.New[identity.Key](c.LookupsBurst, c.LookupsPerSecond, time.Second),
		floods: pace.New[identity.Key](c.CallsBurst, c.CallsPerSecond, time.Second),
		expels: pace.New[identity.Key](1, 1, expelPause)}
	sub, err := c.App.Subscribe(subjects, a.receive)
	if err != nil {
		return fmt.Errorf("subscribe to %s: %w", subjects, err)
	}
	if err := sub.SetPendingLimits(waitingCalls, waitingBytes); err != nil {
		return fmt.Errorf("subscribe to %s: %w", subjects, err)
	}
	if err := c.App.Flush(); err != nil {
		return fmt.Errorf("subscribe to %s: %w", subjects, err)
	}
	ready()
	<-ctx.Done()
	if err := sub.Unsubscribe(); err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
		return err
	}
	a.calls.Wait()
	return nil
}

// receive runs for one message after the other: it must not block.
func (a *API) receive(m *nats.Msg) {
	ownerHex, name, ok := identity.ParseRPCSubject(m.Subject)
	if !ok {
		return
	}
	owner, err := a.keys.Parse(ownerHex)
	if err != nil {
		return
	}
	if a.floods.Take(owner, a.cfg.Now()) > 0 {
		a.expel(owner)
		return
	}
	if !ownReply(owner, name, m.Reply) {
		return
	}
	c := call{owner, name, m}
	switch name {
	case "send":
		a.send(c)
	case "live":
		a.live(c)
	case "sync":
		a.inBackground(c, a.sync)
	case "lookup":
		a.inBackground(c, a.limited(a.lookup))
	case "contact":
		a.inBackground(c, a.limited(a.contact))
	case "contacts":
		a.inBackground(c, a.limited(a.contacts))
	case "whoami":
		a.inBackground(c, a.limited(a.whoami))
	default:
		a.fail(c, ErrNoRoute)
	}
}

// expel cuts off an account that makes more calls than can be answered, before
// everybody else waits behind them.
func (a *API) expel(owner identity.Key) {
	if a.expels.Take(owner, a.cfg.Now()) > 0 {
		return
	}
	a.calls.Go(func() {
		a.cfg.Log.Warn("too many calls, connections closed", "key", owner.Fingerprint())
		a.cfg.Expel(owner)
	})
}

// ownReply tells whether an answer may go to reply. Only live may do without.
func ownReply(owner identity.Key, name, reply string) bool {
	if reply == "" {
		return name == "live"
	}
	rest, ok := strings.CutPrefix(reply, identity.ReplyPrefix(owner)+".")
	if !ok {
		return false
	}
	for token := range strings.SplitSeq(rest, ".") {
		if token == "" || strings.ContainsAny(token, "*> \t\r\n") {
			return false
		}
	}
	return true
}

// inBackground runs a call that may wait, within bounds.
func (a *API) inBackground(c call, do func(context.Context, call) error) {
	if !a.begin(c.owner) {
		a.fail(c, &mailbox.LimitError{Code: mailbox.CodeBusy, After: time.Second})
		return
	}
	a.calls.Go(func() {
		defer a.end(c.owner)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), callTime)
		defer cancel()
		if err := do(ctx, c); err != nil {
			a.fail(c, err)
		}
	})
}

func (a *API) begin(owner identity.Key) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.slow >= slowCalls || a.by[owner] >= callsEach {
		return false
	}
	a.slow++
	a.by[owner]++
	return true
}

func (a *API) end(owner identity.Key) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.slow--
	if a.by[owner]--; a.by[owner] == 0 {
		delete(a.by, owner)
	}
}

func (a *API) limited(do func(context.Context, call) error) func(context.Context, call) error {
	return func(ctx context.Context, c call) error {
		if wait := a.pace.Take(c.owner, a.cfg.Now()); wait > 0 {
			return &mailbox.LimitError{Code: mailbox.CodeRateLimited, After: wait}
		}
		return do(ctx, c)
	}
}

// reply answers with JSON.
func (a *API) reply(c call, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer to %s: %w", c.name, err)
	}
	a.publish(c, nil, body)
	return nil
}

// fail answers with a problem.
func (a *API) fail(c call, err error) {
	status, code, document := a.cfg.Problem(err)
	if status == http.StatusInternalServerError {
		a.cfg.Log.Error("call failed", "call", c.name, "key", c.owner.Fingerprint(), "err", err)
	}
	header := fmt.Appendf(nil, "NATS/1.0\r\n%s: %s\r\n%s: %d\r\n\r\n", headerError, code, headerErrorCode, status)
	a.publish(c, header, document)
}

func (a *API) publish(c call, header, body []byte) {
	if c.msg.Reply == "" {
		return
	}
	if err := a.cfg.Publish(c.msg.Reply, "", header, body); err != nil {
		a.cfg.Log.Debug("answer not sent", "call", c.name, "err", err)
	}
}
