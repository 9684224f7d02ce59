package broker

import (
	"io"
	"net"
	"sync"
	"time"
)

const relayBuffer = 16 << 10

var buffers = sync.Pool{New: func() any { return new([relayBuffer]byte) }}

// relay copies from src to dst until either ends. A dst that takes nothing
// for writeDeadline is given up: the server cannot see it through us.
//
// Nearly all connections are idle, and a blocked read would hold a buffer
// each: readReady (relay_unix.go) takes one only when there is something to
// read.
func relay(dst, src net.Conn) {
	for {
		buf, n, err := readReady(src)
		if n > 0 {
			dst.SetWriteDeadline(time.Now().Add(writeDeadline))
			if _, werr := dst.Write(buf[:n]); werr != nil {
				err = werr
			}
		}
		if buf != nil {
			buffers.Put(buf)
		}
		if err != nil {
			return
		}
	}
}

// readBlocking is readReady for connections without a file descriptor, TLS
// among them.
func readBlocking(src io.Reader) (*[relayBuffer]byte, int, error) {
	buf := buffers.Get().(*[relayBuffer]byte)
	n, err := src.Read(buf[:])
	return buf, n, err
}
