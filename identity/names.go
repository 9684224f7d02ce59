package identity

import "bytes"

// nameSet are the names of one object's members. Names that come in order
// need no look-up, and most objects come so.
type nameSet struct {
	list [][]byte
	// byName holds the list once a name came out of order.
	byName map[string]bool
}

// add says whether the name was not there before, and whether it is sure to
// come after all that were by the order of RFC 8785: UTF-16 code units, which
// for ASCII are bytes.
func (s *nameSet) add(name []byte) (fresh, inOrder bool) {
	if s.byName == nil {
		if len(s.list) == 0 || bytes.Compare(s.list[len(s.list)-1], name) < 0 {
			s.list = append(s.list, name)
			return true, ascii(name)
		}
		s.byName = make(map[string]bool, 2*len(s.list))
		for _, old := range s.list {
			s.byName[string(old)] = true
		}
	}
	if s.byName[string(name)] {
		return false, false
	}
	s.byName[string(name)] = true
	return true, false
}

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
