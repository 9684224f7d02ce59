package identity

import (
	"fmt"
	"strconv"
	"strings"
)

// An Address names a person on any server: handle@server.
type Address struct {
	Handle Handle
	Server string
}

// ParseAddress reads handle, handle@server and @handle@server; a bare handle
// is one of defaultServer. Servers are domain names, so their case means
// nothing and is lowered.
func ParseAddress(text, defaultServer string) (Address, error) {
	name, server := text, defaultServer
	if at := strings.LastIndexByte(text, '@'); at > 0 {
		name, server = strings.TrimPrefix(text[:at], "@"), strings.ToLower(text[at+1:])
		if !isServer(server) {
			return Address{}, fmt.Errorf("%w: %q is not the name of a server", ErrBadHandle, server)
		}
	}
	handle, err := ParseHandle(name)
	if err != nil {
		return Address{}, err
	}
	return Address{handle, server}, nil
}

// String is handle@server.
func (a Address) String() string { return string(a.Handle) + "@" + a.Server }

// isServer tells a host name in lower case, with or without a port.
func isServer(text string) bool {
	host, port, hasPort := strings.Cut(text, ":")
	if n, err := strconv.ParseUint(port, 10, 16); hasPort && (err != nil || n == 0) {
		return false
	}
	if host == "" || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}
