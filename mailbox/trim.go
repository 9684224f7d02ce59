package mailbox

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

// countUpTo sums the sizes of what lies in the mailbox up to a sequence.
func (m *Mailbox) countUpTo(ctx context.Context, owner identity.Key, seq uint64) (int64, error) {
	if seq == 0 || m.cfg.Limits.MailboxBytes == 0 {
		return 0, nil
	}
	bound, err := m.boundOf(ctx, owner)
	if err != nil {
		return 0, err
	}
	if bound < m.cfg.Limits.MailboxBytes {
		// Even if every message were as large as may be: no need to read them.
		return bound, nil
	}
	var sum int64
	err = m.read.from(ctx, broker.MailboxFilter(owner), 1, func(rec record) bool {
		if rec.seq > seq {
			return false
		}
		sum += rec.size()
		return true
	})
	if err != nil {
		return 0, fmt.Errorf("count the mailbox of %s: %w", owner.Fingerprint(), err)
	}
	return sum, nil
}

// boundOf is what a mailbox holds at the most, from its number of messages.
func (m *Mailbox) boundOf(ctx context.Context, owner identity.Key) (int64, error) {
	info, err := m.stream.Info(ctx, jetstream.WithSubjectFilter(broker.MailboxFilter(owner)))
	if err != nil {
		return 0, fmt.Errorf("count the messages of %s: %w", owner.Fingerprint(), err)
	}
	var n int64
	for _, count := range info.State.Subjects {
		n += int64(count)
	}
	largest := int64(m.cfg.Limits.EnvelopeBytes)
	if largest == 0 {
		return m.cfg.Limits.MailboxBytes, nil
	}
	return n * (largest + overhead), nil
}

// trim removes the oldest messages up to the cursor until about need bytes
// are free, and tells how many it freed.
func (m *Mailbox) trim(ctx context.Context, owner identity.Key, cursor uint64, need int64) (int64, error) {
	var freed int64
	var upTo uint64
	filter := broker.MailboxFilter(owner)
	err := m.read.from(ctx, filter, 1, func(rec record) bool {
		if rec.seq > cursor || freed >= need {
			return false
		}
		freed += rec.size()
		upTo = rec.seq
		return true
	})
	if err != nil {
		return 0, fmt.Errorf("trim the mailbox of %s: %w", owner.Fingerprint(), err)
	}
	if upTo == 0 {
		return 0, nil
	}
	if err := m.stream.Purge(ctx, jetstream.WithPurgeSubject(filter), jetstream.WithPurgeSequence(upTo+1)); err != nil {
		return 0, fmt.Errorf("trim the mailbox of %s: %w", owner.Fingerprint(), err)
	}
	m.cfg.Log.Info("mailbox trimmed", "key", owner.Fingerprint(), "upto", upTo)
	return freed, nil
}
