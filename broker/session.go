package broker

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"kez.lat/chat/identity"
)

// reserved is how long a granted connection may take to appear before its
// place is given to another.
const reserved = 5 * time.Second

// eventRoot is where the server tells who comes and goes.
const eventRoot = "$SYS.ACCOUNT." + accountApp + "."

// Sessions counts the connections of each account. A place is reserved when
// the callout grants it, confirmed by the server's connect event and freed by
// its disconnect event.
type Sessions struct {
	srv *server.Server

	mu    sync.Mutex
	byKey map[string]map[uint64]place // by account and client id
	owner map[uint64]string
}

// A place is what one connection of an account takes.
type place struct {
	// login is the key that the connection logged in with, the account's or a
	// device's. None where the callout did not say, which is not of this
	// process then.
	login identity.Key
	end   time.Time // of the reservation, zero once confirmed
	name  string    // that the client gives itself, once confirmed
}

// An event is what both of the server's events have and is needed here.
type event struct {
	Client struct {
		ID   uint64 `json:"id"`
		User string `json:"user"`
		Name string `json:"name"`
	} `json:"client"`
}

// Sessions starts counting over a connection of [RoleSys].
func (b *Broker) Sessions(sys *nats.Conn) (*Sessions, error) {
	s := &Sessions{srv: b.srv, byKey: make(map[string]map[uint64]place), owner: make(map[uint64]string)}
	// One subscription for both events: two would hand them to two goroutines,
	// and a short connection could be freed before it is counted.
	_, err := sys.Subscribe(eventRoot+"*", func(m *nats.Msg) {
		var e event
		if json.Unmarshal(m.Data, &e) != nil {
			return
		}
		switch strings.TrimPrefix(m.Subject, eventRoot) {
		case "CONNECT":
			// Who was cut off while the callout answered is announced all the
			// same, and never leaves.
			if s.srv.GetClient(e.Client.ID) == nil {
				s.release(e.Client.ID)
			} else {
				s.confirm(e.Client.ID, e.Client.User, e.Client.Name)
			}
		case "DISCONNECT":
			s.release(e.Client.ID)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("hear of connections: %w", err)
	}
	if err := sys.Flush(); err != nil {
		return nil, fmt.Errorf("hear of connections: %w", err)
	}
	return s, nil
}

// Reserve takes a place for connection cid of the account, which logs in with
// a key, unless limit places are taken. Limit 0 is none.
func (s *Sessions) Reserve(account, login identity.Key, cid uint64, limit int, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	places := s.byKey[account.Hex()]
	if limit > 0 && len(places) >= limit {
		for id, p := range places {
			// A connection that is there is only announced late. Its place knows
			// which device it is, which nothing else does.
			if !p.end.IsZero() && now.After(p.end) && s.srv.GetClient(id) == nil {
				s.drop(id)
			}
		}
		if len(places) >= limit {
			return false
		}
	}
	s.add(account.Hex(), cid, place{login: login, end: now.Add(reserved)})
	return true
}

// Online tells how many connections the account has.
func (s *Sessions) Online(k identity.Key) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.byKey[k.Hex()])
}

// OnDevice tells whether one of the account's connections calls itself
// "<kind>:<device>". It is the client's word, about itself alone.
func (s *Sessions) OnDevice(k identity.Key, device identity.ID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.byKey[k.Hex()] {
		if _, id, ok := strings.Cut(p.name, ":"); ok && id == device.String() {
			return true
		}
	}
	return false
}

// Disconnect closes every connection of the account, also those that are
// logging in.
func (s *Sessions) Disconnect(k identity.Key) error {
	s.mu.Lock()
	cids := slices.Collect(maps.Keys(s.byKey[k.Hex()]))
	s.mu.Unlock()
	list, err := s.srv.Connz(&server.ConnzOptions{Username: true, User: k.Hex(), Account: accountApp, Limit: 1 << 16})
	if err != nil {
		err = fmt.Errorf("list connections of %s: %w", k.Fingerprint(), err)
	} else {
		for _, c := range list.Conns {
			cids = append(cids, c.Cid)
		}
	}
	for _, cid := range cids {
		// One that closed meanwhile is what we want.
		_ = s.srv.DisconnectClientByID(cid)
	}
	return err
}

// DisconnectLogin closes the connections of the account that logged in with
// the key, also those that are logging in, and no others.
func (s *Sessions) DisconnectLogin(account, login identity.Key) {
	s.mu.Lock()
	var cids []uint64
	for cid, p := range s.byKey[account.Hex()] {
		if p.login == login {
			cids = append(cids, cid)
		}
	}
	s.mu.Unlock()
	for _, cid := range cids {
		// One that closed meanwhile is what we want.
		_ = s.srv.DisconnectClientByID(cid)
	}
}

func (s *Sessions) confirm(cid uint64, user, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(user, cid, place{login: s.byKey[user][cid].login, name: name})
}

func (s *Sessions) release(cid uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(cid)
}

func (s *Sessions) add(user string, cid uint64, p place) {
	places := s.byKey[user]
	if places == nil {
		places = make(map[uint64]place)
		s.byKey[user] = places
	}
	places[cid] = p
	s.owner[cid] = user
}

func (s *Sessions) drop(cid uint64) {
	user, ok := s.owner[cid]
	if !ok {
		return
	}
	delete(s.owner, cid)
	delete(s.byKey[user], cid)
	if len(s.byKey[user]) == 0 {
		delete(s.byKey, user)
	}
}
