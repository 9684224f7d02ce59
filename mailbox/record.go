package mailbox

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// Headers JetStream puts on what it hands out.
const (
	headerStoredSubject = "Nats-Subject"
	headerStoredSeq     = "Nats-Sequence"
	headerTTL           = "Nats-TTL"
)

// A record is one stored message. Its owner and peer stand in its subject.
type record struct {
	owner, peer identity.Key
	kind        Kind
	note        bool
	// copied marks a received record whose sender asked for a copy, so that a
	// repeat after a crash can complete it.
	copied    bool
	id        identity.ID
	time      time.Time
	prev, seq uint64
	body      []byte
}

func (r *record) item() Item {
	i := Item{Seq: r.seq, Prev: r.prev, Time: r.time, Kind: r.kind, Note: r.note, To: r.owner, From: r.peer, ID: r.id, Body: r.body}
	if r.kind == KindSent {
		i.To, i.From = r.peer, r.owner
	}
	return i
}

// size is what a record counts towards quotas: its body and what it costs to
// keep a message at all.
func (r *record) size() int64 { return int64(len(r.body)) + overhead }

func (r *record) subject() string { return broker.MailSubject(r.owner, r.peer) }

// message is the record as it is published into the stream.
func (r *record) message(noteAge time.Duration) *nats.Msg {
	m := &nats.Msg{Subject: r.subject(), Data: r.body, Header: nats.Header{
		identity.HeaderKind: {string(r.kind)},
		identity.HeaderTime: {FormatTime(r.time)},
		identity.HeaderPrev: {strconv.FormatUint(r.prev, 10)},
	}}
	if r.id != (identity.ID{}) {
		m.Header[identity.HeaderID] = []string{r.id.String()}
	}
	if r.note {
		m.Header[identity.HeaderClass] = []string{ClassNote}
		// A note to oneself is how clients keep pins and mutes: it stays.
		if noteAge > 0 && r.owner != r.peer {
			m.Header[headerTTL] = []string{strconv.FormatInt(int64(noteAge/time.Second), 10) + "s"}
		}
	}
	if r.copied {
		m.Header[identity.HeaderCopy] = []string{CopySent}
	}
	return m
}

var errRecord = errors.New("not a record of a mailbox")

// parseRecord reads a record as direct get hands it out.
func parseRecord(m *nats.Msg, keys *identity.KeyCache) (record, error) {
	ownerHex, peerHex, ok := broker.MailTokens(m.Header.Get(headerStoredSubject))
	if !ok {
		return record{}, fmt.Errorf("%w: subject %q", errRecord, m.Header.Get(headerStoredSubject))
	}
	r := record{kind: Kind(m.Header.Get(identity.HeaderKind)), body: m.Data}
	var err error
	if r.owner, err = keys.Parse(ownerHex); err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	if peerHex != "" {
		if r.peer, err = keys.Parse(peerHex); err != nil {
			return record{}, fmt.Errorf("%w: %w", errRecord, err)
		}
	}
	if r.seq, err = strconv.ParseUint(m.Header.Get(headerStoredSeq), 10, 64); err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	if r.prev, err = strconv.ParseUint(m.Header.Get(identity.HeaderPrev), 10, 64); err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	if r.time, err = time.Parse(identity.TimeFormat, m.Header.Get(identity.HeaderTime)); err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	if id := m.Header.Get(identity.HeaderID); id != "" {
		if r.id, err = identity.ParseID(id); err != nil {
			return record{}, fmt.Errorf("%w: %w", errRecord, err)
		}
	}
	r.note = m.Header.Get(identity.HeaderClass) == ClassNote
	r.copied = m.Header.Get(identity.HeaderCopy) == CopySent
	return r, nil
}
