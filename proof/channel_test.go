package proof_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"kez.lat/chat/fetch"
	"kez.lat/chat/fetch/fetchtest"
	"kez.lat/chat/identity"
	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

func TestDNS(t *testing.T) {
	w := prooftest.New(t)
	s := subject(t, "dns:domain.example")
	c := w.Checker(t)
	good := compact(t, claim(t, s))
	if len(good) < 256 {
		t.Fatalf("the proof fits into one string: %d bytes", len(good))
	}
	long := strings.Repeat("x", 250)
	var filler [][]string
	for range 20 {
		filler = append(filler, []string{long})
	}
	var many [][]string
	for range 65 {
		many = append(many, []string{"v=spf1 -all"})
	}
	other := func(reply *dns.Msg, q dns.Question, tcp bool) {
		reply.Question[0].Name = "_kez.other.example."
		fetchtest.Texts(prooftest.Chunks(good))(reply, q, tcp)
	}
	alias := func(reply *dns.Msg, q dns.Question, tcp bool) {
		reply.Answer = append(reply.Answer, &dns.CNAME{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET}, Target: "there.example."})
		q.Name = "there.example."
		fetchtest.Texts(prooftest.Chunks(good))(reply, q, tcp)
	}
	half := func(reply *dns.Msg, _ dns.Question, _ bool) { reply.Truncated = true }
	for _, x := range []struct {
		name   string
		answer fetchtest.Answer
		phase  proof.Phase
		reason proof.Reason
	}{
		{"in one record", fetchtest.Texts(prooftest.Chunks(good)), "", ""},
		{"cut in odd places", fetchtest.Texts(append([]string{good[:1], good[1:100], ""}, prooftest.Chunks(good[100:])...)), "", ""},
		{"among others", fetchtest.Texts([]string{"v=spf1 -all"}, prooftest.Chunks(good), []string{"x"}), "", ""},
		{"too large for UDP", fetchtest.Texts(append(filler, prooftest.Chunks(good))...), "", ""},
		{"behind a CNAME", alias, "", ""},
		{"cut into two records", fetchtest.Texts([]string{good[:255]}, prooftest.Chunks(good[255:])), proof.PhaseParse, proof.Damaged},
		{"a string lost", fetchtest.Texts([]string{good[:255]}), proof.PhaseParse, proof.Damaged},
		{"strings swapped", fetchtest.Texts(append(prooftest.Chunks(good[200:]), good[:200])), proof.PhaseParse, proof.Damaged},
		{"a space put between", fetchtest.Texts(append([]string{good[:255], " "}, prooftest.Chunks(good[255:])...)), proof.PhaseParse, proof.Damaged},
		{"other records", fetchtest.Texts([]string{"v=spf1 -all"}), proof.PhaseParse, proof.NotFound},
		{"no TXT records", fetchtest.Addresses(netip.MustParseAddr("192.0.2.1")), proof.PhaseFetch, proof.NotFound},
		{"no name", fetchtest.Code(dns.RcodeNameError), proof.PhaseFetch, proof.NotFound},
		{"SERVFAIL", fetchtest.Code(dns.RcodeServerFailure), proof.PhaseFetch, proof.BadResponse},
		{"REFUSED", fetchtest.Code(dns.RcodeRefused), proof.PhaseFetch, proof.BadResponse},
		{"another question", other, proof.PhaseFetch, proof.BadResponse},
		{"cut over TCP too", half, proof.PhaseFetch, proof.BadResponse},
		{"very many", fetchtest.Texts(many...), proof.PhaseFetch, proof.TooLarge},
	} {
		t.Run(x.name, func(t *testing.T) {
			w.Answer("_kez.domain.example", x.answer)
			v := check(t, c, s)
			if x.phase == "" {
				wantHolds(t, v)
			} else {
				wantFailure(t, v, x.phase, x.reason)
			}
		})
	}
	if detail := check(t, c, subject(t, "dns:"+strings.Repeat(strings.Repeat("a", 48)+".", 5)+"example")).Failure; detail.Reason != proof.NotFound {
		t.Errorf("a name too long for _kez.: got %v", detail)
	}
}

// babbler answers packets with what is no DNS.
func babbler(t *testing.T) (address string) {
	t.Helper()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			_, from, err := packets.ReadFrom(make([]byte, 512))
			if err != nil {
				return
			}
			_, _ = packets.WriteTo([]byte("hello, this is not DNS"), from)
		}
	})
	t.Cleanup(func() {
		_ = packets.Close()
		running.Wait()
	})
	return packets.LocalAddr().String()
}

