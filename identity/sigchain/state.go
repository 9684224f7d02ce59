package sigchain

import (
	"slices"
	"time"

	"kez.lat/chat/identity"
)

// A Status is what a chain says of a subject.
type Status string

// Every Status.
const (
	Unlisted Status = "unlisted" // neither added nor revoked
	Active   Status = "active"
	Revoked  Status = "revoked"
)

// Claimed is a subject that a chain speaks of, and the event since which it is
// what it is.
type Claimed struct {
	Subject identity.Subject
	Status  Status
	Since   time.Time
	Seq     uint64
}

// A Device is one that a chain has certified.
type Device struct {
	ID      identity.ID
	Key     identity.Key
	Box     []byte // its X25519 key, nil without one
	Added   time.Time
	Revoked time.Time // zero for one that is not
	Seq     uint64    // of its device_add
}

// State is what a chain says: the subjects in the order of the events since
// which they are what they are, the devices in the order of their adding. The
// zero State is that of no events.
type State struct {
	Primary identity.Primary
	Head    Head
	Active  []Claimed
	Revoked []Claimed
	Devices []Device
}

// Subject says what became of one.
func (s State) Subject(subject identity.Subject) Claimed {
	is := func(c Claimed) bool { return c.Subject == subject }
	for _, list := range [][]Claimed{s.Active, s.Revoked} {
		if at := slices.IndexFunc(list, is); at >= 0 {
			return list[at]
		}
	}
	return Claimed{Subject: subject, Status: Unlisted}
}

// Device finds one that was added, revoked or not.
func (s State) Device(id identity.ID) (Device, bool) {
	return s.device(func(d Device) bool { return d.ID == id })
}

// DeviceByKey finds one that was added, revoked or not.
func (s State) DeviceByKey(k identity.Key) (Device, bool) {
	return s.device(func(d Device) bool { return d.Key == k })
}

func (s State) device(is func(Device) bool) (Device, bool) {
	at := slices.IndexFunc(s.Devices, is)
	if at < 0 {
		return Device{}, false
	}
	return s.Devices[at], true
}
