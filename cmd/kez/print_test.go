package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestForeignTextInJSON: what a terminal would obey is escaped, and reads back.
func TestForeignTextInJSON(t *testing.T) {
	const text = "a\u009b2J\x7f\x1b[31m\u202egpj.exe\u2066 \u00e9\u6f22\U0001f600 \"\\"
	var out strings.Builder
	p := &program{stdout: &out}
	p.flags.JSON = true
	if err := p.print(map[string]string{"body": text}, nil); err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSuffix(out.String(), "\n")
	if strings.ContainsFunc(line, harmful) {
		t.Errorf("got %q", line)
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(line), &back); err != nil || back["body"] != text {
		t.Errorf("read back: got %q, %v", back["body"], err)
	}
}
