package client

import "sync"

// wakes tells every follower that it should look at the store.
type wakes struct {
	mu   sync.Mutex
	list map[chan struct{}]struct{}
}

func (w *wakes) add() (wake chan struct{}, remove func()) {
	wake = make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.list == nil {
		w.list = make(map[chan struct{}]struct{})
	}
	w.list[wake] = struct{}{}
	return wake, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.list, wake)
	}
}

func (w *wakes) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for wake := range w.list {
		select {
		case wake <- struct{}{}:
		default: // already told
		}
	}
}
