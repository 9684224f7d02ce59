package proof

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

const (
	maxFields  = 64
	activities = `application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"`
)

// jrd is what WebFinger answers, RFC 7033 section 4.4.
type jrd struct {
	Links []struct {
		Rel  string `json:"rel"`
		Type string `json:"type"`
		Href string `json:"href"`
	} `json:"links"`
}

// actor is what is read of a profile: ActivityStreams 2.0, with the fields that
// Mastodon attaches as schema.org's PropertyValue.
type actor struct {
	ID         string          `json:"id"`
	Summary    json.RawMessage `json:"summary"`
	Attachment json.RawMessage `json:"attachment"`
}

// activityPub asks the host which actor the name is, and reads its profile.
func (c *Checker) activityPub(ctx context.Context, s identity.Subject, t *trail) error {
	_, host, _ := strings.Cut(s.ID(), "@")
	query := url.Values{"resource": {"acct:" + s.ID()}}
	finger := c.cfg.WebFinger(host) + "/.well-known/webfinger?" + query.Encode()
	t.url = finger
	var found jrd
	if err := c.getJSON(ctx, fetch.Request{URL: finger, Accept: "application/jrd+json, application/json;q=0.9", Redirects: 3}, &found); err != nil {
		return err
	}
	profile := found.actor()
	if profile == "" {
		return missed(NotFound, "WebFinger of %s names no ActivityPub actor for %s", host, s.ID())
	}
	t.url = profile
	resp, err := c.get(ctx, fetch.Request{URL: profile, Accept: activities, Redirects: 2, SameHost: true})
	if err != nil {
		return err
	}
	var a actor
	if err := json.Unmarshal(resp.Body, &a); err != nil {
		return missed(BadResponse, "%.200s answers what is not an actor: %.200s", resp.URL, err)
	}
	if !sameHost(a.ID, profile) {
		return missed(BadResponse, "%.200s shows the actor %.200q, which is another host's", resp.URL, a.ID)
	}
	for _, text := range a.texts() {
		if t.see(Evidence{a.ID, text}) {
			return nil
		}
	}
	return nil
}

// actor is the first link that leads to one.
func (j jrd) actor() string {
	for _, l := range j.Links {
		media := strings.ReplaceAll(l.Type, " ", "")
		if l.Rel == "self" && (media == "application/activity+json" ||
			strings.HasPrefix(media, "application/ld+json;") && strings.Contains(media, "www.w3.org/ns/activitystreams")) {
			return l.Href
		}
	}
	return ""
}

// sameHost says that the id is an https URL of the host that we were sent to.
func sameHost(id, profile string) bool {
	a, err := url.Parse(id)
	if err != nil {
		return false
	}
	b, err := url.Parse(profile)
	return err == nil && a.Scheme == "https" && strings.EqualFold(a.Host, b.Host)
}

// texts are the description and the value of each field, without HTML. A
// property may stand alone or in a list, and may be null.
func (a actor) texts() [][]byte {
	var texts [][]byte
	var summary string
	if json.Unmarshal(a.Summary, &summary) == nil {
		texts = append(texts, textOf(summary))
	}
	var list []json.RawMessage
	if json.Unmarshal(a.Attachment, &list) != nil {
		list = []json.RawMessage{a.Attachment}
	}
	for _, raw := range list[:min(len(list), maxFields)] {
		var field struct {
			Type  string `json:"type"`
			Value string `json:"value"`
		}
		if json.Unmarshal(raw, &field) == nil && field.Type == "PropertyValue" {
			texts = append(texts, textOf(field.Value))
		}
	}
	return texts
}
