package fetch

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for _, c := range []struct {
		address         string
		public, private bool
	}{
		{"8.8.8.8", true, false},
		{"1.1.1.1", true, false},
		{"100.63.255.255", true, false},
		{"100.128.0.0", true, false},
		{"172.15.255.255", true, false},
		{"172.32.0.0", true, false},
		{"198.17.255.255", true, false},
		{"223.255.255.255", true, false},
		{"2606:4700:4700::1111", true, false},
		{"2001:200::1", true, false},
		{"::ffff:8.8.8.8", true, false},
		{"64:ff9b::808:808", true, false},
		{"64:ff9b:1::808:808", true, false},

		{"0.0.0.0", false, false},
		{"0.1.2.3", false, false},
		{"10.0.0.1", false, true},
		{"100.64.0.1", false, true},
		{"100.127.255.255", false, true},
		{"127.0.0.1", false, true},
		{"127.255.255.254", false, true},
		{"169.254.169.254", false, false},
		{"172.16.0.1", false, true},
		{"172.31.255.255", false, true},
		{"192.0.0.8", false, false},
		{"192.0.2.1", false, false},
		{"192.88.99.1", false, false},
		{"192.168.1.1", false, true},
		{"198.18.0.1", false, false},
		{"198.19.255.255", false, false},
		{"198.51.100.1", false, false},
		{"203.0.113.1", false, false},
		{"224.0.0.1", false, false},
		{"239.255.255.255", false, false},
		{"240.0.0.1", false, false},
		{"255.255.255.255", false, false},

		{"::", false, false},
		{"::1", false, true},
		{"::7f00:1", false, false},        // IPv4-compatible
		{"::ffff:127.0.0.1", false, true}, // mapped
		{"::ffff:169.254.1.1", false, false},
		{"::ffff:0:7f00:1", false, false}, // translated, RFC 2765
		{"64:ff9b::7f00:1", false, true},  // NAT64
		{"64:ff9b::a9fe:a9fe", false, false},
		{"64:ff9b:1::a00:1", false, true},       // NAT64 for local use, /96
		{"64:ff9b:1:a00:0:100::", false, false}, // the same as /48
		{"64:ff9b:1:a00:0:100:808:808", false, false},
		{"100::1", false, false},
		{"2001::1", false, false},    // Teredo
		{"2001:2::1", false, false},  // benchmarks
		{"2001:10::1", false, false}, // ORCHID
		{"2001:db8::1", false, false},
		{"2002:7f00:1::1", false, false}, // 6to4
		{"2002:808:808::1", false, false},
		{"3fff::1", false, false},
		{"4000::1", false, false},
		{"5f00::1", false, false},
		{"fc00::1", false, true},
		{"fd12:3456::1", false, true},
		{"fe80::1", false, false},
		{"fe80::1%eth0", false, false},
		{"fec0::1", false, false},
		{"ff02::1", false, false},
	} {
		a := netip.MustParseAddr(c.address)
		if got := Public(a); got != c.public {
			t.Errorf("Public(%s) = %t, want %t", a, got, c.public)
		}
		if got := Private(a); got != c.private {
			t.Errorf("Private(%s) = %t, want %t", a, got, c.private)
		}
	}
	if Public(netip.Addr{}) || Private(netip.Addr{}) {
		t.Error("no address is public or private")
	}
}

// FuzzPublic holds every disguise of an address to the address itself.
func FuzzPublic(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add([]byte{8, 8, 8, 8})
	f.Add([]byte{169, 254, 169, 254})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) != 4 {
			return
		}
		a := netip.AddrFrom4([4]byte(raw))
		if Public(a) && (Private(a) || a.IsPrivate() || a.IsLoopback() || a.IsMulticast() || a.IsLinkLocalUnicast() || a.IsUnspecified()) {
			t.Errorf("%s is public and is not", a)
		}
		for _, prefix := range []string{"::ffff:0:0", "64:ff9b::", "64:ff9b:1::"} {
			b := netip.MustParseAddr(prefix).As16()
			copy(b[12:], raw)
			if got := Public(netip.AddrFrom16(b)); got != Public(a) {
				t.Errorf("Public(%s) = %t, want %t as of %s", netip.AddrFrom16(b), got, Public(a), a)
			}
		}
		six := netip.MustParseAddr("2002::").As16()
		copy(six[2:], raw)
		if Public(netip.AddrFrom16(six)) {
			t.Errorf("%s is public", netip.AddrFrom16(six))
		}
	})
}
