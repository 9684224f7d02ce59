package push

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

const (
	queueMost   = 1 << 15 // that wait, of both kinds
	attempts    = 5
	hostPause   = time.Second // until a host at its cap is tried again
	defaultWait = 5 * time.Second
	defaultRest = 10 * time.Second
	defaultBack = 15 * time.Second // doubled with each attempt
)

// Config wires a Worker. What is 0 has the default named here.
type Config struct {
	Signer *Signer
	Fetch  *fetch.Fetcher
	// Wakeable says whether the account has any subscription. Mail of one that has
	// none takes no place in the queue.
	Wakeable func(owner identity.Key) bool
	// Accepted says whether owner is to be woken for mail of peer.
	Accepted func(ctx context.Context, owner, peer identity.Key) (bool, error)
	// Subscriptions of an account that are good now.
	Subscriptions func(ctx context.Context, owner identity.Key) ([]registry.Subscription, error)
	// Drop forgets a subscription whose endpoint is gone.
	Drop func(ctx context.Context, owner identity.Key, endpoint string) error
	// Connected says whether a device of the account is connected.
	Connected func(owner identity.Key, device identity.ID) bool

	Wait       time.Duration // from a message to its push: 5 s
	Rest       time.Duration // between two pushes for one device: 10 s
	Backoff    time.Duration // before the second attempt: 15 s
	Concurrent int           // pushes at once: 32
	PerHost    int           // of them to one push service: 8
	Now        func() time.Time
	Log        *slog.Logger
}

// A Worker sends pushes. Tell it of mail; Run does the rest.
type Worker struct {
	cfg  Config
	wake chan struct{}

	mu      sync.Mutex
	queue   jobs
	queued  map[job]bool         // without due and attempt
	last    map[string]time.Time // of the last push, by endpoint
	hosts   map[string]int       // pushes under way
	running int
	sending sync.WaitGroup
}

// A job is mail that waits for its moment, or, with an endpoint, a push.
type job struct {
	owner, peer identity.Key
	endpoint    string

	due     time.Time
	attempt int
}

func (j job) name() job { return job{owner: j.owner, peer: j.peer, endpoint: j.endpoint} }

// New makes a Worker.
func New(c Config) *Worker {
	c.Wait = cmp.Or(c.Wait, defaultWait)
	c.Rest = cmp.Or(c.Rest, defaultRest)
	c.Backoff = cmp.Or(c.Backoff, defaultBack)
	c.Concurrent = cmp.Or(c.Concurrent, 32)
	c.PerHost = cmp.Or(c.PerHost, 8)
	return &Worker{
		cfg: c, wake: make(chan struct{}, 1), queued: make(map[job]bool),
		last: make(map[string]time.Time), hosts: make(map[string]int),
	}
}

// Tell says that owner got a message of peer. It never waits for anybody.
func (w *Worker) Tell(owner, peer identity.Key) {
	if !w.cfg.Wakeable(owner) {
		return
	}
	w.add(job{owner: owner, peer: peer, due: w.cfg.Now().Add(w.cfg.Wait)})
}

// add queues a job, unless it waits already: one push stands for much mail.
func (w *Worker) add(j job) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.queued[j.name()] || len(w.queue) >= queueMost {
		return
	}
	w.queued[j.name()] = true
	heap.Push(&w.queue, j)
	w.nudge()
}

func (w *Worker) nudge() {
	select {
	case w.wake <- struct{}{}:
	default: // already told
	}
}

// Run sends until ctx is done, and waits for what is under way.
func (w *Worker) Run(ctx context.Context) error {
	defer w.sending.Wait()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		j, pause, there := w.take()
		if there {
			w.work(ctx, j)
			continue
		}
		timer.Reset(pause)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.wake:
		case <-timer.C:
		}
	}
}

// take gives out the first job that is due, or says how long none is. While as
// many pushes are under way as may be, none is.
func (w *Worker) take() (j job, pause time.Duration, there bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 || w.running >= w.cfg.Concurrent {
		return job{}, time.Hour, false // the end of a push wakes us
	}
	if pause = w.queue[0].due.Sub(w.cfg.Now()); pause > 0 {
		return job{}, pause, false
	}
	j = heap.Pop(&w.queue).(job)
	delete(w.queued, j.name())
	return j, 0, true
}

