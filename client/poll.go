package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"kez.lat/chat/identity"
)

const (
	authHeader = "X-Kez-Auth"
	// pageItems is as many as a node gives at once.
	pageItems = 1000
)

// A Page is part of a mailbox, in order.
type Page struct {
	Items []Item
	// Next is the cursor of what comes after.
	Next Cursor
	More bool
}

// Poll reads the account's inbox over HTTP, from the cursor on.
func (n *Node) Poll(ctx context.Context, seed identity.Seed, handle identity.Handle, from Cursor) (Page, error) {
	query := url.Values{"since": {fmt.Sprint(from.Seq)}, "limit": {fmt.Sprint(pageItems)}}
	if from.Epoch != "" {
		query.Set("epoch", from.Epoch)
	}
	seconds := n.Time().Unix()
	sig := seed.Sign(identity.SignedPoll(handle, from.Seq, seconds))
	header := http.Header{authHeader: {identity.FormatAuth(seconds, sig)}}
	body, err := n.ask(ctx, http.MethodGet, "/v1/inbox/"+string(handle)+"?"+query.Encode(), header, nil)
	if err != nil {
		return Page{}, fmt.Errorf("poll the inbox of %s: %w", handle, err)
	}
	page, err := readPage(body)
	if err != nil {
		return Page{}, fmt.Errorf("poll the inbox of %s: %w", handle, err)
	}
	return page, nil
}

func readPage(body []byte) (Page, error) {
	var form struct {
		Epoch    string
		Messages []json.RawMessage
		Next     *uint64
		More     bool
	}
	if err := json.Unmarshal(body, &form); err != nil || form.Next == nil {
		return Page{}, fmt.Errorf("%w: a page of an inbox was expected", ErrNotANode)
	}
	page := Page{Next: Cursor{form.Epoch, *form.Next}, More: form.More}
	for _, data := range form.Messages {
		item, err := readJSONItem(data)
		if err != nil {
			return Page{}, err
		}
		page.Items = append(page.Items, item)
	}
	return page, nil
}

// Post hands in a message over HTTP. The envelope has to be JSON and arrives
// byte for byte. A zero seed sends without a name.
func (n *Node) Post(ctx context.Context, seed identity.Seed, server, to string, id identity.ID, envelope []byte) (Receipt, error) {
	form := struct {
		To       string          `json:"to"`
		From     string          `json:"from,omitempty"`
		ID       string          `json:"id,omitempty"`
		Envelope json.RawMessage `json:"envelope"`
	}{To: to, From: seed.Key().String(), Envelope: json.RawMessage("null")}
	if !id.IsZero() {
		form.ID = id.String()
	}
	frame, err := json.Marshal(form)
	if err != nil {
		return Receipt{}, fmt.Errorf("post to %s: %w", to, err)
	}
	// json.Marshal would compact the envelope; it comes last, in the place of null.
	body := append(bytes.TrimSuffix(frame, []byte("null}")), envelope...)
	body = append(body, '}')
	header := http.Header{}
	if !seed.IsZero() {
		const path = "/v1/messages"
		seconds := n.Time().Unix()
		sig := seed.Sign(identity.SignedCall(http.MethodPost, path, seconds, body, server))
		header.Set(authHeader, identity.FormatAuth(seconds, sig))
	}
	answer, err := n.ask(ctx, http.MethodPost, "/v1/messages", header, body)
	if err != nil {
		return Receipt{}, fmt.Errorf("post to %s: %w", to, err)
	}
	return readReceipt(answer)
}
