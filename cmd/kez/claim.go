package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

type claimCommands struct {
	Create claimCreateCommand `cmd:"" help:"Sign that an account elsewhere is yours, and print the proof to publish there."`
	DNS    claimDNSCommand    `cmd:"" name:"dns" help:"Sign that a domain is yours, and print the TXT record."`
	Show   claimShowCommand   `cmd:"" help:"Say what a proof says and whether its signature holds, without looking anything up."`
}

// nostrFlag lets a Nostr key sign in place of the identity.
type nostrFlag struct {
	NostrKey string `name:"nostr-key" placeholder:"FILE" help:"Sign with the Nostr secret (nsec) in this file, - for standard input."`
}

// signer is who signs: the identity, or the Nostr key of a file.
func (p *program) signer(f nostrFlag) (identity.Signer, error) {
	if f.NostrKey == "" {
		a, err := p.account()
		if err != nil {
			return nil, err
		}
		return a.owner()
	}
	data, err := p.readSecret(f.NostrKey)
	if err != nil {
		return nil, err
	}
	secret, err := identity.ParseNostrSecret(strings.TrimSpace(string(data)))
	if err != nil {
		return nil, &usageError{fmt.Sprintf("the Nostr secret in %s: %v", f.NostrKey, err), ""}
	}
	return secret, nil
}

// readSecret reads a file that only its owner can read, or standard input.
func (p *program) readSecret(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(p.stdin, maxSecret))
	}
	return readPrivate(path)
}

type claimCreateCommand struct {
	Subject string `arg:"" help:"The account, as github:name, dns:example.org, web:https://example.org, ap:user@host, bluesky:name.example or nostr:npub1…"`
	Format  string `enum:"json,compact,markdown,txt" default:"json" help:"json, compact, markdown, or txt: the strings of a TXT record."`
	Out     string `short:"o" placeholder:"FILE" help:"Write the proof to a file, which must not exist."`
	nostrFlag
}

func (c claimCreateCommand) Run(p *program) error {
	subject, err := identity.ParseSubject(c.Subject)
	if err != nil {
		return err
	}
	signer, err := p.signer(c.nostrFlag)
	if err != nil {
		return err
	}
	claim, err := identity.SignClaim(signer, subject, p.now())
	if err != nil {
		return err
	}
	text, err := formOf(claim, c.Format)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := createPublic(c.Out, []byte(text)); err != nil {
			return err
		}
	}
	answer := map[string]any{"subject": subject, "primary": signer.Primary(), "format": c.Format, "proof": text}
	return p.print(answer, func(w io.Writer) {
		if c.Out == "" {
			fmt.Fprint(w, text)
		}
		// The proof alone goes to standard output, so that it can be piped.
		fmt.Fprintf(p.stderr, "%s\nThen: kez sigchain add %s\n", whereTo(subject), subject)
	})
}

// createPublic makes a file that everybody may read: a proof is no secret.
func createPublic(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, os.ErrExist) {
		return &usageError{path + " exists and is not overwritten", "Choose another file with --out."}
	}
	if err != nil {
		return err
	}
	return writeAndSync(f, data)
}

// formOf writes a claim in one of its forms, with a line feed at the end.
func formOf(claim []byte, format string) (string, error) {
	switch format {
	case "compact":
		text, err := identity.EncodeCompact(claim)
		return text + "\n", err
	case "markdown":
		return identity.Markdown(claim)
	case "txt":
		record, err := identity.TXT(claim)
		return quoted(record) + "\n", err
	}
	var pretty bytes.Buffer
	err := json.Indent(&pretty, claim, "", "  ")
	return pretty.String() + "\n", err
}

// quoted writes the strings of a TXT record as zone files have them (RFC 1035
// section 5.1). The compact form has nothing to escape.
func quoted(record []string) string { return `"` + strings.Join(record, `" "`) + `"` }

// whereTo says where a proof has to stand.
func whereTo(s identity.Subject) string {
	switch s.System() {
	case "dns":
		return "Publish it as a TXT record of _kez." + s.ID() + "."
	case "github":
		return "Publish it as a public gist of " + s.ID() + ", in a file kez.md, or in the README of the repository " + s.ID() + "/" + s.ID() + "."
	case "web":
		return "Publish it at " + s.ID() + "/.well-known/kez.json."
	case "nostr":
		return "Publish it in a note, or in the text about yourself of your profile."
	case "bluesky":
		return "Publish it in a post: as a link to any page with # and the compact form behind it, or as the alternative text of a picture."
	case "ap":
		return "Publish it in the text about yourself, or in a field of your profile."
	}
	return "No channel is known where kez looks for proofs of " + s.System() + "."
}

