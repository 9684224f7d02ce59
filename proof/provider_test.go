package proof_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

func TestGitHub(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	g := w.GitHub
	for n, x := range []struct {
		name   string
		setup  func(user, good string)
		phase  proof.Phase
		reason proof.Reason
	}{
		{"in the README", func(user, good string) { g.Readme(user, "Hello.\n\n```kez\n"+good+"\n```\n") }, "", ""},
		{"in an older gist", func(user, good string) {
			g.Gist(user, "proof.txt", good)
			g.Gist(user, "notes.md", "notes")
		}, "", ""},
		{"behind many gists", func(user, good string) {
			g.Gist(user, "KEZ.md", good)
			for range 150 {
				g.Gist(user, "main.go", "package main")
			}
		}, "", ""},
		{"the wrong one first", func(user, good string) {
			g.Gist(user, "my.kez.json", good)
			g.Gist(user, "kez.md", claim(t, subject(t, "github:somebody")))
		}, "", ""},
		{"other JSON about", func(user, good string) {
			g.Gist(user, "package.json", `{"name":"x"}`)
			g.Readme(user, "# Hello")
		}, proof.PhaseParse, proof.NotFound},
		{"no gists, no README", func(user, _ string) { g.User(user) }, proof.PhaseParse, proof.NotFound},
		{"somebody else's gist", func(user, good string) { g.Gist(user, "kez.md", good)["owner"] = map[string]any{"login": "mallory"} }, proof.PhaseParse, proof.NotFound},
		{"a secret gist", func(user, good string) { g.Gist(user, "kez.md", good)["public"] = false }, proof.PhaseParse, proof.NotFound},
		{"a gist too large", func(user, good string) { g.Gist(user, "kez.md", good+strings.Repeat(" ", 1<<20)) }, proof.PhaseParse, proof.NotFound},
		{"contents elsewhere", func(user, good string) {
			file := g.Gist(user, "kez.md", good)["files"].(map[string]any)["kez.md"].(map[string]any)
			file["raw_url"] = "https://169.254.169.254/secret"
		}, proof.PhaseFetch, proof.BadResponse},
		{"contents gone", func(user, good string) {
			file := g.Gist(user, "kez.md", good)["files"].(map[string]any)["kez.md"].(map[string]any)
			file["raw_url"] = file["raw_url"].(string) + "x"
		}, proof.PhaseFetch, proof.NotFound},
		{"more files than are read", func(user, good string) {
			g.Gist(user, "proof.go", good)
			for range 20 {
				g.Gist(user, "main.go", "package main")
			}
		}, proof.PhaseFetch, proof.NotFound},
	} {
		t.Run(x.name, func(t *testing.T) {
			user := fmt.Sprintf("user%d", n)
			s := subject(t, "github:"+user)
			x.setup(user, claim(t, s))
			v := check(t, c, s)
			if x.phase == "" {
				wantHolds(t, v)
			} else {
				wantFailure(t, v, x.phase, x.reason)
			}
		})
	}
}

// TestGitHubLimit: 403 is told as what it means, with the time; and then nobody
// asks until that time.
func TestGitHubLimit(t *testing.T) {
	w := prooftest.New(t)
	cfg := w.ProofConfig(t)
	cfg.GitHubToken = "ghp_token"
	c := prooftest.Open(t, cfg)
	s := subject(t, "github:jason")
	w.Publish(t, s, claim(t, s), nostrSecret(t, "17"))
	wantHolds(t, check(t, c, s))
	asked := w.GitHub.Asked()
	if len(asked) != 2 || asked[0].Get("Authorization") != "Bearer ghp_token" || asked[1].Get("Authorization") != "" {
		t.Errorf("the token goes to the API alone; got %v", asked)
	}
	reset := prooftest.Now.Add(40 * time.Minute)
	w.GitHub.Limit(reset)
	for range 2 {
		v := check(t, c, s)
		wantFailure(t, v, proof.PhaseFetch, proof.RateLimited)
		if !v.Failure.When.Equal(reset) || !strings.Contains(v.Failure.Detail, "2026-05-25T03:40:00Z") {
			t.Errorf("got %v, %q", v.Failure.When, v.Failure.Detail)
		}
	}
	if n := len(w.GitHub.Asked()); n != 3 {
		t.Errorf("asked %d times, want 3", n)
	}
}

// TestGitHubRenamed: GitHub sends on whoever asks for a renamed account, to
// another's.
func TestGitHubRenamed(t *testing.T) {
	w := prooftest.New(t)
	s := subject(t, "github:old")
	w.GitHub.Readme("new", claim(t, s))
	cfg := w.ProofConfig(t)
	cfg.GitHub = w.Host("renamed.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/gists") {
			_, _ = rw.Write([]byte("[]"))
			return
		}
		http.Redirect(rw, r, w.GitHub.API+"/repos/new/new/readme", http.StatusMovedPermanently)
	}))
	wantFailure(t, check(t, prooftest.Open(t, cfg), s), proof.PhaseFetch, proof.Redirected)
}

