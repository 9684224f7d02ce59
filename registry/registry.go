package registry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// What can be wrong with the file.
var (
	ErrLocked      = errors.New("another process has the registry open")
	ErrDamaged     = errors.New("the registry is damaged")
	ErrNewerSchema = errors.New("the registry was written by a newer version of kez-chat")
)

// lockWait is how long Open waits for another process to let go, which a
// restart needs: the old process may still be closing.
const lockWait = 2 * time.Second

// mapSize is the address space set aside at Open. Growing it has to wait for
// every reader, a running backup among them; memory is used only for pages
// that are read.
const mapSize = 256 << 20

// growSize is how much the file grows at a time; bbolt's own 16 MiB is more
// than most nodes will ever fill.
const growSize = 1 << 20

// Options say how the file is opened.
type Options struct {
	// LockWait is how long to wait for another process; zero means 2 s.
	LockWait time.Duration
}

// A Registry is the open file. It is safe for concurrent use.
type Registry struct {
	db     *bbolt.DB
	recall atomic.Pointer[recall]
}

// Open opens the registry at path, creating it where there is none, checks
// that the file is whole and brings its schema up to date.
func Open(path string, o Options) (*Registry, error) {
	r, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("open registry %s: %w", path, err)
	}
	return r, nil
}

func open(path string, o Options) (*Registry, error) {
	wait := o.LockWait
	if wait == 0 {
		wait = lockWait
	}
	fresh, err := inspect(path, wait)
	if err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         wait,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: reserve(runtime.GOOS),
	})
	if err != nil {
		return nil, openError(err)
	}
	db.AllocSize = growSize
	if fresh {
		if err := syncDir(filepath.Dir(path)); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := migrate(db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r := &Registry{db: db}
	r.recall.Store(newRecall())
	return r, nil
}

// inspect reads an existing file page by page under a shared lock. Nothing of
// it has been interpreted by bbolt then but the two meta pages.
func inspect(path string, wait time.Duration) (fresh bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	if info.Size() == 0 {
		return true, nil // created, and then the machine stopped
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: wait})
	if err != nil {
		return false, openError(err)
	}
	defer db.Close()
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if err := verifyPages(f, info.Size(), int64(db.Info().PageSize)); err != nil {
		return false, fmt.Errorf("%w: %v", ErrDamaged, err)
	}
	return false, nil
}

// openError tells a busy file and a system error from a file that is no
// registry.
func openError(err error) error {
	var system *os.PathError
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return ErrLocked
	case errors.As(err, &system):
		return err
	default:
		return fmt.Errorf("%w: %v", ErrDamaged, err)
	}
}

// reserve is mapSize, except where a file grows to what is mapped.
func reserve(system string) int {
	if system == "windows" {
		return 0
	}
	return mapSize
}

// syncDir makes the name of a new file durable. Windows cannot, and need not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close waits for calls under way and closes the file.
func (r *Registry) Close() error { return r.db.Close() }

// Backup writes a copy of the registry as it is at this moment. Others read
// and write meanwhile.
func (r *Registry) Backup(w io.Writer) error {
	return r.db.View(func(tx *bbolt.Tx) error {
		if _, err := tx.WriteTo(w); err != nil {
			return fmt.Errorf("copy registry: %w", err)
		}
		return nil
	})
}

func (r *Registry) view(ctx context.Context, read func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.db.View(read)
}

// update runs one write transaction. An error from change rolls it back.
func (r *Registry) update(ctx context.Context, change func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := r.db.Update(change)
	r.recall.Store(newRecall())
	return err
}
