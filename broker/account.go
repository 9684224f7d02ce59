package broker

import (
	"crypto/rand"
	"encoding/base64"

	"github.com/nats-io/nats-server/v2/server"
)

// The accounts, by the names the server knows.
const (
	accountApp  = "APP"
	accountMail = "KEZ"
	accountAuth = "AUTH"
	accountSys  = "SYS"
)

// A Role names one service user, each in an account of its own.
type Role string

const (
	// RoleNode listens for calls and pushes to inboxes in APP.
	RoleNode Role = "node"
	// RoleMail owns the streams in KEZ.
	RoleMail Role = "mail"
	// RoleAuth answers authorization requests in AUTH.
	RoleAuth Role = "auth"
	// RoleSys hears who comes and goes in SYS.
	RoleSys Role = "sys"
)

var roleAccounts = map[Role]string{
	RoleNode: accountApp,
	RoleMail: accountMail,
	RoleAuth: accountAuth,
	RoleSys:  accountSys,
}

// roleNames lists the roles in a fixed order: the server's configuration is
// the same at every start but for the passwords.
var roleNames = []Role{RoleAuth, RoleMail, RoleNode, RoleSys}

// staff holds the service users of one start.
type staff struct {
	passwords map[Role]string
	issuer    issuer
}

// newStaff makes passwords of 256 bits and the account key that signs the
// callout's answers. Neither outlives the process: the server and the only
// service that answers it are started together.
func newStaff() (staff, error) {
	i, err := newIssuer()
	if err != nil {
		return staff{}, err
	}
	s := staff{passwords: make(map[Role]string), issuer: i}
	for _, r := range roleNames {
		var b [32]byte
		rand.Read(b[:])
		s.passwords[r] = base64.RawURLEncoding.EncodeToString(b[:])
	}
	return s, nil
}

// configure writes accounts, service users and the callout into o.
func (s staff) configure(o *server.Options) {
	accounts := make(map[string]*server.Account)
	for _, name := range []string{accountApp, accountMail, accountAuth, accountSys} {
		accounts[name] = server.NewAccount(name)
		o.Accounts = append(o.Accounts, accounts[name])
	}
	o.SystemAccount = accountSys
	o.AuthCallout = &server.AuthCallout{Issuer: s.issuer.public, Account: accountAuth}
	for _, r := range roleNames {
		o.Users = append(o.Users, &server.User{
			Username: string(r),
			Password: s.passwords[r],
			Account:  accounts[roleAccounts[r]],
			// A guessed password would still not let anybody in from outside.
			AllowedConnectionTypes: map[string]struct{}{"IN_PROCESS": {}},
		})
		o.AuthCallout.AuthUsers = append(o.AuthCallout.AuthUsers, string(r))
	}
}
