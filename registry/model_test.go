package registry_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/registry"
)

// model is the registry as plain maps: what every answer is compared with.
type model struct {
	live     map[string]int // handle -> person
	retired  map[string]bool
	reserved map[string]int // handle -> person it is assigned to, -1 for nobody
	suspend  map[int]bool
	relation map[[2]int]registry.Relation
	uses     map[string]int // code -> uses left
}

const (
	modelPeople  = 6
	modelHandles = 8
	modelSteps   = 400
)

func (m *model) handleOf(n int) (string, bool) {
	for h, who := range m.live {
		if who == n {
			return h, true
		}
	}
	return "", false
}

// register is the order of docs/protocol.md section 2 in plain words.
func (m *model) register(n int, h, code string, mode registry.Mode) error {
	who, taken := m.live[h]
	if taken && who == n {
		return registry.ErrHandleTaken
	}
	to, aside := m.reserved[h]
	if !aside || to != n {
		if mode == registry.ModeClosed {
			return registry.ErrRegistrationClosed
		}
		if mode == registry.ModeInvite && code == "" {
			return registry.ErrInviteRequired
		}
		if mode == registry.ModeInvite && m.uses[code] == 0 {
			return registry.ErrInviteInvalid
		}
	}
	if aside && to != n {
		return registry.ErrHandleReserved
	}
	if taken || m.retired[h] {
		return registry.ErrHandleTaken
	}
	if _, has := m.handleOf(n); has {
		return registry.ErrKeyTaken
	}
	if mode == registry.ModeInvite && !(aside && to == n) {
		m.uses[code]--
	}
	m.live[h] = n
	delete(m.reserved, h)
	return nil
}

func (m *model) reserve(n int, h string) error {
	if _, taken := m.live[h]; taken {
		return registry.ErrHandleTaken
	}
	if m.retired[h] {
		return registry.ErrHandleRetired
	}
	if _, has := m.handleOf(n); has {
		return registry.ErrKeyTaken
	}
	m.reserved[h] = n
	return nil
}

func (m *model) remove(h string) error {
	n, taken := m.live[h]
	if !taken {
		return registry.ErrUnknownHandle
	}
	delete(m.live, h)
	delete(m.suspend, n)
	m.retired[h] = true
	for pair := range m.relation {
		if pair[0] == n {
			delete(m.relation, pair)
		}
	}
	return nil
}

func (m *model) setRelation(owner, peer int, rel registry.Relation) error {
	if m.related(owner, peer) == rel {
		return nil
	}
	for _, n := range []int{owner, peer} {
		if _, has := m.handleOf(n); !has {
			return registry.ErrUnknownKey
		}
	}
	if delete(m.relation, [2]int{owner, peer}); rel != registry.None {
		m.relation[[2]int{owner, peer}] = rel
	}
	return nil
}

func (m *model) related(owner, peer int) registry.Relation {
	if rel, ok := m.relation[[2]int{owner, peer}]; ok {
		return rel
	}
	return registry.None
}

// TestAgainstModel does random things to a registry and to plain maps, opens
// the file again now and then, and wants the same of both all the time.
func TestAgainstModel(t *testing.T) {
	for n := range uint64(4) {
		t.Run(fmt.Sprint(n), func(t *testing.T) { runModel(t, rand.New(rand.NewPCG(n, 2))) })
	}
}

