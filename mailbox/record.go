package mailbox

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
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

// headerRecord describes a stored record in one header: its kind with what is
// special about it, id, previous sequence and time, with spaces between. One
// header instead of five is read and written in half the time, and a message
// of a few words costs less to keep.
const headerRecord = "Kez"

// Marks behind a kind.
const (
	markNote   = "+note"
	markCopied = "+copied"
)

// appendHeader writes the header block under which a record is published,
// without its end: the committer adds what belongs to the commit.
func (r *record) appendHeader(b []byte, noteAge time.Duration) []byte {
	b = append(b, "NATS/1.0\r\n"...)
	b = append(appendName(b, headerRecord), r.kind...)
	if r.note {
		b = append(b, markNote...)
	}
	if r.copied {
		b = append(b, markCopied...)
	}
	b = append(append(b, ' '), r.id.String()...)
	b = strconv.AppendUint(append(b, ' '), r.prev, 10)
	b = r.time.UTC().AppendFormat(append(b, ' '), identity.TimeFormat)
	// A note to oneself is how clients keep pins and mutes: it stays.
	if r.note && noteAge > 0 && r.owner != r.peer {
		b = strconv.AppendInt(appendName(append(b, crlf...), headerTTL), int64(noteAge/time.Second), 10)
		b = append(b, 's')
	}
	return append(b, crlf...)
}

var errRecord = errors.New("not a record of a mailbox")

// parseRecord reads a record from its subject, its sequence and its message.
func parseRecord(subject string, seq uint64, m *nats.Msg, keys *identity.KeyCache) (record, error) {
	ownerHex, peerHex, ok := broker.MailTokens(subject)
	if !ok {
		return record{}, fmt.Errorf("%w: subject %q", errRecord, subject)
	}
	r := record{seq: seq, body: m.Data}
	var err error
	if r.owner, err = keys.Parse(ownerHex); err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	if peerHex != "" {
		if r.peer, err = keys.Parse(peerHex); err != nil {
			return record{}, fmt.Errorf("%w: %w", errRecord, err)
		}
	}
	if err := r.describe(m.Header.Get(headerRecord)); err != nil {
		return record{}, fmt.Errorf("%w: header %q: %w", errRecord, m.Header.Get(headerRecord), err)
	}
	return r, nil
}

// describe reads the header of a record.
func (r *record) describe(text string) (err error) {
	kind, text, _ := strings.Cut(text, " ")
	id, text, _ := strings.Cut(text, " ")
	prev, moment, _ := strings.Cut(text, " ")
	kind, r.copied = strings.CutSuffix(kind, markCopied)
	kind, r.note = strings.CutSuffix(kind, markNote)
	switch r.kind = Kind(kind); r.kind {
	case KindMsg, KindSent, KindNote:
	default:
		return errors.New("unknown kind")
	}
	if r.id, err = identity.ParseID(id); err != nil {
		return err
	}
	if r.prev, err = strconv.ParseUint(prev, 10, 64); err != nil {
		return err
	}
	r.time, err = time.Parse(identity.TimeFormat, moment)
	return err
}
