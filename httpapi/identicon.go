package httpapi

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"kez.lat/chat/identity"
)

// An identicon is the picture of a key, the same that the browser app draws
// (spa/src/ui/identicon.ts). With D = SHA-256 of the 32 bytes of the key:
//
//   - The picture is a grid of 5×5 cells, mirrored left to right. Row y,
//     column x of the left three is filled when D[3y+x] is even; columns 3
//     and 4 repeat 1 and 0.
//   - The hue is 165 + D[15] mod 50 degrees, the cyan arc.
//   - Each run of filled cells in a row is one rectangle of the path, rows
//     from the top, runs from the left.
//
// identity/testdata/identicon.json pins it for both.
type identicon struct {
	hue  int
	path string
}

func drawIdenticon(k identity.Key) identicon {
	d := sha256.Sum256(k.Bytes())
	var path strings.Builder
	for y := range 5 {
		filled := func(x int) bool { return d[3*y+min(x, 4-x)]%2 == 0 }
		for x := 0; x < 5; x++ {
			if !filled(x) {
				continue
			}
			from := x
			for x+1 < 5 && filled(x+1) {
				x++
			}
			fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x+1-from, x+1-from)
		}
	}
	return identicon{hue: 165 + int(d[15])%50, path: path.String()}
}

// svg draws it in the app's dark colours on a tile with round corners.
func (i identicon) svg() []byte {
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 7 7" width="140" height="140" shape-rendering="geometricPrecision">`+
		`<rect x="-1" y="-1" width="7" height="7" rx="2.1" fill="hsl(%d,42%%,15%%)"/>`+
		`<path fill="hsl(%d,68%%,57%%)" d="%s"/></svg>`+"\n", i.hue, i.hue, i.path)
}
