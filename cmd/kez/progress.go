package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// progress counts on standard error how much of something long is done, where
// somebody sees it and the line can be taken back.
type progress struct {
	out   io.Writer // nil: nobody sees it
	of    int
	mu    sync.Mutex
	count int
}

func (p *program) progress(of int) *progress {
	f, ok := p.stderr.(*os.File)
	if !ok || p.flags.JSON || of == 0 || !term.IsTerminal(int(f.Fd())) {
		return &progress{of: of}
	}
	b := &progress{out: f, of: of}
	b.tell()
	return b
}

func (b *progress) tell() {
	if b.out != nil {
		fmt.Fprintf(b.out, "\r\x1b[KLooking up proofs: %d of %d", b.count, b.of)
	}
}

func (b *progress) step() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	b.tell()
}

// done takes the line back.
func (b *progress) done() {
	if b.out != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
