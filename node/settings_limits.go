package node

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"
)

// Limits are the numbers of docs/protocol.md section 5. Zero is no limit.
type Limits struct {
	EnvelopeBytes                int64
	LiveBytes                    int64
	SendsBurst                   int64
	SendsPerSecond               int64
	LiveBurst                    int64
	LivePerSecond                int64
	UndeliveredMessages          int64
	UndeliveredBytes             int64
	AnonymousUndeliveredMessages int64
	AnonymousUndeliveredBytes    int64
	MailboxBytes                 int64
	RetentionDays                int64
	NoteRetentionDays            int64
	Connections                  int64
	Streams                      int64
	StreamsPerAddress            int64
	Devices                      int64
	Proofs                       int64
	SigchainEvents               int64
	SigchainEventBytes           int64
	SigchainsPerDay              int64
	ChecksBurst                  int64
	ChecksPerMinute              int64
	ChannelChecksPerMinute       int64
	Links                        int64
	LinksPerHour                 int64
	RegistrationsPerHour         int64
	HandshakesBurst              int64
	HandshakesPerSecond          int64
	LookupsBurst                 int64
	LookupsPerSecond             int64
	AnonymousPerMinute           int64
	AnonymousBytes               int64
	QueueSends                   int64
	QueueBytes                   int64
	CalloutWorkers               int64
	CalloutQueue                 int64
}

// A limit is one row of the table of limits.
type limit struct {
	name  string
	def   int64
	most  int64 // the largest value that can be kept; 0: any
	shown string
	help  string
	field *int64
}

const (
	kibi = 1 << 10
	mebi = 1 << 20
	gibi = 1 << 30

	// maxEnvelope leaves room for headers in the broker's MaxPayload of 1 MiB.
	maxEnvelope = mebi - 4*kibi
	// maxDays keeps a retention within the range of time.Duration.
	maxDays = 36500
	// maxCount keeps counts and rates within an int and a float everywhere.
	maxCount = math.MaxInt32
)

// limitTable returns the rows, bound to the fields of l.
func limitTable(l *Limits) []limit {
	return []limit{
		{"envelope-bytes", 256 * kibi, maxEnvelope, "256k", "size of one envelope", &l.EnvelopeBytes},
		{"live-bytes", 4 * kibi, maxEnvelope, "4k", "size of one live message", &l.LiveBytes},
		{"sends-burst", 100, maxCount, "", "sends of one account at once", &l.SendsBurst},
		{"sends-per-second", 20, maxCount, "", "sends of one account, lasting", &l.SendsPerSecond},
		{"live-burst", 20, maxCount, "", "live messages of one account at once", &l.LiveBurst},
		{"live-per-second", 10, maxCount, "", "live messages of one account, lasting", &l.LivePerSecond},
		{"undelivered-messages", 10000, maxCount, "", "messages of one sender that a recipient has not fetched", &l.UndeliveredMessages},
		{"undelivered-bytes", 64 * mebi, 0, "64M", "their size", &l.UndeliveredBytes},
		{"anonymous-undelivered-messages", 500, maxCount, "", "the same for all anonymous senders together", &l.AnonymousUndeliveredMessages},
		{"anonymous-undelivered-bytes", 16 * mebi, 0, "16M", "their size", &l.AnonymousUndeliveredBytes},
		{"mailbox-bytes", gibi, 0, "1G", "size of one mailbox; the oldest delivered messages make room", &l.MailboxBytes},
		{"retention-days", 180, maxDays, "", "days a message is kept", &l.RetentionDays},
		{"note-retention-days", 7, maxDays, "", "days a note is kept", &l.NoteRetentionDays},
		{"connections", 32, maxCount, "", "NATS connections of one account", &l.Connections},
		{"streams", 8, maxCount, "", "event streams of one account", &l.Streams},
		{"streams-per-address", 64, maxCount, "", "event streams from one address", &l.StreamsPerAddress},
		{"devices", 64, maxCount, "", "devices of one account", &l.Devices},
		{"proofs", 64, maxCount, "", "proofs of one account", &l.Proofs},
		{"sigchain-events", 4096, maxCount, "", "events in one sigchain", &l.SigchainEvents},
		{"sigchain-event-bytes", 4 * kibi, maxCount, "4k", "size of one sigchain event", &l.SigchainEventBytes},
		{"sigchains-per-day", 10, maxCount, "", "sigchains begun by strangers from one address, where any are kept; none from loopback", &l.SigchainsPerDay},
		{"checks-burst", 20, maxCount, "", "proofs that one person, or one address, has looked up at once", &l.ChecksBurst},
		{"checks-per-minute", 10, maxCount, "", "the same, lasting", &l.ChecksPerMinute},
		{"channel-checks-per-minute", 60, maxCount, "", "proofs looked up in one channel, for everybody", &l.ChannelChecksPerMinute},
		{"links", 1000, maxCount, "", "offers of new devices that wait for a device with the seed", &l.Links},
		{"links-per-hour", 60, maxCount, "", "such offers from one address", &l.LinksPerHour},
		{"registrations-per-hour", 5, maxCount, "", "registrations tried from one address; none from loopback", &l.RegistrationsPerHour},
		{"handshakes-burst", 30, maxCount, "", "NATS log-ins from one address at once; none from loopback", &l.HandshakesBurst},
		{"handshakes-per-second", 5, maxCount, "", "NATS log-ins from one address, lasting; none from loopback", &l.HandshakesPerSecond},
		{"lookups-burst", 50, maxCount, "", "lookups from one address at once; none from loopback", &l.LookupsBurst},
		{"lookups-per-second", 10, maxCount, "", "lookups from one address, lasting; none from loopback", &l.LookupsPerSecond},
		{"anonymous-per-minute", 60, maxCount, "", "anonymous messages from one address", &l.AnonymousPerMinute},
		{"anonymous-bytes", 32 * kibi, maxEnvelope, "32k", "size of one anonymous envelope", &l.AnonymousBytes},
		{"queue-sends", 4096, maxCount, "", "sends waiting for the disk", &l.QueueSends},
		{"queue-bytes", 64 * mebi, 0, "64M", "their size", &l.QueueBytes},
		{"callout-workers", 2 * int64(runtime.NumCPU()), maxCount, "2 × cores", "log-ins checked at the same time", &l.CalloutWorkers},
		{"callout-queue", 256, maxCount, "", "log-ins waiting for a worker", &l.CalloutQueue},
	}
}

