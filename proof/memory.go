package proof

import (
	"container/list"
	"time"
)

const (
	// What is remembered at most: questions, and bytes of the answers' texts.
	maxAnswers     = 4096
	maxAnswerBytes = 16 << 20
)

// memory keeps answers until they expire. When it is full, what was asked for
// longest ago goes. It is not safe for concurrent use.
type memory struct {
	entries map[Question]*list.Element
	recent  *list.List // of Answers, the last one asked for in front
	bytes   int
}

func newMemory() *memory {
	return &memory{entries: make(map[Question]*list.Element), recent: list.New()}
}

// answer is the one that is still given at now, made at since or later.
func (m *memory) answer(q Question, now, since time.Time) (Answer, bool) {
	e, known := m.entries[q]
	if !known {
		return Answer{}, false
	}
	a := e.Value.(Answer)
	if !now.Before(time.Time(a.ExpiresAt)) {
		m.forget(e)
		return Answer{}, false
	}
	if time.Time(a.CheckedAt).Before(since) {
		return Answer{}, false
	}
	m.recent.MoveToFront(e)
	return a, true
}

func (m *memory) keep(a Answer) {
	q := Question{a.Subject, a.Primary}
	if e, known := m.entries[q]; known {
		m.forget(e)
	}
	m.entries[q] = m.recent.PushFront(a)
	m.bytes += weight(a)
	for len(m.entries) > maxAnswers || m.bytes > maxAnswerBytes {
		m.forget(m.recent.Back())
	}
}

func (m *memory) forget(e *list.Element) {
	a := m.recent.Remove(e).(Answer)
	delete(m.entries, Question{a.Subject, a.Primary})
	m.bytes -= weight(a)
}

func weight(a Answer) int {
	return len(a.Proof) + len(a.URL) + len(a.Detail) + len(a.Help) + len(a.Subject.ID())
}