type claimDNSCommand struct {
	Domain string `arg:"" help:"The domain, as example.org."`
	nostrFlag
}

func (c claimDNSCommand) Run(p *program) error {
	subject, err := identity.ParseSubject("dns:" + strings.TrimPrefix(c.Domain, "dns:"))
	if err != nil {
		return err
	}
	signer, err := p.signer(c.nostrFlag)
	if err != nil {
		return err
	}
	claim, err := identity.SignClaim(signer, subject, p.now())
	if err != nil {
		return err
	}
	record, err := identity.TXT(claim)
	if err != nil {
		return err
	}
	name := "_kez." + subject.ID() + "."
	answer := map[string]any{"subject": subject, "primary": signer.Primary(), "name": name, "type": "TXT", "strings": record}
	return p.print(answer, func(w io.Writer) {
		fmt.Fprintf(w, "%s 3600 IN TXT %s\n", name, quoted(record))
		fmt.Fprintf(p.stderr, "Put this record into the zone; a form that wants one value takes it without the quotes and the spaces\n"+
			"between them, and cuts it itself. Then: kez verify id %s, kez sigchain add %s\n", subject, subject)
	})
}

type claimShowCommand struct {
	File string `arg:"" default:"-" help:"File with the proof in any of its forms, - for standard input."`
}

// maxText is the most that is read where proofs are looked for.
const maxText = identity.MaxText

// readText reads a file, or standard input.
func (p *program) readText(path string, most int64) ([]byte, error) {
	in := p.stdin
	if path != "-" {
		f, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil, &usageError{"there is no file " + path, ""}
		}
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && int64(len(data)) > most {
		err = &usageError{fmt.Sprintf("%s has more than %d bytes", path, most), ""}
	}
	return data, err
}

// shownProof is what kez claim show says of one envelope.
type shownProof struct {
	Kind      string            `json:"kind"`
	Subject   *identity.Subject `json:"subject,omitempty"`
	Primary   *identity.Primary `json:"primary,omitempty"`
	CreatedAt string            `json:"created_at,omitempty"`
	Signature string            `json:"signature"` // good, or what is wrong
	Device    *identity.ID      `json:"device,omitempty"`
	Op        sigchain.Op       `json:"op,omitempty"`
	Seq       uint64            `json:"seq,omitempty"`
	Handle    identity.Handle   `json:"handle,omitempty"`
	Server    string            `json:"server,omitempty"`
	rows      [][2]string
	err       error
}

func (c claimShowCommand) Run(p *program) error {
	text, err := p.readText(c.File, maxText)
	if err != nil {
		return err
	}
	envelopes, err := identity.Find(text)
	if err != nil {
		return err
	}
	var bad error
	for i, e := range envelopes {
		s := describe(e)
		if err := p.print(s, func(w io.Writer) { s.write(w, i) }); err != nil {
			return err
		}
		if s.err != nil && bad == nil {
			bad = s.err
		}
	}
	return bad
}

// describe opens an envelope as what it may be.
func describe(envelope []byte) shownProof {
	claim, err := identity.OpenClaim(envelope)
	if err == nil {
		subject, primary, at := claim.Subject(), claim.Primary(), claim.CreatedAt().UTC().Format(time.RFC3339)
		return shownProof{
			Kind: "claim", Subject: &subject, Primary: &primary, CreatedAt: at, Signature: "good",
			rows: [][2]string{{"claim", subject.String()}, {"primary", primary.String()}, {"made", at}, {"signature", "good"}},
		}
	}
	if !errors.Is(err, identity.ErrBadType) {
		return badProof(err)
	}
	l, err := sigchain.Open(envelope)
	if err != nil {
		return badProof(err)
	}
	primary, at := l.Primary(), l.CreatedAt().UTC().Format(time.RFC3339)
	return shownProof{
		Kind: "sigchain_event", Primary: &primary, CreatedAt: at, Signature: "good", Op: l.Op(), Seq: l.Seq(),
		rows: [][2]string{
			{"event", fmt.Sprintf("%d, %s", l.Seq(), l.Op())}, {"primary", primary.String()}, {"made", at}, {"signature", "good"},
		},
	}
}

func badProof(err error) shownProof {
	return shownProof{Kind: "unknown", Signature: err.Error(), err: err, rows: [][2]string{{"bad", clean(err.Error())}}}
}

func (s shownProof) write(w io.Writer, nth int) {
	if nth > 0 {
		fmt.Fprintln(w)
	}
	writeRows(w, s.rows)
}

// writeRows writes names and values in two columns.
func writeRows(w io.Writer, rows [][2]string) {
	for _, row := range rows {
		fmt.Fprintf(w, "%-12s %s\n", row[0], row[1])
	}
}
