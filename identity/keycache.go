package identity

import "sync"

// keyCacheSize bounds a KeyCache; a full one begins anew.
const keyCacheSize = 1 << 16

// A KeyCache remembers keys that were checked, by their hex. Checking a key
// decompresses a curve point, which costs more than everything else that is
// done for a short message.
type KeyCache struct {
	mu   sync.RWMutex
	keys map[string]Key
}

// Parse is ParseKey for 64 hex digits, checked once.
func (c *KeyCache) Parse(hex string) (Key, error) {
	c.mu.RLock()
	k, ok := c.keys[hex]
	c.mu.RUnlock()
	if ok {
		return k, nil
	}
	k, err := ParseKey(keyPrefix + hex)
	if err != nil {
		return Key{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.keys == nil || len(c.keys) >= keyCacheSize {
		c.keys = make(map[string]Key)
	}
	c.keys[hex] = k
	return k, nil
}
