package node

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Sources are the places settings come from, the strongest first. The file is
// named by --config or KEZ_CHAT_CONFIG.
type Sources struct {
	Flags    map[string][]string // by name without dashes, in the order given
	Environ  []string            // as from os.Environ
	ReadFile func(name string) ([]byte, error)
}

// A SettingsError lists everything that is wrong with the settings.
type SettingsError struct {
	Faults []string
}

func (e *SettingsError) Error() string { return strings.Join(e.Faults, "\n") }

// given is the text of one setting and where it stood.
type given struct {
	text  string
	where string
}

// Load reads, completes and checks the settings. The error is a
// *[SettingsError] with all complaints at once.
func Load(src Sources) (Settings, error) {
	s := Settings{Limits: DefaultLimits()}
	rows := table(&s)
	var faults, warnings []string

	fromFile, wrong := src.file(rows)
	faults = append(faults, wrong...)
	fromEnv, warned := src.environment(rows)
	warnings = append(warnings, warned...)
	fromFlags, wrong := src.flags(rows)
	faults = append(faults, wrong...)

	set := make(map[string]bool)
	for _, row := range rows {
		if row.def != "" {
			if err := row.value.set(row.def); err != nil {
				panic(fmt.Sprintf("default of %s: %v", row.name, err)) // a fault of the table, met by every test
			}
		}
		// Weakest first. Limits add up over the places, all else is overridden.
		all := slices.Concat(fromFile[row.name], fromEnv[row.name], fromFlags[row.name])
		if row.name != settingLimit && len(all) > 1 {
			all = all[len(all)-1:]
		}
		for _, g := range all {
			set[row.name] = true
			if err := row.value.set(g.text); err != nil {
				faults = append(faults, complaints(row, g, err)...)
			}
		}
	}
	s.publicURLGiven, s.pushSubjectGiven, s.warnings = set[settingPublicURL], set[settingPushSubject], warnings
	if !set[settingRegistration] {
		s.Registration = registrationInvite
		if s.local() {
			s.Registration = registrationOpen
		}
	}
	if !set[settingAnonymous] {
		s.Anonymous = s.Registration == registrationOpen
	}
	s.derive()
	faults = append(faults, s.contradictions()...)
	if len(faults) > 0 {
		return Settings{}, &SettingsError{Faults: faults}
	}
	return s, nil
}

func complaints(row setting, g given, err error) []string {
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		var all []string
		for _, one := range list.Unwrap() {
			all = append(all, fmt.Sprintf("%s: %v", g.where, one))
		}
		return all
	}
	if row.secret { // also one that is mistyped
		return []string{fmt.Sprintf("%s: %v", g.where, err)}
	}
	return []string{fmt.Sprintf("%s %q: %v", g.where, g.text, err)}
}

func (src Sources) flags(rows []setting) (map[string][]given, []string) {
	found := make(map[string][]given)
	var faults []string
	known := map[string]bool{settingConfig: true}
	for _, row := range rows {
		known[row.name] = true
		texts := src.Flags[row.name]
		if len(texts) > 1 && row.name != settingLimit {
			faults = append(faults, fmt.Sprintf("--%s is given %d times", row.name, len(texts)))
		}
		for _, text := range texts {
			if text == "" && row.def == "" {
				continue // empty is how these are off
			}
			found[row.name] = append(found[row.name], given{text, "--" + row.name})
		}
	}
	for name := range src.Flags {
		if !known[name] {
			faults = append(faults, fmt.Sprintf("--%s is no setting", name))
		}
	}
	return found, faults
}

// environment takes empty variables for absent ones: compose files pass those
// on for everything that is not set.
func (src Sources) environment(rows []setting) (map[string][]given, []string) {
	found := make(map[string][]given)
	var warnings []string
	byEnv := rowsByEnv(rows)
	for _, pair := range src.Environ {
		name, text, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || name == configRow.env() || text == "" {
			continue
		}
		row, ok := byEnv[name]
		if !ok {
			warnings = append(warnings, "the environment has "+name+", which is no setting")
			continue
		}
		found[row.name] = append(found[row.name], given{text, name})
	}
	return found, warnings
}

