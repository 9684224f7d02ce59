package node

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A value reads the text of one setting into its field and writes it back in a
// form that reads the same again.
type value struct {
	set  func(text string) error
	show func() string
}

func withPort(host string, port, usual uint16) string {
	if port == usual {
		return host
	}
	return host + ":" + strconv.Itoa(int(port))
}

func pathValue(p *string) value {
	return value{
		set: func(text string) error {
			if text == "" {
				return errors.New("is empty")
			}
			if strings.ContainsRune(text, 0) {
				return errors.New("has a zero byte")
			}
			*p = text
			return nil
		},
		show: func() string { return *p },
	}
}

// addressValue reads host:port where the host is an IP address, empty for all, or
// localhost. Port 0 is any free one.
func addressValue(p *netip.AddrPort) value {
	return value{
		set: func(text string) error {
			host, port, err := net.SplitHostPort(text)
			if err != nil {
				return errors.New("want an address and a port, as 127.0.0.1:6969")
			}
			n, err := strconv.ParseUint(port, 10, 16)
			if err != nil {
				return fmt.Errorf("want a port from 0 to 65535, not %q", port)
			}
			switch host {
			case "":
				host = "0.0.0.0"
			case "localhost":
				host = "127.0.0.1"
			}
			a, err := netip.ParseAddr(host)
			if err != nil {
				return fmt.Errorf("want an IP address of this machine, not %q", host)
			}
			*p = netip.AddrPortFrom(a, uint16(n))
			return nil
		},
		show: func() string { return p.String() },
	}
}

func optionalAddressValue(p *netip.AddrPort) value {
	required := addressValue(p)
	return value{
		set: func(text string) error {
			if text == "off" {
				*p = netip.AddrPort{}
				return nil
			}
			return required.set(text)
		},
		show: func() string {
			if !p.IsValid() {
				return "off"
			}
			return p.String()
		},
	}
}

// domainValue reads a host name in its ASCII form or an IP address: what follows
// the @ of an address, so without a port.
func domainValue(p *string) value {
	return value{
		set: func(text string) error {
			name := strings.ToLower(text)
			if a, err := netip.ParseAddr(strings.Trim(name, "[]")); err == nil && a.Zone() == "" {
				*p = a.String()
				return nil
			}
			if err := checkDomain(name); err != nil {
				return err
			}
			*p = name
			return nil
		},
		show: func() string { return *p },
	}
}

// checkDomain holds name to the preferred syntax of RFC 1123 section 2.1.
func checkDomain(name string) error {
	if len(name) > 253 {
		return errors.New("is longer than 253 characters")
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return errors.New("want a domain, as chat.example.org")
		}
		for _, c := range label {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return fmt.Errorf("want a domain, as chat.example.org; %q does not belong", c)
			}
		}
	}
	return nil
}

// originValue reads scheme://host[:port] and nothing after it.
func originValue(p *string) value {
	return value{
		set: func(text string) error {
			u, err := parseWebURL(text)
			if err != nil {
				return err
			}
			if u.Path != "" {
				return errors.New("want no path: the app lives at the root of its host")
			}
			*p = u.String()
			return nil
		},
		show: func() string { return *p },
	}
}

func urlValue(p *string) value {
	return value{
		set: func(text string) error {
			u, err := parseWebURL(text)
			if err != nil {
				return err
			}
			*p = u.String()
			return nil
		},
		show: func() string { return *p },
	}
}

// parseWebURL reads an http or https URL, lower-cases its host, and drops the
// scheme's usual port and trailing slashes.
func parseWebURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, errors.New("want a URL, as https://chat.example.org")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, errors.New("want a URL without user, query and fragment")
	}
	u.Host = strings.ToLower(u.Host)
	port := u.Port()
	if _, err := strconv.ParseUint(port, 10, 16); port != "" && err != nil {
		return nil, fmt.Errorf("want a port from 0 to 65535, not %q", port)
	}
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// contactValue reads what RFC 8292 section 2.1 allows as a subject.
func contactValue(p *string) value {
	return value{
		set: func(text string) error {
			u, err := url.Parse(text)
			if err != nil || !(u.Scheme == "https" && u.Host != "" || u.Scheme == "mailto" && u.Opaque != "") {
				return errors.New("want https://… or mailto:…")
			}
			*p = text
			return nil
		},
		show: func() string {
			if strings.HasPrefix(*p, "http:") {
				return "" // follows the public URL of a node that browsers reach by localhost alone
			}
			return *p
		},
	}
}

