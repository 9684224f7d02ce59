package mailbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

const (
	directGet = "$JS.API.DIRECT.GET." + broker.MailStream

	headerStatus  = "Status"
	headerPending = "Nats-Num-Pending"

	statusEnd      = "204"
	statusNotFound = "404"

	// readBatch and readBytes bound one request to the store.
	readBatch = 1000
	readBytes = 1 << 20
	// readsAtOnce keeps what all answers together may be, and the subscriptions
	// they need, within what the server allows one connection.
	readsAtOnce = 16
	// readTimeout is per answer: a store that says nothing for so long is broken.
	readTimeout = 10 * time.Second
)

// getRequest is the body of a direct get, ADR-31 of the NATS architecture.
type getRequest struct {
	Seq       uint64     `json:"seq,omitempty"`
	StartTime *time.Time `json:"start_time,omitempty"`
	Next      string     `json:"next_by_subj,omitempty"`
	Last      string     `json:"last_by_subj,omitempty"`
	Batch     int        `json:"batch,omitempty"`
	MaxBytes  int        `json:"max_bytes,omitempty"`
}

// reader reads the stream: by direct get, and long pages by a cursor (fetch.go).
type reader struct {
	nc     *nats.Conn
	stream jetstream.Stream
	head   func() uint64 // newest sequence known to be stored
	keys   *identity.KeyCache
	log    *slog.Logger
	places chan struct{} // taken while reading
}

// enter waits for a place to read, which leave gives back.
func (r reader) enter(ctx context.Context) error {
	select {
	case r.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to read: %w", ctx.Err())
	}
}

func (r reader) leave() { <-r.places }

// last returns the newest record that matches filter, ok false without one.
func (r reader) last(ctx context.Context, filter string) (rec record, ok bool, err error) {
	req, err := json.Marshal(getRequest{Last: filter})
	if err != nil {
		return record{}, false, err
	}
	if err := r.enter(ctx); err != nil {
		return record{}, false, err
	}
	defer r.leave()
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	m, err := r.nc.RequestWithContext(ctx, directGet, req)
	if err != nil {
		return record{}, false, fmt.Errorf("read the newest of %s: %w", filter, err)
	}
	switch s := m.Header.Get(headerStatus); s {
	case "":
	case statusNotFound:
		return record{}, false, nil
	default:
		return record{}, false, fmt.Errorf("read the newest of %s: status %s %s", filter, s, m.Header.Get("Description"))
	}
	rec, err = parseGotten(m, r.keys)
	return rec, err == nil, err
}

// batch asks once and calls f for each record, until f says no. It tells how
// much matches after the last one.
func (r reader) batch(ctx context.Context, req getRequest, f func(record) bool) (left uint64, err error) {
	body, err := json.Marshal(req)
	if err != nil {
		return 0, err
	}
	inbox := r.nc.NewInbox()
	sub, err := r.nc.SubscribeSync(inbox)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", req.Next, err)
	}
	defer sub.Unsubscribe()
	if err := r.nc.PublishRequest(directGet, inbox, body); err != nil {
		return 0, fmt.Errorf("read %s: %w", req.Next, err)
	}
	for {
		m, err := nextMsg(ctx, sub)
		if err != nil {
			return 0, fmt.Errorf("read %s: %w", req.Next, err)
		}
		switch s := m.Header.Get(headerStatus); s {
		case "":
			rec, err := parseGotten(m, r.keys)
			if err != nil {
				// What lies behind a damaged record must still reach its owner;
				// the gap shows in Kez-Prev.
				r.log.Error("damaged record skipped", "seq", m.Header.Get(headerStoredSeq), "err", err)
				continue
			}
			if !f(rec) {
				return 0, nil
			}
		case statusNotFound:
			return 0, nil
		case statusEnd:
			left, err := strconv.ParseUint(m.Header.Get(headerPending), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read %s: %w", req.Next, err)
			}
			return left, nil
		default:
			return 0, fmt.Errorf("read %s: status %s %s", req.Next, s, m.Header.Get("Description"))
		}
	}
}

// parseGotten reads a record as direct get hands it out.
func parseGotten(m *nats.Msg, keys *identity.KeyCache) (record, error) {
	seq, err := strconv.ParseUint(m.Header.Get(headerStoredSeq), 10, 64)
	if err != nil {
		return record{}, fmt.Errorf("%w: %w", errRecord, err)
	}
	return parseRecord(m.Header.Get(headerStoredSubject), seq, m, keys)
}

func nextMsg(ctx context.Context, sub *nats.Subscription) (*nats.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	return sub.NextMsgWithContext(ctx)
}

// each calls f for every record matching filter that is newer than since, and
// returns when there are no more or f says no.
func (r reader) each(ctx context.Context, filter string, since time.Time, f func(record) bool) error {
	return r.scan(ctx, getRequest{StartTime: &since, Next: filter, Batch: readBatch, MaxBytes: readBytes}, f)
}

// from is each, beginning at a sequence.
func (r reader) from(ctx context.Context, filter string, seq uint64, f func(record) bool) error {
	return r.scan(ctx, getRequest{Seq: max(seq, 1), Next: filter, Batch: readBatch, MaxBytes: readBytes}, f)
}

func (r reader) scan(ctx context.Context, req getRequest, f func(record) bool) error {
	if err := r.enter(ctx); err != nil {
		return err
	}
	defer r.leave()
	for {
		var last uint64
		more := true
		left, err := r.batch(ctx, req, func(rec record) bool {
			last, more = rec.seq, f(rec)
			return more
		})
		if err != nil || !more || left == 0 || last == 0 {
			return err
		}
		req.StartTime, req.Seq = nil, last+1
	}
}
