package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// formatVersion is the layout of the data directory this binary reads and
// writes, kept in its file VERSION.
const formatVersion = 1

var (
	// ErrInUse is a data directory that another process works on.
	ErrInUse = errors.New("the data directory is in use")
	// ErrNewerData is a data directory written by a later release.
	ErrNewerData = errors.New("the data directory was written by a newer kez-chat")
)

// A dataDir is a data directory that belongs to this process until it is
// closed. JetStream does not notice a second server on its files, so the lock
// is taken before anything else.
type dataDir struct {
	path string
	lock *os.File
}

// openDataDir makes the directory if need be and locks it.
func openDataDir(path string) (*dataDir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	name := filepath.Join(path, "LOCK")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := lockFile(f); err != nil {
		holder, _ := os.ReadFile(name)
		f.Close()
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("lock the data directory: %w", err)
		}
		return nil, fmt.Errorf("%w: %s is locked by process %s; stop it, or choose another --data-dir", ErrInUse, path, strings.TrimSpace(string(holder)))
	}
	d := &dataDir{path, f}
	if err := d.claim(); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// claim notes who holds the lock, for people, and checks the layout.
func (d *dataDir) claim() error {
	if err := d.lock.Truncate(0); err != nil {
		return fmt.Errorf("lock the data directory: %w", err)
	}
	if _, err := d.lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("lock the data directory: %w", err)
	}
	name := filepath.Join(d.path, "VERSION")
	text, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return os.WriteFile(name, []byte(strconv.Itoa(formatVersion)+"\n"), 0o600)
	}
	if err != nil {
		return fmt.Errorf("read the layout of the data directory: %w", err)
	}
	v, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("%s is damaged: it says %q, want a number", name, strings.TrimSpace(string(text)))
	}
	if v > formatVersion {
		return fmt.Errorf("%w: its layout is %d, this binary knows %d; use the newer binary", ErrNewerData, v, formatVersion)
	}
	return nil
}

func (d *dataDir) close() error { return d.lock.Close() }
