package node

import (
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
)

// Settings are everything an operator decides, checked and complete: [Load]
// makes them, docs/protocol.md section 1 lists them.
type Settings struct {
	Bind      netip.AddrPort
	Server    string
	PublicURL string // without a trailing slash; empty until [Settings.OnPort] when derived from port 0
	DataDir   string
	DB        string

	SigServerURL string // empty: this node
	WebDir       string // empty: the embedded app

	TLS      TLSMode
	TLSCert  string
	TLSKey   string
	TLSEmail string
	TLSCA    string

	TrustedProxies []netip.Prefix

	Registration string // open, invite or closed
	Anonymous    bool

	NATSBind    netip.AddrPort // zero: off
	WSBind      netip.AddrPort // zero: off
	MonitorBind netip.AddrPort // zero: off

	Sigchains    string // registered or any: whose are kept
	FetchPrivate bool   // proofs are looked up at private addresses too
	GitHubToken  string
	NostrRelays  []string
	DNSServer    string // empty: the system's

	Limits Limits

	PushSubject string // empty until [Settings.OnPort] when derived from port 0

	LogLevel  slog.Level
	LogFormat string // text or json

	publicURLGiven   bool
	pushSubjectGiven bool
	warnings         []string
}

// A TLSMode says where the certificate of the front door comes from.
type TLSMode string

const (
	TLSOff   TLSMode = "off"
	TLSAuto  TLSMode = "auto"
	TLSFiles TLSMode = "files"
)

// The words of --registration.
const (
	registrationOpen   = "open"
	registrationInvite = "invite"
	registrationClosed = "closed"
)

// The words of --sigchains.
const (
	sigchainsRegistered = "registered"
	sigchainsAny        = "any"
)

const envPrefix = "KEZ_CHAT_"

// The settings that other code of this room asks for by name.
const (
	settingConfig       = "config"
	settingLimit        = "limit"
	settingDB           = "db"
	settingPublicURL    = "public-url"
	settingRegistration = "registration"
	settingAnonymous    = "anonymous"
	settingPushSubject  = "push-subject"
)

// A setting is one row of the table: flag, environment name, default, help and
// the field it fills all come from here.
type setting struct {
	name    string // of the flag; the environment name follows from it
	arg     string // what the value is, in usage lines
	def     string // empty: nothing, off, or derived
	derived string // how the default comes about where it is not def
	help    string
	secret  bool // printed nowhere
	value   value
}

// env is the setting's name in the environment and in the config file.
func (r setting) env() string {
	if r.name == settingLimit {
		return envPrefix + "LIMITS" // one flag names one limit, the variable lists them
	}
	return envPrefix + strings.ToUpper(strings.ReplaceAll(r.name, "-", "_"))
}

