package node

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// envLine is one assignment of an env-style file.
type envLine struct {
	name, text, where string
}

// parseEnvFile reads NAME=value lines as systemd's EnvironmentFile has them:
// blank lines and lines that begin with # are comments, one pair of quotes
// around a value is taken off, nothing is expanded.
func parseEnvFile(name string, data []byte) ([]envLine, []string) {
	if !utf8.Valid(data) {
		return nil, []string{name + ": is not UTF-8 text"}
	}
	var lines []envLine
	var faults []string
	for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		where := fmt.Sprintf("%s line %d", name, i+1)
		key, text, ok := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if !ok || key == "" || strings.ContainsAny(key, " \t\"'") {
			faults = append(faults, where+": want NAME=value")
			continue
		}
		lines = append(lines, envLine{key, unquote(strings.TrimSpace(text)), where})
	}
	return lines, faults
}

func unquote(text string) string {
	if n := len(text); n >= 2 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}