func mailAddressValue(p *string) value {
	return value{
		set: func(text string) error {
			a, err := mail.ParseAddress(text)
			if err != nil || a.Name != "" || a.Address != text {
				return errors.New("want a mail address, as admin@example.org")
			}
			*p = text
			return nil
		},
		show: func() string { return *p },
	}
}

func choiceValue[T ~string](p *T, words ...T) value {
	return value{
		set: func(text string) error {
			if !slices.Contains(words, T(text)) {
				var list []string
				for _, w := range words {
					list = append(list, string(w))
				}
				return fmt.Errorf("want one of %s", strings.Join(list, ", "))
			}
			*p = T(text)
			return nil
		},
		show: func() string { return string(*p) },
	}
}

func onOffValue(p *bool) value {
	return value{
		set: func(text string) error {
			if text != "on" && text != "off" {
				return errors.New("want on or off")
			}
			*p = text == "on"
			return nil
		},
		show: func() string {
			if *p {
				return "on"
			}
			return "off"
		},
	}
}

// prefixesValue reads a comma list of addresses and networks; "none" is nobody.
func prefixesValue(p *[]netip.Prefix) value {
	return value{
		set: func(text string) error {
			var list []netip.Prefix
			for part := range strings.SplitSeq(text, ",") {
				part = strings.TrimSpace(part)
				if text == "none" {
					break
				}
				a, err := netip.ParseAddr(part)
				if err == nil && a.Zone() == "" {
					list = append(list, netip.PrefixFrom(a, a.BitLen()))
					continue
				}
				n, err := netip.ParsePrefix(part)
				if err != nil {
					return fmt.Errorf("want addresses and networks, as 10.0.0.1,172.16.0.0/12, not %q", part)
				}
				list = append(list, n.Masked())
			}
			*p = list
			return nil
		},
		show: func() string {
			if len(*p) == 0 {
				return "none"
			}
			var list []string
			for _, n := range *p {
				list = append(list, n.String())
			}
			return strings.Join(list, ",")
		},
	}
}

func levelValue(p *slog.Level) value {
	var word string
	words := choiceValue(&word, "debug", "info", "warn", "error")
	return value{
		set: func(text string) error {
			if err := words.set(text); err != nil {
				return err
			}
			return p.UnmarshalText([]byte(word))
		},
		show: func() string { return strings.ToLower(p.String()) },
	}
}

// secretValue takes a text without white space. Its row is marked secret.
func secretValue(p *string) value {
	return value{
		set: func(text string) error {
			if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
				return errors.New("is empty, or has characters that no token has")
			}
			*p = text
			return nil
		},
		show: func() string { return *p },
	}
}

// resolverValue reads the address of a DNS resolver; the port is 53 where none
// is given.
func resolverValue(p *string) value {
	return value{
		set: func(text string) error {
			if a, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
				*p = netip.AddrPortFrom(a, 53).String()
				return nil
			}
			a, err := netip.ParseAddrPort(text)
			if err != nil || a.Port() == 0 {
				return errors.New("want the IP address of a resolver, as 9.9.9.9 or 127.0.0.1:53")
			}
			*p = a.String()
			return nil
		},
		show: func() string { return *p },
	}
}

// relaysValue reads a comma list of WebSocket URLs; off is none.
func relaysValue(p *[]string) value {
	return value{
		set: func(text string) error {
			var list []string
			for item := range strings.SplitSeq(text, ",") {
				if item = strings.TrimSpace(item); text == "off" || item == "" {
					continue
				}
				u, err := url.Parse(item)
				if err != nil || u.Host == "" || u.User != nil || u.Scheme != "wss" && u.Scheme != "ws" {
					return fmt.Errorf("want WebSocket URLs, as wss://relay.example.org, not %q", item)
				}
				list = append(list, item)
			}
			*p = list
			return nil
		},
		show: func() string {
			if len(*p) == 0 {
				return "off"
			}
			return strings.Join(*p, ",")
		},
	}
}
