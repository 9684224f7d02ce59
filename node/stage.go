package node

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// stopTime bounds the stop of one stage. What was acknowledged is safe all
// the same.
const stopTime = 10 * time.Second

// A stage is one step of the boot list. Stopping is the list reversed.
type stage struct {
	name  string
	start func(context.Context) error
	stop  func(context.Context) error
}

// boot starts the stages in order; when one fails, those before it are
// stopped again.
func boot(ctx context.Context, stages []stage) (running []stage, err error) {
	for _, s := range stages {
		if err := s.start(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("start %s: %w", s.name, err), halt(running))
		}
		running = append(running, s)
	}
	return running, nil
}

// halt stops the stages in reverse order, each within stopTime.
func halt(running []stage) error {
	var faults []error
	for i := len(running) - 1; i >= 0; i-- {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		if err := running[i].stop(ctx); err != nil {
			faults = append(faults, fmt.Errorf("stop %s: %w", running[i].name, err))
		}
		cancel()
	}
	return errors.Join(faults...)
}

// A task is a goroutine with an owner: it runs until it is stopped, and says
// so when it ends by itself.
type task struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
	err    error
}

// begin runs f. An end before stop is reported to failed.
func begin(f func(context.Context) error, failed func(error)) *task {
	ctx, cancel := context.WithCancel(context.Background())
	t := &task{cancel: cancel}
	t.done.Go(func() {
		t.err = f(ctx)
		if ctx.Err() == nil {
			if t.err == nil {
				t.err = errors.New("ended by itself")
			}
			failed(t.err)
		}
	})
	return t
}

// stop ends the task and waits for it.
func (t *task) stop(ctx context.Context) error {
	t.cancel()
	ended := make(chan struct{})
	go func() { // ends with the task; abandoned only at the deadline of a stop
		t.done.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		if errors.Is(t.err, context.Canceled) {
			return nil
		}
		return t.err
	case <-ctx.Done():
		return ctx.Err()
	}
}
