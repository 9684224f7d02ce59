package mailbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/broker"
)

const (
	// fewRecords are read by direct get. For more a consumer pays: it costs a
	// fraction of a millisecond once and half as much for each record.
	fewRecords = 64
	// fetchIdle is when the server forgets a consumer that nobody deleted.
	fetchIdle = 15 * time.Second

	nextMessages = "$JS.API.CONSUMER.MSG.NEXT." + broker.MailStream + "."
)

// pullRequest is the body of a pull, ADR-13 of the NATS architecture.
type pullRequest struct {
	Batch    int           `json:"batch"`
	MaxBytes int           `json:"max_bytes"`
	NoWait   bool          `json:"no_wait"`
	Expires  time.Duration `json:"expires,omitempty"`
}

// page calls f for up to limit records matching filter from a sequence on,
// about readBytes of them, until f says no. It tells how many are left after
// them.
func (r reader) page(ctx context.Context, filter string, from uint64, limit int, f func(record) bool) (left uint64, err error) {
	n, last, more := 0, uint64(0), true
	count := func(rec record) bool {
		n, last, more = n+1, rec.seq, f(rec)
		return more
	}
	req := getRequest{Seq: max(from, 1), Next: filter, Batch: min(limit, fewRecords), MaxBytes: readBytes}
	left, err = r.batch(ctx, req, count)
	if err != nil || !more || left == 0 || n < fewRecords || limit <= fewRecords {
		return left, err
	}
	return r.fetch(ctx, filter, last+1, min(limit-fewRecords, int(min(left, readBatch))), count)
}

// fetch reads through a consumer that lives as long as the call.
func (r reader) fetch(ctx context.Context, filter string, from uint64, limit int, f func(record) bool) (left uint64, err error) {
	c, err := r.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubject:     filter,
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       from,
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		InactiveThreshold: fetchIdle,
		MaxWaiting:        1,
	})
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", filter, err)
	}
	name := c.CachedInfo().Name
	defer r.forget(name)
	inbox := r.nc.NewInbox()
	sub, err := r.nc.SubscribeSync(inbox)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", filter, err)
	}
	defer sub.Unsubscribe()
	if err := sub.SetPendingLimits(-1, -1); err != nil {
		return 0, fmt.Errorf("read %s: %w", filter, err)
	}
	body, err := json.Marshal(pullRequest{Batch: limit, MaxBytes: readBytes, NoWait: true})
	if err != nil {
		return 0, err
	}
	if err := r.nc.PublishRequest(nextMessages+name, inbox, body); err != nil {
		return 0, fmt.Errorf("read %s: %w", filter, err)
	}
	left = uint64(limit) // until a message says better
	for got := 0; got < limit; got++ {
		m, err := nextMsg(ctx, sub)
		if err != nil {
			return 0, fmt.Errorf("read %s: %w", filter, err)
		}
		if s := m.Header.Get(headerStatus); s != "" {
			// 404, 408, 409: no more messages, or no more within the bytes.
			break
		}
		seq, pending, err := parseDelivery(m.Reply)
		if err != nil {
			return 0, fmt.Errorf("read %s: %w", filter, err)
		}
		left = pending
		rec, err := parseRecord(m.Subject, seq, m, r.keys)
		if err != nil {
			r.log.Error("damaged record skipped", "seq", seq, "err", err)
			continue
		}
		if !f(rec) {
			break
		}
	}
	return left, nil
}

// forget deletes a consumer, in its own time.
func (r reader) forget(name string) {
	// Nobody waits for the answer; one that stays is forgotten by the server.
	_ = r.nc.Publish("$JS.API.CONSUMER.DELETE."+broker.MailStream+"."+name, nil)
}

// parseDelivery reads the reply subject of a delivered message:
// $JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>.
func parseDelivery(reply string) (seq, pending uint64, err error) {
	tokens := strings.Split(reply, ".")
	if len(tokens) != 9 {
		return 0, 0, fmt.Errorf("%w: delivered with %q", errRecord, reply)
	}
	if seq, err = strconv.ParseUint(tokens[5], 10, 64); err != nil {
		return 0, 0, fmt.Errorf("%w: delivered with %q", errRecord, reply)
	}
	if pending, err = strconv.ParseUint(tokens[8], 10, 64); err != nil {
		return 0, 0, fmt.Errorf("%w: delivered with %q", errRecord, reply)
	}
	return seq, pending, nil
}
