package httpapi

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

func TestWebFingerResources(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	for resource, want := range map[string]struct {
		status int
		code   string
	}{
		"acct:ana@kez.test":               {200, ""},
		"ACCT:ana@kez.test":               {200, ""},
		"acct:ana@KEZ.Test":               {200, ""},
		"acct:%61na@kez.test":             {200, ""},
		"https://chat.kez.test/u/ana":     {200, ""},
		"HTTPS://Chat.KEZ.test/u/ana":     {200, ""},
		"https://chat.kez.test:443/u/ana": {200, ""},

		"acct:Ana@kez.test":                {404, "unknown-handle"},
		"acct:nobody@kez.test":             {404, "unknown-handle"},
		"acct:a@kez.test":                  {404, "unknown-handle"},
		"acct:ana@elsewhere.test":          {404, "unknown-server"},
		"acct:ana@chat.kez.test":           {404, "unknown-server"},
		"acct:ana@kez.test:443":            {404, "unknown-server"},
		"acct:ana%40elsewhere@kez.test":    {404, "unknown-handle"},
		"https://chat.kez.test/u/nobody":   {404, "unknown-handle"},
		"https://chat.kez.test/u/Ana":      {404, "unknown-handle"},
		"https://chat.kez.test/u/ana/":     {404, "unknown-handle"},
		"https://chat.kez.test/u/":         {404, "unknown-handle"},
		"https://chat.kez.test/":           {404, "unknown-handle"},
		"https://chat.kez.test":            {404, "unknown-handle"},
		"https://chat.kez.test/u/ana?x":    {404, "unknown-handle"},
		"https://chat.kez.test/u/ana#x":    {404, "unknown-handle"},
		"http://chat.kez.test/u/ana":       {404, "unknown-server"},
		"https://chat.kez.test:8443/u/ana": {404, "unknown-server"},
		"https://elsewhere.test/u/ana":     {404, "unknown-server"},
		"https://ana@chat.kez.test/u/ana":  {404, "unknown-server"},
		"mailto:ana@kez.test":              {404, "unknown-server"},
		"xmpp:ana@kez.test":                {404, "unknown-server"},

		"":                    {400, "malformed"},
		"ana@kez.test":        {400, "malformed"},
		"ana":                 {400, "malformed"},
		"acct:":               {400, "malformed"},
		"acct:ana":            {400, "malformed"},
		"acct:@kez.test":      {400, "malformed"},
		"acct:ana@":           {400, "malformed"},
		"acct:ana@kez.test/":  {400, "malformed"},
		"acct:%zz@kez.test":   {400, "malformed"},
		"acct://ana@kez.test": {400, "malformed"},
		":ana@kez.test":       {400, "malformed"},
		"1acct:ana@kez.test":  {400, "malformed"},
		"https://%zz/u/ana":   {400, "malformed"},
		"https:":              {400, "malformed"},
	} {
		a := w.get("/.well-known/webfinger?resource="+url.QueryEscape(resource)).want(want.status, want.code)
		if want.status == 200 && !strings.HasPrefix(a.body, `{"subject":"acct:ana@kez.test",`) {
			t.Errorf("%s: got %s", resource, a.body)
		}
		if got := a.Header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin %q", resource, got)
		}
	}
	w.get("/.well-known/webfinger?resource=acct:ana@kez.test&resource=acct:ana@kez.test").want(400, "malformed")
	w.get("/.well-known/webfinger?resource=%zz").want(400, "malformed")
	w.post("/.well-known/webfinger?resource=acct:ana@kez.test", nil).want(405, "method-not-allowed")
}

func TestWebFingerRels(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	const (
		profile = "http://webfinger.net/rel/profile-page"
		avatar  = "http://webfinger.net/rel/avatar"
		chain   = publicURL + "/ns/sigchain"
		nats    = publicURL + "/ns/nats"
	)
	for query, want := range map[string]string{
		"":                                  profile + " " + avatar + " " + chain + " " + nats,
		"&rel=" + avatar:                    avatar,
		"&rel=" + nats + "&rel=" + profile:  profile + " " + nats,
		"&rel=" + avatar + "&rel=" + avatar: avatar,
		"&rel=http://example.org/none":      "",
		"&rel=http://example.org/none&rel=" + chain: chain,
	} {
		a := w.get("/.well-known/webfinger?resource=acct:ana@kez.test"+query).want(200, "")
		var d struct {
			Subject    string
			Aliases    []string
			Properties map[string]string
			Links      []struct{ Rel, Href string }
		}
		if err := json.Unmarshal([]byte(a.body), &d); err != nil {
			t.Fatal(err)
		}
		var rels []string
		for _, l := range d.Links {
			rels = append(rels, l.Rel)
		}
		if got := strings.Join(rels, " "); got != want {
			t.Errorf("%s: got links %s, want %s", query, got, want)
		}
		if len(d.Aliases) != 1 || len(d.Properties) != 1 || d.Links == nil {
			t.Errorf("%s: rel filters links and nothing else: %s", query, a.body)
		}
	}
}

// FuzzWebFinger: whatever the resource, the answer is the one person there is,
// or a problem.
func FuzzWebFinger(f *testing.F) {
	w := newWorld(f)
	w.person(1, "ana")
	for _, s := range []string{"acct:ana@kez.test", "https://chat.kez.test/u/ana", "acct:@", "https://[::1/u/ana", "x:y:z", "acct:ana@kez.test@kez.test", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, resource string) {
		w.t = t
		a := w.get("/.well-known/webfinger?resource=" + url.QueryEscape(resource))
		switch a.StatusCode {
		case 200:
			if !strings.Contains(a.body, `"acct:ana@kez.test"`) {
				t.Errorf("%q: got %s", resource, a.body)
			}
		case 400, 404:
			a.problem()
		default:
			t.Errorf("%q: got status %d", resource, a.StatusCode)
		}
	})
}
