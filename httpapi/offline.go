package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// Offline answers the operator's calls while no node runs on the registry:
// nobody is connected then, and nobody asks for authorization.
func Offline(r *registry.Registry, publicURL string, now func() time.Time, log *slog.Logger) http.Handler {
	s := &Server{
		cfg: Config{
			Registry:   r,
			PublicURL:  func() string { return publicURL },
			Authorize:  func(context.Context, []byte) ([]byte, error) { return nil, errForbidden },
			Disconnect: func(identity.Key) {},

			DisconnectDevice: func(_, _ identity.Key) {},
			Now:              now,
			Log:              log,
		},
		streams: newStreams(0, 0),
	}
	return s.outermost(s.controlRoutes())
}
