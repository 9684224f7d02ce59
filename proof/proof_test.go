package proof_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

func seed(t testing.TB, digit string) identity.Seed {
	t.Helper()
	s, err := identity.ParseSeed(strings.Repeat(digit, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func nostrSecret(t testing.TB, digit string) identity.NostrSecret {
	t.Helper()
	s, err := identity.ParseNostrSecret(strings.Repeat(digit, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func subject(t testing.TB, text string) identity.Subject {
	t.Helper()
	s, err := identity.ParseSubject(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// claim is signed by the seed 42….
func claim(t testing.TB, about identity.Subject) string {
	t.Helper()
	return claimBy(t, seed(t, "42"), about)
}

func claimBy(t testing.TB, signer identity.Signer, about identity.Subject) string {
	t.Helper()
	envelope, err := identity.SignClaim(signer, about, prooftest.Now)
	if err != nil {
		t.Fatal(err)
	}
	return string(envelope)
}

func compact(t testing.TB, envelope string) string {
	t.Helper()
	text, err := identity.EncodeCompact([]byte(envelope))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// question is whether the subject is the seed's 42….
func question(t testing.TB, s identity.Subject) proof.Question {
	return proof.Question{Subject: s, Primary: identity.PrimaryOf(seed(t, "42").Key())}
}

func check(t testing.TB, c *proof.Checker, s identity.Subject) proof.Verdict {
	t.Helper()
	v, err := c.Check(t.Context(), question(t, s))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantHolds(t testing.TB, v proof.Verdict) {
	t.Helper()
	if !v.Holds() {
		t.Errorf("%s: %v, want that it holds", v.Subject, v.Failure)
		return
	}
	if v.Claim.Subject() != v.Subject || v.Claim.Primary() != v.Primary || v.Proof == nil || v.URL == "" {
		t.Errorf("%s holds with %+v", v.Subject, v)
	}
}

func wantFailure(t testing.TB, v proof.Verdict, phase proof.Phase, reason proof.Reason) {
	t.Helper()
	f := v.Failure
	switch {
	case f == nil:
		t.Errorf("%s holds, want %s: %s", v.Subject, phase, reason)
	case f.Phase != phase || f.Reason != reason:
		t.Errorf("%s: got %v, want %s: %s", v.Subject, f, phase, reason)
	case f.Detail == "" || f.Help == "" || v.URL == "" && reason != proof.Unsupported:
		t.Errorf("%s: %v is told without detail, help or URL: %+v", v.Subject, f, v)
	}
	if f != nil && !v.Claim.Subject().IsZero() && phase != proof.PhaseSigchain {
		t.Errorf("%s: failed, and claims %s", v.Subject, v.Claim.Subject())
	}
}

// subjects are one of each system, in the world.
func subjects(t testing.TB, w *prooftest.World) map[string]identity.Subject {
	return map[string]identity.Subject{
		"dns":     subject(t, "dns:domain.example"),
		"github":  subject(t, "github:jason"),
		"web":     subject(t, fmt.Sprintf("web:https://site.example:%d/me", w.Port)),
		"nostr":   subject(t, "nostr:"+nostrSecret(t, "17").Key().String()),
		"bluesky": subject(t, "bluesky:jason.bsky.example"),
		"ap":      subject(t, "ap:jason@social.example"),
	}
}

// TestEveryChannel publishes what may stand there, and what may not, on each.
func TestEveryChannel(t *testing.T) {
	other := func(t testing.TB) string { return claim(t, subject(t, "github:somebody")) }
	for _, c := range []struct {
		name   string
		text   func(t testing.TB, s identity.Subject) string
		phase  proof.Phase
		reason proof.Reason
	}{
		{"compact", func(t testing.TB, s identity.Subject) string { return compact(t, claim(t, s)) }, "", ""},
		{"compact in a sentence", func(t testing.TB, s identity.Subject) string {
			return "It is me: " + compact(t, claim(t, s)) + ", really."
		}, "", ""},
		{"JSON", func(t testing.TB, s identity.Subject) string { return claim(t, s) }, "", ""},
		{"Markdown", func(t testing.TB, s identity.Subject) string { return "# Me\n\n```kez\n" + claim(t, s) + "\n```\n" }, "", ""},
		{"two, the second fits", func(t testing.TB, s identity.Subject) string {
			return compact(t, other(t)) + " " + compact(t, claim(t, s))
		}, "", ""},
		{"nothing", func(testing.TB, identity.Subject) string { return "Nothing to see here." }, proof.PhaseParse, proof.NotFound},
		{"another kind", func(t testing.TB, s identity.Subject) string {
			e, err := identity.SignEnvelope(seed(t, "42"), "other", map[string]string{"type": "other"})
			if err != nil {
				t.Fatal(err)
			}
			return compact(t, string(e))
		}, proof.PhaseParse, proof.NotFound},
		{"cut", func(t testing.TB, s identity.Subject) string { c := compact(t, claim(t, s)); return c[:len(c)-9] }, proof.PhaseParse, proof.Damaged},
		{"another subject", func(t testing.TB, s identity.Subject) string { return compact(t, other(t)) }, proof.PhaseMatch, proof.SubjectMismatch},
		{"another primary", func(t testing.TB, s identity.Subject) string { return compact(t, claimBy(t, seed(t, "43"), s)) }, proof.PhaseMatch, proof.PrimaryMismatch},
		{"another's signature", func(t testing.TB, s identity.Subject) string {
			mine, theirs := claim(t, s), claim(t, subject(t, "github:somebody"))
			sig := func(c string) string { _, sig, _ := strings.Cut(c, `"sig":"`); return sig[:128] }
			return compact(t, strings.Replace(mine, sig(mine), sig(theirs), 1))
		}, proof.PhaseSignature, proof.BadSignature},
		{"another's key", func(t testing.TB, s identity.Subject) string {
			mine, theirs := claim(t, s), seed(t, "43").Key().String()
			return compact(t, strings.Replace(mine, `"key":"`+seed(t, "42").Key().String(), `"key":"`+theirs, 1))
		}, proof.PhaseSignature, proof.BadSignature},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := prooftest.New(t)
			checker := w.Checker(t)
			for _, s := range subjects(t, w) {
				w.Publish(t, s, c.text(t, s), nostrSecret(t, "17"))
				v := check(t, checker, s)
				if c.phase == "" {
					wantHolds(t, v)
				} else {
					wantFailure(t, v, c.phase, c.reason)
				}
			}
		})
	}
}

// TestNostrPrimary: the primary may be a Nostr key, and anybody's when nobody in
// particular is asked for.
func TestNostrPrimary(t *testing.T) {
	w := prooftest.New(t)
	secret := nostrSecret(t, "23")
	s := subject(t, "dns:domain.example")
	w.Publish(t, s, compact(t, claimBy(t, secret, s)), secret)
	for _, p := range []identity.Primary{identity.NostrPrimary(secret.Key()), {}} {
		v, err := w.Checker(t).Check(t.Context(), proof.Question{Subject: s, Primary: p})
		if err != nil || !v.Holds() || v.Claim.Primary() != identity.NostrPrimary(secret.Key()) {
			t.Errorf("asked for %q: %v, %v", p, v.Failure, err)
		}
	}
}

// TestNobodyThere asks for accounts that do not exist.
func TestNobodyThere(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	for system, s := range subjects(t, w) {
		v := check(t, c, s)
		switch system {
		case "web", "ap": // no such name
			wantFailure(t, v, proof.PhaseFetch, proof.Unreachable)
		case "nostr": // who never said anything is as good as nobody
			wantFailure(t, v, proof.PhaseParse, proof.NotFound)
		default:
			wantFailure(t, v, proof.PhaseFetch, proof.NotFound)
		}
	}
	wantFailure(t, check(t, c, subject(t, "ens:jason.eth")), proof.PhaseFetch, proof.Unsupported)
}

func TestSystems(t *testing.T) {
	w := prooftest.New(t)
	if got := fmt.Sprint(w.Checker(t).Systems()); got != "[ap bluesky dns github nostr web]" {
		t.Errorf("got %s", got)
	}
	cfg := w.ProofConfig(t)
	cfg.Relays, cfg.Nameservers = nil, nil
	c := prooftest.Open(t, cfg)
	if got := fmt.Sprint(c.Systems()); got != "[ap bluesky github web]" {
		t.Errorf("without relays and name servers: got %s", got)
	}
	wantFailure(t, check(t, c, subjects(t, w)["dns"]), proof.PhaseFetch, proof.Unsupported)
	for _, relay := range []string{"https://relay.example", "wss://", "wss://me:pw@relay.example", "wss://relay.example:99999", "%"} {
		cfg.Relays = []string{relay}
		if _, err := proof.New(cfg); err == nil {
			t.Errorf("the relay %q was accepted", relay)
		}
	}
}

func TestGone(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	for _, s := range subjects(t, w) {
		if v, err := c.Check(ctx, question(t, s)); !errors.Is(err, gone) {
			t.Errorf("%s: got %v, %v", s, v.Failure, err)
		}
	}
}

func TestAgainst(t *testing.T) {
	s := subject(t, "dns:domain.example")
	me := seed(t, "42")
	v := proof.Judge(question(t, s), proof.Evidence{URL: "dns:", Text: []byte(claim(t, s))})
	wantHolds(t, v)
	chain := func(signer identity.Seed, ops ...sigchain.Op) sigchain.State {
		t.Helper()
		var links []sigchain.Link
		var head sigchain.Head
		for _, op := range ops {
			raw, err := sigchain.Sign(signer, head, sigchain.Draft{Op: op, Subject: s, CreatedAt: prooftest.Now})
			if err != nil {
				t.Fatal(err)
			}
			l, err := sigchain.Open(raw)
			if err != nil {
				t.Fatal(err)
			}
			links, head = append(links, l), sigchain.Head{Seq: l.Seq(), Hash: l.Hash()}
		}
		state, err := sigchain.Replay(links)
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	for status, state := range map[sigchain.Status]sigchain.State{
		sigchain.Unlisted: {},
		sigchain.Active:   chain(me, sigchain.Add),
	} {
		got := v.Against(state, nil)
		if wantHolds(t, got); got.Status != status {
			t.Errorf("got %q, want %q", got.Status, status)
		}
	}
	again := v.Against(chain(me, sigchain.Add, sigchain.Revoke, sigchain.Add), nil)
	wantHolds(t, again)
	revoked := v.Against(chain(me, sigchain.Add, sigchain.Revoke), nil)
	wantFailure(t, revoked, proof.PhaseSigchain, proof.Revoked)
	if revoked.Status != sigchain.Revoked || !strings.Contains(revoked.Failure.Detail, "2026-05-25, by event 2") {
		t.Errorf("got %q, %q", revoked.Status, revoked.Failure.Detail)
	}
	wantFailure(t, v.Against(sigchain.State{}, sigchain.ErrBroken), proof.PhaseSigchain, proof.SigchainInvalid)
	wantFailure(t, v.Against(chain(seed(t, "43"), sigchain.Add), nil), proof.PhaseSigchain, proof.SigchainInvalid)
	// What failed before stays what it was.
	none := proof.Judge(question(t, s))
	none.URL = "dns:"
	wantFailure(t, none.Against(chain(me, sigchain.Add), nil), proof.PhaseParse, proof.NotFound)
}

// TestFurthest: of several proofs the one that gets furthest counts, wherever it
// stands.
func TestFurthest(t *testing.T) {
	s := subject(t, "github:jason")
	good := claim(t, s)
	ladder := []struct {
		text   string
		reason proof.Reason
	}{
		{"nothing", proof.NotFound},
		{"kez:z1:AAAA", proof.Damaged},
		{claim(t, subject(t, "github:other")), proof.SubjectMismatch},
		{claimBy(t, seed(t, "43"), s), proof.PrimaryMismatch},
		{strings.Replace(good, "2026-05-25", "2026-05-26", 1), proof.BadSignature},
		{good, ""},
	}
	for low := range ladder {
		for high := low; high < len(ladder); high++ {
			for _, order := range [][2]int{{low, high}, {high, low}} {
				v := proof.Judge(question(t, s),
					proof.Evidence{URL: "first", Text: []byte(ladder[order[0]].text)},
					proof.Evidence{URL: "second", Text: []byte(ladder[order[1]].text)})
				switch want := ladder[high].reason; {
				case want == "" && !v.Holds(), want != "" && (v.Holds() || v.Failure.Reason != want):
					t.Errorf("%d and %d: got %v, want %q", order[0], order[1], v.Failure, want)
				}
			}
		}
	}
	huge := proof.Judge(question(t, s), proof.Evidence{URL: "u", Text: make([]byte, identity.MaxText+1)})
	if huge.Holds() || huge.Failure.Reason != proof.NotFound && huge.Failure.Reason != proof.TooLarge {
		t.Errorf("huge: got %v", huge.Failure)
	}
	text := append([]byte(compact(t, good)), make([]byte, identity.MaxText)...)
	wantFailure(t, proof.Judge(question(t, s), proof.Evidence{URL: "u", Text: text}), proof.PhaseFetch, proof.TooLarge)
}

func TestChain(t *testing.T) {
	w := prooftest.New(t)
	c := w.Checker(t)
	raw, err := sigchain.Sign(seed(t, "42"), sigchain.Head{}, sigchain.Draft{Op: sigchain.Add, Subject: subject(t, "github:jason"), CreatedAt: prooftest.Now})
	if err != nil {
		t.Fatal(err)
	}
	link, err := sigchain.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := sigchain.Bundle([]sigchain.Link{link})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(raw) + "\n", bundle} {
		base := w.Web("chain.example", "/.well-known/kez-sigchain.jsonl", text)
		links, err := c.Chain(t.Context(), base+"/")
		if err != nil || len(links) != 1 || links[0].Hash() != link.Hash() {
			t.Errorf("got %d links, %v", len(links), err)
		}
	}
	base := w.Web("chain.example", "/.well-known/kez-sigchain.jsonl", "no chain")
	var f *proof.Failure
	if _, err := c.Chain(t.Context(), base); !errors.As(err, &f) || f.Reason != proof.SigchainInvalid || f.Help == "" {
		t.Errorf("no chain: got %v", err)
	}
	if _, err := c.Chain(t.Context(), w.Web("none.example", "/", "")); !errors.As(err, &f) || f.Reason != proof.NotFound {
		t.Errorf("nothing there: got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if _, err := c.Chain(ctx, base); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no time: got %v", err)
	}
}
