package fetch_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
)

// TestBlocked names what is not to be reached by address and by name.
func TestBlocked(t *testing.T) {
	w := fetchtest.New(t)
	w.Host("site.example", says("open"))
	// A door that must stay shut, behind the port that is allowed.
	shut := httptest.NewUnstartedServer(says("secret"))
	_ = shut.Listener.Close()
	var err error
	if shut.Listener, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", w.Port)); err != nil {
		t.Fatal(err)
	}
	shut.StartTLS()
	defer shut.Close()
	f := w.Fetcher(t)
	for n, address := range []string{
		"127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "fc00::1", "fe80::1", "ff02::1",
	} {
		a := netip.MustParseAddr(address)
		url := "https://" + netip.AddrPortFrom(a, w.Port).String() + "/"
		if _, err := get(t, f, fetch.Request{URL: url}); !errors.Is(err, fetch.ErrBlockedAddress) {
			t.Errorf("%s: got %v, want %v", url, err, fetch.ErrBlockedAddress)
		}
		name := fmt.Sprintf("n%d.example", n)
		w.Point(name, a.Unmap())
		if _, err := get(t, f, fetch.Request{URL: fmt.Sprintf("https://%s:%d/", name, w.Port)}); !errors.Is(err, fetch.ErrBlockedAddress) {
			t.Errorf("%s by name: got %v, want %v", address, err, fetch.ErrBlockedAddress)
		}
	}
}

// TestOwnAddresses: whatever counts as public, this machine does not.
func TestOwnAddresses(t *testing.T) {
	w := fetchtest.New(t)
	cfg := w.Config()
	cfg.Public = func(netip.Addr) bool { return true }
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range own {
		ip := netip.MustParsePrefix(a.String()).Addr()
		f := fetch.New(cfg)
		_, err := get(t, f, fetch.Request{URL: "https://" + netip.AddrPortFrom(ip, w.Port).String()})
		if !errors.Is(err, fetch.ErrBlockedAddress) {
			t.Errorf("%s: got %v, want %v", ip, err, fetch.ErrBlockedAddress)
		}
		f.Close()
	}
}

func TestAllowPrivate(t *testing.T) {
	w := fetchtest.New(t)
	w.Host("home.example", says("home"))
	cfg := w.Config()
	cfg.Public, cfg.AllowPrivate = nil, true
	f := fetch.New(cfg)
	defer f.Close()
	if resp, err := get(t, f, fetch.Request{URL: fmt.Sprintf("https://home.example:%d/", w.Port)}); err != nil || string(resp.Body) != "home" {
		t.Errorf("got %q, %v", resp.Body, err)
	}
	for _, address := range []string{"169.254.169.254", "224.0.0.1", "0.0.0.0", "192.0.2.1"} {
		_, err := get(t, f, fetch.Request{URL: fmt.Sprintf("https://%s:%d/", address, w.Port)})
		wantErr(t, err, fetch.ErrBlockedAddress)
	}
	cfg.AllowPrivate = false
	strict := fetch.New(cfg)
	defer strict.Close()
	_, err := get(t, strict, fetch.Request{URL: fmt.Sprintf("https://home.example:%d/", w.Port)})
	wantErr(t, err, fetch.ErrBlockedAddress)
}

// TestRebinding has a DNS server that answers with a public address first and
// with the loopback address ever after.
func TestRebinding(t *testing.T) {
	w := fetchtest.New(t)
	base := w.Host("rebind.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Connection", "close")
		if r.URL.Path == "/again" {
			http.Redirect(rw, r, "/then", http.StatusFound)
		}
	}))
	loopback := netip.MustParseAddr("127.0.0.1")
	w.Point("rebind.example", fetchtest.Public, loopback)
	f := w.Fetcher(t)
	if resp, err := get(t, f, fetch.Request{URL: base}); err != nil || resp.Status != 200 {
		t.Fatalf("the first answer: %d, %v", resp.Status, err)
	}
	_, err := get(t, f, fetch.Request{URL: base})
	wantErr(t, err, fetch.ErrBlockedAddress)
	// The same in the middle of one Get.
	w.Point("rebind.example", fetchtest.Public, loopback)
	_, err = get(t, f, fetch.Request{URL: base + "/again", Redirects: 3})
	wantErr(t, err, fetch.ErrBlockedAddress)
	// A name with two addresses is not reached by the forbidden one.
	w.Answer("both.example", fetchtest.Addresses(netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("10.0.0.1")))
	_, err = get(t, f, fetch.Request{URL: fmt.Sprintf("https://both.example:%d/", w.Port)})
	wantErr(t, err, fetch.ErrBlockedAddress)
}

func TestClient(t *testing.T) {
	w := fetchtest.New(t)
	base := w.Host("relay.example", http.RedirectHandler("https://127.0.0.1/", http.StatusFound))
	client := w.Fetcher(t).Client(7777)
	defer client.CloseIdleConnections()
	resp, err := client.Get(base)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusFound {
		t.Errorf("got %d, want the redirect itself", resp.StatusCode)
	}
	for _, url := range []string{"http://127.0.0.1:7777/", "http://169.254.169.254:7777/", "http://127.0.0.2:7778/"} {
		_, err := client.Get(url)
		wantErr(t, err, fetch.ErrBlockedAddress)
	}
	_, err = client.Get("http://127.0.0.2:7777/")
	if err == nil || errors.Is(err, fetch.ErrBlockedAddress) {
		t.Errorf("an allowed port that nobody listens at: %v", err)
	}
	wantErr(t, fetch.Classify(t.Context(), err), fetch.ErrUnreachable)
}
