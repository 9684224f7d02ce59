package chat

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
	"kez.lat/chat/node/nodetest"
	"kez.lat/chat/seal"
)

var writeDocs = flag.Bool("write-docs", false, "write the lists that pages take from the code")

const protocolPage = "docs/protocol.md"

var exampleBlock = regexp.MustCompile("(?ms)^```[a-z]+ example=([a-z0-9-]+)\n(.*?)\n```$")

// examples reads the executed blocks of the page.
func examples(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile(protocolPage)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	for _, m := range exampleBlock.FindAllStringSubmatch(string(page), -1) {
		if _, twice := found[m[1]]; twice {
			t.Errorf("two examples are called %s", m[1])
		}
		found[m[1]] = m[2]
	}
	return found
}

// TestProtocolExamples executes every example of docs/protocol.md.
func TestProtocolExamples(t *testing.T) {
	found := examples(t)
	checks := map[string]func(*testing.T, string){
		"key": checkKey, "phrases": checkPhrases,
		"registration": checkRegistration, "registration-canonical": checkCanonical, "registration-digest": checkDigest,
		"sigchain": checkSigchain, "sigchain-state": checkSigchainState, "device-proof": checkDeviceProof,
		"claim": checkClaim, "signed-requests": checkSignedRequests, "connect": checkConnect, "box": checkBox, "marks": checkMarks, "invite": checkInvite,
		"problem": checkProblem, "record": checkRecord, "webfinger": checkWebFinger,
	}
	for name := range found {
		if checks[name] == nil {
			t.Errorf("nothing executes the example %s", name)
		}
	}
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			text, ok := found[name]
			if !ok {
				t.Fatal("the page has no such example")
			}
			check(t, text)
		})
	}
}

