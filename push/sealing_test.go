package push

import (
	"bytes"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"testing"
)

// TestSealOfTheVector is RFC 8291 appendix A.
func TestSealOfTheVector(t *testing.T) {
	bytesOf := func(text string) []byte {
		raw, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	once, err := ecdh.P256().NewPrivateKey(bytesOf("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := sealWith(once, bytesOf("DGv6ra1nlYgDCS1FRnbzlw"),
		bytesOf("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
		bytesOf("BTBZMqHH6r4Tts7J_aSIgg"), []byte("When I grow up, I want to be a watermelon"))
	want := bytesOf("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %x, %v, want %x", got, err, want)
	}
	if _, err := seal(bytes.Repeat([]byte{4}, pointSize), make([]byte, authSize), nil); !errors.Is(err, ErrBadSubscription) {
		t.Errorf("a point off the curve: got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"device":"00112233445566778899aabbccddeeff","endpoint":"https://push.example/x","keys":{"p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg=="}}`))
	f.Add([]byte(`{"endpoint":"http://push.example/x"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Parse(raw)
		if err != nil {
			return
		}
		if _, err := seal(s.P256dh, s.Auth, []byte("x")); err != nil {
			t.Errorf("what was parsed cannot be used: %v", err)
		}
		if err := checkEndpoint(s.Endpoint); err != nil {
			t.Error(err)
		}
	})
}
