package proof

import (
	"fmt"
	"testing"
	"time"

	"kez.lat/chat/identity"
)

func TestMemory(t *testing.T) {
	m, now := newMemory(), time.Unix(1790000000, 0)
	q := func(n int) Question {
		s, err := identity.ParseSubject(fmt.Sprintf("github:user%d", n))
		if err != nil {
			t.Fatal(err)
		}
		return Question{Subject: s}
	}
	keep := func(n, size int) {
		m.keep(answerOf(Verdict{Question: q(n), Proof: make([]byte, size)}, now))
	}
	keep(-1, 10)
	for n := range 2 * maxAnswers {
		keep(n, 10)
		keep(n, 20) // instead of the one before
		if _, known := m.answer(q(-1), now, time.Time{}); !known {
			t.Fatalf("what is asked for is forgotten after %d others", n)
		}
		if len(m.entries) > maxAnswers || len(m.entries) != m.recent.Len() {
			t.Fatalf("%d entries, %d in order", len(m.entries), m.recent.Len())
		}
	}
	if _, known := m.answer(q(0), now, time.Time{}); known {
		t.Error("the oldest is still known")
	}
	for n := range 1000 {
		keep(n, identity.MaxEnvelope)
		if m.bytes > maxAnswerBytes {
			t.Fatalf("%d bytes kept", m.bytes)
		}
	}
	for len(m.entries) > 0 {
		m.forget(m.recent.Back())
	}
	if m.bytes != 0 {
		t.Errorf("nothing is kept, and it weighs %d", m.bytes)
	}
}

func TestPauses(t *testing.T) {
	p, now := newPauses(), time.Unix(1790000000, 0)
	p.note("past", now, now)
	p.note("long", now.Add(48*time.Hour), now)
	if got := p.until("past"); !got.IsZero() {
		t.Errorf("past: until %v", got)
	}
	if got, want := p.until("long"), now.Add(maxPause); !got.Equal(want) {
		t.Errorf("long: until %v, want %v", got, want)
	}
	for n := range 3 * maxPauses {
		p.note(fmt.Sprint(n), now.Add(time.Minute), now)
	}
	if len(p.ends) > maxPauses {
		t.Errorf("%d kept", len(p.ends))
	}
	p.note("later", now.Add(2*time.Hour), now.Add(90*time.Minute))
	if p.until("later").IsZero() || len(p.ends) != 1 {
		t.Errorf("when the others are over: %d kept", len(p.ends))
	}
}