func runModel(t *testing.T, rnd *rand.Rand) {
	ctx := context.Background()
	s := open(t)
	m := &model{live: map[string]int{}, retired: map[string]bool{}, reserved: map[string]int{},
		suspend: map[int]bool{}, relation: map[[2]int]registry.Relation{}, uses: map[string]int{"": 0, "wrong": 0}}
	codes := []string{"", "wrong"}
	seeds := make([]identity.Seed, modelPeople)
	for i := range seeds {
		seeds[i] = seed(t, uint64(i))
	}
	modes := []registry.Mode{registry.ModeOpen, registry.ModeInvite, registry.ModeInvite, registry.ModeClosed}
	relations := []registry.Relation{registry.None, registry.Accepted, registry.Muted, registry.Blocked}

	for step := range modelSteps {
		n, peer := rnd.IntN(modelPeople), rnd.IntN(modelPeople)
		h := fmt.Sprintf("handle%d", rnd.IntN(modelHandles)+step/100*modelHandles/2)
		var did string
		var got, want error
		switch rnd.IntN(10) {
		case 0, 1, 2:
			code, mode := codes[rnd.IntN(len(codes))], modes[rnd.IntN(len(modes))]
			did = fmt.Sprintf("register %d as %s, %s, %q", n, h, mode, code)
			_, got = s.Register(ctx, signed(t, seeds[n], h, code), mode, start)
			want = m.register(n, h, code, mode)
		case 3:
			did = "reserve " + h
			_, got = s.Reserve(ctx, identity.Handle(h), start)
			want = m.reserve(-1, h)
		case 4:
			did = fmt.Sprintf("assign %s to %d", h, n)
			_, got = s.Assign(ctx, identity.Handle(h), seeds[n].Key(), start)
			want = m.reserve(n, h)
		case 5:
			did = "remove " + h
			_, got = s.Remove(ctx, identity.Handle(h), start)
			want = m.remove(h)
		case 6:
			did = fmt.Sprintf("suspend %d", n)
			on := rnd.IntN(2) == 0
			_, got = s.Suspend(ctx, seeds[n].Key(), on)
			if _, has := m.handleOf(n); !has {
				want = registry.ErrUnknownKey
			} else {
				m.suspend[n] = on
			}
		case 7, 8:
			rel := relations[rnd.IntN(len(relations))]
			did = fmt.Sprintf("contact %d of %d %s", peer, n, rel)
			got = s.SetRelation(ctx, seeds[n].Key(), seeds[peer].Key(), rel, start)
			want = m.setRelation(n, peer, rel)
		case 9:
			uses := 1 + rnd.IntN(3)
			did = fmt.Sprintf("invite for %d", uses)
			var code string
			code, _, got = s.NewInvite(ctx, chacha(rnd), uses, time.Time{}, "")
			codes, m.uses[code] = append(codes, code), uses
		}
		if !errors.Is(got, want) || got != nil && want == nil {
			t.Fatalf("step %d, %s: got %v, want %v", step, did, got, want)
		}
		if step%50 == 49 {
			s.reopen()
		}
		m.compare(t, s, seeds, step, did)
	}
}

func chacha(rnd *rand.Rand) *rand.ChaCha8 {
	var b [32]byte
	for i := range b {
		b[i] = byte(rnd.Uint32())
	}
	return rand.NewChaCha8(b)
}

func (m *model) compare(t *testing.T, s *store, seeds []identity.Seed, step int, did string) {
	t.Helper()
	ctx := context.Background()
	s.check()
	people := map[string]int{}
	err := s.People(ctx, func(e registry.Entry) error {
		for n, seed := range seeds {
			if seed.Key() == e.Key {
				people[string(e.Handle)] = n
				if e.Suspended != m.suspend[n] {
					t.Errorf("step %d, %s: %s suspended %t", step, did, e.Handle, e.Suspended)
				}
			}
		}
		return nil
	})
	if err != nil || fmt.Sprint(people) != fmt.Sprint(m.live) {
		t.Fatalf("step %d, %s: got people %v, %v; want %v", step, did, people, err, m.live)
	}
	for n := range seeds {
		want := 0
		for peer := range seeds {
			rel, err := s.Relation(ctx, seeds[n].Key(), seeds[peer].Key())
			if err != nil || rel != m.related(n, peer) {
				t.Fatalf("step %d, %s: %d is %q to %d, %v; want %q", step, did, peer, rel, n, err, m.related(n, peer))
			}
			if rel != registry.None {
				want++
			}
		}
		if list, err := s.Relations(ctx, seeds[n].Key()); err != nil || len(list) != want {
			t.Fatalf("step %d, %s: %d contacts of %d, %v; want %d", step, did, len(list), n, err, want)
		}
	}
	left := 0
	invites, err := s.Invites(ctx)
	for _, inv := range invites {
		left += inv.Uses - inv.Used
	}
	wantLeft := 0
	for _, n := range m.uses {
		wantLeft += n
	}
	if err != nil || left != wantLeft {
		t.Fatalf("step %d, %s: %d uses left, %v; want %d", step, did, left, err, wantLeft)
	}
	for n := range modelHandles * 3 {
		h := fmt.Sprintf("handle%d", n)
		_, taken := m.live[h]
		_, aside := m.reserved[h]
		if free, err := s.Available(ctx, identity.Handle(h)); err != nil || free == (taken || aside || m.retired[h]) {
			t.Fatalf("step %d, %s: %s available %t, %v", step, did, h, free, err)
		}
	}
}
