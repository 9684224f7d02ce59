package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// print writes an answer: an object with --json, else what text writes.
func (p *program) print(object any, text func(io.Writer)) error {
	var b strings.Builder
	if p.flags.JSON {
		data, err := json.Marshal(object)
		if err != nil {
			return err
		}
		b.WriteString(harmless(string(data)) + "\n")
	} else {
		text(&b)
	}
	_, err := io.WriteString(p.stdout, b.String())
	return err
}

// clean makes foreign text harmless to a terminal: escape sequences would move
// the cursor and overwrite what others wrote, direction overrides would show
// text in another order than it has, and a line of its own would look like a
// message from somebody else.
func clean(text string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		switch {
		case r == '\n':
			b.WriteString("\n    ")
		case r == '\t':
			b.WriteByte(' ')
		case harmful(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// harmful runes act on a terminal, or on the order of what stands around them.
func harmful(r rune) bool {
	return unicode.IsControl(r) || '\u2028' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// harmless escapes them in JSON, which encoding/json does up to U+001F only. It
// is the same JSON: there they stand in strings alone.
func harmless(data string) string {
	var b strings.Builder
	for _, r := range data {
		if harmful(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
