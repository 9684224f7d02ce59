package identity

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestClaimsOfTheApp opens what the browser app signed and wrote: a claim in
// every form.
func TestClaimsOfTheApp(t *testing.T) {
	data, err := os.ReadFile("testdata/claims-ts.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Claims []struct {
			Subject, Primary, Envelope, Compact, Markdown string
			TXT                                           []string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Claims) == 0 {
		t.Fatal("the file has no claims")
	}
	for _, row := range file.Claims {
		claim, err := OpenClaim([]byte(row.Envelope))
		if err != nil {
			t.Errorf("claim of %s by %s: %v", row.Subject, row.Primary, err)
			continue
		}
		if claim.Subject().String() != row.Subject || claim.Primary().String() != row.Primary || string(claim.Raw()) != row.Envelope {
			t.Errorf("claim: got %s by %s, want %s by %s", claim.Subject(), claim.Primary(), row.Subject, row.Primary)
		}
		for _, text := range []string{row.Compact, row.Markdown, strings.Join(row.TXT, "")} {
			found, err := Find([]byte(text))
			if err != nil || len(found) != 1 {
				t.Errorf("find in %.40q: got %d envelopes and %v, want 1", text, len(found), err)
				continue
			}
			if again, err := OpenClaim(found[0]); err != nil || string(again.Raw()) != row.Envelope {
				t.Errorf("found in %.40q: got %v, want the claim of %s", text, err, row.Subject)
			}
		}
		for _, text := range row.TXT {
			if len(text) > maxString {
				t.Errorf("a string of %d bytes, want at most %d", len(text), maxString)
			}
		}
	}
}
