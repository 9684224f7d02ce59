package main

import (
	"fmt"
	"runtime"

	"kez.lat/chat/node"
)

type versionCommand struct{}

func (versionCommand) Run(p *program) error {
	fmt.Fprintf(p.stdout, "kez-chat %s (build %s) %s/%s %s\n", node.Version(), node.Build(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	return nil
}
