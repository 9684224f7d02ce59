package proof

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/miekg/dns"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

const (
	// maxRecords bounds how many TXT records of a name are looked at.
	maxRecords = 64
	// udpSize is what fits through every path unfragmented (DNS flag day 2020).
	udpSize    = 1232
	dnsTimeout = 3 * time.Second
	dnsTries   = 2 // of each server: packets get lost
)

// SystemNameservers are those that this machine is set to ask.
func SystemNameservers() ([]string, error) {
	cfg, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil {
		return nil, fmt.Errorf("find name servers: %w", err)
	}
	var list []string
	for _, server := range cfg.Servers {
		list = append(list, net.JoinHostPort(server, cfg.Port))
	}
	return list, nil
}

// dns reads the TXT records of _kez.<domain>, RFC 1035 section 3.3.14.
func (c *Checker) dns(ctx context.Context, s identity.Subject, t *trail) error {
	name := "_kez." + s.ID() + "."
	t.url = "dns:" + strings.TrimSuffix(name, ".") + "?type=TXT" // RFC 4501
	if _, ok := dns.IsDomainName(name); !ok {
		return missed(NotFound, "the name %.300s is longer than names can be", name)
	}
	reply, err := c.ask(ctx, name)
	if err != nil {
		return err
	}
	records := 0
	for _, record := range reply.Answer {
		txt, ok := record.(*dns.TXT)
		if !ok {
			continue // on the way: a CNAME, a signature
		}
		if records++; records > maxRecords {
			return missed(TooLarge, "%s has more than %d TXT records", name, maxRecords)
		}
		if t.see(Evidence{t.url, joinTXT(txt.Txt)}) {
			return nil
		}
	}
	if records == 0 {
		return missed(NotFound, "%s has no TXT records", name)
	}
	return nil
}

// ask goes from server to server until one gives an answer that means
// something.
func (c *Checker) ask(ctx context.Context, name string) (reply *dns.Msg, err error) {
	question := new(dns.Msg).SetQuestion(name, dns.TypeTXT)
	question.SetEdns0(udpSize, false)
	for _, server := range c.cfg.Nameservers {
		for range dnsTries {
			if reply, err = exchange(ctx, question, server); err == nil || ctx.Err() != nil {
				break
			}
		}
		if err != nil && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		switch reply.Rcode {
		case dns.RcodeSuccess:
			return reply, nil
		case dns.RcodeNameError:
			return nil, missed(NotFound, "there is no name %s", name)
		}
		err = missed(BadResponse, "asked for %s, the name server answers %s", name, dns.RcodeToString[reply.Rcode])
	}
	return nil, err
}

// exchange asks over UDP, and over TCP what did not fit into a packet.
func exchange(ctx context.Context, question *dns.Msg, server string) (*dns.Msg, error) {
	for _, network := range []string{"udp", "tcp"} {
		client := dns.Client{Net: network, Timeout: dnsTimeout, UDPSize: udpSize}
		reply, _, err := client.ExchangeContext(ctx, question, server)
		switch {
		case err != nil:
			return nil, dnsError(ctx, err)
		case !reply.Response || len(reply.Question) != 1 || !strings.EqualFold(reply.Question[0].Name, question.Question[0].Name) ||
			reply.Question[0].Qtype != dns.TypeTXT:
			return nil, missed(BadResponse, "the name server answers another question than was asked")
		case !reply.Truncated:
			return reply, nil
		}
	}
	return nil, missed(BadResponse, "the name server answers in part, over TCP too")
}

func dnsError(ctx context.Context, err error) error {
	var network net.Error
	if errors.As(err, &network) || ctx.Err() != nil {
		return failed("the name server", fetch.Classify(ctx, err))
	}
	return missed(BadResponse, "the name server answers what is not DNS: %.200s", err)
}

// joinTXT puts the strings of one record together without anything between. The
// library writes bytes that are not printable as \DDD and quotes as \".
func joinTXT(strings []string) []byte {
	var joined []byte
	for _, s := range strings {
		for n := 0; n < len(s); n++ {
			if s[n] != '\\' || n+1 == len(s) {
				joined = append(joined, s[n])
				continue
			}
			if n+3 < len(s) && digit(s[n+1]) && digit(s[n+2]) && digit(s[n+3]) {
				joined = append(joined, (s[n+1]-'0')*100+(s[n+2]-'0')*10+s[n+3]-'0')
				n += 3
				continue
			}
			n++
			joined = append(joined, s[n])
		}
	}
	return joined
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
