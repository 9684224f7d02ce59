package fetchtest

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"
)

// A Zone is a DNS server for all names, over UDP and TCP. What nobody told it of
// does not exist.
type Zone struct {
	Address string // host:port

	mu      sync.Mutex
	answers map[string][]Answer
}

// An Answer fills in the reply to a question of the type it is asked for. tcp
// says how the question came.
type Answer func(reply *dns.Msg, question dns.Question, tcp bool)

// NewZone starts one that ends with the test.
func NewZone(tb testing.TB) *Zone {
	tb.Helper()
	z := &Zone{answers: make(map[string][]Answer)}
	var packets net.PacketConn
	var listener net.Listener
	for { // a port that is free for both
		var err error
		if packets, err = net.ListenPacket("udp", "127.0.0.1:0"); err != nil {
			tb.Fatal(err)
		}
		if listener, err = net.Listen("tcp", packets.LocalAddr().String()); err == nil {
			break
		}
		_ = packets.Close() // the next port may do
	}
	z.Address = packets.LocalAddr().String()
	for _, s := range []*dns.Server{
		{PacketConn: packets, Handler: z.handler(false)},
		{Listener: listener, Handler: z.handler(true)},
	} {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		var running sync.WaitGroup
		running.Go(func() {
			if err := s.ActivateAndServe(); err != nil {
				tb.Errorf("DNS server: %v", err)
			}
		})
		<-started
		tb.Cleanup(func() {
			if err := s.Shutdown(); err != nil {
				tb.Errorf("stop the DNS server: %v", err)
			}
			running.Wait()
		})
	}
	return z
}

// Answer says how questions about a name are answered: the first with the first
// answer, and so on; the last stays.
func (z *Zone) Answer(name string, answers ...Answer) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.answers[dns.CanonicalName(name)] = answers
}

// Point gives a name addresses: one to the first who asks, and so on.
func (z *Zone) Point(name string, addresses ...netip.Addr) {
	var answers []Answer
	for _, a := range addresses {
		answers = append(answers, Addresses(a))
	}
	z.Answer(name, answers...)
}

// Addresses answers with A or AAAA records.
func Addresses(list ...netip.Addr) Answer {
	return func(reply *dns.Msg, q dns.Question, _ bool) {
		for _, a := range list {
			header := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET}
			switch {
			case q.Qtype == dns.TypeA && a.Is4():
				reply.Answer = append(reply.Answer, &dns.A{Hdr: header, A: a.AsSlice()})
			case q.Qtype == dns.TypeAAAA && a.Is6():
				reply.Answer = append(reply.Answer, &dns.AAAA{Hdr: header, AAAA: a.AsSlice()})
			}
		}
	}
}

// Texts answers with TXT records, each of several strings.
func Texts(records ...[]string) Answer {
	return func(reply *dns.Msg, q dns.Question, _ bool) {
		if q.Qtype != dns.TypeTXT {
			return
		}
		for _, strings := range records {
			header := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET}
			reply.Answer = append(reply.Answer, &dns.TXT{Hdr: header, Txt: strings})
		}
	}
}

// Code answers with nothing but a code, as dns.RcodeServerFailure.
func Code(code int) Answer {
	return func(reply *dns.Msg, _ dns.Question, _ bool) { reply.Rcode = code }
}

// Silence answers nothing at all.
func Silence(reply *dns.Msg, _ dns.Question, _ bool) { reply.Response = false }

// Resolver asks this server and no other.
func (z *Zone) Resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, z.Address)
	}}
}

func (z *Zone) handler(tcp bool) dns.HandlerFunc {
	return func(w dns.ResponseWriter, asked *dns.Msg) {
		reply := new(dns.Msg).SetReply(asked)
		if len(asked.Question) == 1 {
			z.next(asked.Question[0])(reply, asked.Question[0], tcp)
		}
		if !reply.Response {
			return
		}
		size := dns.MinMsgSize
		if opt := asked.IsEdns0(); opt != nil {
			size = int(opt.UDPSize())
		}
		if !tcp {
			reply.Truncate(size)
		}
		_ = w.WriteMsg(reply) // who went away hears nothing
	}
}

// next is the answer in turn. Questions for AAAA take no turn of a name that has
// an IPv4 address: resolvers ask for both at once, in any order.
func (z *Zone) next(q dns.Question) Answer {
	z.mu.Lock()
	defer z.mu.Unlock()
	list := z.answers[strings.ToLower(q.Name)]
	if len(list) == 0 {
		return Code(dns.RcodeNameError)
	}
	if len(list) > 1 && q.Qtype != dns.TypeAAAA {
		z.answers[strings.ToLower(q.Name)] = list[1:]
	}
	return list[0]
}