func (src Sources) file(rows []setting) (map[string][]given, []string) {
	found := make(map[string][]given)
	name, faults := src.configName()
	if name == "" || len(faults) > 0 {
		return found, faults
	}
	data, err := src.ReadFile(name)
	if err != nil {
		return found, []string{fmt.Sprintf("--config: %v", err)}
	}
	lines, faults := parseEnvFile(name, data)
	byEnv, seen := rowsByEnv(rows), make(map[string]bool)
	for _, l := range lines {
		row, ok := byEnv[l.name]
		switch {
		case l.name == configRow.env():
			faults = append(faults, fmt.Sprintf("%s: a file cannot name another", l.where))
		case !ok:
			faults = append(faults, fmt.Sprintf("%s: %s is no setting", l.where, l.name))
		case seen[l.name]:
			faults = append(faults, fmt.Sprintf("%s: %s stands here a second time", l.where, l.name))
		case l.text != "":
			found[row.name] = []given{{l.text, l.where + ": " + l.name}}
		}
		seen[l.name] = true
	}
	return found, faults
}

func (src Sources) configName() (string, []string) {
	names := src.Flags[settingConfig]
	switch {
	case len(names) > 1:
		return "", []string{fmt.Sprintf("--config is given %d times", len(names))}
	case len(names) == 1 && names[0] == "":
		return "", []string{"--config: is empty"}
	case len(names) == 1:
		return names[0], nil
	}
	var name string
	for _, pair := range src.Environ {
		if text, ok := strings.CutPrefix(pair, configRow.env()+"="); ok {
			name = text
		}
	}
	return name, nil
}

func rowsByEnv(rows []setting) map[string]setting {
	by := make(map[string]setting)
	for _, row := range rows {
		by[row.env()] = row
	}
	return by
}

// contradictions are the faults that lie between settings.
func (s *Settings) contradictions() []string {
	var faults []string
	complain := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if s.TLS == TLSFiles && (s.TLSCert == "" || s.TLSKey == "") {
		complain("--tls files needs --tls-cert and --tls-key")
	}
	if s.TLS != TLSFiles && (s.TLSCert != "" || s.TLSKey != "") {
		complain("--tls-cert and --tls-key need --tls files")
	}
	if s.TLS != TLSAuto && (s.TLSEmail != "" || s.TLSCA != "") {
		complain("--tls-email and --tls-ca need --tls auto")
	}
	if _, err := netip.ParseAddr(s.Server); s.TLS == TLSAuto && (err == nil || !strings.Contains(s.Server, ".")) {
		complain("--tls auto needs a public domain in --server, not %q", s.Server)
	}
	if s.TLS != TLSOff && strings.HasPrefix(s.PublicURL, "http:") {
		complain("--public-url %q: want https: while --tls is %s", s.PublicURL, s.TLS)
	}
	if s.MonitorBind.IsValid() && !s.MonitorBind.Addr().IsLoopback() {
		complain("--monitor-bind %q: want a loopback address: the pages tell who is connected", s.MonitorBind)
	}
	return append(faults, s.collisions()...)
}

// collisions finds listeners that cannot stand beside one another.
func (s *Settings) collisions() []string {
	var faults []string
	listeners := []struct {
		flag string
		at   netip.AddrPort
	}{{"--bind", s.Bind}, {"--nats-bind", s.NATSBind}, {"--ws-bind", s.WSBind}, {"--monitor-bind", s.MonitorBind}}
	for i, a := range listeners {
		for _, b := range listeners[i+1:] {
			same := a.at.Addr() == b.at.Addr() || a.at.Addr().IsUnspecified() || b.at.Addr().IsUnspecified()
			if a.at.IsValid() && b.at.IsValid() && a.at.Port() != 0 && a.at.Port() == b.at.Port() && same {
				faults = append(faults, fmt.Sprintf("%s and %s both want port %d", a.flag, b.flag, a.at.Port()))
			}
		}
	}
	return faults
}
