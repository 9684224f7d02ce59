package node

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestConfigFile(t *testing.T) {
	read := files(map[string]string{"good": "KEZ_CHAT_SERVER=a.example\n", "bad": "\xff"})
	s, err := Load(Sources{Environ: []string{"KEZ_CHAT_CONFIG=good"}, ReadFile: read})
	if err != nil || s.Server != "a.example" {
		t.Errorf("named by the environment: got %q, %v", s.Server, err)
	}
	for name, want := range map[string]string{
		"missing": "--config: open missing: file does not exist",
		"bad":     "bad: is not UTF-8 text",
		"":        "--config: is empty",
	} {
		if got := faults(t, Sources{Flags: flagMap("config=" + name), ReadFile: read}); len(got) != 1 || got[0] != want {
			t.Errorf("file %q: got %q, want %q", name, got, want)
		}
	}
	if got := faults(t, Sources{Flags: flagMap("config=good", "config=bad"), ReadFile: read}); len(got) != 1 {
		t.Errorf("two files: got %q", got)
	}
}

// TestEnvFileReadsTheSame writes settings as a file and reads them back.
func TestEnvFileReadsTheSame(t *testing.T) {
	for _, flags := range [][]string{
		{},
		{"server=a.example", "tls=files", "tls-cert=c", "tls-key=k", "nats-bind=:4222", "trusted-proxies=none",
			"limit=streams=0,queue-bytes=1G", "log-level=warn", "anonymous=on", "web-dir=spa dist"},
	} {
		s := load(t, flags...)
		again, err := Load(Sources{Flags: flagMap("config=f"), ReadFile: files(map[string]string{"f": s.EnvFile()})})
		if err != nil {
			t.Fatalf("%v\n%s", err, s.EnvFile())
		}
		if again.EnvFile() != s.EnvFile() {
			t.Errorf("got\n%s\nwant\n%s", again.EnvFile(), s.EnvFile())
		}
	}
}

func FuzzParseEnvFile(f *testing.F) {
	f.Add([]byte("A=b\n# c\n\nKEZ_CHAT_SERVER=\"x\"\r\n=\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, faults := parseEnvFile("f", data)
		for _, l := range lines {
			if l.name == "" || strings.ContainsAny(l.name, "= \n") || strings.Contains(l.text, "\n") {
				t.Errorf("line %+v", l)
			}
		}
		if len(lines)+len(faults) > strings.Count(string(data), "\n")+1 {
			t.Errorf("%d lines and %d faults from %q", len(lines), len(faults), data)
		}
	})
}

// FuzzLoad gives every setting foreign text: it is refused, or it is kept in a
// form that reads the same again.
func FuzzLoad(f *testing.F) {
	names := slices.Sorted(maps.Keys(samples))
	for i, name := range names {
		f.Add(i, samples[name])
	}
	f.Add(slices.Index(names, "limit"), "streams=1,streams=2G,")
	f.Add(slices.Index(names, "public-url"), "http://[::1]:0080/%2f/")
	f.Fuzz(func(t *testing.T, i int, text string) {
		var s Settings
		rows := table(&s)
		row := rows[uint(i)%uint(len(rows))]
		if row.value.set(text) != nil {
			return
		}
		shown := row.value.show()
		if shown == "" {
			return
		}
		if err := row.value.set(shown); err != nil || row.value.show() != shown {
			t.Errorf("%s: %q is shown as %q, then %q, %v", row.name, text, shown, row.value.show(), err)
		}
	})
}
