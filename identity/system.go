package identity

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// systems are those that proofs are looked for in, each with the normal form
// of its identifiers. docs/protocol.md section 2, "Claims", has the same table.
var systems = map[string]func(id string) (string, error){
	"ap":      normalActor,
	"bluesky": normalBluesky,
	"dns":     normalHost,
	"github":  normalGitHub,
	"nostr":   normalNostr,
	"web":     normalWeb,
}

// aliases are other names of systems.
var aliases = map[string]string{"mastodon": "ap"}

const (
	maxSystem = 32
	lower     = "abcdefghijklmnopqrstuvwxyz"
	upper     = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letters   = lower + upper
	digits    = "0123456789"
)

// parseSystem reads the name of a system in any case: that of a URI scheme,
// RFC 3986 section 3.1.
func parseSystem(text string) (string, bool) {
	ok := text != "" && len(text) <= maxSystem && strings.Trim(text, letters+digits+"+-.") == "" &&
		strings.Contains(letters, text[:1])
	return strings.ToLower(text), ok
}

// names maps as browsers do (UTS #46, not transitional), but takes letters,
// digits and hyphens only.
var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.CheckHyphens(false), idna.BidiRule(), idna.StrictDomainName(true))

// normalHost gives the A-labels of a domain name, without a dot at the end. A
// name whose last label is a number is an IPv4 address to somebody.
func normalHost(id string) (string, error) {
	ascii, err := names.ToASCII(id)
	if err != nil {
		return "", badSubject("%.80q is not a domain name: %w", id, err)
	}
	ascii = strings.TrimSuffix(ascii, ".")
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	switch {
	case strings.Contains(ascii, ":") || !isServer(ascii):
		return "", badSubject("%.80q is not a domain name", id)
	case strings.Trim(last, digits) == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], digits+"abcdef") == "":
		return "", badSubject("%.80q is a number, not a domain name", id)
	}
	return ascii, nil
}

// normalGitHub takes the names of people, of organisations and of people whom
// a company manages, which have an underscore.
func normalGitHub(id string) (string, error) {
	if len(id) > 39 || strings.Trim(id, letters+digits+"-_") != "" || id[0] == '-' || id[0] == '_' {
		return "", badSubject("%.80q is not a name on GitHub", id)
	}
	return strings.ToLower(id), nil
}

// normalNostr takes BIP-173's two spellings: all of it in lower or in upper
// case.
func normalNostr(id string) (string, error) {
	text := id
	if strings.Trim(id, upper+digits) == "" { // not by unicode: there are other letters whose lower case is k
		text = strings.ToLower(id)
	}
	k, err := ParseNostrKey(text)
	if err != nil {
		return "", badSubject("%.80q is not a Nostr key: %w", id, err)
	}
	return k.String(), nil
}

// normalBluesky takes a handle, which is a domain name of two labels or more,
// or a DID.
func normalBluesky(id string) (string, error) {
	if strings.HasPrefix(id, "did:") {
		method, rest, ok := strings.Cut(id[len("did:"):], ":")
		if !ok || method == "" || strings.Trim(method, lower+digits) != "" || rest == "" ||
			strings.Trim(rest, letters+digits+"._:%-") != "" || strings.ContainsAny(rest[len(rest)-1:], ":%") {
			return "", badSubject("%.80q is not a DID", id)
		}
		return id, nil
	}
	host, err := normalHost(strings.TrimPrefix(id, "@"))
	if err == nil && !strings.Contains(host, ".") {
		err = badSubject("%.80q is not a handle on Bluesky", id)
	}
	return host, err
}

// normalActor takes user@host of the fediverse. Whether a name's case means
// anything is its host's to say.
func normalActor(id string) (string, error) {
	user, host, ok := strings.Cut(strings.TrimPrefix(id, "@"), "@")
	if !ok || user == "" || strings.Trim(user, letters+digits+"._~-") != "" {
		return "", badSubject("%.80q is not user@host", id)
	}
	host, err := normalHost(host)
	return user + "@" + host, err
}

// normalWeb takes the URL of a page, RFC 3986: the part before it may be
// written in any case, and escapes too, but a path is what it is.
func normalWeb(id string) (string, error) {
	scheme, rest, ok := strings.Cut(id, "://")
	if !ok || strings.ToLower(scheme) != "https" {
		return "", badSubject("%.80q is not an https URL", id)
	}
	authority, path := rest, ""
	if at := strings.IndexAny(rest, `/?#\`); at >= 0 {
		authority, path = rest[:at], rest[at:]
	}
	host, port, hasPort := strings.Cut(authority, ":")
	host, err := normalHost(host)
	if err != nil {
		return "", err
	}
	if hasPort && port != "443" {
		if host += ":" + port; !isServer(host) || port[0] == '0' {
			return "", badSubject("%.80q has not a port", id)
		}
	}
	path, err = normalPath(path)
	if err != nil {
		return "", err
	}
	return "https://" + host + path, nil
}

// normalPath refuses what servers and clients would make something else of:
// dots as segments, empty segments, and everything that is no path.
func normalPath(path string) (string, error) {
	path = strings.TrimRight(path, "/")
	if path == "" {
		return "", nil
	}
	if path[0] != '/' {
		return "", badSubject("the URL has a query, a fragment or a backslash")
	}
	var out strings.Builder
	for segment := range strings.SplitSeq(path[1:], "/") {
		plain, err := url.PathUnescape(segment)
		switch {
		case err != nil:
			return "", badSubject("the URL has a broken escape")
		case plain == "" || plain == "." || plain == "..":
			return "", badSubject("the URL has an empty segment, or one of dots")
		}
		out.WriteByte('/')
		if err := escapeSegment(&out, segment); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// escapeSegment writes escapes in upper case, and escapes what is not ASCII.
func escapeSegment(out *strings.Builder, segment string) error {
	for i := 0; i < len(segment); i++ {
		switch c := segment[i]; {
		case c == '%':
			out.WriteString(strings.ToUpper(segment[i : i+3]))
			i += 2
		case c >= 0x80:
			fmt.Fprintf(out, "%%%02X", c)
		case strings.IndexByte(letters+digits+"-._~!$&'()*+,;=:@", c) < 0:
			return badSubject("the URL has %q in its path", c)
		default:
			out.WriteByte(c)
		}
	}
	return nil
}
