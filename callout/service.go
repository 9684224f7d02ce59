package callout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"kez.lat/chat/identity"
)

const (
	subject = "$SYS.REQ.USER.AUTH"
	// queueGroup lets the nodes of a cluster share the work.
	queueGroup = "kez-callout"
	// maxAge of a request in the queue. The server gives up after 2 s; an
	// answer later than that helps nobody and delays the others.
	maxAge = 1500 * time.Millisecond
)

// Config wires a Service.
type Config struct {
	// Issuer signs answers; Account is where people are placed.
	Issuer  nkeys.KeyPair
	Account string
	// Servers lists the ids of the servers whose requests are answered.
	Servers []string
	// Directory finds the account a key speaks for, as its primary or as an
	// unrevoked device of it, or ErrUnknownKey.
	Directory func(context.Context, identity.Key) (Account, error)
	// Reserve takes one of the account's places for a connection that logged
	// in with a key, the account's or a device's, if there is one left.
	Reserve func(account, login identity.Key, connection uint64) bool
	// Lifetime of a grant, 0 for the standard one.
	Lifetime time.Duration
	Workers  int
	Queue    int
	Now      func() time.Time
	Log      *slog.Logger
}

// A Service answers authorization requests.
type Service struct {
	cfg     Config
	trusted map[string]bool
	queue   chan request
}

type request struct {
	msg     *nats.Msg
	arrived time.Time
}

// New returns a service that answers nothing yet.
func New(c Config) *Service {
	if c.Lifetime == 0 {
		c.Lifetime = Lifetime
	}
	s := &Service{cfg: c, trusted: make(map[string]bool), queue: make(chan request, c.Queue)}
	for _, id := range c.Servers {
		s.trusted[id] = true
	}
	return s
}

// Subscribe begins to collect requests; when it returns, the server knows.
func (s *Service) Subscribe(auth *nats.Conn) error {
	_, err := auth.QueueSubscribe(subject, queueGroup, func(m *nats.Msg) {
		select {
		case s.queue <- request{m, s.cfg.Now()}:
		default:
			// A flood. The server turns the client away after its own time-out.
		}
	})
	if err == nil {
		err = auth.Flush()
	}
	if err != nil {
		return fmt.Errorf("subscribe to %s: %w", subject, err)
	}
	return nil
}

// Run answers until ctx is done.
func (s *Service) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range s.cfg.Workers {
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case r := <-s.queue:
					s.answer(ctx, r)
				}
			}
		})
	}
	wg.Wait()
	return nil
}

func (s *Service) answer(ctx context.Context, r request) {
	if s.cfg.Now().Sub(r.arrived) > maxAge {
		return
	}
	reply, err := s.Authorize(ctx, r.msg.Data)
	if err != nil {
		s.cfg.Log.Debug("authorization request dropped", "err", err)
		return
	}
	if err := r.msg.Respond(reply); err != nil {
		s.cfg.Log.Warn("authorization not answered", "err", err)
	}
}

// Authorize turns a request into a signed answer: a grant, or a refusal. An
// error means that there is nobody to answer, or nothing to say yet.
func (s *Service) Authorize(ctx context.Context, token []byte) ([]byte, error) {
	r, err := decode(token, func(id string) bool { return s.trusted[id] }, s.cfg.Now())
	if err != nil {
		return nil, err
	}
	account, err := s.admit(ctx, r)
	if err != nil {
		if !refusal(err) {
			return nil, err
		}
		s.cfg.Log.Debug("connection refused", "key", account.Fingerprint(), "err", err)
		return s.sign(r, nil, err)
	}
	expires := s.cfg.Now().Add(lifetime(s.cfg.Lifetime, rand.Float64()))
	return s.sign(r, grant(account, r.UserNkey, s.cfg.Account, expires), nil)
}

// admit proves, looks up, decides, takes a place, and looks again.
func (s *Service) admit(ctx context.Context, r *jwt.AuthorizationRequest) (identity.Key, error) {
	key, err := prove(r)
	if err != nil {
		return key, err
	}
	account, err := s.look(ctx, key)
	if err != nil {
		return key, err
	}
	if !s.cfg.Reserve(account.Key, key, r.ClientInformation.ID) {
		return account.Key, ErrCrowded
	}
	// Shutting somebody out closes the connections that have a place. Who was
	// shut out since the first look had none yet. And the place is that account's only.
	again, err := s.look(ctx, key)
	if err == nil && again.Key != account.Key {
		err = ErrUnknownKey
	}
	return again.Key, err
}

// look finds the account of a key and decides.
func (s *Service) look(ctx context.Context, key identity.Key) (Account, error) {
	account, err := s.cfg.Directory(ctx, key)
	if err != nil {
		return Account{Key: key}, fmt.Errorf("look up %s: %w", key.Fingerprint(), err)
	}
	return account, Decide(account)
}

// refusal tells a final no from a fault of ours, which stays unanswered so
// that the client tries again.
func refusal(err error) bool {
	return errors.Is(err, ErrNoProof) || errors.Is(err, ErrUnknownKey) || errors.Is(err, ErrSuspended) || errors.Is(err, ErrCrowded)
}

// sign seals the answer for the server that asked.
func (s *Service) sign(r *jwt.AuthorizationRequest, user *jwt.UserClaims, refused error) ([]byte, error) {
	c := jwt.NewAuthorizationResponseClaims(r.UserNkey)
	c.Audience = r.Server.ID
	if refused != nil {
		c.Error = refused.Error()
	} else {
		token, err := user.Encode(s.cfg.Issuer)
		if err != nil {
			return nil, fmt.Errorf("sign the grant: %w", err)
		}
		c.Jwt = token
	}
	token, err := c.Encode(s.cfg.Issuer)
	if err != nil {
		return nil, fmt.Errorf("sign the answer: %w", err)
	}
	return []byte(token), nil
}
