package main

import (
	"kez.lat/chat/identity/sigchain"
)

// deviceView is one device in JSON.
type deviceView struct {
	ID      string `json:"device"`
	Key     string `json:"key"`
	Added   string `json:"added"`
	Revoked string `json:"revoked,omitempty"`
}

func viewDevices(list []sigchain.Device) []deviceView {
	views := []deviceView{}
	for _, d := range list {
		v := deviceView{ID: d.ID.String(), Key: d.Key.String(), Added: d.Added.UTC().Format("2006-01-02T15:04:05Z")}
		if !d.Revoked.IsZero() {
			v.Revoked = d.Revoked.UTC().Format("2006-01-02T15:04:05Z")
		}
		views = append(views, v)
	}
	return views
}
