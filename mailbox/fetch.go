package mailbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

const (
	// fewRecords are read by direct get. For more a consumer pays: it costs a
	// fraction of a millisecond once and half as much for each record.
	fewRecords = 64
	// pullBatch and pullBytes bound what is asked of a consumer at a time. The
	// bytes leave room for the largest message there may be.
	pullBatch = 1000
	pullBytes = 2 << 20
	// keptCursors and keptTime bound what is read ahead for people who page
	// through their mailbox: after that they begin a new cursor.
	keptCursors = 32
	keptTime    = 5 * time.Second
	// fetchIdle is when the server forgets a consumer that nobody deleted.
	fetchIdle = 30 * time.Second

	nextMessages = "$JS.API.CONSUMER.MSG.NEXT." + broker.MailStream + "."
)

// pullRequest is the body of a pull, ADR-13 of the NATS architecture.
type pullRequest struct {
	Batch    int  `json:"batch"`
	MaxBytes int  `json:"max_bytes"`
	NoWait   bool `json:"no_wait"`
}

// A cursor reads a mailbox in order through a consumer in memory. It is used
// by one call at a time; between the pages of one reader it is kept, with the
// next page already asked for.
type cursor struct {
	r      reader
	filter string
	name   string // of the consumer
	inbox  string
	pulls  int
	sub    *nats.Subscription
	head   uint64 // of the store when the last pull was sent: no record up to it is missed
	asked  int    // records of the last pull that may still come
	left   uint64 // records behind the last one that came
	came   bool   // since the last pull
	held   *record
	next   uint64 // sequence after the last record handed out
	used   time.Time
}

// open begins a cursor at a sequence.
func (r reader) open(ctx context.Context, filter string, from uint64) (*cursor, error) {
	c, err := r.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		FilterSubject:     filter,
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       max(from, 1),
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		InactiveThreshold: fetchIdle,
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filter, err)
	}
	cur := &cursor{r: r, filter: filter, name: c.CachedInfo().Name, inbox: r.nc.NewInbox(), left: c.CachedInfo().NumPending, next: from}
	if cur.sub, err = r.nc.SubscribeSync(cur.inbox + ".*"); err != nil {
		cur.close()
		return nil, fmt.Errorf("read %s: %w", filter, err)
	}
	if err := cur.sub.SetPendingLimits(-1, -1); err != nil {
		cur.close()
		return nil, fmt.Errorf("read %s: %w", filter, err)
	}
	return cur, nil
}

// close deletes the consumer, in the server's own time.
func (c *cursor) close() {
	if c.sub != nil {
		_ = c.sub.Unsubscribe()
	}
	// Nobody waits for the answer; one that stays is forgotten by the server.
	_ = c.r.nc.Publish("$JS.API.CONSUMER.DELETE."+broker.MailStream+"."+c.name, nil)
}

// pull asks for the next records.
func (c *cursor) pull() error {
	head := c.r.head()
	body, err := json.Marshal(pullRequest{Batch: pullBatch, MaxBytes: pullBytes, NoWait: true})
	if err != nil {
		return err
	}
	c.pulls++
	if err := c.r.nc.PublishRequest(nextMessages+c.name, c.reply(), body); err != nil {
		return fmt.Errorf("read %s: %w", c.filter, err)
	}
	c.head, c.asked, c.came = head, pullBatch, false
	return nil
}

// reply is where the answers to the last pull come.
func (c *cursor) reply() string { return c.inbox + "." + strconv.Itoa(c.pulls) }

