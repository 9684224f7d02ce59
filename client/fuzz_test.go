package client

import (
	"errors"
	"testing"

	"kez.lat/chat/identity"
)

// FuzzAnswers feeds what a hostile node may answer to everything that reads
// answers.
func FuzzAnswers(f *testing.F) {
	const key = `"ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12"`
	for _, text := range []string{
		`{"epoch":"00000000000000aa","messages":[{"seq":1,"time":"2026-05-25T03:00:00.000Z","kind":"msg","to":` + key + `,"envelope":{}}],"next":1,"more":false}`,
		`{"epoch":"","messages":[{"seq":1e3,"time":"","kind":1,"to":"","body":"="}],"next":-1}`,
		`{"handle":"ana","primary":` + key + `,"registration":{}}`,
		`{"code":"busy","retry_after":-5,"status":429}`,
		`{"seq":1,"time":"2026-05-25T03:00:00.000Z"}`,
		`[]`, `null`, ``, `"`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if page, err := readPage(data); err == nil {
			for _, item := range page.Items {
				if item.Seq == 0 || item.To.IsZero() || item.Time.IsZero() {
					t.Errorf("item %+v", item)
				}
			}
		} else if !errors.Is(err, ErrNotANode) {
			t.Errorf("page: %v", err)
		}
		if p, err := readPerson(data, "kez.lat"); err == nil && (p.Key.IsZero() || p.Server != "kez.lat") {
			t.Errorf("person %+v", p)
		}
		if r, err := readReceipt(data); err == nil && (r.Seq == 0 || r.Time.IsZero()) {
			t.Errorf("receipt %+v", r)
		}
		if p := readProblem(429, data); p.Code == "" || p.RetryAfter < 0 || p.Error() == "" {
			t.Errorf("problem %+v", p)
		}
	})
}

// FuzzItem has the headers of a pushed message.
func FuzzItem(f *testing.F) {
	f.Add("2", "1", "2026-05-25T03:00:00.000Z", "msg", "", "ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12", "", "00000000000000000000000000000001")
	f.Fuzz(func(t *testing.T, seq, prev, at, kind, class, to, from, id string) {
		item, err := newItem(itemForm{seq, prev, at, kind, class, to, from, id}, nil)
		switch {
		case err != nil && !errors.Is(err, ErrNotANode):
			t.Errorf("got %v, want %v", err, ErrNotANode)
		case err == nil && (item.Seq == 0 || item.Prev >= item.Seq || item.To == identity.Key{}):
			t.Errorf("item %+v", item)
		}
	})
}
