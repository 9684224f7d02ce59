package sigchain

import (
	"encoding/hex"
	"fmt"
	"time"

	"kez.lat/chat/identity"
)

// A Draft is what an event shall say. Subject goes with Add and Revoke, Device
// with DeviceAdd and DeviceRevoke, the others with DeviceAdd.
type Draft struct {
	Op        Op
	Subject   identity.Subject
	Device    identity.ID
	Key       identity.Key
	Box       []byte // nil for none
	Proof     []byte // of ProveDevice
	CreatedAt time.Time
}

// Sign makes the event that follows head, in canonical form. What Open would
// not take is not made.
func Sign(signer identity.Signer, head Head, d Draft) ([]byte, error) {
	payload := map[string]any{
		"type": linkType, "version": 1, "primary": signer.Primary(), "seq": head.Seq + 1, "op": d.Op,
		"created_at": d.CreatedAt.UTC().Format("2006-01-02T15:04:05Z"),
	}
	if head.Seq > 0 {
		payload["prev"] = head.Hash
	}
	switch d.Op {
	case Add, Revoke:
		payload["subject"] = d.Subject
	case DeviceRevoke:
		payload["device"] = d.Device
	case DeviceAdd:
		payload["device"], payload["key"], payload["proof"] = d.Device, d.Key, hex.EncodeToString(d.Proof)
		if d.Box != nil {
			payload["box"] = hex.EncodeToString(d.Box)
		}
	}
	envelope, err := identity.SignEnvelope(signer, Tag, payload)
	if err != nil {
		return nil, err
	}
	if _, err := open(envelope, signer.Primary()); err != nil {
		return nil, fmt.Errorf("sign %s %s: %w", Tag, d.Op, err)
	}
	return envelope, nil
}