func TestBluesky(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	const did = "did:plc:jasonbskyexample"
	s := subject(t, "bluesky:jason.bsky.example")
	good := compact(t, claim(t, s))
	link := func(uri string) map[string]any {
		return map[string]any{"text": "me", "facets": []any{map[string]any{
			"index":    map[string]any{"byteStart": 0, "byteEnd": 2},
			"features": []any{map[string]any{"$type": "app.bsky.richtext.facet#link", "uri": uri}},
		}}}
	}
	embed := func(e map[string]any) map[string]any { return map[string]any{"text": "me", "embed": e} }
	images := map[string]any{"$type": "app.bsky.embed.images", "images": []any{map[string]any{"alt": "a cat"}, map[string]any{"alt": good}}}
	external := map[string]any{"uri": "https://site.example/", "title": "me", "description": good}
	text := map[string]any{"text": good}
	for _, x := range []struct {
		name   string
		record map[string]any
		item   map[string]any
		holds  bool
	}{
		{"a link", link("https://site.example/#" + good), nil, true},
		{"an escaped link", link("https://site.example/#" + strings.ReplaceAll(good, ":", "%3A")), nil, true},
		{"an alt text", embed(images), nil, true},
		{"a card", embed(map[string]any{"$type": "app.bsky.embed.external", "external": external}), nil, true},
		{"a video", embed(map[string]any{"$type": "app.bsky.embed.video", "alt": good}), nil, true},
		{"a picture beside a quote", embed(map[string]any{"$type": "app.bsky.embed.recordWithMedia", "record": map[string]any{"record": map[string]any{"uri": "at://x"}}, "media": images}), nil, true},
		{"a pinned post", text, map[string]any{"reason": map[string]any{"$type": "app.bsky.feed.defs#reasonPin"}}, true},
		{"a repost", text, map[string]any{"reason": map[string]any{"$type": "app.bsky.feed.defs#reasonRepost"}}, false},
		{"another's post", text, map[string]any{"author": map[string]any{"did": "did:plc:mallory", "handle": "mallory.example"}}, false},
		{"another's record", text, map[string]any{"uri": "at://did:plc:mallory/app.bsky.feed.post/3k"}, false},
		{"a record of another make", map[string]any{"text": 7, "note": good}, nil, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := prooftest.New(t)
			a := w.Bluesky.Account("jason.bsky.example", did)
			a.Post(x.record, x.item)
			a.Post(map[string]any{"text": "newer"})
			v := check(t, w.Checker(t), s)
			if x.holds {
				if wantHolds(t, v); v.URL != "https://bsky.app/profile/"+did+"/post/3k0" {
					t.Errorf("found at %s", v.URL)
				}
			} else {
				wantFailure(t, v, proof.PhaseParse, proof.NotFound)
			}
		})
	}
	a := w.Bluesky.Account("jason.bsky.example", did)
	a.Post(map[string]any{"text": good})
	for range 250 {
		a.Post(map[string]any{"text": "newer"})
	}
	wantHolds(t, check(t, c, s)) // on the third page
	for range 400 {
		a.Post(map[string]any{"text": "newer"})
	}
	wantFailure(t, check(t, c, s), proof.PhaseFetch, proof.NotFound) // beyond what is read

	byDID := subject(t, "bluesky:"+did)
	a.Post(map[string]any{"text": compact(t, claim(t, byDID))})
	wantHolds(t, check(t, c, byDID))

	// A name that leads to an account which does not bear it.
	w.Bluesky.Resolve("liar.example", did)
	liar := subject(t, "bluesky:liar.example")
	a.Post(map[string]any{"text": compact(t, claim(t, liar))})
	wantFailure(t, check(t, c, liar), proof.PhaseFetch, proof.NotFound)
}

// TestBlueskyBroken has AppViews that answer as they should not.
func TestBlueskyBroken(t *testing.T) {
	w := prooftest.New(t)
	s := subject(t, "bluesky:jason.bsky.example")
	for n, x := range []struct {
		serve  http.HandlerFunc
		reason proof.Reason
	}{
		{func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("<html>")) }, proof.BadResponse},
		{func(rw http.ResponseWriter, _ *http.Request) {
			_, _ = rw.Write([]byte(`{"did":"https://evil.example"}`))
		}, proof.BadResponse},
		{func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(500) }, proof.BadResponse},
		{func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("RateLimit-Reset", fmt.Sprint(prooftest.Now.Add(time.Minute).Unix()))
			rw.WriteHeader(429)
		}, proof.RateLimited},
	} {
		cfg := w.ProofConfig(t)
		cfg.Bluesky = w.Host(fmt.Sprintf("bsky%d.example", n), x.serve)
		v := check(t, prooftest.Open(t, cfg), s)
		if wantFailure(t, v, proof.PhaseFetch, x.reason); x.reason == proof.RateLimited && v.Failure.When.IsZero() {
			t.Error("the time is lost")
		}
	}
}

