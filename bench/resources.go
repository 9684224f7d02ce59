package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

const (
	idle      = 500 // browser connections
	perPerson = 30  // within the limit of connections
	stored    = 1_000_000
)

func someKey() (identity.Key, error) {
	seed, err := identity.NewSeed(rand.Reader)
	return seed.Key(), err
}

// memory is what an idle node takes, and what each idle browser adds.
func memory(l *lab) ([]row, error) {
	var idleRSS, perConn []float64
	for range l.rounds {
		alone, each, err := nodeMemory(l)
		if err != nil {
			return nil, err
		}
		idleRSS, perConn = append(idleRSS, alone/1024), append(perConn, each)
	}
	return []row{
		limit("resident memory of an idle node", "MiB", idleRSS, 40),
		limit("resident memory per idle browser connection", "KiB", perConn, 120),
	}, nil
}

func nodeMemory(l *lab) (alone, each float64, err error) {
	n, err := l.startNode("")
	if err != nil {
		return 0, 0, err
	}
	defer n.stop()
	if alone, err = n.rss(); err != nil {
		return 0, 0, err
	}
	people, err := n.register(idle/perPerson + 1)
	if err != nil {
		return 0, 0, err
	}
	before, err := n.rss()
	if err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for i := range idle {
		c, err := n.browser(ctx, people[i/perPerson])
		if err != nil {
			return 0, 0, err
		}
		defer c.CloseNow()
	}
	after, err := n.rss()
	return alone, (after - before) / idle, err
}

// browser opens a WebSocket, logs in and subscribes as the app does.
func (i *instance) browser(ctx context.Context, p person) (*websocket.Conn, error) {
	c, _, err := websocket.Dial(ctx, strings.Replace(i.url, "http", "ws", 1)+"/nats", nil)
	if err != nil {
		return nil, err
	}
	_, info, err := c.Read(ctx)
	if err != nil {
		return nil, err
	}
	_, rest, _ := bytes.Cut(info, []byte(`"nonce":"`))
	nonce, _, _ := bytes.Cut(rest, []byte(`"`))
	hello := fmt.Sprintf("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1,\"name\":\"web:bench\",\"nkey\":%q,\"sig\":%q}\r\n"+
		"SUB kez.inbox.%s.> 1\r\nSUB _INBOX_%s.> 2\r\nPING\r\n", p.key.NKey(), base64.RawURLEncoding.EncodeToString(p.seed.Sign(nonce)), p.key.Hex(), p.key.Hex())
	if err := c.Write(ctx, websocket.MessageBinary, []byte(hello)); err != nil {
		return nil, err
	}
	for {
		_, answer, err := c.Read(ctx)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(answer, []byte("-ERR")) {
			return nil, fmt.Errorf("log in: %q", answer)
		}
		if bytes.Contains(answer, []byte("PONG")) {
			return c, nil
		}
	}
}

// start is from the first instruction to the first healthy answer: with
// nothing stored, and with a million messages.
func start(l *lab) ([]row, error) {
	var empty, full []float64
	for range l.rounds {
		n, err := l.startNode("")
		if err != nil {
			return nil, err
		}
		empty = append(empty, float64(n.started)/float64(time.Millisecond))
		n.stop()
	}
	dir, err := filled(l)
	if err != nil {
		return nil, err
	}
	for range l.rounds {
		n, err := l.startNode(dir)
		if err != nil {
			return nil, err
		}
		full = append(full, n.started.Seconds())
		n.cmd.Process.Kill()
		n.cmd.Wait()
	}
	return []row{
		limit("start with an empty directory", "ms", empty, 150),
		limit("start with 1,000,000 messages after kill -9", "s", full, 5),
	}, nil
}

// filled is the directory of a node that holds a million messages. They are
// written into its stream by a bare server without fsync, in minutes instead
// of hours.
func filled(l *lab) (string, error) {
	n, err := l.startNode("")
	if err != nil {
		return "", err
	}
	n.stop()
	b, err := l.startBare(n.dir, false, "accounts { KEZ { jetstream: enabled, users: [{user: a, password: a}] } }\nno_auth_user: a")
	if err != nil {
		return "", err
	}
	defer b.stop()
	nc, err := nats.Connect("nats://" + b.native)
	if err != nil {
		return "", err
	}
	defer nc.Close()
	subjects := make([]string, 10000)
	for i := range subjects {
		owner, err := someKey()
		if err != nil {
			return "", err
		}
		subjects[i] = broker.MailSubject(owner, owner)
	}
	s, err := newSender(nc)
	if err != nil {
		return "", err
	}
	s.room = make(chan struct{}, 512)
	body := make([]byte, payload)
	for i := range stored {
		s.room <- struct{}{}
		m := nats.Msg{Subject: subjects[i%len(subjects)], Reply: s.inbox + ".x", Data: body, Header: nats.Header{
			"Kez": {"msg 00000000000000000000000000000000 0 " + time.Now().UTC().Format(identity.TimeFormat)},
		}}
		if err := nc.PublishMsg(&m); err != nil {
			return "", err
		}
	}
	for range cap(s.room) {
		s.room <- struct{}{}
	}
	if err := s.refused.Load(); err != nil {
		return "", *err
	}
	return n.dir, nil
}

// size is the binary, stripped.
func size(l *lab) ([]row, error) {
	info, err := os.Stat(l.node)
	if err != nil {
		return nil, err
	}
	return []row{limit("binary, stripped", "MiB", []float64{float64(info.Size()) / (1 << 20)}, 40)}, nil
}
