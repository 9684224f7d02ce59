package proof

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"kez.lat/chat/fetch"
	"kez.lat/chat/identity"
)

const (
	gistPage   = 100 // the most that one answer lists
	gistPages  = 3
	gistFiles  = 20      // whose contents are read
	gistAnswer = 8 << 20 // bytes of one list: 100 gists may have many files
	maxFile    = 1 << 20 // of a file, which is what Find reads
)

// gist is what the list of a user's gists says of one; contents are not in it.
// https://docs.github.com/en/rest/gists/gists, "List gists for a user".
type gist struct {
	HTMLURL string `json:"html_url"`
	Public  bool   `json:"public"`
	Owner   struct {
		Login string `json:"login"`
	} `json:"owner"`
	Files map[string]gistFile `json:"files"`
}

type gistFile struct {
	Filename string `json:"filename"`
	RawURL   string `json:"raw_url"`
	Size     int64  `json:"size"`

	page string // of its gist, for people
}

// github reads the public gists of the account, then the README of the
// repository that is named like it. No redirect is followed: those of renamed
// accounts lead to somebody else's.
func (c *Checker) github(ctx context.Context, s identity.Subject, t *trail) error {
	t.url = "https://github.com/" + s.ID()
	files, more, err := c.gistFiles(ctx, s.ID())
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := c.gistText(ctx, f)
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			t.miss(failureOf(err))
			continue
		}
		if t.see(Evidence{f.page, text}) {
			return nil
		}
	}
	if err := c.readme(ctx, s.ID(), t); err != nil {
		return err
	}
	if more && t.stage < stageMissed {
		t.miss(missed(NotFound, "there is no proof in the newest %d files of public gists; one that is called kez.md is looked at first", gistFiles))
	}
	return nil
}

func (c *Checker) githubGet(ctx context.Context, path, accept string) (fetch.Response, error) {
	return c.get(ctx, fetch.Request{URL: c.cfg.GitHub + path, Accept: accept, Bearer: c.cfg.GitHubToken, MaxBody: gistAnswer})
}

// gistFiles lists the files worth reading: those that are called like a proof
// first, then the newest. More says that there are others.
func (c *Checker) gistFiles(ctx context.Context, name string) (files []gistFile, more bool, err error) {
	for page := 1; page <= gistPages; page++ {
		var list []gist
		err := c.getJSON(ctx, fetch.Request{
			URL:    fmt.Sprintf("%s/users/%s/gists?per_page=%d&page=%d", c.cfg.GitHub, url.PathEscape(name), gistPage, page),
			Accept: "application/vnd.github+json", Bearer: c.cfg.GitHubToken, MaxBody: gistAnswer,
		}, &list)
		if err != nil {
			return nil, false, err
		}
		for _, g := range list {
			files = append(files, g.worth(name)...)
		}
		more = len(list) >= gistPage
		if !more {
			break
		}
	}
	slices.SortStableFunc(files, func(a, b gistFile) int { return cmp.Compare(likeness(a.Filename), likeness(b.Filename)) })
	if len(files) > gistFiles {
		files, more = files[:gistFiles], true
	}
	return files, more, nil
}

// worth gives the files of a gist in an order of their own. It counts only what
// is public and the account's.
func (g gist) worth(name string) []gistFile {
	if !g.Public || !strings.EqualFold(g.Owner.Login, name) {
		return nil
	}
	var files []gistFile
	for key, f := range g.Files {
		f.Filename = cmp.Or(f.Filename, key)
		if f.page = g.HTMLURL; !strings.HasPrefix(f.page, "https://") {
			f.page = f.RawURL
		}
		if f.Size > 0 && f.Size <= maxFile {
			files = append(files, f)
		}
	}
	slices.SortFunc(files, func(a, b gistFile) int { return cmp.Compare(a.Filename, b.Filename) })
	return files
}

// likeness orders names: the smaller, the more like a proof's.
func likeness(filename string) int {
	name := strings.ToLower(filename)
	switch {
	case strings.TrimSuffix(name, path.Ext(name)) == "kez":
		return 0
	case strings.Contains(name, "kez"):
		return 1
	case path.Ext(name) == ".md", path.Ext(name) == ".txt", path.Ext(name) == ".json":
		return 2
	}
	return 3
}

// gistText reads a file where GitHub keeps contents, which counts towards no
// limit of the API and is whole, while the API cuts long files.
func (c *Checker) gistText(ctx context.Context, f gistFile) ([]byte, error) {
	if !strings.HasPrefix(f.RawURL, c.cfg.GitHubRaw+"/") {
		return nil, missed(BadResponse, "the file %.100q stands at %.200q, which is not at %s", f.Filename, f.RawURL, c.cfg.GitHubRaw)
	}
	resp, err := c.get(ctx, fetch.Request{URL: f.RawURL, MaxBody: maxFile})
	return resp.Body, err
}

// readme reads the README, as it is written. A repository or README that is not
// there is no failure.
func (c *Checker) readme(ctx context.Context, name string, t *trail) error {
	escaped := url.PathEscape(name)
	resp, err := c.githubGet(ctx, "/repos/"+escaped+"/"+escaped+"/readme", "application/vnd.github.raw+json")
	if err != nil {
		if f := failureOf(err); f.Reason == NotFound {
			return nil
		}
		return err
	}
	t.see(Evidence{"https://github.com/" + name + "/" + name, resp.Body})
	return nil
}
