package mailbox

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
	"kez.lat/chat/pace"
)

const (
	// saveEvery is how often moved cursors are written. Losing the last ones
	// only makes a quota of waiting mail count what was fetched since.
	saveEvery = 5 * time.Second
	// sweepEvery and keepIdle bound what is remembered of people who left.
	sweepEvery = 10 * time.Minute
	keepIdle   = time.Hour
	// diskEvery is how long a look at the disk is good for.
	diskEvery = 100 * time.Millisecond
	// unboundedQueue is the queue's length where the limit is "none".
	unboundedQueue = 1 << 16
)

// A Mailbox is the mail of one node.
type Mailbox struct {
	cfg    Config
	stream jetstream.Stream
	epoch  string
	read   reader
	shelf  shelf
	commit *committer
	tail   *tail
	sends  *pace.Paces[identity.Key]
	lives  *pace.Paces[identity.Key]

	waitingSends, waitingBytes atomic.Int64

	boxesMu sync.Mutex
	boxes   map[identity.Key]*box

	diskMu sync.Mutex
	disk   error
	looked time.Time

	stopping sync.RWMutex
	stopped  bool
	workers  [workers]*worker
	// broken is closed when the connection to the store is.
	broken chan struct{}
	failed chan error
	stop   chan struct{}
	cancel context.CancelFunc
	taking sync.WaitGroup
	others sync.WaitGroup
}

// Start ensures the stream and begins to take letters.
func Start(ctx context.Context, c Config) (*Mailbox, error) {
	js, err := jetstream.New(c.Read)
	if err != nil {
		return nil, fmt.Errorf("open JetStream: %w", err)
	}
	stream, epoch, err := broker.EnsureMail(ctx, js, c.Limits.Retention)
	if err != nil {
		return nil, err
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the mail stream: %w", err)
	}
	m := &Mailbox{
		cfg: c, stream: stream, epoch: epoch, read: reader{nc: c.Read, stream: stream, keys: new(identity.KeyCache), log: c.Log, places: make(chan struct{}, readsAtOnce)},
		tail: newTail(c.App, c.Online, c.Told), sends: pace.New[identity.Key](c.Limits.SendsBurst, c.Limits.SendsPerSecond, time.Second),
		lives: pace.New[identity.Key](c.Limits.LiveBurst, c.Limits.LivePerSecond, time.Second),
		boxes: make(map[identity.Key]*box), broken: make(chan struct{}),
		failed: make(chan error, 1), stop: make(chan struct{}),
	}
	c.Write.SetClosedHandler(func(*nats.Conn) { close(m.broken) })
	if m.commit, err = newCommitter(m); err != nil {
		return nil, err
	}
	m.commit.last.Store(info.State.LastSeq)
	m.read.head = m.commit.last.Load
	m.begin()
	return m, nil
}

func (m *Mailbox) begin() {
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	room := m.cfg.Limits.QueueSends
	if room == 0 {
		room = unboundedQueue
	}
	for i := range m.workers {
		w := &worker{m: m, in: make(chan task, room), senders: make(map[identity.Key]*sender), nameless: make(map[identity.Key]*sender)}
		m.workers[i] = w
		m.taking.Go(func() { w.run(ctx) })
	}
	m.others.Go(func() {
		if err := m.commit.run(m.stop); err != nil {
			m.failed <- err
			m.shut()
			m.taking.Wait()
			m.commit.abandon(m.commit.next())
		}
	})
	m.others.Go(func() { m.keep(ctx) })
}

// Failed reports that the store is broken. The mailbox takes nothing more;
// what was on its way is settled by starting broker and mailbox anew.
func (m *Mailbox) Failed() <-chan error { return m.failed }

// shut ends the taking of letters.
func (m *Mailbox) shut() {
	m.stopping.Lock()
	defer m.stopping.Unlock()
	if m.stopped {
		return
	}
	m.stopped = true
	for _, w := range m.workers {
		close(w.in)
	}
}

// Close stores what was taken, saves the cursors and ends.
func (m *Mailbox) Close(ctx context.Context) error {
	m.shut()
	done := make(chan struct{})
	go func() { // ends when the store does; abandoned only at the stop's deadline
		defer close(done)
		m.taking.Wait()
		close(m.stop)
		m.cancel()
		m.others.Wait()
	}()
	select {
	case <-done:
	case <-ctx.Done():
		return fmt.Errorf("stop the mailbox: %w", ctx.Err())
	}
	return m.saveCursors(ctx)
}

// box finds what is known of a mailbox; load it before counting on it.
func (m *Mailbox) box(owner identity.Key) *box {
	m.boxesMu.Lock()
	defer m.boxesMu.Unlock()
	b := m.boxes[owner]
	if b == nil {
		b = &box{owner: owner, waiting: make(map[identity.Key]*backlog)}
		m.boxes[owner] = b
	}
	b.used = m.cfg.Now()
	return b
}

// keep saves cursors and forgets what nobody used for long.
func (m *Mailbox) keep(ctx context.Context) {
	save, sweep := time.NewTicker(saveEvery), time.NewTicker(sweepEvery)
	defer save.Stop()
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-save.C:
			if err := m.saveCursors(ctx); err != nil {
				m.cfg.Log.Warn("cursors not saved", "err", err)
			}
			m.shelf.sweep(m.cfg.Now())
		case <-sweep.C:
			m.sweepBoxes(m.cfg.Now())
		}
	}
}

func (m *Mailbox) saveCursors(ctx context.Context) error {
	moved := make(map[identity.Key]uint64)
	m.boxesMu.Lock()
	for k, b := range m.boxes {
		b.mu.Lock()
		if b.dirty {
			moved[k], b.dirty = b.cursor, false
		}
		b.mu.Unlock()
	}
	m.boxesMu.Unlock()
	if len(moved) == 0 {
		return nil
	}
	if err := m.cfg.People.SaveCursors(ctx, moved); err != nil {
		return fmt.Errorf("save cursors: %w", err)
	}
	return nil
}

func (m *Mailbox) sweepBoxes(now time.Time) {
	m.boxesMu.Lock()
	defer m.boxesMu.Unlock()
	for k, b := range m.boxes {
		b.mu.Lock()
		if !b.dirty && now.Sub(b.used) > keepIdle {
			delete(m.boxes, k)
		}
		b.mu.Unlock()
	}
}

// checkDisk refuses while less than the reserve would be left. JetStream does
// not recover from a full disk by itself: it should never meet one. A look at
// the disk is good for a moment; the committer looks each time.
func (m *Mailbox) checkDisk(fresh bool) error {
	m.diskMu.Lock()
	defer m.diskMu.Unlock()
	now := m.cfg.Now()
	if !fresh && now.Sub(m.looked).Abs() < diskEvery {
		return m.disk
	}
	free, reserve, err := m.cfg.Free()
	if err != nil {
		return fmt.Errorf("look at the disk: %w", err)
	}
	was := m.disk
	m.looked, m.disk = now, nil
	// A batch is staged in a store of its own and then written again.
	if waiting := uint64(max(0, m.waitingBytes.Load())); free < reserve+3*waiting {
		m.disk = ErrDiskFull
	}
	if (was == nil) != (m.disk == nil) {
		m.cfg.Log.Warn("room on the disk changed", "full", m.disk != nil, "free", free, "reserve", reserve)
	}
	return m.disk
}

// Health reports what keeps the mailbox from taking letters.
func (m *Mailbox) Health() error {
	m.stopping.RLock()
	stopped := m.stopped
	m.stopping.RUnlock()
	if stopped {
		return ErrStopping
	}
	return m.checkDisk(false)
}
