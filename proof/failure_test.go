package proof

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReasons compares the reasons with the table of docs/protocol.md, and sees
// that each has help.
func TestReasons(t *testing.T) {
	page, err := os.ReadFile("../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| phase | asks | reasons to fail |")
	table, _, ok := strings.Cut(table, "\n\n")
	if !ok {
		t.Fatal("docs/protocol.md has no table of phases")
	}
	all := map[Phase][]Reason{
		PhaseFetch:     {NotFound, Unreachable, Timeout, RateLimited, TooLarge, BlockedAddress, Redirected, BadResponse, Unsupported},
		PhaseParse:     {NotFound, Damaged},
		PhaseMatch:     {SubjectMismatch, PrimaryMismatch},
		PhaseSignature: {BadSignature},
		PhaseSigchain:  {Revoked, SigchainInvalid},
	}
	quoted := regexp.MustCompile("`([a-z-]+)`")
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		rows++
		var want []Reason
		for _, m := range quoted.FindAllStringSubmatch(cells[3], -1) {
			want = append(want, Reason(m[1]))
		}
		phase := Phase(quoted.FindStringSubmatch(cells[1])[1])
		have := all[phase]
		for _, r := range have {
			if !slices.Contains(want, r) {
				t.Errorf("%s: the code has %s, the page has not", phase, r)
			}
			if (&Failure{Reason: r}).advised("dns").Help == "" {
				t.Errorf("%s has no help", r)
			}
		}
		for _, r := range want {
			if !slices.Contains(have, r) && r != "retry_at" {
				t.Errorf("%s: the page has %s, the code has not", phase, r)
			}
		}
	}
	if rows != len(all) {
		t.Errorf("the page has %d phases, want %d", rows, len(all))
	}
	for _, system := range []string{"dns", "github", "web", "nostr", "bluesky", "ap"} {
		if publish[system] == "" {
			t.Errorf("nothing says where to publish for %s", system)
		}
	}
}
