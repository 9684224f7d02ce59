package prooftest

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"strings"
)

// HTML writes a text as Mastodon does.
func HTML(text string) string {
	return strings.ReplaceAll(html.EscapeString(text), "\n", "<br />")
}

// Actor puts user@host on a server of its own, with WebFinger. Members are added
// to the actor or replace what is there; one that is nil is left out.
func (w *World) Actor(name string, members map[string]any) (id string) {
	user, host, _ := strings.Cut(name, "@")
	base := fmt.Sprintf("https://%s:%d", host, w.Port)
	id = base + "/users/" + user
	actor := map[string]any{
		"@context":          []any{"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1", map[string]any{"schema": "http://schema.org#", "PropertyValue": "schema:PropertyValue", "value": "schema:value"}},
		"id":                id,
		"type":              "Person",
		"preferredUsername": user,
		"inbox":             id + "/inbox",
		"outbox":            id + "/outbox",
		"url":               base + "/@" + user,
		"summary":           "",
		"attachment":        []any{},
	}
	maps.Copy(actor, members)
	w.Host(host, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/.well-known/webfinger" && r.URL.Query().Get("resource") == "acct:"+name:
			write(rw, "application/jrd+json", map[string]any{
				"subject": "acct:" + name,
				"aliases": []string{base + "/@" + user, id},
				"links": []any{
					map[string]any{"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": base + "/@" + user},
					map[string]any{"rel": "self", "type": "application/activity+json", "href": id},
					map[string]any{"rel": "http://ostatus.org/schema/1.0/subscribe", "template": base + "/authorize_interaction?uri={uri}"},
				},
			})
		case r.URL.Path == "/users/"+user && strings.Contains(r.Header.Get("Accept"), "activity+json"):
			write(rw, "application/activity+json; charset=utf-8", actor)
		default:
			http.NotFound(rw, r)
		}
	}))
	return id
}

func write(rw http.ResponseWriter, media string, value any) {
	rw.Header().Set("Content-Type", media)
	_ = json.NewEncoder(rw).Encode(value) // to who went away
}