// TestNameservers asks the next one when one does not know, and tells apart
// servers that say nothing from those that are not there.
func TestNameservers(t *testing.T) {
	w := prooftest.New(t)
	s := subject(t, "dns:domain.example")
	w.Publish(t, s, compact(t, claim(t, s)), identity.NostrSecret{})
	broken, mute := fetchtest.NewZone(t), fetchtest.NewZone(t)
	broken.Answer("_kez.domain.example", fetchtest.Code(dns.RcodeServerFailure))
	mute.Answer("_kez.domain.example", fetchtest.Silence)
	for _, x := range []struct {
		servers []string
		reason  proof.Reason
	}{
		{[]string{broken.Address, w.Address}, ""},
		{[]string{"127.0.0.1:1", w.Address}, ""},
		{[]string{"127.0.0.1:1"}, proof.Unreachable},
		{[]string{mute.Address}, proof.Timeout},
		{[]string{babbler(t)}, proof.BadResponse},
	} {
		cfg := w.ProofConfig(t)
		if cfg.Nameservers = x.servers; x.reason == proof.Timeout {
			cfg.Timeout = 100 * time.Millisecond
		}
		v := check(t, prooftest.Open(t, cfg), s)
		if x.reason == "" {
			wantHolds(t, v)
		} else {
			wantFailure(t, v, proof.PhaseFetch, x.reason)
		}
	}
	if list, err := proof.SystemNameservers(); err == nil && len(list) == 0 {
		t.Error("this system has no name servers, and no error")
	}
}

// TestWeb is what a web server can do, to which any other HTTP channel gives the
// same reasons.
func TestWeb(t *testing.T) {
	w := prooftest.New(t)
	release := make(chan struct{})
	defer close(release)
	elsewhere := w.Host("elsewhere.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, claim(t, subject(t, "web:"+r.URL.Query().Get("for"))))
	}))
	status := func(code int, headers ...string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			for n := 0; n < len(headers); n += 2 {
				rw.Header().Set(headers[n], headers[n+1])
			}
			rw.WriteHeader(code)
		}
	}
	to := func(url string) http.HandlerFunc { return status(http.StatusFound, "Location", url) }
	for n, x := range []struct {
		name   string
		serve  http.HandlerFunc
		reason proof.Reason
	}{
		{"moved to another host", nil, ""},
		{"not found", status(404), proof.NotFound},
		{"gone", status(410), proof.NotFound},
		{"forbidden", status(403), proof.BadResponse},
		{"broken", status(500), proof.BadResponse},
		{"busy", status(503), proof.BadResponse},
		{"busy for a while", status(503, "Retry-After", "120"), proof.RateLimited},
		{"too often", status(429), proof.RateLimited},
		{"too often, with a date", status(429, "Retry-After", prooftest.Now.Add(2*time.Minute).Format(http.TimeFormat)), proof.RateLimited},
		{"in circles", to("?"), proof.Redirected},
		{"to plain http", to("http://elsewhere.example/"), proof.Redirected},
		{"to the loopback address", to(fmt.Sprintf("https://127.0.0.1:%d/", w.Port)), proof.BlockedAddress},
		{"to the cloud's secrets", to("https://169.254.169.254/latest/meta-data/"), proof.BlockedAddress},
		{"to a private address behind NAT64", to("https://[64:ff9b::a00:1]/"), proof.BlockedAddress},
		{"endless", func(rw http.ResponseWriter, _ *http.Request) {
			for chunk := strings.Repeat("x", 1<<16); ; {
				if _, err := io.WriteString(rw, chunk); err != nil {
					return
				}
			}
		}, proof.TooLarge},
		{"slow", func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}, proof.Timeout},
		{"broken off", func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(rw, "{")
		}, proof.BadResponse},
	} {
		t.Run(x.name, func(t *testing.T) {
			name := fmt.Sprintf("site%d.example", n)
			s := subject(t, fmt.Sprintf("web:https://%s:%d", name, w.Port))
			if x.serve == nil {
				x.serve = to(elsewhere + "/?for=" + s.ID())
			}
			w.Host(name, x.serve)
			cfg := w.ProofConfig(t)
			if x.reason == proof.Timeout {
				cfg.Timeout = 200 * time.Millisecond
			}
			v := check(t, prooftest.Open(t, cfg), s)
			if x.reason == "" {
				if wantHolds(t, v); !strings.HasPrefix(v.URL, elsewhere) {
					t.Errorf("found at %s, want %s", v.URL, elsewhere)
				}
				return
			}
			wantFailure(t, v, proof.PhaseFetch, x.reason)
			if when := v.Failure.When; strings.Contains(x.name, "while") || strings.Contains(x.name, "date") {
				if !when.Equal(prooftest.Now.Add(2 * time.Minute)) {
					t.Errorf("again at %v, want in two minutes", when)
				}
			} else if !when.IsZero() {
				t.Errorf("again at %v, and nobody said so", when)
			}
		})
	}
}

