package callout

import (
	"errors"
	"time"

	"github.com/nats-io/jwt/v2"

	"kez.lat/chat/identity"
)

// Lifetime of a grant, before its jitter of a tenth either way. The jitter
// spreads the re-logins of clients that all came back after a restart.
const Lifetime = 12 * time.Hour

var (
	// ErrUnknownKey is a key nobody registered here.
	ErrUnknownKey = errors.New("the key is not registered here")
	// ErrSuspended is a person the operator shut out.
	ErrSuspended = errors.New("the account is suspended")
	// ErrCrowded is an account with all its connections in use.
	ErrCrowded = errors.New("the account has too many connections")
)

// An Account is what the directory knows of a key.
type Account struct {
	// Key is the account's primary key. The key of a linked device leads to
	// that of its account: what it is granted is the account's.
	Key       identity.Key
	Suspended bool
}

// Decide says whether an account the directory knows may connect.
func Decide(a Account) error {
	if a.Suspended {
		return ErrSuspended
	}
	return nil
}

// Permissions are all that a connection of the account may do.
func Permissions(account identity.Key) jwt.Permissions {
	var p jwt.Permissions
	p.Pub.Allow.Add(identity.RPCSubject(account, ">"))
	p.Sub.Allow.Add(identity.InboxSubject(account, ">"))
	p.Sub.Allow.Add(identity.ReplyPrefix(account) + ".>")
	return p
}

// grant writes the user's claims for one connection. Its subject is the
// throw-away key the server made for this connection; its name is the
// account, by which connections are found again.
func grant(account identity.Key, user, natsAccount string, expires time.Time) *jwt.UserClaims {
	c := jwt.NewUserClaims(user)
	c.Name = account.Hex()
	c.Audience = natsAccount
	c.Expires = expires.Unix()
	c.Permissions = Permissions(account)
	c.AllowedConnectionTypes.Add(jwt.ConnectionTypeStandard, jwt.ConnectionTypeWebsocket)
	return c
}

// lifetime spreads Lifetime by a tenth either way; u is in [0, 1).
func lifetime(base time.Duration, u float64) time.Duration {
	return time.Duration(float64(base) * (0.9 + 0.2*u))
}
