package sigchain_test

import (
	crand "crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// newDice prints what it begins with, so that a failure can be had again.
func newDice(t *testing.T) *rand.Rand {
	t.Helper()
	var raw [8]byte
	if _, err := crand.Read(raw[:]); err != nil {
		t.Fatal(err)
	}
	start := binary.LittleEndian.Uint64(raw[:])
	t.Logf("dice begin with %d", start)
	return rand.New(rand.NewPCG(start, 0))
}

// player does to a chain what people and attackers may do.
type player struct {
	t       *testing.T
	dice    *rand.Rand
	signers []identity.Signer // the first is the primary
	keys    []identity.Seed   // of devices; the last is the primary's
	kept    []sigchain.Link   // what the chain took
}

func pick[T any](dice *rand.Rand, list []T) T { return list[dice.IntN(len(list))] }

// move makes an event that is well by itself: most often the next of the
// chain, now and then for another place or by somebody else.
func (p *player) move(head sigchain.Head) sigchain.Link {
	p.t.Helper()
	signer := p.signers[0]
	switch p.dice.IntN(12) {
	case 0:
		head.Seq += uint64(p.dice.IntN(3))
	case 1:
		if head.Seq > 0 {
			head = p.kept[p.dice.IntN(len(p.kept))].Head()
		}
	case 2:
		if len(p.kept) > 0 { // or the chain were somebody else's from the start
			signer = pick(p.dice, p.signers)
		}
	}
	if head.Seq > 0 && head.Hash == "" {
		head.Hash = fmt.Sprintf("%064x", p.dice.Uint64())
	}
	id, key := identity.ID{byte(p.dice.IntN(5))}, pick(p.dice, p.keys)
	subject := subjectOf(p.t, fmt.Sprintf("x:%d", p.dice.IntN(4)))
	d := sigchain.Draft{
		Op:      pick(p.dice, []sigchain.Op{sigchain.Add, sigchain.Add, sigchain.Revoke, sigchain.DeviceAdd, sigchain.DeviceAdd, sigchain.DeviceRevoke, "rotate"}),
		Subject: subject, Device: id, Key: key.Key(), Proof: sigchain.ProveDevice(key, signer.Primary(), id),
		CreatedAt: made.Add(-1000*1e9*3600*2).AddDate(0, 0, p.dice.IntN(1000)),
	}
	data, err := sigchain.Sign(signer, head, d)
	if err != nil {
		p.t.Fatal(err)
	}
	l, err := sigchain.Open(data)
	if err != nil {
		p.t.Fatal(err)
	}
	return l
}

// fits is the plain model of the rules: it looks through the whole list.
func (p *player) fits(l sigchain.Link) bool {
	if len(p.kept) == 0 {
		return l.Seq() == 1 && (l.Op() != sigchain.DeviceAdd || l.Key().String() != l.Primary().String())
	}
	last := p.kept[len(p.kept)-1]
	if l.Primary() != last.Primary() || l.Seq() != last.Seq()+1 || l.Prev() != last.Hash() {
		return false
	}
	if l.Op() != sigchain.DeviceAdd {
		return true
	}
	return l.Key().String() != l.Primary().String() && !slices.ContainsFunc(p.kept, func(old sigchain.Link) bool {
		return old.Device() == l.Device() && (old.Op() == sigchain.DeviceAdd || old.Op() == sigchain.DeviceRevoke) ||
			old.Op() == sigchain.DeviceAdd && old.Key() == l.Key()
	})
}

// check compares what a state says with what the list of events says.
func (p *player) check(s sigchain.State) {
	p.t.Helper()
	counted := 0
	for n := range 4 {
		subject, want := subjectOf(p.t, fmt.Sprintf("x:%d", n)), sigchain.Claimed{Status: sigchain.Unlisted}
		for _, l := range p.kept {
			status := map[sigchain.Op]sigchain.Status{sigchain.Add: sigchain.Active, sigchain.Revoke: sigchain.Revoked}[l.Op()]
			if l.Subject() == subject && want.Status != status {
				want = sigchain.Claimed{Status: status, Since: l.CreatedAt(), Seq: l.Seq()}
			}
		}
		if want.Seq > 0 {
			counted++
		}
		want.Subject = subject
		if got := s.Subject(subject); got != want {
			p.t.Errorf("%s: got %+v, want %+v", subject, got, want)
		}
	}
	if got := len(s.Active) + len(s.Revoked); got != counted {
		p.t.Errorf("got %d subjects, want %d", got, counted)
	}
	added := 0
	for _, l := range p.kept {
		if l.Op() != sigchain.DeviceAdd {
			continue
		}
		added++
		want := sigchain.Device{ID: l.Device(), Key: l.Key(), Added: l.CreatedAt(), Seq: l.Seq()}
		at := slices.IndexFunc(p.kept, func(r sigchain.Link) bool { return r.Op() == sigchain.DeviceRevoke && r.Device() == l.Device() })
		if at >= 0 {
			want.Revoked = p.kept[at].CreatedAt()
		}
		byID, ok1 := s.Device(l.Device())
		byKey, ok2 := s.DeviceByKey(l.Key())
		if !ok1 || !ok2 || fmt.Sprint(byID) != fmt.Sprint(want) || fmt.Sprint(byKey) != fmt.Sprint(want) {
			p.t.Errorf("device: got %+v and %+v, want %+v", byID, byKey, want)
		}
	}
	if len(s.Devices) != added {
		p.t.Errorf("got %d devices, want %d", len(s.Devices), added)
	}
}

// TestChainAgainstAModel plays random moves.
func TestChainAgainstAModel(t *testing.T) {
	dice := newDice(t)
	for range 4 {
		seed := seedOf(t, "42")
		p := &player{
			t: t, dice: dice, signers: []identity.Signer{seed, seedOf(t, "43"), nostrOf(t, "42")},
			keys: []identity.Seed{seedOf(t, "01"), seedOf(t, "02"), seedOf(t, "03"), seedOf(t, "04"), seed},
		}
		if dice.IntN(4) == 0 {
			p.signers[0], p.signers[2] = p.signers[2], p.signers[0]
		}
		var chain sigchain.Chain
		for range 50 {
			l := p.move(chain.Head())
			before := chain.Head()
			_, prepareErr := sigchain.Prepare(before, l)
			err := chain.Append(l)
			if want := p.fits(l); (err == nil) != want {
				t.Fatalf("%d %s after %d: got %v, want %v", l.Seq(), l.Op(), len(p.kept), err, want)
			}
			if err == nil {
				p.kept = append(p.kept, l)
			} else if !errors.Is(err, sigchain.ErrBroken) || chain.Head() != before {
				t.Fatalf("refused with %v, and the head is at %+v", err, chain.Head())
			}
			if moved := new(sigchain.HeadMovedError); prepareErr != nil && (!errors.Is(prepareErr, sigchain.ErrHeadMoved) || !errors.As(prepareErr, &moved) || moved.Head != before) {
				t.Fatalf("prepared with %v", prepareErr)
			}
			if err == nil && prepareErr != nil {
				t.Fatalf("appended, but not prepared: %v", prepareErr)
			}
			p.check(chain.State())
		}
		rearrange(t, dice, p.kept)
	}
}

// rearrange wants every beginning of a chain to be one, and no other part or
// order of it.
func rearrange(t *testing.T, dice *rand.Rand, links []sigchain.Link) {
	t.Helper()
	checkPrefixes(t, "random", links)
	for range 10 {
		i, j := dice.IntN(len(links)-1), dice.IntN(len(links)) // i is not the last
		for what, list := range map[string][]sigchain.Link{
			"dropped":  slices.Delete(slices.Clone(links), i, i+1),
			"repeated": slices.Insert(slices.Clone(links), i, links[j]),
		} {
			if _, err := sigchain.Replay(list); !errors.Is(err, sigchain.ErrBroken) {
				t.Errorf("%s %d (%d): got %v", what, i+1, j+1, err)
			}
		}
		swapped := slices.Clone(links)
		swapped[i], swapped[j] = swapped[j], swapped[i]
		if _, err := sigchain.Replay(swapped); i != j && !errors.Is(err, sigchain.ErrBroken) {
			t.Errorf("swapped %d and %d: got %v", i+1, j+1, err)
		}
	}
}

// TestChangedLinkIsRefused changes every byte of events: all of each is
// signed, or has one spelling only.
func TestChangedLinkIsRefused(t *testing.T) {
	for _, file := range []string{"chains/valid/devices.jsonl", "chains/valid/nostr.jsonl"} {
		links, err := sigchain.Read(readFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range links[:1] {
			raw := l.Raw()
			for i := range raw {
				for _, c := range []byte{raw[i] ^ 1, raw[i] ^ 0x20} {
					changed := l.Raw()
					if changed[i] = c; c == raw[i] {
						continue
					}
					if _, err := sigchain.Open(changed); err == nil {
						t.Errorf("opened %s", changed)
					}
				}
			}
		}
	}
}
