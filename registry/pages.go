package registry

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// The layout of a bbolt file, version 2. bbolt follows whatever page numbers
// and offsets it finds: a wrong one is a panic, a fault or an endless walk.
// So the tree is walked here first, with every bound checked.
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaSize    = 64 // with its checksum, which covers the rest

	pageHeader  = 16 // id, flags, count, overflow
	elementSize = 16 // of branch and leaf pages alike
	bucketSize  = 16 // root page, sequence

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10

	noFreelist = ^uint64(0)
)

var native = binary.NativeEndian // bbolt writes structs as they lie in memory

// pages walks the tree of one state of the file.
type pages struct {
	file     io.ReaderAt
	pageSize int64
	end      uint64 // the first page number that is not in use
	seen     []bool
}

// verifyPages reads everything that can be reached from the newer of the two
// meta pages, and reports the first fault.
func verifyPages(f io.ReaderAt, fileSize, pageSize int64) error {
	if pageSize < metaSize+pageHeader || pageSize > 1<<24 {
		return fmt.Errorf("page size %d", pageSize)
	}
	m, err := readMeta(f, pageSize)
	if err != nil {
		return err
	}
	if m.end < 4 || m.end > uint64(fileSize/pageSize) {
		return fmt.Errorf("%d pages are in use, the file has %d", m.end, fileSize/pageSize)
	}
	p := &pages{file: f, pageSize: pageSize, end: m.end, seen: make([]bool, m.end)}
	if err := p.walk(m.root, nil, nil); err != nil {
		return err
	}
	return p.freelist(m.freelist)
}

type meta struct {
	root, freelist, end, txid uint64
}

func readMeta(f io.ReaderAt, pageSize int64) (best meta, err error) {
	found := false
	for n := range int64(2) {
		var raw [metaSize]byte
		if _, err := f.ReadAt(raw[:], n*pageSize+pageHeader); err != nil {
			return meta{}, err
		}
		sum := fnv.New64a()
		sum.Write(raw[:metaSize-8])
		if native.Uint32(raw[0:]) != metaMagic || native.Uint32(raw[4:]) != metaVersion ||
			int64(native.Uint32(raw[8:])) != pageSize || native.Uint64(raw[56:]) != sum.Sum64() {
			continue // torn while it was written: the other one holds
		}
		m := meta{
			root:     native.Uint64(raw[16:]),
			freelist: native.Uint64(raw[32:]),
			end:      native.Uint64(raw[40:]),
			txid:     native.Uint64(raw[48:]),
		}
		if !found || m.txid > best.txid {
			best, found = m, true
		}
	}
	if !found {
		return meta{}, errors.New("neither meta page is valid")
	}
	return best, nil
}

// read fetches a page with its overflow. No page belongs to two parents, which
// also ends every walk.
func (p *pages) read(id uint64) (raw []byte, flags, count uint16, err error) {
	if id < 2 || id >= p.end {
		return nil, 0, 0, fmt.Errorf("page %d is out of bounds", id)
	}
	var head [pageHeader]byte
	if _, err := p.file.ReadAt(head[:], int64(id)*p.pageSize); err != nil {
		return nil, 0, 0, fmt.Errorf("page %d: %w", id, err)
	}
	if self := native.Uint64(head[0:]); self != id {
		return nil, 0, 0, fmt.Errorf("page %d calls itself %d", id, self)
	}
	span := uint64(native.Uint32(head[12:])) + 1
	if span > p.end-id {
		return nil, 0, 0, fmt.Errorf("page %d overflows the file", id)
	}
	for n := id; n < id+span; n++ {
		if p.seen[n] {
			return nil, 0, 0, fmt.Errorf("page %d is used twice", n)
		}
		p.seen[n] = true
	}
	raw = make([]byte, int64(span)*p.pageSize)
	if _, err := p.file.ReadAt(raw, int64(id)*p.pageSize); err != nil {
		return nil, 0, 0, fmt.Errorf("page %d: %w", id, err)
	}
	return raw, native.Uint16(head[8:]), native.Uint16(head[10:]), nil
}

// walk checks the subtree of a page, whose keys lie in [low, high).
func (p *pages) walk(id uint64, low, high []byte) error {
	raw, flags, count, err := p.read(id)
	if err != nil {
		return err
	}
	switch flags {
	case leafPage:
		err = p.leaf(raw, count, low, high, true)
	case branchPage:
		err = p.branch(raw, count, low, high)
	default:
		err = fmt.Errorf("flags %#x", flags)
	}
	if err != nil {
		return fmt.Errorf("page %d: %w", id, err)
	}
	return nil
}

