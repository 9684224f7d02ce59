package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/broker"
	"kez.lat/chat/identity"
)

const waiting = 10000

// drain is how fast somebody who comes back gets 10,000 waiting messages.
func drain(l *lab) ([]row, error) {
	var node, bare []float64
	for range l.rounds {
		v, err := nodeDrain(l)
		if err != nil {
			return nil, err
		}
		node = append(node, v)
		if v, err = bareDrain(l); err != nil {
			return nil, err
		}
		bare = append(bare, v)
	}
	return []row{atLeast("drain of 10,000 waiting messages, beside a durable consumer with acks", "msg/s", node, bare, 0.7)}, nil
}

func nodeDrain(l *lab) (float64, error) {
	n, err := l.startNode("")
	if err != nil {
		return 0, err
	}
	defer n.stop()
	people, err := n.register(2)
	if err != nil {
		return 0, err
	}
	from, err := n.connect(people[0])
	if err != nil {
		return 0, err
	}
	defer from.Close()
	s, err := newSender(from)
	if err != nil {
		return 0, err
	}
	subject, to := identity.RPCSubject(people[0].key, "send"), people[1].key.String()
	if err := s.send(waiting, func(int) *nats.Msg { return letter(subject, to) }); err != nil {
		return 0, err
	}
	nc, err := n.connect(people[1])
	if err != nil {
		return 0, err
	}
	defer nc.Close()
	began := time.Now()
	got, err := syncAll(nc, people[1].key)
	if err != nil {
		return 0, err
	}
	if got != waiting {
		return 0, fmt.Errorf("%d messages, want %d", got, waiting)
	}
	return waiting / time.Since(began).Seconds(), nil
}

// syncAll pages through a mailbox as a client does, asking for the next page
// when the end of one is there.
func syncAll(nc *nats.Conn, key identity.Key) (got int, err error) {
	inbox := nc.NewInbox()
	sub, err := nc.SubscribeSync(inbox)
	if err != nil {
		return 0, err
	}
	sub.SetPendingLimits(-1, -1)
	var end struct {
		Next uint64 `json:"next"`
		More bool   `json:"more"`
	}
	for {
		request := fmt.Appendf(nil, `{"since":%d,"limit":1000}`, end.Next)
		if err := nc.PublishRequest(identity.RPCSubject(key, "sync"), inbox, request); err != nil {
			return got, err
		}
		for {
			m, err := sub.NextMsg(30 * time.Second)
			if err != nil {
				return got, err
			}
			if err := m.Header.Get("Nats-Service-Error"); err != "" {
				return got, fmt.Errorf("sync: %s %s", err, m.Data)
			}
			if m.Header.Get(identity.HeaderEnd) == "" {
				got++
				continue
			}
			if err := json.Unmarshal(m.Data, &end); err != nil {
				return got, err
			}
			break
		}
		if !end.More {
			return got, nil
		}
	}
}

func bareDrain(l *lab) (float64, error) {
	b, err := l.startBare("", false, "")
	if err != nil {
		return 0, err
	}
	defer b.stop()
	nc, err := nats.Connect("nats://" + b.native)
	if err != nil {
		return 0, err
	}
	defer nc.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := bareStream(ctx, nc); err != nil {
		return 0, err
	}
	key, err := someKey()
	if err != nil {
		return 0, err
	}
	s, err := newSender(nc)
	if err != nil {
		return 0, err
	}
	subject := broker.MailSubject(key, key)
	if err := s.send(waiting, func(int) *nats.Msg { return &nats.Msg{Subject: subject, Data: make([]byte, payload)} }); err != nil {
		return 0, err
	}
	reader, err := nats.Connect("nats://" + b.native)
	if err != nil {
		return 0, err
	}
	defer reader.Close()
	var arrived sync.WaitGroup
	arrived.Add(waiting)
	began := time.Now()
	stop, err := consume(ctx, reader, "d", broker.MailboxFilter(key), func() { arrived.Done() })
	if err != nil {
		return 0, err
	}
	defer stop()
	arrived.Wait()
	return waiting / time.Since(began).Seconds(), nil
}
