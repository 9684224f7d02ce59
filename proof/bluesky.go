package proof

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

const (
	feedPage   = 100 // the most that one answer lists
	feedPages  = 5
	feedAnswer = 4 << 20
)

// feed is what is read of the answer of app.bsky.feed.getAuthorFeed.
type feed struct {
	Cursor string            `json:"cursor"`
	Feed   []json.RawMessage `json:"feed"`
}

type feedItem struct {
	Post struct {
		URI    string `json:"uri"`
		Author struct {
			DID string `json:"did"`
		} `json:"author"`
		Record post `json:"record"`
	} `json:"post"`
	Reason *struct {
		Type string `json:"$type"`
	} `json:"reason"`
}

// post is a record of app.bsky.feed.post.
type post struct {
	Text   string `json:"text"`
	Facets []struct {
		Features []struct {
			URI string `json:"uri"` // of app.bsky.richtext.facet#link
		} `json:"features"`
	} `json:"facets"`
	Embed *embed `json:"embed"`
}

// embed is app.bsky.embed.images, .video, .external, or .recordWithMedia, which
// holds one of the others. What somebody else wrote and this quotes is none.
type embed struct {
	Images []struct {
		Alt string `json:"alt"`
	} `json:"images"`
	Alt      string `json:"alt"`
	External *struct {
		URI         string `json:"uri"`
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"external"`
	Media *embed `json:"media"`
}

// bluesky resolves the handle, sees that the account has that handle, and reads
// what the account posted.
func (c *Checker) bluesky(ctx context.Context, s identity.Subject, t *trail) error {
	t.url = "https://bsky.app/profile/" + s.ID()
	did := s.ID()
	if !strings.HasPrefix(did, "did:") {
		var err error
		if did, err = c.resolveHandle(ctx, s.ID()); err != nil {
			return err
		}
	}
	query := url.Values{"actor": {did}, "limit": {strconv.Itoa(feedPage)}, "filter": {"posts_with_replies"}, "includePins": {"true"}}
	for range feedPages {
		var page feed
		if err := c.xrpc(ctx, "app.bsky.feed.getAuthorFeed", query, &page); err != nil {
			return err
		}
		for _, raw := range page.Feed {
			var item feedItem
			if json.Unmarshal(raw, &item) != nil {
				continue // a record of another make: the others count all the same
			}
			if item.own(did) && t.see(Evidence{item.page(), item.Post.Record.text()}) {
				return nil
			}
		}
		if page.Cursor == "" || len(page.Feed) == 0 {
			return nil
		}
		query.Set("cursor", page.Cursor)
	}
	return missed(NotFound, "there is no proof in the newest %d posts", feedPages*feedPage)
}

// resolveHandle asks in both directions: a name may say that it is an account
// which does not say so.
func (c *Checker) resolveHandle(ctx context.Context, handle string) (did string, err error) {
	var resolved struct {
		DID string `json:"did"`
	}
	if err := c.xrpc(ctx, "com.atproto.identity.resolveHandle", url.Values{"handle": {handle}}, &resolved); err != nil {
		return "", err
	}
	if !strings.HasPrefix(resolved.DID, "did:") {
		return "", missed(BadResponse, "the handle %s resolves to %.100q, which is no DID", handle, resolved.DID)
	}
	var profile struct {
		DID    string `json:"did"`
		Handle string `json:"handle"`
	}
	if err := c.xrpc(ctx, "app.bsky.actor.getProfile", url.Values{"actor": {resolved.DID}}, &profile); err != nil {
		return "", err
	}
	if profile.DID != resolved.DID || !strings.EqualFold(profile.Handle, handle) {
		return "", missed(NotFound, "the handle %s leads to %.100s, whose handle is %.100q", handle, resolved.DID, profile.Handle)
	}
	return resolved.DID, nil
}

// xrpc asks the AppView. It answers 400 for accounts that are not there.
func (c *Checker) xrpc(ctx context.Context, method string, query url.Values, into any) error {
	r := fetch.Request{URL: c.cfg.Bluesky + "/xrpc/" + method + "?" + query.Encode(), Accept: "application/json", MaxBody: feedAnswer}
	resp, err := c.answered(ctx, r)
	if err != nil {
		return err
	}
	if resp.Status == http.StatusBadRequest {
		var said struct {
			Error   string `json:"error"`
			Message string `json:"message"`
		}
		_ = unmarshal(resp, &said) // then it said nothing
		return missed(NotFound, "Bluesky answers %.40q, %.200q", said.Error, said.Message)
	}
	if err := c.refused(resp); err != nil {
		return err
	}
	return unmarshal(resp, into)
}

// own says that the account wrote it: the feed has reposts as well.
func (i feedItem) own(did string) bool {
	const pinned = "app.bsky.feed.defs#reasonPin"
	return i.Post.Author.DID == did && strings.HasPrefix(i.Post.URI, "at://"+did+"/") && (i.Reason == nil || i.Reason.Type == pinned)
}

// page is where people see the post.
func (i feedItem) page() string {
	return "https://bsky.app/profile/" + i.Post.Author.DID + "/post/" + url.PathEscape(i.Post.URI[strings.LastIndexByte(i.Post.URI, '/')+1:])
}

// text is all that the author wrote, a line for each part. Links may have the
// proof escaped.
func (p post) text() []byte {
	lines := []string{p.Text}
	link := func(uri string) {
		lines = append(lines, uri)
		if plain, err := url.PathUnescape(uri); err == nil && plain != uri {
			lines = append(lines, plain)
		}
	}
	for _, facet := range p.Facets {
		for _, feature := range facet.Features {
			link(feature.URI)
		}
	}
	for e := p.Embed; e != nil; e = e.Media {
		for _, image := range e.Images {
			lines = append(lines, image.Alt)
		}
		lines = append(lines, e.Alt)
		if e.External != nil {
			link(e.External.URI)
			lines = append(lines, e.External.Title, e.External.Description)
		}
	}
	return []byte(strings.Join(lines, "\n"))
}