// record returns the next record, ok false at the end.
func (c *cursor) record(ctx context.Context) (rec record, ok bool, err error) {
	if c.held != nil {
		rec, c.held = *c.held, nil
		return rec, true, nil
	}
	for {
		if c.asked == 0 {
			if c.left == 0 {
				return record{}, false, nil
			}
			if err := c.pull(); err != nil {
				return record{}, false, err
			}
		}
		m, err := nextMsg(ctx, c.sub)
		if err != nil {
			return record{}, false, fmt.Errorf("read %s: %w", c.filter, err)
		}
		if m.Header.Get(headerStatus) != "" {
			if m.Subject != c.reply() {
				continue // the end of the pull before
			}
			// 404, 408, 409: the pull is over. One that brought nothing is the end.
			c.asked = 0
			if !c.came {
				c.left = 0
			}
			continue
		}
		seq, pending, err := parseDelivery(m.Reply)
		if err != nil {
			return record{}, false, fmt.Errorf("read %s: %w", c.filter, err)
		}
		c.came, c.left = true, pending
		c.asked--
		if rec, err = parseRecord(m.Subject, seq, m, c.r.keys); err != nil {
			c.r.log.Error("damaged record skipped", "seq", seq, "err", err)
			continue
		}
		return rec, true, nil
	}
}

// page hands out records until f says no, to the limit, or to the end, and
// tells whether there are more. A record that f refused comes again.
func (c *cursor) page(ctx context.Context, limit int, f func(record) bool) (more bool, err error) {
	for range limit {
		rec, ok, err := c.record(ctx)
		if err != nil || !ok {
			return false, err
		}
		if !f(rec) {
			c.held = &rec
			return true, nil
		}
		c.next = rec.seq + 1
	}
	return c.left > 0, nil
}

// ahead asks for the next page while the reader is busy with this one.
func (c *cursor) ahead() error {
	if c.asked > 0 || c.left == 0 {
		return nil
	}
	return c.pull()
}

// shelf keeps cursors between the pages of their readers.
type shelf struct {
	mu   sync.Mutex
	kept map[string]*cursor // by filter
}

// take finds a cursor that goes on at a sequence.
func (s *shelf) take(filter string, from uint64) *cursor {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.kept[filter]
	if c == nil || c.next != from {
		return nil
	}
	delete(s.kept, filter)
	return c
}

// put keeps a cursor for the next page, in place of whoever waits longest.
func (s *shelf) put(c *cursor, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = make(map[string]*cursor)
	}
	if old := s.kept[c.filter]; old != nil {
		old.close()
		delete(s.kept, c.filter)
	}
	if len(s.kept) >= keptCursors {
		var oldest *cursor
		for _, k := range s.kept {
			if oldest == nil || k.used.Before(oldest.used) {
				oldest = k
			}
		}
		oldest.close()
		delete(s.kept, oldest.filter)
	}
	c.used = now
	s.kept[c.filter] = c
}

// sweep closes cursors whose readers did not come back.
func (s *shelf) sweep(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for filter, c := range s.kept {
		if now.Sub(c.used).Abs() > keptTime {
			c.close()
			delete(s.kept, filter)
		}
	}
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

// readFrom hands out up to limit records newer than since until f says no. It tells
// whether there are more, and the head of the store up to which nothing was
// missed when there are not.
func (m *Mailbox) readFrom(ctx context.Context, owner identity.Key, since uint64, limit int, f func(record) bool) (more bool, head uint64, err error) {
	if err := m.read.enter(ctx); err != nil {
		return false, 0, err
	}
	defer m.read.leave()
	filter := broker.MailboxFilter(owner)
	c := m.shelf.take(filter, since+1)
	if c == nil {
		head = m.commit.last.Load()
		n, stopped, last := 0, false, since
		left, err := m.read.batch(ctx, getRequest{Seq: since + 1, Next: filter, Batch: min(limit, fewRecords), MaxBytes: readBytes}, func(rec record) bool {
			stopped = !f(rec)
			n, last = n+1, rec.seq
			return !stopped
		})
		if err != nil || stopped || left == 0 || n < fewRecords || n >= limit {
			return stopped || left > 0, head, err
		}
		limit -= n
		if c, err = m.read.open(ctx, filter, last+1); err != nil {
			return false, 0, err
		}
	}
	more, err = c.page(ctx, limit, f)
	if err == nil && more {
		err = c.ahead()
	}
	if err != nil || !more {
		c.close()
		return more, max(head, c.head), err
	}
	m.shelf.put(c, m.cfg.Now())
	return true, c.head, nil
}
