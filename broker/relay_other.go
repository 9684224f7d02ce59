//go:build !unix

package broker

import "net"

func readReady(src net.Conn) (*[relayBuffer]byte, int, error) { return readBlocking(src) }
