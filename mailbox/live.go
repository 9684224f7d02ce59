package mailbox

import (
	"context"
	"fmt"
	"kez.lat/chat/identity"
)

// Live hands a body to the recipient's connections and stores nothing. Except
// for its size it is never refused: whether somebody is there, or has blocked
// the sender, is not the sender's business.
func (m *Mailbox) Live(ctx context.Context, from, to identity.Key, body []byte) error {
	if limit := m.cfg.Limits.LiveBytes; limit > 0 && len(body) > limit {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(body), limit)
	}
	if m.lives.Take(from, m.cfg.Now()) > 0 || !m.cfg.Online(to) {
		return nil
	}
	if from != to {
		stance, err := m.cfg.People.Stance(ctx, to, from)
		if err != nil || stance != Accepted {
			return err
		}
	}
	h := append(appendName([]byte("NATS/1.0\r\n"), identity.HeaderFrom), from.String()...)
	h = append(appendName(append(h, crlf...), identity.HeaderTime), FormatTime(m.cfg.Now())...)
	return m.cfg.App.Publish(identity.InboxSubject(to, "live"), "", append(append(h, crlf...), crlf...), body)
}
