package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// ErrOutcomeUnknown says that a message may or may not be stored: no answer
// came before time was up. Sending it again under the same id is safe and
// tells.
var ErrOutcomeUnknown = errors.New("it is not known whether the message was stored")

// A Message is what Send hands in.
type Message struct {
	To   identity.Key
	ID   identity.ID // random; names the message for ever
	Body []byte
	// Copy keeps a copy for the sender's own devices.
	Copy bool
	// Note is for what nobody needs to be called for.
	Note bool
}

// A Receipt says that a message is on disk.
type Receipt struct {
	Seq  uint64
	Time time.Time
}

// Send returns once the message is on disk, or refused. An answer that was lost
// is asked for again under the same id until ctx is done, so that the message
// is stored once.
func (s *Session) Send(ctx context.Context, m Message) (Receipt, error) {
	header := nats.Header{identity.HeaderTo: {m.To.String()}, identity.HeaderID: {m.ID.String()}}
	if m.Copy {
		header.Set(identity.HeaderCopy, copySent)
	}
	if m.Note {
		header.Set(identity.HeaderClass, classNote)
	}
	for attempt, lost := 0, false; ; attempt++ {
		answer, err := s.call(ctx, "send", header, m.Body)
		if err == nil {
			return readReceipt(answer.Data)
		}
		lost = lost || errors.Is(err, ErrUnreachable) && !errors.Is(err, nats.ErrNoResponders)
		wait, retry := again(err, attempt)
		if retry && ctx.Err() == nil {
			s.cfg.Log.Debug("send again", "attempt", attempt+1, "err", err)
			if perr := s.pause(ctx, wait); perr == nil {
				continue
			}
		}
		if lost && retry {
			err = fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
		}
		return Receipt{}, fmt.Errorf("send %s: %w", m.ID, err)
	}
}

func readReceipt(data []byte) (Receipt, error) {
	var form struct {
		Seq  uint64 `json:"seq"`
		Time string `json:"time"`
	}
	if err := json.Unmarshal(data, &form); err != nil || form.Seq == 0 {
		return Receipt{}, fmt.Errorf("%w: a receipt was expected", ErrNotANode)
	}
	at, err := identity.ParseTime(form.Time)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w: %w", ErrNotANode, err)
	}
	return Receipt{form.Seq, at}, nil
}
