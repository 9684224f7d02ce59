package broker

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"
)

const (
	// outletFull is when publishers wait for the server to read.
	outletFull = 4 << 20
	// outletKeep is the largest buffer that is used again.
	outletKeep = 1 << 20
	// outletHello bounds the log-in.
	outletHello = 10 * time.Second
)

// An Outlet publishes for a service user, and does nothing else. The node
// writes several messages for each one it takes in, and the general client
// spends more on a message with headers than all other work for it together:
// it builds a map, sorts it and checks it, where the node knows what it
// writes. The protocol on the wire is that of any client.
type Outlet struct {
	conn net.Conn

	mu      sync.Mutex
	room    sync.Cond // the writer took the buffer
	pending []byte
	err     error

	wake chan struct{}
	done chan struct{}
	lost func(error)
	wg   sync.WaitGroup
}

// Outlet opens a connection to publish on, inside this process. It is closed
// with the broker; should it be lost before, the broker has failed.
func (b *Broker) Outlet(r Role) (*Outlet, error) {
	conn, err := b.srv.InProcessConn()
	if err != nil {
		return nil, fmt.Errorf("connect %s to the broker: %w", r, err)
	}
	in := bufio.NewReader(conn)
	if err := greet(conn, in, r, b.staff.passwords[r]); err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect %s to the broker: %w", r, err)
	}
	o := &Outlet{conn: conn, wake: make(chan struct{}, 1), done: make(chan struct{}), lost: func(err error) { b.lose(r, err) }}
	o.room.L = &o.mu
	o.wg.Go(func() { o.read(in) })
	o.wg.Go(o.write)
	b.outletsMu.Lock()
	defer b.outletsMu.Unlock()
	b.outlets = append(b.outlets, o)
	return o, nil
}

// greet logs in: INFO, CONNECT, and a PING that is answered once the server
// agreed.
func greet(conn net.Conn, in *bufio.Reader, r Role, password string) error {
	if err := conn.SetDeadline(time.Now().Add(outletHello)); err != nil {
		return err
	}
	if _, err := in.ReadSlice('\n'); err != nil {
		return err
	}
	hello, err := json.Marshal(map[string]any{
		"verbose": false, "pedantic": false, "headers": true, "protocol": 1, "echo": false,
		"name": "node:" + string(r), "lang": "go", "version": "1", "user": string(r), "pass": password,
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "CONNECT %s\r\nPING\r\n", hello); err != nil {
		return err
	}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte("PONG")) {
			return conn.SetDeadline(time.Time{})
		}
		if bytes.HasPrefix(line, []byte("-ERR")) {
			return errors.New(string(bytes.TrimSpace(line)))
		}
	}
}

// Publish writes one message. header is a whole header block, "NATS/1.0" to
// the empty line, or nil. The slices are copied. An error means that the
// connection is closed; what was written before may be lost.
func (o *Outlet) Publish(subject, reply string, header, body []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.pending) > outletFull && o.err == nil {
		o.room.Wait()
	}
	if o.err != nil {
		return o.err
	}
	b := o.pending
	if header != nil {
		b = append(b, "HPUB "...)
	} else {
		b = append(b, "PUB "...)
	}
	b = append(append(b, subject...), ' ')
	if reply != "" {
		b = append(append(b, reply...), ' ')
	}
	if header != nil {
		b = append(strconv.AppendInt(b, int64(len(header)), 10), ' ')
	}
	b = append(strconv.AppendInt(b, int64(len(header)+len(body)), 10), '\r', '\n')
	b = append(append(b, header...), body...)
	o.pending = append(b, '\r', '\n')
	select {
	case o.wake <- struct{}{}:
	default:
	}
	return nil
}

// write hands what is pending to the server.
func (o *Outlet) write() {
	var spare []byte
	for {
		select {
		case <-o.wake:
		case <-o.done:
			return
		}
		o.mu.Lock()
		out := o.pending
		o.pending = spare[:0]
		o.room.Broadcast()
		o.mu.Unlock()
		if _, err := o.conn.Write(out); err != nil {
			o.fail(err)
			return
		}
		if spare = out; cap(spare) > outletKeep {
			spare = nil
		}
	}
}

// read answers pings and notices the end.
func (o *Outlet) read(in *bufio.Reader) {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			o.fail(err)
			return
		}
		if bytes.HasPrefix(line, []byte("PING")) {
			o.mu.Lock()
			o.pending = append(o.pending, "PONG\r\n"...)
			o.mu.Unlock()
			select {
			case o.wake <- struct{}{}:
			default:
			}
		}
	}
}

func (o *Outlet) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.err = fmt.Errorf("publish: %w", err)
		close(o.done)
		o.room.Broadcast()
		o.conn.Close()
		o.lost(err)
	}
}

// close ends the connection; what is still pending is dropped.
func (o *Outlet) close() {
	o.fail(net.ErrClosed)
	o.wg.Wait()
}