func TestActivityPub(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	field := func(text string) map[string]any {
		return map[string]any{"type": "PropertyValue", "name": "kez", "value": prooftest.HTML(text)}
	}
	hidden := func(text string) string {
		return `<p>Hi &amp; welcome<script>kez:z1:AAAA</script></p><p><a href="https://x/"><span class="invisible">` + text[:9] +
			`</span><span class="ellipsis">` + text[9:60] + `</span><span class="invisible">` + text[60:] + `</span></a></p>`
	}
	for n, x := range []struct {
		name    string
		members func(good, id string) map[string]any
		phase   proof.Phase
		reason  proof.Reason
	}{
		{"a field", func(good, _ string) map[string]any {
			return map[string]any{"attachment": []any{field("https://site.example"), map[string]any{"type": "IdentityProof"}, 7, field(good)}}
		}, "", ""},
		{"the only field, not in a list", func(good, _ string) map[string]any { return map[string]any{"attachment": field(good)} }, "", ""},
		{"the description, hidden in part", func(good, _ string) map[string]any { return map[string]any{"summary": hidden(good)} }, "", ""},
		{"no description", func(good, _ string) map[string]any { return map[string]any{"summary": nil, "attachment": nil} }, proof.PhaseParse, proof.NotFound},
		{"an attachment of another kind", func(good, _ string) map[string]any {
			return map[string]any{"attachment": []any{map[string]any{"type": "Document", "value": good}}}
		}, proof.PhaseParse, proof.NotFound},
		{"a script", func(good, _ string) map[string]any {
			return map[string]any{"summary": "<script>" + good + "</script>"}
		}, proof.PhaseParse, proof.NotFound},
		{"another host's actor", func(good, id string) map[string]any {
			return map[string]any{"summary": good, "id": "https://mallory.example/users/jason"}
		}, proof.PhaseFetch, proof.BadResponse},
		{"an actor without id", func(good, _ string) map[string]any { return map[string]any{"summary": good, "id": nil} }, proof.PhaseFetch, proof.BadResponse},
		{"an id of another kind", func(good, _ string) map[string]any { return map[string]any{"summary": good, "id": 7} }, proof.PhaseFetch, proof.BadResponse},
	} {
		t.Run(x.name, func(t *testing.T) {
			name := fmt.Sprintf("jason@social%d.example", n)
			s := subject(t, "ap:"+name)
			good := compact(t, claim(t, s))
			id := w.Actor(name, x.members(good, ""))
			v := check(t, c, s)
			if x.phase == "" {
				if wantHolds(t, v); v.URL != id {
					t.Errorf("found at %s, want %s", v.URL, id)
				}
			} else {
				wantFailure(t, v, x.phase, x.reason)
			}
		})
	}
}

// TestWebFinger has hosts that lead elsewhere, as they may, and lie.
func TestWebFinger(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	s := subject(t, "ap:jason@host.example")
	id := w.Actor("jason@social.example", map[string]any{"summary": compact(t, claim(t, s))})
	jrd := func(links ...map[string]any) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			_ = json.NewEncoder(rw).Encode(map[string]any{"subject": "acct:jason@host.example", "links": links})
		}
	}
	self := func(media, href string) map[string]any {
		return map[string]any{"rel": "self", "type": media, "href": href}
	}
	redirect := w.Host("moved.example", http.RedirectHandler(id, http.StatusFound))
	secret := w.Host("secure.example", http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(401) }))
	for name, x := range map[string]struct {
		serve  http.HandlerFunc
		reason proof.Reason
	}{
		"the host says where":    {jrd(self("application/activity+json", id)), ""},
		"as JSON-LD":             {jrd(self("text/html", "https://x/"), self(`application/ld+json; profile="https://www.w3.org/ns/activitystreams"`, id)), ""},
		"only other links":       {jrd(map[string]any{"rel": "http://webfinger.net/rel/profile-page", "href": id}, self("text/html", id)), proof.NotFound},
		"no links":               {jrd(), proof.NotFound},
		"sent on to another":     {jrd(self("application/activity+json", redirect+"/jason")), proof.Redirected},
		"signed requests only":   {jrd(self("application/activity+json", secret+"/jason")), proof.BadResponse},
		"to the loopback":        {jrd(self("application/activity+json", fmt.Sprintf("https://127.0.0.1:%d/", w.Port))), proof.BlockedAddress},
		"to a scheme of its own": {jrd(self("application/activity+json", "file:///etc/passwd")), proof.Unsupported},
		"not JSON":               {func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("<xrd/>")) }, proof.BadResponse},
		"no WebFinger":           {http.NotFound, proof.NotFound},
		"moved": {func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, strings.TrimSuffix(id, "/users/jason")+"/.well-known/webfinger?resource=acct:jason@social.example", http.StatusFound)
		}, ""},
	} {
		w.Host("host.example", x.serve)
		v := check(t, c, s)
		switch {
		case x.reason == "":
			wantHolds(t, v)
		case v.Holds() || v.Failure.Phase != proof.PhaseFetch || v.Failure.Reason != x.reason:
			t.Errorf("%s: got %v, want %s", name, v.Failure, x.reason)
		}
	}
}
