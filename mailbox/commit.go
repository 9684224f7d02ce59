package mailbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nuid"
)

const (
	// plainMost is how many records are published side by side before an
	// atomic batch is cheaper: a batch costs 3–4 ms whatever its size, a plain
	// publish under SyncAlways 0.25 ms.
	plainMost = 12
	// batchMost stays below the server's 1000 messages in a batch.
	batchMost  = 900
	batchBytes = 8 << 20
	// commitTimeout is when an answer is not coming any more. JetStream does
	// not recover from that by itself: the node restarts it (see Failed).
	commitTimeout = 10 * time.Second

	headerBatch     = "Nats-Batch-Id"
	headerBatchSeq  = "Nats-Batch-Sequence"
	headerCommit    = "Nats-Batch-Commit"
	headerExpectSeq = "Nats-Expected-Last-Sequence"
)

// A job is the one or two records of a letter, stored together.
type job struct {
	recs  []*record
	boxes []*box
	done  func(Receipt, error)
}

func (j *job) add(b *box, r *record) {
	j.recs = append(j.recs, r)
	j.boxes = append(j.boxes, b)
}

// committer is the only writer of the stream. Whatever waits when it is free
// is committed together, so a lone letter waits for nobody and a crowd shares
// its fsyncs.
type committer struct {
	m    *Mailbox
	last atomic.Uint64 // newest sequence known to be stored
	acks chan *nats.Msg
	// reply is the prefix of reply subjects; round makes late answers to an
	// earlier round recognisable.
	reply string
	round uint64
	clock time.Time // of the newest record: times never go back
	// header is used again for every record.
	header []byte

	mu    sync.Mutex
	jobs  []*job
	awake chan struct{}
}

func newCommitter(m *Mailbox) (*committer, error) {
	c := &committer{m: m, acks: make(chan *nats.Msg, batchMost), awake: make(chan struct{}, 1), reply: nats.NewInbox()}
	if _, err := m.cfg.Write.ChanSubscribe(c.reply+".*.*", c.acks); err != nil {
		return nil, fmt.Errorf("subscribe to commits: %w", err)
	}
	return c, nil
}

func (c *committer) push(j *job) {
	c.mu.Lock()
	c.jobs = append(c.jobs, j)
	c.mu.Unlock()
	select {
	case c.awake <- struct{}{}:
	default:
	}
}

// next takes the jobs of one commit: as many as fit into a batch.
func (c *committer) next() []*job {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, records, bytes := 0, 0, int64(0)
	for ; n < len(c.jobs); n++ {
		for _, r := range c.jobs[n].recs {
			records++
			bytes += r.size()
		}
		if n > 0 && (records > batchMost || bytes > batchBytes) {
			break
		}
	}
	jobs := c.jobs[:n:n]
	c.jobs = c.jobs[n:]
	return jobs
}

// run commits until stop is closed and nothing is left, or the store fails.
func (c *committer) run(stop <-chan struct{}) error {
	for {
		jobs := c.next()
		if len(jobs) == 0 {
			select {
			case <-c.awake:
				continue
			case <-stop:
				if jobs = c.next(); len(jobs) == 0 {
					return nil
				}
			}
		}
		if err := c.commit(jobs); err != nil {
			c.abandon(jobs)
			return err
		}
	}
}

// abandon answers everybody who waits with ErrStopping: what became of their
// letters shows when the store is read again.
func (c *committer) abandon(jobs []*job) {
	for len(jobs) > 0 {
		for _, j := range jobs {
			c.finish(j, ErrStopping)
		}
		jobs = c.next()
	}
}

var (
	// errRefused is JetStream's no: nothing of it was stored.
	errRefused = errors.New("the mail store refused")
	// errSilent is no answer: what was stored is not known.
	errSilent = errors.New("the mail store does not answer")
)

// commit stores the records of jobs and finishes the jobs in order. An error
// means that the store is broken and the jobs are unfinished.
func (c *committer) commit(jobs []*job) error {
	if err := c.m.checkDisk(true); err != nil {
		for _, j := range jobs {
			c.finish(j, err)
		}
		return nil
	}
	var recs []*record
	for _, j := range jobs {
		recs = append(recs, j.recs...)
	}
	c.assign(jobs)
	var err error
	if len(recs) <= plainMost {
		err = c.plain(recs)
	} else {
		err = c.batch(recs)
	}
	switch {
	case err == nil:
		for _, j := range jobs {
			c.finish(j, nil)
		}
		return nil
	case errors.Is(err, errRefused):
		c.m.cfg.Log.Warn("commit refused, storing one by one", "err", err)
		return c.oneByOne(jobs)
	}
	return err
}

// oneByOne stores what a refused commit left, each letter on its own, so that
// a bad one harms nobody else.
func (c *committer) oneByOne(jobs []*job) error {
	for _, j := range jobs {
		err := c.resync(j)
		for i := 0; err == nil && i < len(j.recs); i++ {
			if j.recs[i].seq > 0 {
				continue // stored before the refusal
			}
			c.place(j.recs[i], j.boxes[i], c.last.Load()+1)
			err = c.plain(j.recs[i : i+1])
		}
		if err != nil && !errors.Is(err, errRefused) {
			return err
		}
		if err != nil {
			if rerr := c.resync(j); rerr != nil {
				return rerr
			}
		}
		c.finish(j, err)
	}
	return nil
}

