package prooftest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"kez.lat/chat/identity"
)

// NostrEvent is an event as NIP-01 writes it.
type NostrEvent struct {
	ID        string     `json:"id"`
	PubKey    string     `json:"pubkey"`
	CreatedAt int64      `json:"created_at"`
	Kind      int        `json:"kind"`
	Tags      [][]string `json:"tags"`
	Content   string     `json:"content"`
	Sig       string     `json:"sig"`
}

// Event signs one.
func Event(secret identity.NostrSecret, kind int, at time.Time, content string, tags ...[]string) NostrEvent {
	e := NostrEvent{PubKey: secret.Key().Hex(), CreatedAt: at.Unix(), Kind: kind, Tags: append([][]string{}, tags...), Content: content}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode([]any{0, e.PubKey, e.CreatedAt, e.Kind, e.Tags, e.Content}); err != nil {
		panic(err)
	}
	id := sha256.Sum256(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	sig, err := secret.Sign(id)
	if err != nil {
		panic(err)
	}
	e.ID, e.Sig = hex.EncodeToString(id[:]), hex.EncodeToString(sig)
	return e
}

// A Relay stores events and answers REQ. It believes whatever it is told.
type Relay struct {
	URL string

	mu     sync.Mutex
	events []NostrEvent
	before func(ctx context.Context, conn *websocket.Conn) error
}

// Say stores an event.
func (r *Relay) Say(e NostrEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// Misbehave is what the relay does instead of answering a question. Nil ends
// that.
func (r *Relay) Misbehave(instead func(ctx context.Context, conn *websocket.Conn) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = instead
}

type filter struct {
	Authors []string `json:"authors"`
	Kinds   []int    `json:"kinds"`
	Names   []string `json:"#d"`
	Limit   int      `json:"limit"`
}

func (f filter) wants(e NostrEvent) bool {
	name := func(tag []string) bool { return len(tag) > 1 && tag[0] == "d" && slices.Contains(f.Names, tag[1]) }
	return slices.Contains(f.Authors, e.PubKey) && slices.Contains(f.Kinds, e.Kind) && (f.Names == nil || slices.ContainsFunc(e.Tags, name))
}

// ServeHTTP speaks NIP-01.
func (r *Relay) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	conn, err := websocket.Accept(rw, req, nil)
	if err != nil {
		return // Accept answered
	}
	defer func() { _ = conn.CloseNow() }()
	for {
		_, data, err := conn.Read(req.Context())
		if err != nil {
			return
		}
		var parts []json.RawMessage
		var kind, id string
		if json.Unmarshal(data, &parts) != nil || len(parts) < 3 || json.Unmarshal(parts[0], &kind) != nil ||
			kind != "REQ" || json.Unmarshal(parts[1], &id) != nil {
			_ = conn.Write(req.Context(), websocket.MessageText, []byte(`["NOTICE","error: not a REQ"]`))
			continue
		}
		r.mu.Lock()
		before := r.before
		r.mu.Unlock()
		if before != nil {
			_ = before(req.Context(), conn)
			return
		}
		for _, message := range r.answer(id, parts[2:]) {
			if conn.Write(req.Context(), websocket.MessageText, message) != nil {
				return
			}
		}
	}
}

// answer is all that is stored, the newest first, for each filter.
func (r *Relay) answer(id string, filters []json.RawMessage) (messages [][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	say := func(parts ...any) {
		message, err := json.Marshal(parts)
		if err != nil {
			panic(err)
		}
		messages = append(messages, message)
	}
	stored := slices.Clone(r.events)
	slices.SortStableFunc(stored, func(a, b NostrEvent) int { return int(b.CreatedAt - a.CreatedAt) })
	for _, raw := range filters {
		var f filter
		if json.Unmarshal(raw, &f) != nil {
			say("CLOSED", id, "invalid: a filter")
			return messages
		}
		for _, e := range stored {
			if f.Limit > 0 && f.wants(e) {
				f.Limit--
				say("EVENT", id, e)
			}
		}
	}
	say("EOSE", id)
	return messages
}
