// Writer registers somebody at a node and has them write many letters, sealed
// as the app seals them. Standard input is a JSON array of letters, standard
// output the array of their ids.
//
//	writer http://localhost:6969 SEED HANDLE TO
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log"
	"log/slog"
	"os"
	"time"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
	"kez.lat/chat/seal"
)

// A letter may answer an earlier one of the same writer, by its place in the
// list.
type letter struct {
	Body    string `json:"body"`
	Answers *int   `json:"answers"`
}

func main() {
	log.SetFlags(0)
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, url, digits, handle, to string) error {
	var letters []letter
	if err := json.NewDecoder(os.Stdin).Decode(&letters); err != nil {
		return err
	}
	seed, err := identity.ParseSeed(digits)
	if err != nil {
		return err
	}
	node, err := client.At(url, nil, time.Now)
	if err != nil {
		return err
	}
	me, err := node.Register(ctx, seed, identity.Handle(handle), "localhost", "")
	if err != nil {
		return err
	}
	session, err := client.Connect(ctx, client.Config{Node: node, Address: me.Address(), Seed: seed, Device: "writer", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer session.Close()
	peer, err := session.Lookup(ctx, to)
	if err != nil {
		return err
	}
	ids := make([]identity.ID, len(letters))
	for at := range letters {
		if ids[at], err = identity.NewID(rand.Reader); err != nil {
			return err
		}
	}
	for at, l := range letters {
		draft := seal.Draft{Type: seal.TypeText, ID: ids[at], To: peer.Key, SentAt: time.Now(), Body: l.Body}
		if l.Answers != nil {
			draft.Members = map[string]any{"reply": map[string]string{"id": ids[*l.Answers].String(), "from": me.Key.String()}}
		}
		body, err := seal.Seal(rand.Reader, seed, draft)
		if err != nil {
			return err
		}
		if _, err := session.Send(ctx, client.Message{To: peer.Key, ID: ids[at], Body: body}); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(ids)
}