// resync reads anew what a refused commit had assumed.
func (c *committer) resync(j *job) error {
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	info, err := c.m.stream.Info(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", errSilent, err)
	}
	c.last.Store(info.State.LastSeq)
	for _, b := range j.boxes {
		if err := b.unassign(ctx, c.m); err != nil {
			return fmt.Errorf("%w: %w", errSilent, err)
		}
	}
	return nil
}

// assign gives the records their times and their places, counting on the
// sequences that the stream, which has no other writer, will give them.
func (c *committer) assign(jobs []*job) {
	seq := c.last.Load()
	for _, j := range jobs {
		for i, r := range j.recs {
			seq++
			c.place(r, j.boxes[i], seq)
		}
	}
}

func (c *committer) place(r *record, b *box, seq uint64) {
	if now := c.m.cfg.Now(); now.After(c.clock) {
		c.clock = now
	}
	r.time = c.clock.UTC().Truncate(time.Millisecond)
	r.prev = b.assign(seq)
}

// finish ends a job: counts, pushes, and the receipt.
func (c *committer) finish(j *job, err error) {
	for i, r := range j.recs {
		j.boxes[i].landed(r, r.seq > 0)
		if r.seq > 0 {
			c.m.tail.push(r)
		}
	}
	if err != nil {
		j.done(Receipt{}, err)
		return
	}
	j.done(Receipt{Seq: j.recs[0].seq, Time: j.recs[0].time}, nil)
}

// plain publishes records side by side, each expecting to follow the one
// before it, and waits for all their answers.
func (c *committer) plain(recs []*record) error {
	c.round++
	base := c.last.Load()
	for i, r := range recs {
		h := r.appendHeader(c.header[:0], c.m.cfg.Limits.NoteRetention)
		h = strconv.AppendUint(appendName(h, headerExpectSeq), base+uint64(i), 10)
		if err := c.publish(r, h, c.replyTo(i)); err != nil {
			return err
		}
	}
	var refused error
	for range recs {
		i, ack, err := c.await()
		if err != nil {
			return err
		}
		if ack.err() != nil {
			refused = errors.Join(refused, ack.err())
			continue
		}
		recs[i].seq = ack.Seq
		c.last.Store(max(c.last.Load(), ack.Seq))
	}
	return refused
}

// batch stores all records or none (ADR-50 of the NATS architecture).
func (c *committer) batch(recs []*record) error {
	c.round++
	id := nuid.Next()
	for i, r := range recs {
		h := r.appendHeader(c.header[:0], c.m.cfg.Limits.NoteRetention)
		h = append(append(appendName(h, headerBatch), id...), crlf...)
		h = strconv.AppendInt(appendName(h, headerBatchSeq), int64(i+1), 10)
		if i == 0 {
			h = strconv.AppendUint(appendName(append(h, crlf...), headerExpectSeq), c.last.Load(), 10)
		}
		reply := ""
		if i == len(recs)-1 {
			h = append(appendName(append(h, crlf...), headerCommit), '1')
			reply = c.replyTo(i)
		}
		if err := c.publish(r, h, reply); err != nil {
			return err
		}
	}
	_, ack, err := c.await()
	if err != nil {
		return err
	}
	if ack.err() != nil {
		return ack.err()
	}
	if ack.Count != len(recs) {
		return fmt.Errorf("%w: %d of %d records committed", errSilent, ack.Count, len(recs))
	}
	// The answer has the last sequence only; a batch is isolated.
	for i, r := range recs {
		r.seq = ack.Seq - uint64(len(recs)-1-i)
	}
	c.last.Store(ack.Seq)
	return nil
}

// publish sends a record under a header block that lacks its last two line
// ends.
func (c *committer) publish(r *record, header []byte, reply string) error {
	c.header = append(append(header, crlf...), crlf...)
	if err := c.m.cfg.Outlet.Publish(r.subject(), reply, c.header, r.body); err != nil {
		return fmt.Errorf("%w: %w", errSilent, err)
	}
	return nil
}

func (c *committer) replyTo(i int) string {
	return c.reply + "." + strconv.FormatUint(c.round, 10) + "." + strconv.Itoa(i)
}

type ack struct {
	Seq   uint64 `json:"seq"`
	Count int    `json:"count"`
	Error *struct {
		Code        int    `json:"err_code"`
		Description string `json:"description"`
	} `json:"error"`
}

func (a ack) err() error {
	if a.Error == nil {
		return nil
	}
	return fmt.Errorf("%w: %s (%d)", errRefused, a.Error.Description, a.Error.Code)
}

// await returns the next answer of this round and the index it is for.
func (c *committer) await() (int, ack, error) {
	timeout := time.NewTimer(commitTimeout)
	defer timeout.Stop()
	for {
		select {
		case m := <-c.acks:
			var round uint64
			var i int
			if n, err := fmt.Sscanf(m.Subject[len(c.reply):], ".%d.%d", &round, &i); n != 2 || err != nil || round != c.round {
				continue
			}
			var a ack
			if err := json.Unmarshal(m.Data, &a); err != nil {
				return 0, ack{}, fmt.Errorf("%w: %w", errSilent, err)
			}
			return i, a, nil
		case <-timeout.C:
			return 0, ack{}, fmt.Errorf("%w: nothing for %v", errSilent, commitTimeout)
		case <-c.m.broken:
			return 0, ack{}, fmt.Errorf("%w: the connection to it is closed", errSilent)
		}
	}
}
