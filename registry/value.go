package registry

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"
)

// NodeValue reads a small fact about the node, nil where there is none.
func (r *Registry) NodeValue(ctx context.Context, name string) (value []byte, err error) {
	err = r.view(ctx, func(tx *bbolt.Tx) error {
		value = bytes.Clone(tx.Bucket(bucketMeta).Get(nodeKey(name)))
		return nil
	})
	return value, err
}

// SetNodeValue records a small fact about the node; nil removes it.
func (r *Registry) SetNodeValue(ctx context.Context, name string, value []byte) error {
	err := r.update(ctx, func(tx *bbolt.Tx) error {
		if value == nil {
			return tx.Bucket(bucketMeta).Delete(nodeKey(name))
		}
		return tx.Bucket(bucketMeta).Put(nodeKey(name), value)
	})
	if err != nil {
		return fmt.Errorf("set node value %s: %w", name, err)
	}
	return nil
}

func nodeKey(name string) []byte { return []byte("node." + name) }
