package main

import (
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
)

type adminCommand struct {
	People    peopleCommand    `cmd:"" help:"List who is registered."`
	Assign    assignCommand    `cmd:"" help:"Let one key register a handle, also a reserved one."`
	Reserve   reserveCommand   `cmd:"" help:"Let nobody register a handle; takes an assignment back."`
	Suspend   suspendCommand   `cmd:"" help:"Shut somebody out, at once; their mail is kept."`
	Unsuspend unsuspendCommand `cmd:"" help:"Let somebody in again."`
	Remove    removeCommand    `cmd:"" help:"Remove somebody; the handle is never given again."`
}

// A person is what the node tells of one.
type person struct {
	Handle       string `json:"handle"`
	Primary      string `json:"primary"`
	RegisteredAt string `json:"registered_at"`
	Suspended    bool   `json:"suspended"`
}

type peopleCommand struct{}

func (peopleCommand) Run(p *program) error {
	return p.operate(func(o operator) error {
		var got struct{ People []person }
		if err := o.call(http.MethodGet, "/v1/admin/people", nil, &got); err != nil {
			return err
		}
		w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "HANDLE\tKEY\tREGISTERED\tSTATE")
		for _, who := range got.People {
			state := "active"
			if who.Suspended {
				state = "suspended"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", who.Handle, who.Primary, who.RegisteredAt, state)
		}
		return w.Flush()
	})
}

type assignCommand struct {
	Handle string `arg:"" help:"The handle."`
	Key    string `arg:"" help:"The key, as ed25519:<64 hex digits>."`
}

func (c assignCommand) Run(p *program) error {
	return p.operate(func(o operator) error {
		return o.call(http.MethodPost, "/v1/admin/assign", map[string]string{"handle": c.Handle, "primary": c.Key}, nil)
	})
}

type reserveCommand struct {
	Handle string `arg:"" help:"The handle."`
}

func (c reserveCommand) Run(p *program) error {
	return p.operate(func(o operator) error {
		return o.call(http.MethodPost, "/v1/admin/reserve", map[string]string{"handle": c.Handle}, nil)
	})
}

// whom names somebody by handle or key.
type whom struct {
	Who string `arg:"" help:"A handle, or a key as ed25519:<64 hex digits>."`
}

func (w whom) ask(p *program, deed string) error {
	member := "handle"
	if strings.HasPrefix(w.Who, "ed25519:") {
		member = "primary"
	}
	return p.operate(func(o operator) error {
		var who person
		if err := o.call(http.MethodPost, "/v1/admin/"+deed, map[string]string{member: w.Who}, &who); err != nil {
			return err
		}
		fmt.Fprintln(p.stdout, who.Handle, who.Primary)
		return nil
	})
}

type suspendCommand struct{ whom }

func (c suspendCommand) Run(p *program) error { return c.ask(p, "suspend") }

type unsuspendCommand struct{ whom }

func (c unsuspendCommand) Run(p *program) error { return c.ask(p, "unsuspend") }

type removeCommand struct{ whom }

func (c removeCommand) Run(p *program) error { return c.ask(p, "remove") }
