//go:build unix

package broker

import (
	"io"
	"net"

	"golang.org/x/sys/unix"
)

// readReady reads once from src, waiting without a buffer.
func readReady(src net.Conn) (buf *[relayBuffer]byte, n int, err error) {
	tcp, ok := src.(*net.TCPConn)
	if !ok {
		return readBlocking(src)
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil, 0, err
	}
	var rerr error
	err = raw.Read(func(fd uintptr) bool {
		b := buffers.Get().(*[relayBuffer]byte)
		for {
			n, rerr = unix.Read(int(fd), b[:])
			if rerr != unix.EINTR {
				break
			}
		}
		if rerr == unix.EAGAIN {
			buffers.Put(b)
			return false
		}
		buf = b
		return true
	})
	if err == nil {
		err = rerr
	}
	if err != nil {
		return buf, 0, err
	}
	if n == 0 {
		return buf, 0, io.EOF
	}
	return buf, n, nil
}
