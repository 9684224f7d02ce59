package httpapi

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"kez.lat/chat/identity"
)

func TestIdenticonVectors(t *testing.T) {
	raw, err := os.ReadFile("../identity/testdata/identicon.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Primary identity.Key
			Hue     int
			Path    string
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil || len(file.Vectors) < 5 {
		t.Fatalf("%d vectors, %v", len(file.Vectors), err)
	}
	for _, v := range file.Vectors {
		got := drawIdenticon(v.Primary)
		if got.hue != v.Hue || got.path != v.Path {
			t.Errorf("%s: got hue %d, path %s; want %d, %s", v.Primary, got.hue, got.path, v.Hue, v.Path)
		}
	}
}

func TestIdenticonIsMirrored(t *testing.T) {
	for n := range byte(200) {
		i := drawIdenticon(seedOf(t, n).Key())
		if i.hue < 165 || i.hue > 214 {
			t.Errorf("hue %d is not in the cyan arc", i.hue)
		}
		var grid [5][5]bool
		for part := range strings.SplitSeq(i.path, "z") {
			if part == "" {
				continue
			}
			if len(part) != len("M0 0h1v1h-1") {
				t.Fatalf("part %q", part)
			}
			for x := range part[5] - '0' {
				grid[part[3]-'0'][part[1]-'0'+x] = true
			}
		}
		for y := range 5 {
			for x := range 5 {
				if grid[y][x] != grid[y][4-x] {
					t.Fatalf("%s is not mirrored", i.path)
				}
			}
		}
	}
}

func TestAvatar(t *testing.T) {
	w := newWorld(t)
	w.person(1, "ana")
	a := w.get("/v1/u/ana/avatar.svg", "Accept", "image/avif,image/webp,image/*,*/*;q=0.8").want(200, "")
	for name, want := range map[string]string{
		"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400", "Cross-Origin-Resource-Policy": "cross-origin",
		"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := a.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") {
		t.Errorf("Content-Security-Policy %q", got)
	}
	d := xml.NewDecoder(strings.NewReader(a.body))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v: %s", err, a.body)
		}
	}
	if !strings.Contains(a.body, drawIdenticon(seedOf(t, 1).Key()).path) {
		t.Errorf("got %s", a.body)
	}
	w.get("/v1/u/nobody-here/avatar.svg").want(404, "unknown-handle")
}
