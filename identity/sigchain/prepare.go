package sigchain

import (
	"errors"
	"fmt"
)

// A Head names a chain: its last event. The zero Head is that of a chain with
// none.
type Head struct {
	Seq  uint64
	Hash string // hex; empty for none
}

// next says that an event follows.
func (h Head) next(l Link) bool { return l.seq == h.Seq+1 && l.prev == h.Hash }

// ErrHeadMoved says that an event does not follow the head of its chain.
var ErrHeadMoved = errors.New("head moved")

// A HeadMovedError is ErrHeadMoved, and says where the head is.
type HeadMovedError struct{ Head Head }

func (e *HeadMovedError) Error() string {
	return fmt.Sprintf("%v: it is at %d %s", ErrHeadMoved, e.Head.Seq, e.Head.Hash)
}

// Is says that it is ErrHeadMoved.
func (e *HeadMovedError) Is(target error) bool { return target == ErrHeadMoved }

// A Prepared link was decided on, and may be committed as long as the chain's
// head is what it was. Only Prepare makes one.
type Prepared struct {
	head Head
	link Link
}

// Head is the one that was decided on: the commit compares.
func (p Prepared) Head() Head { return p.head }

// Link is what is to be stored.
func (p Prepared) Link() Link { return p.link }

// Prepare decides whether a link follows the head: *HeadMovedError if not.
func Prepare(head Head, l Link) (Prepared, error) {
	if !head.next(l) {
		return Prepared{}, &HeadMovedError{head}
	}
	return Prepared{head, l}, nil
}
