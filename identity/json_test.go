package identity_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"

	"kez.lat/chat/identity"
)

func TestCanonicalForm(t *testing.T) {
	rows := invalidVectorsOf(t).JCS
	for in, want := range map[string]string{
		`{"a":-0,"b":-0.0}`:       `{"a":0,"b":0}`,
		` { "a" : 1.0 } `:         `{"a":1}`,
		`{"a":9007199254740992}`:  `{"a":9007199254740992}`,
		`{"a":1e21}`:              `{"a":1e+21}`,
		`{"a":1e-400}`:            `{"a":0}`,
		`{"__proto__":1,"A":2}`:   `{"A":2,"__proto__":1}`,
		`{"a":"\u0000\/é\u00e9"}`: `{"a":"\u0000/éé"}`,
	} {
		rows = append(rows, struct{ In, JCS, Why string }{in, want, in})
	}
	for _, row := range rows {
		got, err := identity.Canonical([]byte(row.In))
		if err != nil || string(got) != row.JCS {
			t.Errorf("%s: got %s, %v, want %s", row.Why, got, err, row.JCS)
		}
	}
}

func TestJSONRefused(t *testing.T) {
	rows := invalidVectorsOf(t).JSON
	for why, text := range map[string]string{
		"nothing": "", "space": " ", "a word": "null", "a string": `"a"`, "a number": "1", "two objects": "{}{}",
		"a byte order mark": "\ufeff{}", "a trailing comma": `{"a":1,}`, "a leading comma": `{,"a":1}`, "a plus sign": `{"a":+1}`,
		"a bare fraction": `{"a":.5}`, "no digits in a fraction": `{"a":1.}`, "no digits in an exponent": `{"a":1e}`,
		"only a sign": `{"a":-}`, "a hexadecimal": `{"a":0x1}`, "too large": `{"a":1e999}`, "below -2^53": `{"a":-9007199254740993}`,
		"beyond 2^53 with a fraction": `{"a":9007199254740993.0}`, "beyond 2^53 by rounding": `{"a":9007199254740991.9}`,
		"beyond 2^53 with an exponent": `{"a":1e20}`, "beyond 2^53 in full": `{"a":1000000000000000000000000000000}`,
		"an unknown escape": `{"a":"\x41"}`, "a short escape": `{"a":"\u12"}`, "an escape with a sign": `{"a":"\u+123"}`,
		"a low surrogate": `{"a":"\udc00"}`, "surrogates in the wrong order": `{"a":"\udc00\ud800"}`, "half a pair and a letter": `{"a":"\ud800x"}`,
		"half a pair and an escape": `{"a":"\ud800\n"}`, "two first halves": `{"a":"\ud800\ud800"}`, "a surrogate in a name": `{"\ud800":1}`,
		"an open string": `{"a":"`, "an open escape": `{"a":"\`, "an open object": `{"a":1`, "an open array": `{"a":[1`, "an open name": `{"a`, "a name alone": `{"a"}`,
		"a name without quotes": `{a:1}`, "single quotes": `{'a':1}`, "the wrong bracket": `{"a":[1}`, "half a word": `{"a":tru}`, "a capital word": `{"a":True}`,
		"a duplicate by escape": `{"a":1,"\u0061":2}`, "a duplicate inside": `{"x":[{"a":1,"a":2}]}`, "a vertical tab": "{\v\"a\":1}", "a no-break space": "{\u00a0\"a\":1}",
		"not UTF-8": "{\"a\":\"\xff\"}", "a surrogate in UTF-8": "{\"a\":\"\xed\xa0\x80\"}", "an overlong slash": "{\"a\":\"\xc0\xaf\"}", "a zero byte after": "{}\x00",
		"17 levels": strings.Repeat(`{"a":`, 16) + "{}" + strings.Repeat("}", 16), "17 levels of arrays": `{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + "}",
	} {
		rows = append(rows, struct{ JSON, Why string }{text, why})
	}
	for _, row := range rows {
		if got, err := identity.Canonical([]byte(row.JSON)); !errors.Is(err, identity.ErrMalformed) {
			t.Errorf("%s: got %s, %v, want %v", row.Why, got, err, identity.ErrMalformed)
		}
		if err := identity.DecodeStrict([]byte(row.JSON), new(struct{})); !errors.Is(err, identity.ErrMalformed) {
			t.Errorf("decode %s: got %v, want %v", row.Why, err, identity.ErrMalformed)
		}
	}
}

func TestSixteenLevels(t *testing.T) {
	text := strings.Repeat(`{"a":`, 15) + "{}" + strings.Repeat("}", 15)
	if got, err := identity.Canonical([]byte(text)); err != nil || string(got) != text {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestDecodeStrict(t *testing.T) {
	type inner struct {
		ID identity.ID `json:"id"`
	}
	type query struct {
		To     string          `json:"to"`
		Since  uint64          `json:"since"`
		Body   json.RawMessage `json:"envelope"`
		List   []inner         `json:"list"`
		More   *inner          `json:"more"`
		Hidden string          `json:"-"`
	}
	var q query
	data := `{"to":"ana","since":7.0e0,"envelope":{"To":1,"to":2},"unknown":{"TO":1},"list":[{"id":"000102030405060708090a0b0c0d0e0f"}],"more":null}`
	if err := identity.DecodeStrict([]byte(strings.Replace(data, "7.0e0", "7", 1)), &q); err != nil {
		t.Fatal(err)
	}
	if q.To != "ana" || q.Since != 7 || string(q.Body) != `{"To":1,"to":2}` || len(q.List) != 1 || q.List[0].ID.String() != "000102030405060708090a0b0c0d0e0f" {
		t.Errorf("got %+v", q)
	}
	for text, want := range map[string]error{
		`{"to":1}`:                identity.ErrBadEnvelope,
		`{"since":-1}`:            identity.ErrBadEnvelope,
		`{"since":1.5}`:           identity.ErrBadEnvelope,
		`{"since":"1"}`:           identity.ErrBadEnvelope,
		`{"list":[{"id":"AB"}]}`:  identity.ErrBadEnvelope,
		`{"To":"ana"}`:            identity.ErrMalformed,
		`{"to":"ana","TO":"bo"}`:  identity.ErrMalformed,
		`{"list":[{"ID":""}]}`:    identity.ErrMalformed,
		`{"more":{"Id":""}}`:      identity.ErrMalformed,
		`{"\u017fince":1}`:        identity.ErrMalformed, // ſ folds to s
		`{"to":"ana","to":"ana"}`: identity.ErrMalformed,
	} {
		if err := identity.DecodeStrict([]byte(text), new(query)); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
	}
}

// FuzzCanonical holds the form to what it is for: it is read again as the same
// form, and as the same value that encoding/json reads.
func FuzzCanonical(f *testing.F) {
	v := invalidVectorsOf(f)
	for _, row := range v.JCS {
		f.Add([]byte(row.In))
	}
	for _, row := range v.JSON {
		f.Add([]byte(row.JSON))
	}
	f.Add([]byte(`{"a":[1e21,-0,1e-7,123456789012345680000.5,0.1,true,null,"\ud83d\ude00"],"\u0061b":{"":{}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		once, err := identity.Canonical(data)
		if err != nil {
			if !errors.Is(err, identity.ErrMalformed) {
				t.Errorf("got %v, want %v", err, identity.ErrMalformed)
			}
			return
		}
		if other, err := jcs.Transform(data); err != nil || !bytes.Equal(other, once) {
			t.Errorf("not the form of RFC 8785: got %s, want %s, %v", once, other, err)
		}
		twice, err := identity.Canonical(once)
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("not its own form: %s gives %s, %v", once, twice, err)
		}
		if got, want := reencode(t, once), reencode(t, data); !bytes.Equal(got, want) {
			t.Errorf("another value: got %s, want %s", got, want)
		}
	})
}

func reencode(t *testing.T, data []byte) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("encoding/json refuses what we accept: %s: %v", data, err)
	}
	out, err := json.Marshal(withoutMinusZero(v))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func withoutMinusZero(v any) any {
	switch v := v.(type) {
	case float64:
		return v + 0
	case []any:
		for i := range v {
			v[i] = withoutMinusZero(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = withoutMinusZero(v[name])
		}
	}
	return v
}
