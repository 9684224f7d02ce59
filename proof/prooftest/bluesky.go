package prooftest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
)

// A Bluesky is an AppView: it answers as the lexicons of com.atproto and
// app.bsky say.
type Bluesky struct {
	URL string

	mu       sync.Mutex
	accounts map[string]*Account // by handle and by DID
}

// An Account has a handle, a DID and posts.
type Account struct {
	b           *Bluesky
	handle, did string
	feed        []any // the newest first
}

// Account makes one, or gives the one with this handle.
func (b *Bluesky) Account(handle, did string) *Account {
	b.mu.Lock()
	defer b.mu.Unlock()
	a, known := b.accounts[handle]
	if !known {
		a = &Account{b: b, handle: handle, did: did}
		b.accounts[handle], b.accounts[did] = a, a
	}
	return a
}

// Resolve lets a handle lead to a DID that need not know of it.
func (b *Bluesky) Resolve(handle, did string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accounts[handle] = b.accounts[did]
}

// Post publishes a record. Members of the item, as reason or author, replace
// what is there.
func (a *Account) Post(record map[string]any, item ...map[string]any) {
	a.b.mu.Lock()
	defer a.b.mu.Unlock()
	record["$type"], record["createdAt"] = "app.bsky.feed.post", "2026-05-25T03:00:00.000Z"
	post := map[string]any{
		"uri":    fmt.Sprintf("at://%s/app.bsky.feed.post/3k%d", a.did, len(a.feed)),
		"cid":    "bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgf5kpqcsgz7soitae",
		"author": map[string]any{"did": a.did, "handle": a.handle},
		"record": record, "replyCount": 0, "repostCount": 0, "likeCount": 0, "indexedAt": "2026-05-25T03:00:00.000Z",
	}
	view := map[string]any{"post": post}
	for _, other := range item {
		for name, value := range other {
			if name == "reason" {
				view[name] = value
			} else {
				post[name] = value
			}
		}
	}
	a.feed = slices.Insert(a.feed, 0, any(view))
}

func (b *Bluesky) xrpc(rw http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	query := r.URL.Query()
	who, _ := b.accounts[query.Get("actor")+query.Get("handle")]
	switch {
	case who == nil:
		rw.WriteHeader(http.StatusBadRequest)
		write(rw, "application/json", map[string]any{"error": "InvalidRequest", "message": "Unable to resolve handle"})
	case r.URL.Path == "/xrpc/com.atproto.identity.resolveHandle":
		write(rw, "application/json", map[string]any{"did": who.did})
	case r.URL.Path == "/xrpc/app.bsky.actor.getProfile":
		write(rw, "application/json", map[string]any{"did": who.did, "handle": who.handle, "postsCount": len(who.feed)})
	case r.URL.Path == "/xrpc/app.bsky.feed.getAuthorFeed":
		limit, _ := strconv.Atoi(query.Get("limit"))
		from, _ := strconv.Atoi(query.Get("cursor"))
		to := min(from+min(max(limit, 1), 100), len(who.feed))
		answer := map[string]any{"feed": append([]any{}, who.feed[min(from, to):to]...)}
		if to < len(who.feed) {
			answer["cursor"] = strconv.Itoa(to)
		}
		write(rw, "application/json", answer)
	default:
		rw.WriteHeader(http.StatusNotImplemented)
		write(rw, "application/json", map[string]any{"error": "MethodNotImplemented"})
	}
}
