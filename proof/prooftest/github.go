package prooftest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A GitHub has users with public gists and profile READMEs, and answers as
// https://docs.github.com/en/rest says.
type GitHub struct {
	API, Raw string // roots

	mu       sync.Mutex
	users    map[string][]map[string]any // gists, the newest first
	contents map[string]string           // by path on the raw host
	readmes  map[string]string
	limited  time.Time
	asked    []http.Header
}

func newGitHub() *GitHub {
	return &GitHub{users: make(map[string][]map[string]any), contents: make(map[string]string), readmes: make(map[string]string)}
}

// User makes an account without gists.
func (g *GitHub) User(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.users[name] = nil
}

// Gist publishes a file as somebody's newest gist, and gives the gist for what a
// test wants to lie about.
func (g *GitHub) Gist(owner, filename, text string) map[string]any {
	g.mu.Lock()
	defer g.mu.Unlock()
	id := fmt.Sprintf("%032x", len(g.contents)+1)
	path := "/" + owner + "/" + id + "/raw/" + strings.Repeat("0", 40) + "/" + filename
	g.contents[path] = text
	gist := map[string]any{
		"id": id, "url": g.API + "/gists/" + id, "html_url": "https://gist.github.com/" + owner + "/" + id,
		"public": true, "truncated": false, "comments": 0, "created_at": "2026-05-25T03:00:00Z", "updated_at": "2026-05-25T03:00:00Z",
		"description": "", "owner": map[string]any{"login": owner, "id": 1, "type": "User"},
		"files": map[string]any{filename: map[string]any{
			"filename": filename, "type": "text/markdown", "language": "Markdown", "raw_url": g.Raw + path, "size": len(text),
		}},
	}
	g.users[owner] = slices.Insert(g.users[owner], 0, gist)
	return gist
}

// Readme publishes the README of the repository owner/owner.
func (g *GitHub) Readme(owner, text string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.readmes[owner] = text
	if _, known := g.users[owner]; !known {
		g.users[owner] = nil
	}
}

// Limit lets the API answer nothing but that it is asked too often, until then.
func (g *GitHub) Limit(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limited = until
}

// Asked are the headers of the requests so far, of API and contents.
func (g *GitHub) Asked() []http.Header {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.asked)
}

func (g *GitHub) api(rw http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, r.Header.Clone())
	h := rw.Header()
	h.Set("X-RateLimit-Limit", "60")
	h.Set("X-RateLimit-Remaining", "59")
	if !g.limited.IsZero() {
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset", strconv.FormatInt(g.limited.Unix(), 10))
		rw.WriteHeader(http.StatusForbidden)
		write(rw, "application/json; charset=utf-8", map[string]any{"message": "API rate limit exceeded for 127.0.0.1."})
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case len(parts) == 3 && parts[0] == "users" && parts[2] == "gists":
		if gists, known := g.users[parts[1]]; known {
			write(rw, "application/json; charset=utf-8", page(gists, r))
			return
		}
	case len(parts) == 4 && parts[0] == "repos" && parts[1] == parts[2] && parts[3] == "readme":
		if text, known := g.readmes[parts[1]]; known && r.Header.Get("Accept") == "application/vnd.github.raw+json" {
			h.Set("Content-Type", "application/vnd.github.raw+json; charset=utf-8")
			_, _ = rw.Write([]byte(text))
			return
		}
	}
	rw.WriteHeader(http.StatusNotFound)
	write(rw, "application/json; charset=utf-8", map[string]any{"message": "Not Found", "status": "404"})
}

func page(gists []map[string]any, r *http.Request) []map[string]any {
	number := func(name string, otherwise int) int {
		n, _ := strconv.Atoi(r.URL.Query().Get(name))
		return cmp.Or(n, otherwise)
	}
	size := min(number("per_page", 30), 100)
	from := min((number("page", 1)-1)*size, len(gists))
	list := gists[from:min(from+size, len(gists))]
	if list == nil {
		list = []map[string]any{} // GitHub says [], not null
	}
	return list
}

func (g *GitHub) raw(rw http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, r.Header.Clone())
	text, known := g.contents[r.URL.Path]
	if !known {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = rw.Write([]byte(text))
}
