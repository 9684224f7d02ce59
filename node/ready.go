package node

import (
	"sync/atomic"

	"kez.lat/chat/httpapi"
)

// readiness is why the node does not serve, nil once it does.
type readiness struct{ reason atomic.Pointer[error] }

func (r *readiness) set(reason error) { r.reason.Store(&reason) }

func (r *readiness) get() error {
	if p := r.reason.Load(); p != nil {
		return *p
	}
	return httpapi.ErrStarting
}
