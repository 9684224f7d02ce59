package node

import (
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"net/netip"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// load reads settings from flags written as "name=value".
func load(t testing.TB, flags ...string) Settings {
	t.Helper()
	s, err := Load(Sources{Flags: flagMap(flags...)})
	if err != nil {
		t.Fatalf("load %v: %v", flags, err)
	}
	return s
}

func flagMap(flags ...string) map[string][]string {
	m := make(map[string][]string)
	for _, f := range flags {
		name, text, _ := strings.Cut(f, "=")
		m[name] = append(m[name], text)
	}
	return m
}

// faults returns the complaints that loading src must give.
func faults(t testing.TB, src Sources) []string {
	t.Helper()
	_, err := Load(src)
	var wrong *SettingsError
	if !errors.As(err, &wrong) {
		t.Fatalf("load: got %v, want a *SettingsError", err)
	}
	return wrong.Faults
}

func files(named map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		text, ok := named[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	}
}

func TestDefaults(t *testing.T) {
	s := load(t)
	want := Settings{
		Bind: netip.MustParseAddrPort("0.0.0.0:6969"), Server: "localhost",
		PublicURL: "http://localhost:6969", DataDir: "kez-chat-data", DB: "kez-chat-data/kez-chat.db",
		TLS:            TLSOff,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")},
		Registration:   "open", Anonymous: true, Limits: DefaultLimits(),
		Sigchains: "registered", NostrRelays: []string{"wss://relay.damus.io", "wss://nos.lol", "wss://relay.primal.net"},
		PushSubject: "http://localhost:6969", LogLevel: slog.LevelInfo, LogFormat: "text",
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}

// TestNamesFollowFromOneAnother holds flag, environment name and field of each
// setting and each limit together.
func TestNamesFollowFromOneAnother(t *testing.T) {
	plain := strings.NewReplacer("-", "", "_", "")
	settingsType, seen := reflect.TypeFor[Settings](), make(map[string]bool)
	for _, row := range table(new(Settings)) {
		field := row.name
		if row.name == settingLimit {
			field = "limits"
		}
		if env := row.env(); plain.Replace(env) != "KEZCHAT"+strings.ToUpper(plain.Replace(field)) {
			t.Errorf("--%s is %s in the environment", row.name, env)
		}
		if _, ok := settingsType.FieldByNameFunc(func(name string) bool {
			return strings.EqualFold(name, plain.Replace(field))
		}); !ok {
			t.Errorf("--%s has no field in Settings", row.name)
		}
		if row.help == "" || row.arg == "" {
			t.Errorf("--%s is not described", row.name)
		}
		seen[strings.ToLower(plain.Replace(field))] = true
	}
	for i := range settingsType.NumField() {
		if f := settingsType.Field(i); f.IsExported() && !seen[strings.ToLower(f.Name)] {
			t.Errorf("Settings.%s has no row", f.Name)
		}
	}

	var l Limits
	rows, value := limitTable(&l), reflect.ValueOf(&l).Elem()
	if len(rows) != value.NumField() {
		t.Errorf("%d limits have rows, %d have fields", len(rows), value.NumField())
	}
	for _, row := range rows {
		*row.field = 1
		for i := range value.NumField() {
			name := value.Type().Field(i).Name
			if fits := strings.EqualFold(name, plain.Replace(row.name)); fits != (value.Field(i).Int() == 1) {
				t.Errorf("limit %s and field %s", row.name, name)
			}
		}
		*row.field = 0
	}
}

// samples are values that differ from every default, with what the settings
// show of them.
var samples = map[string]string{
	"bind": "127.0.0.1:7000", "server": "chat.example.org", "public-url": "https://talk.example.org:8443",
	"data-dir": "/var/lib/kez-chat", "db": "/srv/people.db", "sig-server-url": "https://sig.example.org/kez",
	"web-dir": "dist", "tls": "files", "tls-cert": "cert.pem", "tls-key": "key.pem",
	"tls-email": "admin@example.org", "tls-ca": "https://ca.example.org/directory",
	"trusted-proxies": "10.0.0.0/8,192.0.2.1/32", "registration": "closed", "anonymous": "on",
	"nats-bind": "0.0.0.0:4222", "ws-bind": "0.0.0.0:8443", "monitor-bind": "127.0.0.1:8222",
	"sigchains": "any", "fetch-private": "on", "github-token": "ghp_0123456789", "nostr-relays": "wss://relay.example.org,ws://127.0.0.1:7777",
	"dns-server": "9.9.9.9:53", "limit": "sends-burst=7", "push-subject": "mailto:admin@example.org", "log-level": "debug", "log-format": "json",
}

// TestEveryPlaceSetsEverySetting gives each setting by flag, by environment
// and by file, and reads it back.
func TestEveryPlaceSetsEverySetting(t *testing.T) {
	for _, row := range table(new(Settings)) {
		sample, ok := samples[row.name]
		if !ok {
			t.Errorf("no sample for %s", row.name)
			continue
		}
		flags := map[string][]string{row.name: {sample}}
		environ := []string{row.env() + "=" + sample}
		file := row.env() + "=" + sample + "\n"
		switch row.name { // what else the setting needs to make sense
		case "tls", "tls-cert", "tls-key":
			for _, name := range []string{"tls", "tls-cert", "tls-key"} {
				flags[name] = []string{samples[name]}
			}
			environ = append(environ, "KEZ_CHAT_TLS=files", "KEZ_CHAT_TLS_CERT=cert.pem", "KEZ_CHAT_TLS_KEY=key.pem")
			file = "KEZ_CHAT_TLS=files\nKEZ_CHAT_TLS_CERT=cert.pem\nKEZ_CHAT_TLS_KEY=key.pem\n"
		case "tls-email", "tls-ca":
			flags["tls"], flags["server"] = []string{"auto"}, []string{"chat.example.org"}
			environ = append(environ, "KEZ_CHAT_TLS=auto", "KEZ_CHAT_SERVER=chat.example.org")
			file += "KEZ_CHAT_TLS=auto\nKEZ_CHAT_SERVER=chat.example.org\n"
		}
		for place, src := range map[string]Sources{
			"flag":        {Flags: flags},
			"environment": {Environ: environ},
			"file":        {Flags: flagMap("config=f"), ReadFile: files(map[string]string{"f": file})},
		} {
			s, err := Load(src)
			if err != nil {
				t.Errorf("%s by %s: %v", row.name, place, err)
				continue
			}
			for _, filled := range table(&s) {
				if got := filled.value.show(); filled.name == row.name && got != sample {
					t.Errorf("%s by %s: got %q, want %q", row.name, place, got, sample)
				}
			}
		}
	}
}

func TestPrecedence(t *testing.T) {
	src := Sources{
		Flags: flagMap("config=f", "log-level=error", "limit=sends-burst=1", "limit=streams=2"),
		Environ: []string{"HOME=/", "KEZ_CHAT_LOG_LEVEL=warn", "KEZ_CHAT_LOG_FORMAT=json", "KEZ_CHAT_SERVER=",
			"KEZ_CHAT_LIMITS=sends-burst=3, streams=3,devices=3", "KEZ_CHAT_CONFIG=elsewhere"},
		ReadFile: files(map[string]string{"f": "# people\n\nKEZ_CHAT_SERVER = \"chat.example.org\"\r\nKEZ_CHAT_LOG_FORMAT='text'\n" +
			"KEZ_CHAT_LIMITS=devices=4,proofs=4\nKEZ_CHAT_BIND=\n"}),
	}
	s, err := Load(src)
	if err != nil {
		t.Fatal(err)
	}
	if s.LogLevel != slog.LevelError || s.LogFormat != "json" || s.Server != "chat.example.org" || s.Bind.Port() != 6969 {
		t.Errorf("got %+v", s)
	}
	l := s.Limits
	if l.SendsBurst != 1 || l.Streams != 2 || l.Devices != 3 || l.Proofs != 4 || l.Connections != 32 {
		t.Errorf("limits: got %+v", l)
	}
}

func TestWrongSettings(t *testing.T) {
	for name, c := range map[string]struct {
		flags []string
		want  string // found in the only complaint
	}{
		"bind without port":        {[]string{"bind=127.0.0.1"}, `--bind "127.0.0.1": want an address and a port`},
		"bind with a name":         {[]string{"bind=example.org:80"}, "want an IP address"},
		"bind port too large":      {[]string{"bind=127.0.0.1:65536"}, "want a port from 0 to 65535"},
		"bind port by name":        {[]string{"bind=127.0.0.1:http"}, "want a port"},
		"bind empty":               {[]string{"bind="}, "want an address"},
		"bind twice":               {[]string{"bind=:1", "bind=:2"}, "--bind is given 2 times"},
		"server with a port":       {[]string{"server=localhost:6969"}, "want a domain"},
		"server with a scheme":     {[]string{"server=https://example.org"}, "want a domain"},
		"server with an umlaut":    {[]string{"server=käse.example"}, "want a domain"},
		"server ends in a dot":     {[]string{"server=example.org."}, "want a domain"},
		"server empty":             {[]string{"server="}, "want a domain"},
		"server too long":          {[]string{"server=" + strings.Repeat("a.", 127) + "a"}, "longer than 253"},
		"public url of a file":     {[]string{"public-url=file:///etc"}, "want a URL"},
		"public url without host":  {[]string{"public-url=https://"}, "want a URL"},
		"public url with a path":   {[]string{"public-url=https://example.org/chat"}, "want no path"},
		"public url with a query":  {[]string{"public-url=https://example.org?a"}, "without user, query"},
		"public url with a user":   {[]string{"public-url=https://u:p@example.org"}, "without user, query"},
		"public url with bad port": {[]string{"public-url=https://example.org:99999"}, "want a port"},
		"data dir empty":           {[]string{"data-dir="}, "is empty"},
		"tls mode":                 {[]string{"tls=on"}, "want one of off, auto, files"},
		"tls files alone":          {[]string{"tls=files"}, "needs --tls-cert and --tls-key"},
		"tls files without key":    {[]string{"tls=files", "tls-cert=c"}, "needs --tls-cert and --tls-key"},
		"tls cert alone":           {[]string{"tls-cert=c"}, "need --tls files"},
		"tls ca alone":             {[]string{"tls-ca=https://ca.example.org"}, "need --tls auto"},
		"tls auto for localhost":   {[]string{"tls=auto"}, "needs a public domain"},
		"tls auto for an address":  {[]string{"tls=auto", "server=192.0.2.1"}, "needs a public domain"},
		"tls with an http url":     {[]string{"tls=auto", "server=a.example", "public-url=http://a.example"}, "want https:"},
		"tls email with a name":    {[]string{"tls=auto", "server=a.example", "tls-email=A <a@b.example>"}, "want a mail address"},
		"proxies by name":          {[]string{"trusted-proxies=proxy.local"}, "want addresses and networks"},
		"registration":             {[]string{"registration=yes"}, "want one of open, invite, closed"},
		"anonymous":                {[]string{"anonymous=true"}, "want on or off"},
		"monitor for all":          {[]string{"monitor-bind=:8222"}, "want a loopback address"},
		"two on one port":          {[]string{"bind=127.0.0.1:4222", "nats-bind=:4222"}, "--bind and --nats-bind both want port 4222"},
		"unknown limit":            {[]string{"limit=patience=1"}, `no limit is called "patience"`},
		"limit without value":      {[]string{"limit=streams"}, "want NAME=VALUE"},
		"negative limit":           {[]string{"limit=streams=-1"}, "want a whole number"},
		"limit with a fraction":    {[]string{"limit=streams=1.5"}, "want a whole number"},
		"limit with only a unit":   {[]string{"limit=envelope-bytes=M"}, "want a whole number"},
		"limit out of range":       {[]string{"limit=mailbox-bytes=9999999999G"}, "too large"},
		"envelope above payload":   {[]string{"limit=envelope-bytes=1M"}, "more than the most possible"},
		"push subject over http":   {[]string{"push-subject=http://example.org"}, "want https://… or mailto:…"},
		"log level":                {[]string{"log-level=trace"}, "want one of debug, info, warn, error"},
		"log format":               {[]string{"log-format=xml"}, "want one of text, json"},
		"no such setting":          {[]string{"speed=fast"}, "--speed is no setting"},
	} {
		t.Run(name, func(t *testing.T) {
			got := faults(t, Sources{Flags: flagMap(c.flags...)})
			if len(got) != 1 || !strings.Contains(got[0], c.want) {
				t.Errorf("got %q, want one complaint with %q", got, c.want)
			}
		})
	}
}

func TestAllComplaintsAtOnce(t *testing.T) {
	src := Sources{
		Flags:    flagMap("config=f", "bind=nowhere", "limit=a=1,b=2", "tls=files"),
		Environ:  []string{"KEZ_CHAT_LOG_LEVEL=loud"},
		ReadFile: files(map[string]string{"f": "KEZ_CHAT_SERVR=x\nnonsense\nKEZ_CHAT_ANONYMOUS=maybe\nKEZ_CHAT_ANONYMOUS=on\nKEZ_CHAT_CONFIG=g\n"}),
	}
	got := faults(t, src)
	want := []string{
		"f line 2: want NAME=value",
		"f line 1: KEZ_CHAT_SERVR is no setting",
		"f line 4: KEZ_CHAT_ANONYMOUS stands here a second time",
		"f line 5: a file cannot name another",
		`--bind "nowhere": want an address and a port, as 127.0.0.1:6969`,
		`f line 3: KEZ_CHAT_ANONYMOUS "maybe": want on or off`,
		`--limit: no limit is called "a"`,
		`--limit: no limit is called "b"`,
		`KEZ_CHAT_LOG_LEVEL "loud": want one of debug, info, warn, error`,
		"--tls files needs --tls-cert and --tls-key",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDerived(t *testing.T) {
	for _, c := range []struct {
		flags     string
		publicURL string
		mode      string
		anonymous bool
	}{
		{"", "http://localhost:6969", "open", true},
		{"bind=:80", "http://localhost", "open", true},
		{"bind=:0", "", "open", true},
		{"server=127.0.0.9 bind=:1234", "http://127.0.0.9:1234", "open", true},
		{"server=::1", "http://[::1]:6969", "open", true},
		{"server=[::1] registration=closed", "http://[::1]:6969", "closed", false},
		{"server=LOCALHOST registration=invite", "http://localhost:6969", "invite", false},
		{"registration=invite anonymous=on", "http://localhost:6969", "invite", true},
		{"anonymous=off", "http://localhost:6969", "open", false},
		{"server=192.0.2.7", "https://192.0.2.7", "invite", false},
		{"server=Chat.Example.org", "https://chat.example.org", "invite", false},
		{"server=a.example registration=open", "https://a.example", "open", true},
		{"server=a.example tls=auto bind=:443", "https://a.example", "invite", false},
		{"server=a.example tls=files tls-cert=c tls-key=k", "https://a.example:6969", "invite", false},
		{"server=a.example tls=files tls-cert=c tls-key=k bind=:443", "https://a.example", "invite", false},
		{"tls=files tls-cert=c tls-key=k bind=:0", "", "open", true},
		{"server=a.example public-url=HTTP://B.example:80/", "http://b.example", "invite", false},
		{"public-url=https://b.example:443", "https://b.example", "open", true},
	} {
		s := load(t, strings.Fields(c.flags)...)
		if s.PublicURL != c.publicURL || s.Registration != c.mode || s.Anonymous != c.anonymous || s.PushSubject != c.publicURL {
			t.Errorf("%s: got %q %q %v %q", c.flags, s.PublicURL, s.Registration, s.Anonymous, s.PushSubject)
		}
	}
	if s := load(t, "data-dir=/srv/kez", "db=people.db"); s.DB != "people.db" {
		t.Errorf("db: got %q", s.DB)
	}
	if s := load(t, "data-dir=/srv/kez"); s.DB != "/srv/kez/kez-chat.db" {
		t.Errorf("db: got %q", s.DB)
	}
	if s := load(t, "push-subject=mailto:a@b.example"); s.PushSubject != "mailto:a@b.example" {
		t.Errorf("push subject: got %q", s.PushSubject)
	}
	if s := load(t, "web-dir=", "nats-bind=", "sig-server-url=", "limit="); s.WebDir != "" || s.NATSBind.IsValid() {
		t.Errorf("emptied settings: got %+v", s)
	}
}

func TestOnPort(t *testing.T) {
	s := load(t, "bind=127.0.0.1:0").OnPort(4321)
	if s.PublicURL != "http://localhost:4321" || s.PushSubject != s.PublicURL || s.Bind.String() != "127.0.0.1:4321" {
		t.Errorf("derived: got %q %q %v", s.PublicURL, s.PushSubject, s.Bind)
	}
	s = load(t, "bind=:0", "public-url=https://a.example").OnPort(4321)
	if s.PublicURL != "https://a.example" {
		t.Errorf("given: got %q", s.PublicURL)
	}
}

func TestTrustedProxies(t *testing.T) {
	for text, want := range map[string]string{
		"none":                     "none",
		"10.1.2.3/8, 192.0.2.1":    "10.0.0.0/8,192.0.2.1/32",
		"2001:db8::/32,::1":        "2001:db8::/32,::1/128",
		"0.0.0.0/0,::/0,127.0.0.1": "0.0.0.0/0,::/0,127.0.0.1/32",
	} {
		s := load(t, "trusted-proxies="+text)
		if got := prefixesValue(&s.TrustedProxies).show(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	for flags, want := range map[string]int{
		"":                    1,
		"bind=127.0.0.1:6969": 0,
		"bind=[::1]:6969":     0,
		"bind=192.0.2.1:6969": 1,
		"bind=0.0.0.0:6969 server=chat.example.org": 0,
	} {
		if got := load(t, strings.Fields(flags)...).Warnings(); len(got) != want {
			t.Errorf("%q: got %q, want %d warnings", flags, got, want)
		}
	}
	s, err := Load(Sources{Flags: flagMap("bind=127.0.0.1:1"), Environ: []string{"KEZ_CHAT_SERVR=x", "OTHER=y"}})
	if got := s.Warnings(); err != nil || len(got) != 1 || !strings.Contains(got[0], "KEZ_CHAT_SERVR") {
		t.Errorf("unknown variable: got %q, %v", got, err)
	}
}

func TestLimits(t *testing.T) {
	shown := DefaultLimits().Shown()
	for name, want := range map[string]int64{ // docs/protocol.md section 5
		"envelope-bytes": 262144, "live-bytes": 4096, "sends-burst": 100, "sends-per-second": 20,
		"live-burst": 20, "live-per-second": 10, "undelivered-messages": 10000, "undelivered-bytes": 64 << 20,
		"anonymous-undelivered-messages": 500, "anonymous-undelivered-bytes": 16 << 20, "mailbox-bytes": 1 << 30,
		"retention-days": 180, "note-retention-days": 7, "connections": 32, "streams": 8, "streams-per-address": 64,
		"devices": 64, "proofs": 64, "sigchain-events": 4096, "sigchain-event-bytes": 4096, "sigchains-per-day": 10,
		"checks-burst": 20, "checks-per-minute": 10, "channel-checks-per-minute": 60, "registrations-per-hour": 5, "links": 1000, "links-per-hour": 60,
		"handshakes-burst": 30, "handshakes-per-second": 5, "lookups-burst": 50, "lookups-per-second": 10,
		"anonymous-per-minute": 60, "anonymous-bytes": 32768, "queue-sends": 4096, "queue-bytes": 64 << 20,
		"callout-workers": 2 * int64(runtime.NumCPU()), "callout-queue": 256,
	} {
		if got, ok := shown[name]; !ok || got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
		delete(shown, name)
	}
	if len(shown) > 0 {
		t.Errorf("more than the protocol has: %v", slices.Collect(maps.Keys(shown)))
	}
	s := load(t, "limit=envelope-bytes=128k,queue-bytes=1G", "limit=streams=0", "limit=mailbox-bytes=3M")
	if l := s.Limits; l.EnvelopeBytes != 128<<10 || l.QueueBytes != 1<<30 || l.Streams != 0 || l.MailboxBytes != 3<<20 {
		t.Errorf("got %+v", l)
	}
}