func parse(t *testing.T, text string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func seedOf(t *testing.T, digits string) identity.Seed {
	t.Helper()
	seed, err := identity.ParseSeed(digits)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

// checkMarks compares the page's example with the first of the vectors, which the browser app reads.
func checkMarks(t *testing.T, text string) {
	var e struct{ Marks any }
	parse(t, text, &e)
	data, err := os.ReadFile("identity/testdata/marks.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Letters []struct{ Marks any } }
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if want := v.Letters[0].Marks; !reflect.DeepEqual(e.Marks, want) {
		t.Errorf("got %v, want %v", e.Marks, want)
	}
}

func checkKey(t *testing.T, text string) {
	var e struct{ Seed, Primary, NKey string }
	parse(t, text, &e)
	key := seedOf(t, e.Seed).Key()
	same(t, "primary", key.String(), e.Primary)
	same(t, "nkey", key.NKey(), e.NKey)
	back, err := identity.ParseNKey(e.NKey)
	if err != nil || back != key {
		t.Errorf("nkey read back: got %v, %v", back, err)
	}
}

func checkPhrases(t *testing.T, text string) {
	var list []struct{ Words, Seed string }
	parse(t, text, &list)
	for _, e := range list {
		phrase, err := identity.ParsePhrase(e.Words)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "seed", phrase.Seed().Hex(), e.Seed)
	}
}

func checkRegistration(t *testing.T, text string) {
	at := time.Date(2026, 5, 25, 3, 4, 59, 0, time.UTC)
	reg, err := identity.OpenRegistration([]byte(text), "kez.lat", at)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "handle", string(reg.Handle()), "tudisco")
	signed, err := identity.SignRegistration(seedOf(t, strings.Repeat("42", 32)), "tudisco", "kez.lat", at.Truncate(5*time.Minute), "")
	if err != nil {
		t.Fatal(err)
	}
	want, err := identity.Canonical([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := identity.Canonical(signed)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "signed anew", string(got), string(want))
	compact, err := identity.EncodeCompact([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	back, err := identity.DecodeCompact(compact)
	if err != nil || !strings.HasPrefix(compact, "kez:z1:") {
		t.Fatalf("compact form %s: %v", compact, err)
	}
	if _, err := identity.OpenRegistration(back, "kez.lat", at); err != nil {
		t.Errorf("from the compact form: %v", err)
	}
}

// payload is the canonical payload of the page's registration.
func payload(t *testing.T) []byte {
	t.Helper()
	e, err := identity.OpenEnvelope([]byte(examples(t)["registration"]), "handle_registration")
	if err != nil {
		t.Fatal(err)
	}
	return e.Payload()
}

func checkCanonical(t *testing.T, text string) { same(t, "payload", string(payload(t)), text) }

func checkDigest(t *testing.T, text string) {
	sum := sha512.Sum512(payload(t))
	same(t, "digest", hex.EncodeToString(sum[:]), text)
}

func checkInvite(t *testing.T, text string) {
	var e struct{ Code, Primary, Invite string }
	parse(t, text, &e)
	key, err := identity.ParseKey(e.Primary)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "proof", identity.InviteProof(e.Code, key), e.Invite)
}

func checkClaim(t *testing.T, text string) {
	claim, err := identity.OpenClaim([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	again, err := identity.SignClaim(seedOf(t, strings.Repeat("42", 32)), claim.Subject(), claim.CreatedAt())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "signed", string(claim.Raw()), string(again))
}

func checkSigchain(t *testing.T, text string) {
	links, err := sigchain.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "lines", string(sigchain.WriteJSONL(links)), text+"\n")
}

func checkSigchainState(t *testing.T, text string) {
	var e struct {
		Head            sigchain.Head
		Active, Revoked []string
	}
	parse(t, text, &e)
	links, err := sigchain.Read([]byte(examples(t)["sigchain"]))
	if err != nil {
		t.Fatal(err)
	}
	state, err := sigchain.Replay(links)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "head", state.Head, e.Head)
	for what, lists := range map[string]struct {
		got  []sigchain.Claimed
		want []string
	}{"active": {state.Active, e.Active}, "revoked": {state.Revoked, e.Revoked}} {
		var got []string
		for _, claimed := range lists.got {
			got = append(got, claimed.Subject.String())
		}
		same(t, what, strings.Join(got, " "), strings.Join(lists.want, " "))
	}
}

func checkDeviceProof(t *testing.T, text string) {
	var e struct {
		DeviceSeed string `json:"device_seed"`
		Primary    identity.Primary
		Device     identity.ID
		Proof      string
	}
	parse(t, text, &e)
	same(t, "proof", hex.EncodeToString(sigchain.ProveDevice(seedOf(t, e.DeviceSeed), e.Primary, e.Device)), e.Proof)
}

func checkSignedRequests(t *testing.T, text string) {
	var list []struct{ Text, Sig string }
	parse(t, text, &list)
	const seconds = 1782000000
	seed := seedOf(t, strings.Repeat("42", 32))
	texts := [][]byte{
		identity.SignedPoll("tudisco", 7, seconds), identity.SignedStream("tudisco", seconds), identity.SignedProofs("tudisco", seconds),
	}
	if len(list) != len(texts) {
		t.Fatalf("%d texts for %d kinds", len(list), len(texts))
	}
	for i, e := range list {
		same(t, "text", string(texts[i]), e.Text)
		same(t, "signature", hex.EncodeToString(seed.Sign(texts[i])), e.Sig)
	}
}

func checkConnect(t *testing.T, text string) {
	var e struct{ Seed, Nonce, Sig string }
	parse(t, text, &e)
	same(t, "signature", base64.RawURLEncoding.EncodeToString(seedOf(t, e.Seed).Sign([]byte(e.Nonce))), e.Sig)
}

func checkBox(t *testing.T, text string) {
	var e struct {
		RecipientSeed string `json:"recipient_seed"`
		Envelope      json.RawMessage
		Plaintext     struct {
			Body, From, ID, To, Type, Sig string
			SentAt                        time.Time `json:"sent_at"`
		}
	}
	parse(t, text, &e)
	opener, err := seal.NewOpener(seedOf(t, e.RecipientSeed))
	if err != nil {
		t.Fatal(err)
	}
	want := e.Plaintext
	letter, err := opener.Open(e.Envelope, seal.Given{Time: want.SentAt})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "type", letter.Type(), want.Type)
	same(t, "from", letter.From().String(), want.From)
	same(t, "to", letter.To().String(), want.To)
	same(t, "id", letter.ID().String(), want.ID)
	same(t, "body", letter.Body(), want.Body)
	same(t, "sent_at", letter.SentAt().Equal(want.SentAt), true)
}

// published is a node whose public URL is the one of the page, with the
// page's person on it.
func published(t *testing.T) *nodetest.Node {
	t.Helper()
	n := nodetest.Start(t, "public-url", "http://localhost:6969")
	signed, err := identity.SignRegistration(seedOf(t, strings.Repeat("42", 32)), "tudisco", n.Server, time.Now(), "")
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(n.URL+"/v1/register", "application/json", bytes.NewReader(signed))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	same(t, "registration", resp.StatusCode, http.StatusCreated)
	return n
}

// variable are the members whose values no page can know.
var variable = []string{"registered_at", "request_id", "registration", "detail"}

// compare wants the node's answer to be the page's example, but for what is
// variable.
func compare(t *testing.T, n *nodetest.Node, path, mediaType, example string) {
	t.Helper()
	resp, err := http.Get(n.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	parse(t, example, &want)
	same(t, "members", strings.Join(slices.Sorted(maps.Keys(got)), " "), strings.Join(slices.Sorted(maps.Keys(want)), " "))
	for _, name := range variable {
		delete(got, name)
		delete(want, name)
	}
	gotText, _ := json.MarshalIndent(got, "", " ")
	wantText, _ := json.MarshalIndent(want, "", " ")
	same(t, "answer", string(gotText), string(wantText))
	same(t, "media type", strings.SplitN(resp.Header.Get("Content-Type"), ";", 2)[0], mediaType)
}

func checkProblem(t *testing.T, text string) {
	compare(t, published(t), "/v1/u/kezia", "application/problem+json", text)
}

func checkRecord(t *testing.T, text string) {
	compare(t, published(t), "/v1/u/tudisco", "application/json", text)
}

func checkWebFinger(t *testing.T, text string) {
	compare(t, published(t), "/.well-known/webfinger?resource=acct:tudisco@localhost", "application/jrd+json", text)
}

// TestGeneratedFilesAreFresh compares the lists that pages take from the code;
// "task generate" writes them.
func TestGeneratedFilesAreFresh(t *testing.T) {
	page, err := os.ReadFile(protocolPage)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- reserved:begin -->\n", "<!-- reserved:end -->"
	before, rest, ok1 := strings.Cut(string(page), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("the page has no place for the reserved handles")
	}
	var list strings.Builder
	for _, h := range identity.ReservedHandles() {
		list.WriteString("`" + string(h) + "` ")
	}
	want := before + begin + strings.TrimSpace(list.String()) + "\n" + end + after
	if *writeDocs {
		if err := os.WriteFile(protocolPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Error("the list of reserved handles is old: run go tool task generate")
	}
}
