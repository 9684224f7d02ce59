package identity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// The forms that a claim travels in, docs/protocol.md section 2, "Forms",
// besides JSON and the compact one.

const (
	fenceInfo = "kez"
	maxString = 255 // a <character-string> of RFC 1035 section 3.3
)

// Markdown writes a claim for a README or a gist: who says what, and the
// envelope in a fence.
func Markdown(claim []byte) (string, error) {
	c, err := ReadClaim(claim)
	if err != nil {
		return "", fmt.Errorf("write Markdown: %w", err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, c.envelope.canonical, "", "  "); err != nil {
		return "", fmt.Errorf("write Markdown: %w", err)
	}
	return fmt.Sprintf("# KEZ claim\n\nSubject: %s\nPrimary: %s\n\n```%s\n%s\n```\n", c.subject, c.primary, fenceInfo, pretty.Bytes()), nil
}

// TXT writes an envelope as the strings of one DNS record, which readers join
// without anything between.
func TXT(envelope []byte) ([]string, error) {
	compact, err := EncodeCompact(envelope)
	if err != nil {
		return nil, fmt.Errorf("write TXT: %w", err)
	}
	var list []string
	for len(compact) > maxString {
		list, compact = append(list, compact[:maxString]), compact[maxString:]
	}
	return append(list, compact), nil
}

// fence is a fenced block of CommonMark 0.31 section 4.5.
type fence struct{ mark string }

// openFence reads a line that may begin one with the info string kez.
func openFence(line string) (fence, bool) {
	mark, info, ok := cutMark(line)
	return fence{mark}, ok && strings.Trim(info, " \t") == fenceInfo
}

// closes says that a line ends the fence: the same mark, as long or longer.
func (f fence) closes(line string) bool {
	mark, rest, ok := cutMark(line)
	return ok && strings.HasPrefix(mark, f.mark) && strings.Trim(rest, " \t") == ""
}

// cutMark cuts three or more backticks or tildes, with three spaces before
// them at most.
func cutMark(line string) (mark, rest string, ok bool) {
	line = strings.TrimRight(line, "\r\n")
	text := strings.TrimLeft(line, " ")
	if text == "" || text[0] != '`' && text[0] != '~' {
		return "", "", false
	}
	rest = strings.TrimLeft(text, text[:1])
	mark = text[:len(text)-len(rest)]
	return mark, rest, len(mark) >= 3 && len(line)-len(text) <= 3
}
