package broker

import (
	"fmt"
	"log/slog"
	"strings"
)

// slogger hands the server's log to slog. The server logs each refused login
// as a warning or an error, which anybody outside can cause at will: those
// go to debug, where a flood costs nothing.
type slogger struct {
	log   *slog.Logger
	fatal func(error)
}

func (l *slogger) Noticef(format string, v ...any) { l.log.Debug("nats", "detail", text(format, v)) }
func (l *slogger) Debugf(format string, v ...any)  { l.log.Debug("nats", "detail", text(format, v)) }
func (l *slogger) Tracef(format string, v ...any)  {}

func (l *slogger) Warnf(format string, v ...any) {
	if s := text(format, v); causedByGuest(s) {
		l.log.Debug("nats", "detail", s)
	} else {
		l.log.Warn("nats", "detail", s)
	}
}

func (l *slogger) Errorf(format string, v ...any) {
	s := text(format, v)
	if causedByGuest(s) {
		l.log.Debug("nats", "detail", s)
		return
	}
	l.log.Error("nats", "detail", s)
	if strings.Contains(s, storeBroke) {
		l.fatal(fmt.Errorf("nats: %s", s))
	}
}

// storeBroke marks a stream that will answer nothing more, space or not, until
// the server is started anew. Without this line the mailbox would notice by
// the silence, seconds later.
const storeBroke = "critical write error"

// Fatalf is the end of the server, not of the process.
func (l *slogger) Fatalf(format string, v ...any) {
	l.fatal(fmt.Errorf("nats: %s", text(format, v)))
}

func text(format string, v []any) string { return fmt.Sprintf(format, v...) }

// guestWords mark lines about one client's doing, and two warnings about what
// is so on purpose: passwords that never leave the process, and a WebSocket
// listener on loopback behind our own TLS.
var guestWords = []string{
	"Plaintext passwords detected", "Websocket not configured with TLS",
	"auth callout", "Auth Callout", "authentication error", "Authentication Timeout", "Authorization",
	" cid:", "cid:", "wid:", "websocket handshake error", "Protocol Violation", "protocol violation",
	"Permissions Violation",
}

func causedByGuest(line string) bool {
	for _, w := range guestWords {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}
