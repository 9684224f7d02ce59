package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

type inviteCommand struct {
	Create inviteCreateCommand `cmd:"" help:"Make an invitation and print its link, which is shown only now."`
	List   inviteListCommand   `cmd:"" help:"List invitations."`
	Revoke inviteRevokeCommand `cmd:"" help:"Revoke an invitation; who came by it stays."`
}

// An invite is what the node tells of one.
type invite struct {
	ID      string `json:"id"`
	Uses    int    `json:"uses"`
	Used    int    `json:"used"`
	Expires string `json:"expires_at"`
	Note    string `json:"note"`
	Link    string `json:"link"`
}

type inviteCreateCommand struct {
	Uses    int    `default:"1" help:"How many people may come by it."`
	Expires span   `default:"7d" help:"How long it holds: as 12h or 7d, or never."`
	Note    string `help:"For whom, to tell it from others in the list."`
}

func (c inviteCreateCommand) Run(p *program) error {
	ask := map[string]any{"uses": c.Uses, "note": c.Note}
	if c.Expires > 0 {
		ask["expires_at"] = time.Now().Add(time.Duration(c.Expires)).UTC().Format(time.RFC3339)
	}
	return p.operate(func(o operator) error {
		var made invite
		if err := o.call(http.MethodPost, "/v1/admin/invites", ask, &made); err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, made.Link)
		return nil
	})
}

type inviteListCommand struct{}

func (inviteListCommand) Run(p *program) error {
	return p.operate(func(o operator) error {
		var got struct{ Invites []invite }
		if err := o.call(http.MethodGet, "/v1/admin/invites", nil, &got); err != nil {
			return err
		}
		w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tUSED\tEXPIRES\tNOTE")
		for _, i := range got.Invites {
			if i.Expires == "" {
				i.Expires = "never"
			}
			fmt.Fprintf(w, "%s\t%d of %d\t%s\t%s\n", i.ID, i.Used, i.Uses, i.Expires, printable(i.Note))
		}
		return w.Flush()
	})
}

type inviteRevokeCommand struct {
	ID string `arg:"" name:"id" help:"As in the list."`
}

func (c inviteRevokeCommand) Run(p *program) error {
	return p.operate(func(o operator) error {
		return o.call(http.MethodDelete, "/v1/admin/invites/"+url.PathEscape(c.ID), nil, nil)
	})
}

// A span is how long something holds; zero is for ever.
type span time.Duration

// UnmarshalText reads durations of Go, whole days, and never.
func (s *span) UnmarshalText(text []byte) error {
	word := string(text)
	if word == "never" {
		*s = 0
		return nil
	}
	d, err := time.ParseDuration(word)
	if number, ok := strings.CutSuffix(word, "d"); ok {
		var days uint64
		days, err = strconv.ParseUint(number, 10, 16)
		d = time.Duration(days) * 24 * time.Hour
	}
	if err != nil || d <= 0 {
		return fmt.Errorf("want a time as 12h or 7d, or never, not %q", word)
	}
	*s = span(d)
	return nil
}

// printable keeps what people wrote from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if strconv.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, text)
}
