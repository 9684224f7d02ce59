package seal_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"kez.lat/chat/seal"
)

// TestMarksOfTheApp opens what the browser app sealed to itself, and finds the
// marks in it as the vectors have them.
func TestMarksOfTheApp(t *testing.T) {
	_, own := people(t)
	vectors := read[struct{ Letters []struct{ Marks any } }](t, "marks.json")
	sealed := read[struct{ Envelope json.RawMessage }](t, "box-marks-ts.json")
	letter, err := opener(t, own).Open(sealed.Envelope, seal.Given{From: own.Key(), Time: sentAt})
	if err != nil {
		t.Fatal(err)
	}
	if letter.Type() != "marks" || letter.From() != own.Key() || letter.To() != own.Key() {
		t.Errorf("got %s from %s to %s", letter.Type(), letter.From(), letter.To())
	}
	var got any
	if err := json.Unmarshal(letter.Member("marks"), &got); err != nil {
		t.Fatal(err)
	}
	if want := vectors.Letters[0].Marks; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
