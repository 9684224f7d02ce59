package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

// codeIDReused is how a node refuses an id that it has with another body.
const codeIDReused = "id-reused"

type sendCommand struct {
	To   string   `arg:"" help:"Whom: a handle, handle@server, or a key as ed25519:<64 hex digits>."`
	Text []string `arg:"" optional:"" help:"The message; without it standard input is read."`
	ID   string   `name:"id" placeholder:"HEX" help:"Id of an earlier try of which it is not known whether it was stored."`
}

func (c sendCommand) Run(p *program) error {
	id, err := c.id()
	if err != nil {
		return err
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	text, err := c.text(p)
	if err != nil {
		return err
	}
	ctx, cancel := p.within()
	defer cancel()
	h, err := p.connect(ctx, a, nil)
	if err != nil {
		return err
	}
	defer h.session.Close()
	to, err := h.lookup(ctx, c.To)
	if err != nil {
		return err
	}
	sealed, err := h.book.Seal(ctx, rand.Reader, a.who(), seal.Draft{
		Type: seal.TypeText, ID: id, To: to.Key, SentAt: h.node.Time(), Body: text,
	})
	if err != nil {
		return err
	}
	receipt, err := h.session.Send(ctx, client.Message{To: to.Key, ID: id, Body: sealed, Copy: true})
	answer := map[string]any{"id": id.String(), "to": to.Key.String(), "address": to.Address().String()}
	switch {
	case c.ID != "" && client.IsCode(err, codeIDReused):
		// Sealing again gives other bytes; that the id is taken is the answer.
		answer["repeated"] = true
		return p.print(answer, func(w io.Writer) { fmt.Fprintf(w, "The message %s was stored before.\n", id) })
	case err != nil && exitStatus(err) == exitNoAnswer:
		return &hintedError{err, fmt.Sprintf("Send it again with --id %s: it is stored once, whatever became of this try.", id)}
	case err != nil:
		return err
	}
	answer["seq"], answer["time"] = receipt.Seq, receipt.Time.Format(identity.TimeFormat)
	return p.print(answer, func(w io.Writer) { fmt.Fprintf(w, "Stored for %s.\n", to.Address()) })
}

func (c sendCommand) id() (identity.ID, error) {
	if c.ID != "" {
		return identity.ParseID(c.ID)
	}
	return identity.NewID(rand.Reader)
}

func (c sendCommand) text(p *program) (string, error) {
	text := strings.Join(c.Text, " ")
	if len(c.Text) == 0 {
		if p.flags.Identity == "-" {
			return "", &usageError{"identity and message cannot both be standard input", "Give the message as an argument."}
		}
		data, err := io.ReadAll(io.LimitReader(p.stdin, seal.MaxBox+1))
		if err != nil {
			return "", fmt.Errorf("read the message: %w", err)
		}
		text = string(bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r")))
	}
	switch {
	case strings.TrimSpace(text) == "":
		return "", &usageError{"the message is empty", ""}
	case !utf8.ValidString(text):
		return "", &usageError{"the message is not UTF-8 text", ""}
	}
	return text, nil
}
