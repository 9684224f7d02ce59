package identity

import "strings"

// Bech32 as BIP-173 has it, for the names of NIP-19. Its checksum is not
// meant against forgery: it catches what people mistype.

const (
	bech32Digits   = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	bech32Checksum = 6
)

// encodeBech32 writes data under a human-readable part in lower case.
func encodeBech32(hrp string, data []byte) string {
	fives := regroup(data, 8, 5)
	sum := bech32Sum(hrp, append(fives, make([]byte, bech32Checksum)...)) ^ 1
	for i := range bech32Checksum {
		fives = append(fives, byte(sum>>(5*(bech32Checksum-1-i)))&31)
	}
	var text strings.Builder
	text.WriteString(hrp + "1")
	for _, five := range fives {
		text.WriteByte(bech32Digits[five])
	}
	return text.String()
}

// decodeBech32 fills dst from lower-case text of exactly its length.
func decodeBech32(dst []byte, hrp, text string) bool {
	digits, ok := strings.CutPrefix(text, hrp+"1")
	if !ok || len(digits) != (8*len(dst)+4)/5+bech32Checksum {
		return false
	}
	fives := make([]byte, len(digits))
	for i, c := range []byte(digits) {
		at := strings.IndexByte(bech32Digits, c)
		if at < 0 {
			return false
		}
		fives[i] = byte(at)
	}
	copy(dst, regroup(fives[:len(fives)-bech32Checksum], 5, 8))
	// Writing it again proves the checksum, and that the bits which fill the
	// last digit up are zero: otherwise one key had two spellings.
	return encodeBech32(hrp, dst) == text
}

// bech32Sum is the polynomial of BIP-173 over the expanded part and the data.
func bech32Sum(hrp string, fives []byte) uint32 {
	sum := uint32(1)
	add := func(five byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(five)
		for i, generator := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= generator
			}
		}
	}
	for _, c := range []byte(hrp) {
		add(c >> 5)
	}
	add(0)
	for _, c := range []byte(hrp) {
		add(c & 31)
	}
	for _, five := range fives {
		add(five)
	}
	return sum
}

// regroup turns groups of from bits into groups of to. Going up, what is left
// over is dropped; going down, it is filled with zeros.
func regroup(groups []byte, from, to uint) []byte {
	out := make([]byte, 0, (uint(len(groups))*from+to-1)/to+bech32Checksum)
	bits, have := uint32(0), uint(0)
	for _, g := range groups {
		bits, have = bits<<from|uint32(g), have+from
		for have >= to {
			have -= to
			out = append(out, byte(bits>>have)&(1<<to-1))
		}
		bits &= 1<<have - 1
	}
	if have > 0 && to < from {
		out = append(out, byte(bits<<(to-have)))
	}
	return out
}