// TestAddresses: what names mean here is judged, and not told.
func TestAddresses(t *testing.T) {
	w := prooftest.New(t)
	w.Point("private.example", netip.MustParseAddr("10.0.0.1"))
	v := check(t, w.Checker(t), subject(t, fmt.Sprintf("web:https://private.example:%d", w.Port)))
	wantFailure(t, v, proof.PhaseFetch, proof.BlockedAddress)
	if strings.Contains(v.Failure.Detail, "10.0.0.1") {
		t.Errorf("strangers are told what a name means here: %q", v.Failure.Detail)
	}
	v = check(t, w.Checker(t), subject(t, fmt.Sprintf("web:https://none.example:%d", w.Port)))
	wantFailure(t, v, proof.PhaseFetch, proof.Unreachable)
	if strings.Contains(v.Failure.Detail, "127.0.0.1") {
		t.Errorf("strangers are told whom the node asks: %q", v.Failure.Detail)
	}
	v = check(t, w.Checker(t), subject(t, "web:https://private.example:8443"))
	wantFailure(t, v, proof.PhaseFetch, proof.BlockedAddress)
	w.Point("nobody.example", fetchtest.Public) // where no certificate is for it
	v = check(t, w.Checker(t), subject(t, fmt.Sprintf("web:https://nobody.example:%d", w.Port)))
	wantFailure(t, v, proof.PhaseFetch, proof.Unreachable)
}

// TestAskedToStop: a server that is asked too often is left alone until it may
// be asked again, and others are not.
func TestAskedToStop(t *testing.T) {
	w := prooftest.New(t)
	var asked atomic.Int32
	base := w.Host("limited.example", http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		rw.Header().Set("Retry-After", "60")
		rw.WriteHeader(http.StatusTooManyRequests)
	}))
	cfg := w.ProofConfig(t)
	var now atomic.Int64
	now.Store(prooftest.Now.Unix())
	cfg.Now = func() time.Time { return time.Unix(now.Load(), 0) }
	c := prooftest.Open(t, cfg)
	for n := range 3 {
		v := check(t, c, subject(t, fmt.Sprintf("web:%s/%d", base, n)))
		wantFailure(t, v, proof.PhaseFetch, proof.RateLimited)
		if want := prooftest.Now.Add(time.Minute); !v.Failure.When.Equal(want) {
			t.Errorf("again at %v, want %v", v.Failure.When, want)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("asked %d times, want once", asked.Load())
	}
	site := subject(t, fmt.Sprintf("web:https://site.example:%d", w.Port))
	w.Publish(t, site, claim(t, site), identity.NostrSecret{})
	wantHolds(t, check(t, c, site))
	now.Add(61)
	wantFailure(t, check(t, c, subject(t, "web:"+base)), proof.PhaseFetch, proof.RateLimited)
	if asked.Load() != 2 {
		t.Errorf("asked %d times, want twice", asked.Load())
	}
}

// TestBusy: when too many fetches are under way here, that is told as a matter
// of seconds.
func TestBusy(t *testing.T) {
	w := prooftest.New(t)
	arrived, release := make(chan struct{}), make(chan struct{})
	slow := subject(t, "web:"+w.Host("slow.example", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-release
	})))
	fc := w.Config()
	fc.Concurrent, fc.Timeout, fc.FirstByte = 1, time.Minute, time.Minute
	cfg := w.ProofConfig(t)
	cfg.Fetch = fetch.New(fc)
	defer cfg.Fetch.Close()
	patient := prooftest.Open(t, cfg)
	cfg.Timeout = 50 * time.Millisecond
	hasty := prooftest.Open(t, cfg)
	var asking sync.WaitGroup
	asking.Go(func() { wantFailure(t, check(t, patient, slow), proof.PhaseParse, proof.NotFound) })
	<-arrived
	s := subject(t, fmt.Sprintf("web:https://other.example:%d", w.Port))
	w.Publish(t, s, claim(t, s), identity.NostrSecret{})
	v := check(t, hasty, s)
	wantFailure(t, v, proof.PhaseFetch, proof.RateLimited)
	if want := prooftest.Now.Add(10 * time.Second); !v.Failure.When.Equal(want) || !errors.Is(v.Failure, fetch.ErrBusy) {
		t.Errorf("got %v, again at %v, want at %v", v.Failure, v.Failure.When, want)
	}
	close(release)
	asking.Wait()
	wantHolds(t, check(t, patient, s))
}
