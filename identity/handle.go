package identity

import (
	"errors"
	"fmt"
	"slices"
)

// ErrBadHandle says that something is not the handle, or not the address, of a
// person.
var ErrBadHandle = errors.New("bad handle")

const (
	handleMin = 3
	handleMax = 32
)

// A Handle is a person's name on one server: 3 to 32 of a-z, 0-9, _ and -,
// the first a letter or digit.
type Handle string

// ParseHandle checks the shape only: which handles are reserved is asked of
// Reserved, which are taken of the registry.
func ParseHandle(text string) (Handle, error) {
	if len(text) < handleMin || len(text) > handleMax {
		return "", fmt.Errorf("%w: it has %d to %d characters", ErrBadHandle, handleMin, handleMax)
	}
	for i, c := range []byte(text) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', i > 0 && (c == '_' || c == '-'):
		default:
			return "", fmt.Errorf("%w: it has a-z, 0-9, _ and -, the first a letter or digit", ErrBadHandle)
		}
	}
	return Handle(text), nil
}

// Reserved says that only the operator of a node may give the handle away.
func (h Handle) Reserved() bool {
	_, found := slices.BinarySearch(reserved, h)
	return found
}

// ReservedHandles lists them in order.
func ReservedHandles() []Handle { return slices.Clone(reserved) }

// reserved are handles under which somebody would be taken for the operator,
// for the software or for nobody: the mailbox names of RFC 2142 and those that
// mail and web hosts add to them, roles of a node, names of its services and
// pages, and words that programs print for "no one" and "everyone". In order,
// for Reserved searches it.
var reserved = []Handle{
	"abuse", "account", "accounts", "admin", "administrator", "all", "anon", "anonymous", "api", "app",
	"autoconfig", "autodiscover", "backup", "billing", "broadcasthost", "channel", "chat", "chats", "contact",
	"daemon", "everybody", "everyone", "ftp", "help", "helpdesk", "hostmaster", "imap", "inbox", "info", "internal",
	"invite", "invites", "kez", "kez-chat", "kezchat", "legal", "localhost", "login", "mail", "mailer-daemon",
	"marketing", "mod", "moderator", "mods", "nats", "network", "news", "no-reply", "nobody", "noc", "node",
	"noreply", "null", "official", "operator", "ops", "owner", "pop", "pop3", "postmaster", "press", "privacy",
	"push", "register", "registrar", "registry", "root", "sales", "security", "server", "service", "settings",
	"signup", "smtp", "somebody", "staff", "status", "superuser", "support", "sysadmin", "system", "team", "trust",
	"undefined", "unknown", "usenet", "uucp", "verified", "webfinger", "webmaster", "well-known", "www",
}
