package sigchain_test

import (
	"fmt"
	"strings"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// A chain grows link by link: each is signed for the head, opened by whoever
// gets it, and prepared for the head that they have.
func ExampleReplay() {
	seed, err := identity.NewSeed(strings.NewReader("32 bytes that are not random ..."))
	if err != nil {
		fmt.Println(err)
		return
	}
	subject, err := identity.ParseSubject("github:ana")
	if err != nil {
		fmt.Println(err)
		return
	}
	var head sigchain.Head
	var links []sigchain.Link
	for i, op := range []sigchain.Op{sigchain.Add, sigchain.Revoke} {
		signed, err := sigchain.Sign(seed, head, sigchain.Draft{Op: op, Subject: subject, CreatedAt: time.Date(2026, 5, 25+i, 3, 0, 0, 0, time.UTC)})
		if err != nil {
			fmt.Println(err)
			return
		}
		link, err := sigchain.Open(signed)
		if err != nil {
			fmt.Println(err)
			return
		}
		prepared, err := sigchain.Prepare(head, link)
		if err != nil {
			fmt.Println(err)
			return
		}
		links, head = append(links, prepared.Link()), prepared.Link().Head()
	}
	state, err := sigchain.Replay(links)
	if err != nil {
		fmt.Println(err)
		return
	}
	found := state.Subject(subject)
	fmt.Println(found.Subject, found.Status, found.Since.Format(time.DateOnly))

	_, err = sigchain.Prepare(head, links[0])
	fmt.Println(err != nil, head.Seq)
	// Output:
	// github:ana revoked 2026-05-26
	// true 2
}
