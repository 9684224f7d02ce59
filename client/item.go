package client

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// A Kind says how an item came into the mailbox.
type Kind string

// Kinds of items.
const (
	KindMsg  Kind = "msg"  // from somebody
	KindSent Kind = "sent" // a copy of one's own
	KindNote Kind = "note" // from somebody, nothing to be called unread
)

const (
	classNote = "note"
	copySent  = "sent"
)

// An Item is one message of a mailbox.
type Item struct {
	// Seq is unique and rising, not dense. Prev is that of the item before it
	// in this mailbox, where the node said so.
	Seq, Prev uint64
	Time      time.Time
	Kind      Kind
	Note      bool
	To        identity.Key
	From      identity.Key // zero: an anonymous sender
	ID        identity.ID  // zero: it has none
	Body      []byte
}

// A Cursor is how far a mailbox was read, in one life of the store. The zero
// Cursor is the beginning.
type Cursor struct {
	Epoch string `json:"epoch"`
	Seq   uint64 `json:"seq"`
}

// readItem reads the headers of a pushed message, or of one in a page.
func readItem(m *nats.Msg) (Item, error) {
	h := m.Header
	return newItem(itemForm{
		Seq: h.Get(identity.HeaderSeq), Prev: h.Get(identity.HeaderPrev), Time: h.Get(identity.HeaderTime),
		Kind: h.Get(identity.HeaderKind), Class: h.Get(identity.HeaderClass), To: h.Get(identity.HeaderTo),
		From: h.Get(identity.HeaderFrom), ID: h.Get(identity.HeaderID),
	}, m.Data)
}

// itemForm is an item as text.
type itemForm struct{ Seq, Prev, Time, Kind, Class, To, From, ID string }

func newItem(f itemForm, body []byte) (Item, error) {
	i := Item{Kind: Kind(f.Kind), Note: f.Kind == string(KindNote) || f.Class == classNote, Body: body}
	var err error
	if i.Seq, err = strconv.ParseUint(f.Seq, 10, 64); err != nil || i.Seq == 0 {
		return Item{}, fmt.Errorf("%w: the sequence %.40q", ErrNotANode, f.Seq)
	}
	if f.Prev != "" {
		if i.Prev, err = strconv.ParseUint(f.Prev, 10, 64); err != nil || i.Prev >= i.Seq {
			return Item{}, fmt.Errorf("%w: the sequence before %d is %.40q", ErrNotANode, i.Seq, f.Prev)
		}
	}
	if i.Time, err = identity.ParseTime(f.Time); err != nil {
		return Item{}, fmt.Errorf("%w: %w", ErrNotANode, err)
	}
	if i.To, err = identity.ParseKey(f.To); err != nil {
		return Item{}, fmt.Errorf("%w: %w", ErrNotANode, err)
	}
	if f.From != "" {
		if i.From, err = identity.ParseKey(f.From); err != nil {
			return Item{}, fmt.Errorf("%w: %w", ErrNotANode, err)
		}
	}
	if f.ID != "" {
		if i.ID, err = identity.ParseID(f.ID); err != nil {
			return Item{}, fmt.Errorf("%w: %w", ErrNotANode, err)
		}
	}
	return i, nil
}

// readJSONItem reads an item as HTTP has it.
func readJSONItem(data []byte) (Item, error) {
	var form struct {
		Seq                         json.Number
		Time, Kind, Class, From, To string
		ID, Body                    string
		Envelope                    json.RawMessage
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return Item{}, fmt.Errorf("%w: %w", ErrNotANode, err)
	}
	body := []byte(form.Envelope)
	if form.Envelope == nil {
		var err error
		if body, err = base64.RawURLEncoding.DecodeString(form.Body); err != nil {
			return Item{}, fmt.Errorf("%w: %w", ErrNotANode, err)
		}
	}
	return newItem(itemForm{
		Seq: form.Seq.String(), Time: form.Time, Kind: form.Kind, Class: form.Class,
		To: form.To, From: form.From, ID: form.ID,
	}, body)
}