func (p *pages) branch(raw []byte, count uint16, low, high []byte) error {
	if count == 0 {
		return errors.New("branch without children")
	}
	keys := make([][]byte, count, int(count)+1)
	children := make([]uint64, count)
	for i := range keys {
		at := pageHeader + i*elementSize
		if at+elementSize > len(raw) {
			return errors.New("elements exceed the page")
		}
		key, err := slice(raw, at, native.Uint32(raw[at:]), native.Uint32(raw[at+4:]))
		if err != nil {
			return err
		}
		if err := ordered(low, key, high, i == 0); err != nil {
			return err
		}
		keys[i], children[i], low = key, native.Uint64(raw[at+8:]), key
	}
	keys = append(keys, high)
	for i, child := range children {
		if err := p.walk(child, keys[i], keys[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (p *pages) leaf(raw []byte, count uint16, low, high []byte, nests bool) error {
	for i := range int(count) {
		at := pageHeader + i*elementSize
		if at+elementSize > len(raw) {
			return errors.New("elements exceed the page")
		}
		flags, pos := native.Uint32(raw[at:]), native.Uint32(raw[at+4:])
		ksize, vsize := native.Uint32(raw[at+8:]), native.Uint32(raw[at+12:])
		key, err := slice(raw, at, pos, ksize)
		if err != nil {
			return err
		}
		if err := ordered(low, key, high, i == 0); err != nil {
			return err
		}
		low = key
		value := raw[at+int(pos)+int(ksize):]
		if uint64(vsize) > uint64(len(value)) {
			return errors.New("a value exceeds the page")
		}
		switch {
		case flags == 0:
		case flags == 1 && nests:
			if err := p.bucket(value[:vsize]); err != nil {
				return fmt.Errorf("bucket %q: %w", key, err)
			}
		default:
			return fmt.Errorf("element flags %#x", flags)
		}
	}
	return nil
}

// bucket checks a bucket given by its record: a root page, or an inline leaf.
func (p *pages) bucket(record []byte) error {
	if len(record) < bucketSize {
		return errors.New("record too short")
	}
	if root := native.Uint64(record); root != 0 {
		return p.walk(root, nil, nil)
	}
	inline := record[bucketSize:]
	if len(inline) < pageHeader || native.Uint16(inline[8:]) != leafPage {
		return errors.New("no inline page")
	}
	return p.leaf(inline, native.Uint16(inline[10:]), nil, nil, false)
}

func (p *pages) freelist(id uint64) error {
	if id == noFreelist {
		return nil // bbolt finds the free pages itself
	}
	raw, flags, short, err := p.read(id)
	if err != nil {
		return fmt.Errorf("freelist: %w", err)
	}
	if flags != freelistPage {
		return fmt.Errorf("freelist: page %d has flags %#x", id, flags)
	}
	ids, count := raw[pageHeader:], uint64(short)
	if short == 0xFFFF { // the true count did not fit and comes first
		count, ids = native.Uint64(ids), ids[8:]
	}
	if count > uint64(len(ids)/8) {
		return errors.New("freelist exceeds its page")
	}
	for i := range count {
		free := native.Uint64(ids[8*i:])
		if free < 2 || free >= p.end {
			return fmt.Errorf("free page %d is out of bounds", free)
		}
		if p.seen[free] {
			return fmt.Errorf("free page %d is in use or free twice", free)
		}
		p.seen[free] = true
	}
	return nil
}

// slice cuts a key out of a page; its place is counted from its element.
func slice(raw []byte, at int, pos, size uint32) ([]byte, error) {
	from := uint64(at) + uint64(pos)
	if size == 0 || pos < elementSize || from+uint64(size) > uint64(len(raw)) {
		return nil, errors.New("a key exceeds the page")
	}
	return raw[from : from+uint64(size)], nil
}

// ordered checks that a key comes after the one before it, or for the first of
// a page not before the least that its parent allows.
func ordered(before, key, high []byte, first bool) error {
	if before != nil {
		if c := bytes.Compare(before, key); c > 0 || c == 0 && !first {
			return errors.New("keys are out of order")
		}
	}
	if high != nil && bytes.Compare(key, high) >= 0 {
		return errors.New("a key belongs to another page")
	}
	return nil
}