// DefaultLimits are those in force where nothing else is set.
func DefaultLimits() Limits {
	var l Limits
	for _, row := range limitTable(&l) {
		*row.field = row.def
	}
	return l
}

// Shown lists every limit by its name.
func (l Limits) Shown() map[string]int64 {
	shown := make(map[string]int64)
	for _, row := range limitTable(&l) {
		shown[row.name] = *row.field
	}
	return shown
}

// limitsValue reads NAME=VALUE, several with commas between, over what l holds.
func limitsValue(l *Limits) value {
	return value{
		set: func(text string) error {
			var faults []error
			for part := range strings.SplitSeq(text, ",") {
				if err := l.set(strings.TrimSpace(part)); err != nil {
					faults = append(faults, err)
				}
			}
			return errors.Join(faults...)
		},
		show: func() string {
			var list []string
			was := DefaultLimits().Shown()
			for _, row := range limitTable(l) {
				if *row.field != was[row.name] {
					list = append(list, fmt.Sprintf("%s=%d", row.name, *row.field))
				}
			}
			return strings.Join(list, ",")
		},
	}
}

func (l *Limits) set(text string) error {
	name, number, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("want NAME=VALUE, not %q", text)
	}
	for _, row := range limitTable(l) {
		if row.name != name {
			continue
		}
		n, err := parseCount(number)
		if err != nil {
			return fmt.Errorf("limit %s: %w", name, err)
		}
		if row.most > 0 && n > row.most {
			return fmt.Errorf("limit %s: %s is more than the most possible, %d", name, number, row.most)
		}
		*row.field = n
		return nil
	}
	return fmt.Errorf("no limit is called %q", name)
}

// parseCount reads a whole number with an optional binary suffix k, M or G.
func parseCount(text string) (int64, error) {
	digits, unit := text, int64(1)
	if text != "" {
		switch text[len(text)-1] {
		case 'k', 'K':
			unit = kibi
		case 'M':
			unit = mebi
		case 'G':
			unit = gibi
		}
		if unit > 1 {
			digits = text[:len(text)-1]
		}
	}
	n, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("want a whole number, as 0, 4096 or 64M, not %q", text)
	}
	if int64(n) > math.MaxInt64/unit {
		return 0, fmt.Errorf("%s is too large", text)
	}
	return int64(n) * unit, nil
}
