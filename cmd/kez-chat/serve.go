package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"kez.lat/chat/node"
)

// gcPercent trades memory, of which a node has little in use, for a tenth of
// the work per message; GOGC overrides it.
const gcPercent = 200

type serveCommand struct{}

// Run serves until SIGTERM or Ctrl-C. A second signal ends the process at
// once: what was acknowledged is safe.
func (serveCommand) Run(p *program) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	log := slog.New(logHandler(s, p))
	for _, warning := range s.Warnings() {
		log.Warn(warning)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	if !slices.ContainsFunc(p.environ, func(v string) bool { return strings.HasPrefix(v, "GOGC=") }) {
		debug.SetGCPercent(gcPercent)
	}
	n, err := node.Open(ctx, s, log)
	if err != nil {
		return err
	}
	greet(p, n)
	return n.Run(ctx)
}

// greet says on standard output, in one piece, what to do next; all else is
// log.
func greet(p *program, n *node.Node) {
	text := fmt.Sprintf("kez-chat is ready. Open %s\n", n.URL())
	if link := n.OwnerLink(); link != "" {
		text += "People register here by invitation. This one is yours, and it is shown only now:\n" + link + "\n"
	}
	fmt.Fprint(p.stdout, text)
}

func logHandler(s node.Settings, p *program) slog.Handler {
	o := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.NewJSONHandler(p.stderr, o)
	}
	return slog.NewTextHandler(p.stderr, o)
}

type configCommand struct{}

func (configCommand) Run(p *program) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	fmt.Fprint(p.stdout, s.EnvFile())
	return nil
}
