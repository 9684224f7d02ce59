package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// Files of secrets and of what was received are for their owner alone.
const (
	fileMode = 0o600
	dirMode  = 0o700
)

// createDurably makes a file that did not exist. When it returns, the file
// survives a loss of power.
func createDurably(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	if err := writeAndSync(f, data); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return syncDir(filepath.Dir(path))
}

// replaceDurably gives a file another content, all of it or nothing.
func replaceDurably(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp") // 0600
	if err != nil {
		return err
	}
	if err := writeAndSync(f, data); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

func writeAndSync(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir makes names durable, where directories can be synced.
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

// checkPrivate refuses a file of secrets that others may read or write.
func checkPrivate(path string, info os.FileInfo) error {
	if runtime.GOOS == "windows" {
		return nil // its permissions are not those bits
	}
	if !info.Mode().IsRegular() {
		return &usageError{path + " is not a file.", ""}
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return &usageError{
			fmt.Sprintf("others may read %s: its mode is %#o", path, mode),
			fmt.Sprintf("Run chmod 600 %s; if others could have read it, make a new identity.", path),
		}
	}
	return nil
}