func (w *Worker) work(ctx context.Context, j job) {
	if ctx.Err() != nil {
		return
	}
	var err error
	if j.endpoint == "" {
		err = w.spread(ctx, j)
	} else {
		err = w.start(ctx, j)
	}
	if err != nil && ctx.Err() == nil {
		w.cfg.Log.Warn("push not sent", "key", j.owner.Fingerprint(), "err", err)
	}
}

// spread makes pushes of mail, for the devices that are not connected.
func (w *Worker) spread(ctx context.Context, j job) error {
	list, err := w.cfg.Subscriptions(ctx, j.owner)
	if err != nil || len(list) == 0 {
		return err
	}
	if ok, err := w.cfg.Accepted(ctx, j.owner, j.peer); err != nil || !ok {
		return err
	}
	for _, s := range list {
		if !w.cfg.Connected(j.owner, s.Device) {
			w.add(job{owner: j.owner, endpoint: s.Endpoint, due: w.earliest(s.Endpoint)})
		}
	}
	return nil
}

// earliest is when a device may be woken again.
func (w *Worker) earliest(endpoint string) time.Time {
	now := w.cfg.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.last) > queueMost {
		for e, at := range w.last {
			if now.Sub(at) >= w.cfg.Rest {
				delete(w.last, e)
			}
		}
	}
	if at, known := w.last[endpoint]; known && at.Add(w.cfg.Rest).After(now) {
		return at.Add(w.cfg.Rest)
	}
	return now
}

// start sends a push beside the queue. The device may have come, or the
// subscription gone, while the push waited.
func (w *Worker) start(ctx context.Context, j job) error {
	list, err := w.cfg.Subscriptions(ctx, j.owner)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.Endpoint != j.endpoint || w.cfg.Connected(j.owner, s.Device) {
			continue
		}
		host := hostOf(s.Endpoint)
		if !w.enter(host, j) {
			j.due = w.cfg.Now().Add(hostPause)
			w.add(j)
			return nil
		}
		w.sending.Go(func() {
			defer w.leave(host)
			w.attempt(ctx, s, j)
		})
	}
	return nil
}

func hostOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func (w *Worker) enter(host string, j job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hosts[host] >= w.cfg.PerHost {
		return false
	}
	w.hosts[host]++
	w.running++
	w.last[j.endpoint] = w.cfg.Now()
	return true
}

func (w *Worker) leave(host string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hosts[host]--; w.hosts[host] == 0 {
		delete(w.hosts, host)
	}
	w.running--
	w.nudge()
}

// attempt sends, and does what follows from the answer.
func (w *Worker) attempt(ctx context.Context, s registry.Subscription, j job) {
	v, after, err := w.send(ctx, s)
	if ctx.Err() != nil {
		return
	}
	log := w.cfg.Log.With("key", s.Owner.Fingerprint(), "addr", hostOf(s.Endpoint))
	switch v {
	case delivered:
		log.Debug("pushed")
	case again:
		if j.attempt++; j.attempt >= attempts {
			log.Warn("push given up", "err", err)
			return
		}
		// A push service that says when is believed, but never sooner than we
		// would by ourselves.
		j.due = w.cfg.Now().Add(max(after, w.cfg.Backoff<<(j.attempt-1)))
		w.add(j)
		log.Debug("push put off", "err", err)
	case gone:
		if derr := w.cfg.Drop(ctx, s.Owner, s.Endpoint); derr != nil {
			err = fmt.Errorf("%w; and the subscription stays: %w", err, derr)
		}
		log.Debug("push subscription gone", "err", err)
	case refused:
		log.Warn("push refused", "err", err)
	}
}

// jobs is a heap, by when they are due.
type jobs []job

func (q jobs) Len() int           { return len(q) }
func (q jobs) Less(i, k int) bool { return q[i].due.Before(q[k].due) }
func (q jobs) Swap(i, k int)      { q[i], q[k] = q[k], q[i] }

// Push is heap's.
func (q *jobs) Push(x any) { *q = append(*q, x.(job)) }

// Pop is heap's.
func (q *jobs) Pop() any {
	last := len(*q) - 1
	j := (*q)[last]
	(*q)[last] = job{}
	*q = (*q)[:last]
	return j
}
