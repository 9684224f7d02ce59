// Package registrytest helps to test with a registry.
package registrytest

import (
	"testing"

	"kez.lat/chat/registry"
)

// Check fails the test unless every invariant of the registry holds.
func Check(t testing.TB, r *registry.Registry) {
	t.Helper()
	if err := r.Check(); err != nil {
		t.Fatalf("registry: %v", err)
	}
}
