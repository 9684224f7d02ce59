package seal_test

import (
	"testing"
	"time"

	"kez.lat/chat/seal"
)

// TestDeviceLettersOfTheApp opens, as both accounts and both devices, what the
// browser app sealed as a linked device.
func TestDeviceLettersOfTheApp(t *testing.T) {
	ana, bob := people(t)
	cases := read[deviceVectors](t, "box-device-ts.json").Cases
	if len(cases) == 0 {
		t.Fatal("the file has no letters")
	}
	for _, row := range cases {
		for name, o := range readers(t) {
			letter, err := o.Open(row.Envelope, seal.Given{From: ana.Key(), Time: sentAt, Device: chains(t, time.Time{})})
			if err != nil {
				t.Errorf("%s for the %s: %v", row.What, name, err)
				continue
			}
			if letter.From() != ana.Key() || letter.To() != bob.Key() || letter.Device() != phoneID || letter.Body() != row.What {
				t.Errorf("%s: got %s of %s to %s: %q", row.What, letter.Device(), letter.From(), letter.To(), letter.Body())
			}
		}
	}
}