// table returns the rows, bound to the fields of s.
func table(s *Settings) []setting {
	return []setting{
		{name: "bind", arg: "ADDRESS", def: "0.0.0.0:6969", value: addressValue(&s.Bind),
			help: "address of the front door: HTTP API, app and /nats"},
		{name: "server", arg: "DOMAIN", def: "localhost", value: domainValue(&s.Server),
			help: "domain in handle@server; keep it for the life of the node"},
		{name: settingPublicURL, arg: "URL", value: originValue(&s.PublicURL), derived: "from the server and TLS",
			help: "how browsers reach the node: links, Origin check, WebFinger"},
		{name: "data-dir", arg: "DIR", def: "kez-chat-data", value: pathValue(&s.DataDir),
			help: "directory of everything durable"},
		{name: settingDB, arg: "FILE", value: pathValue(&s.DB), derived: "kez-chat.db in the data directory",
			help: "registry of people"},
		{name: "sig-server-url", arg: "URL", value: urlValue(&s.SigServerURL), derived: "this node",
			help: "where the sigchains of people are kept and read, and the base of the sigchain_url in records"},
		{name: "sigchains", arg: "WHOSE", def: sigchainsRegistered, value: choiceValue(&s.Sigchains, sigchainsRegistered, sigchainsAny),
			help: "registered or any: whose sigchains this node keeps"},
		{name: "web-dir", arg: "DIR", value: pathValue(&s.WebDir), derived: "the built-in app",
			help: "serve the app from a directory, for development; the app then says that it is unofficial"},
		{name: "tls", arg: "MODE", def: string(TLSOff), value: choiceValue(&s.TLS, TLSOff, TLSAuto, TLSFiles),
			help: "off, files (--tls-cert, --tls-key) or auto (ACME; accepts the terms of the authority)"},
		{name: "tls-cert", arg: "FILE", value: pathValue(&s.TLSCert),
			help: "certificate chain in PEM, read again when it changes"},
		{name: "tls-key", arg: "FILE", value: pathValue(&s.TLSKey),
			help: "private key in PEM, read again when it changes"},
		{name: "tls-email", arg: "ADDRESS", value: mailAddressValue(&s.TLSEmail),
			help: "where the ACME authority may write to about certificates"},
		{name: "tls-ca", arg: "URL", value: urlValue(&s.TLSCA), derived: "Let's Encrypt",
			help: "ACME directory"},
		{name: "trusted-proxies", arg: "NETWORKS", def: "127.0.0.0/8,::1/128", value: prefixesValue(&s.TrustedProxies),
			help: "comma list of addresses and networks whose X-Forwarded-For is believed"},
		{name: settingRegistration, arg: "MODE", value: choiceValue(&s.Registration, registrationOpen, registrationInvite, registrationClosed),
			derived: "open while the server is localhost or a loopback address, else invite",
			help:    "who may register: open, invite or closed"},
		{name: settingAnonymous, arg: "SWITCH", value: onOffValue(&s.Anonymous), derived: "on when registration is open",
			help: "on or off: messages from people without an account"},
		{name: "nats-bind", arg: "ADDRESS", value: optionalAddressValue(&s.NATSBind), derived: "off",
			help: "address for native NATS clients, as 0.0.0.0:4222"},
		{name: "ws-bind", arg: "ADDRESS", value: optionalAddressValue(&s.WSBind), derived: "off",
			help: "address for NATS over WebSocket beside the front door, as 0.0.0.0:8443"},
		{name: "monitor-bind", arg: "ADDRESS", value: optionalAddressValue(&s.MonitorBind), derived: "off",
			help: "loopback address of the NATS monitoring pages, as 127.0.0.1:8222"},
		{name: "fetch-private", arg: "SWITCH", def: "off", value: onOffValue(&s.FetchPrivate),
			help: "on or off: proofs are looked up at private addresses too, for a closed network"},
		{name: "github-token", arg: "TOKEN", value: secretValue(&s.GitHubToken), derived: "none", secret: true,
			help: "token for GitHub, which answers more often then; it needs no rights. Better in the environment or the file"},
		{name: "nostr-relays", arg: "URLS", def: "wss://relay.damus.io,wss://nos.lol,wss://relay.primal.net", value: relaysValue(&s.NostrRelays),
			help: "comma list of relays where Nostr proofs are looked for, or off"},
		{name: "dns-server", arg: "ADDRESS", value: resolverValue(&s.DNSServer), derived: "the system's resolvers",
			help: "resolver that is asked for DNS proofs, as 9.9.9.9"},
		{name: settingLimit, arg: "NAME=VALUE", value: limitsValue(&s.Limits), derived: "see the list of limits",
			help: "a limit by its name, 0 for none; the flag may be repeated, the variable is a comma list"},
		{name: settingPushSubject, arg: "URL", value: contactValue(&s.PushSubject), derived: "the public URL",
			help: "contact for push services, https: or mailto:"},
		{name: "log-level", arg: "LEVEL", def: "info", value: levelValue(&s.LogLevel),
			help: "debug, info, warn or error"},
		{name: "log-format", arg: "FORMAT", def: "text", value: choiceValue(&s.LogFormat, "text", "json"),
			help: "text or json"},
	}
}

// configRow describes --config, which says where settings are and is none.
var configRow = setting{name: settingConfig, arg: "FILE", derived: "none",
	help: "file of settings, one NAME=value a line by their environment names"}

// OnPort completes what depends on the port of the front door when the
// settings asked for any free one.
func (s Settings) OnPort(port uint16) Settings {
	s.Bind = netip.AddrPortFrom(s.Bind.Addr(), port)
	s.derive()
	return s
}

// derive fills what follows from other settings and was not given itself.
func (s *Settings) derive() {
	if s.DB == "" {
		s.DB = filepath.Join(s.DataDir, "kez-chat.db")
	}
	if !s.publicURLGiven {
		s.PublicURL = s.derivedURL()
	}
	if !s.pushSubjectGiven {
		s.PushSubject = s.PublicURL
	}
}

// derivedURL is how browsers are thought to reach the node. Without TLS of its
// own a node with a real domain stands behind a proxy that has it: on plain
// HTTP browsers refuse the cryptography the app needs.
func (s *Settings) derivedURL() string {
	host := s.Server
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() {
		host = "[" + host + "]"
	}
	switch {
	case s.TLS == TLSAuto, s.TLS == TLSOff && !s.local():
		return "https://" + host
	case s.Bind.Port() == 0:
		return ""
	case s.TLS == TLSFiles:
		return "https://" + withPort(host, s.Bind.Port(), 443)
	default:
		return "http://" + withPort(host, s.Bind.Port(), 80)
	}
}

// local says that the server's name means this machine, whoever asks.
func (s *Settings) local() bool {
	a, err := netip.ParseAddr(s.Server)
	return s.Server == "localhost" || err == nil && a.IsLoopback()
}

// Warnings are what an operator should hear at every start although nothing
// is wrong.
func (s Settings) Warnings() []string {
	w := append([]string(nil), s.warnings...)
	if s.local() && !s.Bind.Addr().IsLoopback() {
		w = append(w, "the front door is open to the network but the server is called "+s.Server+
			": addresses and links work on this machine alone until --server names a domain")
	}
	return w
}
