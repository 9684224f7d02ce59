package fetch

import "net/netip"

// Blocks of the IANA special-purpose address registries (RFC 6890) that no
// service of the open internet stands in. Of IPv6 only 2000::/3 is given out at
// all, so that the second list names what is special within that.
var (
	special4 = prefixes(
		"0.0.0.0/8",       // this network
		"10.0.0.0/8",      // private
		"100.64.0.0/10",   // carrier-grade NAT
		"127.0.0.0/8",     // loopback
		"169.254.0.0/16",  // link-local, and where clouds keep their secrets
		"172.16.0.0/12",   // private
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // 6to4 relays
		"192.168.0.0/16",  // private
		"198.18.0.0/15",   // benchmarks
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"224.0.0.0/4",     // multicast
		"240.0.0.0/4",     // reserved, and the broadcast address
	)
	special6 = prefixes(
		"2001::/23",     // protocol assignments, Teredo, benchmarks, ORCHID
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4, which leads to any IPv4 address
		"3fff::/20",     // documentation
	)
	private = prefixes("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")

	global6    = netip.MustParsePrefix("2000::/3")
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	localNAT64 = netip.MustParsePrefix("64:ff9b:1::/48")
)

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for n, text := range texts {
		list[n] = netip.MustParsePrefix(text)
	}
	return list
}

func within(a netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// plain is the address that packets to a end at: an IPv4 address that an IPv6
// one holds (RFC 4291 section 2.5.5.2, RFC 6052), else a itself, without zone.
func plain(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if !a.Is6() {
		return a
	}
	raw := a.As16()
	// Under the prefix for local use (RFC 8215) the translator may have any of
	// RFC 6052's layouts. Only where all between the prefix and the last four
	// bytes is nothing, it can be told which.
	if nat64.Contains(a) || localNAT64.Contains(a) && [6]byte(raw[6:12]) == [6]byte{} {
		return netip.AddrFrom4([4]byte(raw[12:]))
	}
	return a
}

// Public says whether a is an address of the open internet: not loopback,
// private, link-local, shared, documentation, multicast or reserved, in no
// disguise.
func Public(a netip.Addr) bool {
	a = plain(a)
	switch {
	case a.Is4():
		return !within(a, special4)
	case a.Is6():
		return global6.Contains(a) && !within(a, special6)
	}
	return false
}

// Private says whether a is this machine's or a private network's. Link-local
// addresses are neither: nobody serves there what is worth fetching, and clouds
// keep their secrets there.
func Private(a netip.Addr) bool { return within(plain(a), private) }
