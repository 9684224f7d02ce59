package identity_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"kez.lat/chat/identity"
)

const compact = "kez:z1:"

func TestCompactForm(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("x"), identityVectors(t).Claim.Envelope, bytes.Repeat([]byte("x"), identity.MaxEnvelope)} {
		text, err := identity.EncodeCompact(data)
		if err != nil || !strings.HasPrefix(text, compact) || strings.ContainsAny(text, "=+/") {
			t.Fatalf("%d bytes: got %.40s, %v", len(data), text, err)
		}
		for _, form := range []string{text, text + "=", text + "==", " " + text + "\n"} {
			if got, err := identity.DecodeCompact(form); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%d bytes: got %d back, %v", len(data), len(got), err)
			}
		}
	}
	if _, err := identity.EncodeCompact(make([]byte, identity.MaxEnvelope+1)); !errors.Is(err, identity.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, identity.ErrTooLarge)
	}
}

// TestCompactFormOfOthers reads what other writers make: frames with and
// without a size, in one raw block, with a checksum.
func TestCompactFormOfOthers(t *testing.T) {
	want := `{"kez":"claim","text":"` + strings.Repeat("abcdefgh", 60) + `"}`
	for _, packed := range []string{
		"KLUv_WD5AE0BABQCeyJrZXoiOiJjbGFpbSIsInRleHQiOiJhYmNkZWZnaCJ9AQBXV68T",
		"KLUv_QRYTQEAFAJ7ImtleiI6ImNsYWltIiwidGV4dCI6ImFiY2RlZmdoIn0BAFdPLU6j0PwL",
		rawBlock(want),
	} {
		if got, err := identity.DecodeCompact(compact + packed); err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v", packed, got, err)
		}
	}
}

// rawBlock is the frame that the browser app writes: RFC 8878, one segment
// with a size of four bytes, one raw block.
func rawBlock(text string) string {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0, byte(len(text)), byte(len(text) >> 8), 0, 0}
	header := 1 | len(text)<<3
	frame = append(frame, byte(header), byte(header>>8), byte(header>>16))
	return base64.RawURLEncoding.EncodeToString(append(frame, text...))
}

func TestCompactFormRefused(t *testing.T) {
	good, err := identity.EncodeCompact(identityVectors(t).Claim.Envelope)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing": "", "no prefix": good[len(compact):], "another version": "kez:z2:" + good[len(compact):], "in capitals": strings.ToUpper(compact) + good[len(compact):],
		"no data": compact, "only padding": compact + "==", "not base64": compact + "!!!!", "the other alphabet": compact + "KLUv/WD5", "a line break": good[:40] + "\n" + good[40:],
		"cut off": good[:len(good)-8], "data after": good + "AAAA", "much padding": good + "===", "no frame": compact + "AAAA", "only the magic": compact + "KLUv_Q",
		"spare bits": compact + "KLUv_R", "not UTF-8": compact + rawBlock("\xff"),
	} {
		if got, err := identity.DecodeCompact(text); !errors.Is(err, identity.ErrMalformed) {
			t.Errorf("%s: got %.40q, %v, want %v", name, got, err, identity.ErrMalformed)
		}
	}
}

// TestCompactBombs inflates to much more than an envelope may have, with and
// without saying so, and asks for windows that no envelope needs.
func TestCompactBombs(t *testing.T) {
	writer, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	said := writer.EncodeAll(make([]byte, 50<<20), nil)
	unsaid := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38}
	for range 1000 {
		unsaid = append(unsaid, 0x02, 0x00, 0x10, 'A') // 128 KiB of A
	}
	small := writer.EncodeAll(make([]byte, 40<<10), nil)
	for name, frame := range map[string][]byte{
		"said in the header": said, "not said": unsaid, "a window of gigabytes": {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0},
		"two frames": append(bytes.Clone(small), small...), "one byte more": writer.EncodeAll(make([]byte, identity.MaxEnvelope+1), nil),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := identity.DecodeCompact(compact + base64.RawURLEncoding.EncodeToString(frame))
		runtime.ReadMemStats(&after)
		if !errors.Is(err, identity.ErrTooLarge) {
			t.Errorf("%s: got %v, want %v", name, err, identity.ErrTooLarge)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 4<<20 {
			t.Errorf("%s: took %d bytes of memory", name, taken)
		}
	}
	if _, err := identity.DecodeCompact(compact + strings.Repeat("A", 1<<20)); err == nil {
		t.Error("a megabyte of text was read")
	}
}

func FuzzCompact(f *testing.F) {
	for _, data := range []string{"", `{"kez":"claim"}`, strings.Repeat("ab", 999)} {
		text, err := identity.EncodeCompact([]byte(data))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(compact + rawBlock(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		data, err := identity.DecodeCompact(text)
		if err != nil {
			if !errors.Is(err, identity.ErrMalformed) && !errors.Is(err, identity.ErrTooLarge) {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		again, err := identity.EncodeCompact(data)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := identity.DecodeCompact(again); err != nil || !bytes.Equal(back, data) {
			t.Errorf("got %q, %v, want %q", back, err, data)
		}
	})
}
