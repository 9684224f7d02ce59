package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

// A reader opens what comes and prints it. Its order is: print, write down
// that it was printed, only then go on.
type reader struct {
	p        *program
	home     *home
	opener   *seal.Opener
	journal  *journal
	receipts *receipts
	out      bytes.Buffer
	unopened map[string]int
	names    map[identity.Key]string
	quick    bool // tell of what did not open at once
	enough   int  // end after so many; 0 for never
	shown    int
}

func newReader(p *program, h *home, j *journal) (*reader, error) {
	opener, err := h.who().Opener()
	if err != nil {
		return nil, err
	}
	return &reader{
		p: p, home: h, opener: opener, journal: j, receipts: newReceipts(h, p.log()),
		unopened: make(map[string]int), names: make(map[identity.Key]string),
	}, nil
}

func (r *reader) feed(ctx context.Context) client.Feed {
	return client.Feed{
		Item:    func(i client.Item) error { return r.item(ctx, i) },
		Advance: r.advance,
		Seen:    r.journal.Seen,
	}
}

func (r *reader) item(ctx context.Context, i client.Item) error {
	letter, err := r.opener.Open(i.Body, seal.Given{
		From: i.From, ID: i.ID, Time: i.Time, Seen: r.journal.Seen, Device: r.home.book.DeviceKey(ctx),
	})
	if err != nil && exitStatus(err) == exitNoAnswer {
		return err // whose device it is could not be told: it is read again later
	}
	if err != nil {
		if !errors.Is(err, seal.ErrSeen) {
			r.unopened[reasonOf(err)]++
			r.p.log().Debug("did not open", "seq", i.Seq, "err", err)
		}
		return nil
	}
	r.journal.Take(letter.From(), letter.ID())
	if r.p.flags.JSON {
		err = r.showJSON(ctx, i, letter)
	} else {
		r.show(ctx, i, letter)
	}
	if err != nil || letter.Type() != seal.TypeText {
		return err
	}
	if letter.From() != r.home.key() {
		r.receipts.due(letter.From(), letter.ID(), i.Time)
	}
	if r.shown++; r.shown == r.enough {
		return client.ErrEnough
	}
	return nil
}

func (r *reader) advance(at client.Cursor) error {
	if _, err := r.out.WriteTo(r.p.stdout); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if r.quick {
		if err := r.tellUnopened(); err != nil {
			return err
		}
	}
	return r.journal.Advance(at)
}

// show prints a letter for people. Receipts and the like are not for them.
func (r *reader) show(ctx context.Context, i client.Item, letter seal.Letter) {
	body := clean(letter.Body())
	switch letter.Type() {
	case seal.TypeText:
	case seal.TypeReceipt, seal.TypeTyping, seal.TypeProfile:
		return
	default:
		if i.Note {
			return
		}
		body = "(a newer message, which this program cannot show)"
	}
	who := r.name(ctx, letter.From())
	if letter.From() == r.home.key() {
		who = "you to " + r.name(ctx, letter.To())
	}
	fmt.Fprintf(&r.out, "%s  %s: %s\n", i.Time.Local().Format("2006-01-02 15:04"), who, body)
}

func (r *reader) showJSON(ctx context.Context, i client.Item, letter seal.Letter) error {
	line := map[string]any{
		"seq": i.Seq, "time": i.Time.UTC().Format(identity.TimeFormat), "kind": i.Kind,
		"id": letter.ID(), "from": letter.From(), "to": letter.To(), "type": letter.Type(), "body": letter.Body(),
		"sent_at": letter.SentAt().UTC().Format(identity.TimeFormat),
	}
	for _, name := range []string{"delivered", "read"} {
		if value := letter.Member(name); value != nil && letter.Type() == seal.TypeReceipt {
			line[name] = json.RawMessage(value)
		}
	}
	for member, key := range map[string]identity.Key{"from_address": letter.From(), "to_address": letter.To()} {
		r.name(ctx, key) // looks up who is not known
		if address, there := r.home.known.addresses[key]; there {
			line[member] = address.String()
		}
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(line); err != nil {
		return err
	}
	fmt.Fprintln(&r.out, harmless(strings.TrimSuffix(b.String(), "\n")))
	return nil
}

// name is how a person is called: the handle, as their registration says it,
// or else the beginning of the key.
func (r *reader) name(ctx context.Context, key identity.Key) string {
	if key == r.home.key() {
		return "yourself"
	}
	if name, there := r.names[key]; there {
		return name
	}
	address, there := r.home.known.addresses[key]
	if !there {
		person, err := r.home.lookup(ctx, key.String())
		if err != nil {
			r.p.log().Debug("not looked up", "key", key.Fingerprint(), "err", err)
			r.names[key] = key.Fingerprint()
			return r.names[key]
		}
		address = person.Address()
	}
	r.names[key] = address.String()
	if address.Server == r.home.address.Server {
		r.names[key] = string(address.Handle)
	}
	return r.names[key]
}
