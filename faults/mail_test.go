package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// A receipt is what the node answered to a send.
type receipt struct {
	Seq  uint64 `json:"seq"`
	Time string `json:"time"`
}

// send asks once. A refusal or no answer is an error.
func send(ctx context.Context, nc *nats.Conn, from identity.Key, to string, id identity.ID, body []byte) (receipt, error) {
	m := &nats.Msg{Subject: identity.RPCSubject(from, "send"), Data: body, Header: nats.Header{
		identity.HeaderTo: {to}, identity.HeaderID: {id.String()}, identity.HeaderCopy: {"sent"},
	}}
	answer, err := nc.RequestMsgWithContext(ctx, m)
	if err != nil {
		return receipt{}, err
	}
	if code := answer.Header.Get("Nats-Service-Error"); code != "" {
		return receipt{}, refusal(code)
	}
	var r receipt
	if err := json.Unmarshal(answer.Data, &r); err != nil {
		return receipt{}, err
	}
	return r, nil
}

// A refusal is a code of the node.
type refusal string

func (r refusal) Error() string { return string(r) }

// An item is one message of a mailbox.
type item struct {
	seq, prev      uint64
	kind, from, to string
	body           string
}

// mailbox reads everything somebody has.
func mailbox(t testing.TB, nc *nats.Conn, owner identity.Key) []item {
	t.Helper()
	inbox := nc.NewInbox()
	sub, err := nc.SubscribeSync(inbox)
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Unsubscribe()
	var list []item
	var end struct {
		Next uint64 `json:"next"`
		More bool   `json:"more"`
	}
	for {
		request := fmt.Appendf(nil, `{"since":%d,"limit":1000}`, end.Next)
		if err := nc.PublishRequest(identity.RPCSubject(owner, "sync"), inbox, request); err != nil {
			t.Fatal(err)
		}
		for {
			m, err := sub.NextMsg(30 * time.Second)
			if err != nil {
				t.Fatal(err)
			}
			if code := m.Header.Get("Nats-Service-Error"); code != "" {
				t.Fatalf("sync: %s", m.Data)
			}
			if m.Header.Get(identity.HeaderEnd) != "" {
				if err := json.Unmarshal(m.Data, &end); err != nil {
					t.Fatal(err)
				}
				break
			}
			i := item{kind: m.Header.Get(identity.HeaderKind), from: m.Header.Get(identity.HeaderFrom), to: m.Header.Get(identity.HeaderTo), body: string(m.Data)}
			fmt.Sscan(m.Header.Get(identity.HeaderSeq), &i.seq)
			fmt.Sscan(m.Header.Get(identity.HeaderPrev), &i.prev)
			list = append(list, i)
		}
		if !end.More {
			return list
		}
	}
}
