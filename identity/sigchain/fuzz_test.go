package sigchain_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"

	"kez.lat/chat/identity/sigchain"
)

func hasCode(err error) bool {
	for _, known := range codes {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// seeds are the chains of the vectors, cut into events where one is wanted.
func seeds(f *testing.F, add func([]byte)) {
	f.Helper()
	v := readVectors(f)
	for _, row := range v.Valid {
		add(readFile(f, row.File))
	}
	for _, row := range v.Invalid {
		add(readFile(f, row.File))
	}
}

func FuzzLink(f *testing.F) {
	seeds(f, func(data []byte) {
		for line := range bytes.Lines(data) {
			f.Add(bytes.TrimSuffix(line, []byte("\n")))
		}
	})
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := sigchain.Open(data)
		if err != nil {
			if !hasCode(err) {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		again, err := sigchain.Open(l.Raw())
		if err != nil || again.Hash() != l.Hash() || !bytes.Equal(again.Raw(), l.Raw()) {
			t.Errorf("its canonical form is %s, %v", again.Raw(), err)
		}
		about := l.Op() == sigchain.Add || l.Op() == sigchain.Revoke
		if l.Primary().IsZero() || l.Seq() == 0 || (l.Seq() == 1) != (l.Prev() == "") || l.Subject().IsZero() == about || l.Key().IsZero() == (l.Op() == sigchain.DeviceAdd) {
			t.Errorf("opened %s at %d of %s", data, l.Seq(), l.Primary())
		}
	})
}

func FuzzChain(f *testing.F) {
	seeds(f, func(data []byte) {
		if len(data) < 8192 {
			f.Add(data)
		}
	})
	f.Fuzz(func(t *testing.T, data []byte) {
		links, err := sigchain.ReadJSONL(data)
		if err != nil {
			if !hasCode(err) {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		again, err := sigchain.Read(sigchain.WriteJSONL(links))
		if err != nil || len(again) != len(links) {
			t.Errorf("written and read: got %d, %v, want %d", len(again), err, len(links))
		}
		state, err := sigchain.Replay(links)
		if err != nil && !errors.Is(err, sigchain.ErrBroken) {
			t.Errorf("got %v, want %v", err, sigchain.ErrBroken)
		}
		if err == nil && state.Head.Seq != uint64(len(links)) {
			t.Errorf("%d events end at %d", len(links), state.Head.Seq)
		}
	})
}

func FuzzBundle(f *testing.F) {
	v := readVectors(f)
	for _, row := range v.Valid {
		f.Add(row.Bundle)
	}
	for _, row := range v.Bundles {
		if row.Code != "too-large" { // megabytes each time
			f.Add(row.Text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		links, err := sigchain.ReadBundle(text)
		if err != nil {
			if !hasCode(err) {
				t.Errorf("an error without a code: %v", err)
			}
			return
		}
		packed, err := sigchain.Bundle(links)
		if err != nil {
			t.Fatal(err)
		}
		again, err := sigchain.ReadBundle(packed)
		if err != nil || !bytes.Equal(sigchain.WriteJSONL(again), sigchain.WriteJSONL(links)) {
			t.Errorf("packed and read: %v", err)
		}
	})
}

// ended sets the mark of the last block.
func ended(frame []byte) []byte {
	frame[len(frame)-4] |= 1
	return frame
}

// TestBundleBombs inflates to much more than a chain may have, with and
// without saying so, and asks for windows that no chain needs.
func TestBundleBombs(t *testing.T) {
	const block = 128 << 10
	// RFC 8878: a window of 8 MiB, then blocks of one letter each.
	frame := func(header []byte, blocks int) []byte {
		return append(append([]byte{0x28, 0xb5, 0x2f, 0xfd}, header...), bytes.Repeat([]byte{0x02, 0x00, 0x10, 'A'}, blocks)...)
	}
	unsaid := []byte{0x00, 0x68}
	said := binary.LittleEndian.AppendUint32([]byte{0x80, 0x68}, 4000*block)
	for name, frame := range map[string][]byte{
		"said in the header": frame(said, 4000), "not said": frame(unsaid, 4000), "two frames": append(ended(frame(unsaid, 100)), ended(frame(unsaid, 100))...),
		"a window of gigabytes": {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := sigchain.ReadBundle("kez:zc1:" + base64.RawURLEncoding.EncodeToString(frame))
		runtime.ReadMemStats(&after)
		is(t, name, err, "too-large")
		// A buffer that doubles until it holds 16 MiB, all of them counted.
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 256<<20 {
			t.Errorf("%s: took %d bytes of memory", name, taken)
		}
	}
	_, err := sigchain.ReadBundle("kez:zc1:" + strings.Repeat("A", 2*sigchain.MaxChain+1))
	is(t, "32 MiB of text", err, "malformed")
	_, err = sigchain.ReadJSONL(make([]byte, sigchain.MaxChain+1))
	is(t, "more than 16 MiB of lines", err, "too-large")
}
