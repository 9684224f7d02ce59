package proof_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/proof"
	"kez.lat/chat/proof/prooftest"
)

var update = flag.Bool("update", false, "write the files of testdata that tests make anew")

const vectorFile = "testdata/judge.json"

// vector is one case of judging, for every implementation: phases 2 to 5 over
// texts that somebody fetched.
type vector struct {
	Name    string   `json:"name"`
	Subject string   `json:"subject"`
	Primary string   `json:"primary,omitempty"` // absent: anybody's
	Texts   []string `json:"texts"`
	// Chain is the primary's sigchain as JSON Lines; absent where none is known.
	Chain string `json:"chain,omitempty"`

	Status string       `json:"status"` // found or failed
	Phase  proof.Phase  `json:"phase,omitempty"`
	Reason proof.Reason `json:"reason,omitempty"`
	// Text is the place of the text that the proof is in; absent without proof.
	Text *int `json:"text,omitempty"`
}

// TestVectors makes the file anew and compares; then it reads it as any other
// implementation would. With -update it writes it.
func TestVectors(t *testing.T) {
	made, err := json.MarshalIndent(vectors(t), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	made = append(made, '\n')
	if *update {
		if err := os.WriteFile(vectorFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, made) {
		t.Errorf("%s differs from what the test makes; run it with -update", vectorFile)
	}
	var list []vector
	if err := json.Unmarshal(file, &list); err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		want := v
		v.judge(t)
		if v.Status != want.Status || v.Phase != want.Phase || v.Reason != want.Reason || (v.Text == nil) != (want.Text == nil) || v.Text != nil && *v.Text != *want.Text {
			t.Errorf("%s: got %s %s %s, want %s %s %s", v.Name, v.Status, v.Phase, v.Reason, want.Status, want.Phase, want.Reason)
		}
	}
}

// judge fills in the verdict.
func (v *vector) judge(t *testing.T) {
	t.Helper()
	q := proof.Question{Subject: subject(t, v.Subject)}
	if v.Primary != "" {
		p, err := identity.ParsePrimary(v.Primary)
		if err != nil {
			t.Fatal(err)
		}
		q.Primary = p
	}
	var evidence []proof.Evidence
	for n, text := range v.Texts {
		evidence = append(evidence, proof.Evidence{URL: string(rune('0' + n)), Text: []byte(text)})
	}
	got := proof.Judge(q, evidence...)
	if v.Chain != "" {
		links, err := sigchain.Read([]byte(v.Chain))
		var state sigchain.State
		if err == nil {
			state, err = sigchain.Replay(links)
		}
		got = got.Against(state, err)
	}
	v.Status, v.Phase, v.Reason, v.Text = proof.StatusFound, "", "", nil
	if got.Proof != nil {
		n := int(got.URL[0] - '0')
		v.Text = &n
	}
	if got.Failure != nil {
		v.Status, v.Phase, v.Reason = proof.StatusFailed, got.Failure.Phase, got.Failure.Reason
	}
}

func vectors(t *testing.T) []vector {
	t.Helper()
	me, other, npub := seed(t, "42"), seed(t, "43"), nostrSecret(t, "17")
	s := subject(t, "github:jason")
	good := claim(t, s)
	packed := compact(t, good)
	fenced := "# Me\n\n```kez\n" + good + "\n```\n"
	chain := func(ops ...sigchain.Op) string {
		var links []sigchain.Link
		var head sigchain.Head
		for _, op := range ops {
			raw, err := sigchain.Sign(me, head, sigchain.Draft{Op: op, Subject: s, CreatedAt: prooftest.Now})
			if err != nil {
				t.Fatal(err)
			}
			l, err := sigchain.Open(raw)
			if err != nil {
				t.Fatal(err)
			}
			links, head = append(links, l), sigchain.Head{Seq: l.Seq(), Hash: l.Hash()}
		}
		return string(sigchain.WriteJSONL(links))
	}
	added := chain(sigchain.Add)
	_, late, _ := strings.Cut(chain(sigchain.Add, sigchain.Revoke), "\n")
	ed, nostr := identity.PrimaryOf(me.Key()).String(), identity.NostrPrimary(npub.Key()).String()
	changed := strings.Replace(good, "2026-05-25", "2026-05-26", 1)
	swapped := strings.Replace(good, `"key":"`+me.Key().String(), `"key":"`+other.Key().String(), 1)
	foreign, strange := claim(t, subject(t, "github:somebody")), claimBy(t, other, s)
	e, err := identity.SignEnvelope(me, "other", map[string]string{"type": "other"})
	if err != nil {
		t.Fatal(err)
	}
	list := []vector{
		{Name: "JSON", Primary: ed, Texts: []string{good}},
		{Name: "compact", Primary: ed, Texts: []string{"It is me: " + packed + "."}},
		{Name: "a fence", Primary: ed, Texts: []string{fenced}},
		{Name: "in the second text", Primary: ed, Texts: []string{"nothing", packed}},
		{Name: "a Nostr primary", Primary: nostr, Texts: []string{claimBy(t, npub, s)}},
		{Name: "anybody's", Texts: []string{strange}},
		{Name: "nothing", Primary: ed, Texts: []string{"nothing", ""}},
		{Name: "no texts", Primary: ed, Texts: []string{}},
		{Name: "JSON of somebody else's", Primary: ed, Texts: []string{`{"name":"x"}`}},
		{Name: "an envelope of another kind", Primary: ed, Texts: []string{string(e)}},
		{Name: "cut", Primary: ed, Texts: []string{packed[:len(packed)-9]}},
		{Name: "a claim without a subject", Primary: ed, Texts: []string{strings.Replace(good, `"subject":"github:jason",`, "", 1)}},
		{Name: "another version", Primary: ed, Texts: []string{strings.Replace(good, `"version":1`, `"version":2`, 1)}},
		{Name: "another subject", Primary: ed, Texts: []string{foreign}},
		{Name: "another primary", Primary: ed, Texts: []string{strange}},
		{Name: "a changed payload", Primary: ed, Texts: []string{changed}},
		{Name: "another key signed", Primary: ed, Texts: []string{swapped}},
		{Name: "the furthest counts", Primary: ed, Texts: []string{"kez:z1:AAAA", foreign, changed, strange}},
		{Name: "the good one counts", Primary: ed, Texts: []string{changed, foreign + "\n", packed, strange}},
		{Name: "active", Primary: ed, Texts: []string{good}, Chain: added},
		{Name: "revoked", Primary: ed, Texts: []string{good}, Chain: chain(sigchain.Add, sigchain.Revoke)},
		{Name: "added again", Primary: ed, Texts: []string{good}, Chain: chain(sigchain.Add, sigchain.Revoke, sigchain.Add)},
		{Name: "a chain without its beginning", Primary: ed, Texts: []string{good}, Chain: late},
		{Name: "a chain that cannot be read", Primary: ed, Texts: []string{good}, Chain: "no chain\n"},
		{Name: "somebody else's chain", Primary: other.Key().String(), Texts: []string{strange}, Chain: added},
		{Name: "a chain does not mend a proof", Primary: ed, Texts: []string{changed}, Chain: added},
	}
	for n := range list {
		list[n].Subject = s.String()
		list[n].judge(t)
	}
	return list
}
