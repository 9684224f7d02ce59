package identity_test

import (
	"fmt"
	"strings"
	"time"

	"kez.lat/chat/identity"
)

func ExampleParseKey() {
	key, err := identity.ParseKey("ed25519:2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(key.Fingerprint())
	fmt.Println(key.NKey())

	_, err = identity.ParseKey("ed25519:0100000000000000000000000000000000000000000000000000000000000000")
	fmt.Println(err)
	// Output:
	// 2152f8d1
	// UAQVF6GRTN4R2JCFGJBOCXZOVNWLPT72PNVF5UYAS6LA4BUYQHNRFBIE
	// bad key: it is of small order
}

func ExampleParseAddress() {
	for _, text := range []string{"ana", "@bob@Example.org"} {
		address, err := identity.ParseAddress(text, "kez.lat")
		fmt.Println(address, err)
	}
	// Output:
	// ana@kez.lat <nil>
	// bob@example.org <nil>
}

func ExampleParsePhrase() {
	phrase, err := identity.ParsePhrase("legal winner thank year wave sausage worth useful legal winner thank yellow")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(phrase.Seed().Key())
	fmt.Println(phrase) // secrets do not print

	_, err = identity.ParsePhrase("legal winner thank year wave sausage worth useful legal winner thank yelow")
	fmt.Println(err)
	// Output:
	// ed25519:cc99d06b15ccb83a5ca43f25dd3d27f50638c1c6fbe3a822352da3e07156ce03
	// hidden
	// bad phrase: word 12, "yelow", is not in the list of words
}

func ExampleOpenRegistration() {
	seed, err := identity.NewSeed(strings.NewReader("32 bytes that are not random ..."))
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC)
	data, err := identity.SignRegistration(seed, "ana", "kez.lat", now, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	registration, err := identity.OpenRegistration(data, "kez.lat", now)
	fmt.Println(registration.Handle(), registration.Key() == seed.Key(), err)

	_, err = identity.OpenRegistration(data, "example.org", now)
	fmt.Println(err)
	// Output:
	// ana true <nil>
	// wrong server: it is for "kez.lat", not "example.org"
}

func ExampleCanonical() {
	data, err := identity.Canonical([]byte(`{ "b": 1.0, "a": "\u00e9" }`))
	fmt.Println(string(data), err)

	_, err = identity.Canonical([]byte(`{"a": 1, "\u0061": 2}`))
	fmt.Println(err)
	// Output:
	// {"a":"é","b":1} <nil>
	// malformed: the member "a" stands there twice
}

func ExampleParseSubject() {
	for _, text := range []string{"dns:Bücher.Example.", "mastodon:@ana@Example.org", "ens:jason.eth", "github:../jason"} {
		subject, err := identity.ParseSubject(text)
		fmt.Println(subject, subject.Known(), err)
	}
	// Output:
	// dns:xn--bcher-kva.example true <nil>
	// ap:ana@example.org true <nil>
	// ens:jason.eth false <nil>
	//  false github: bad subject: "../jason" is not a name on GitHub
}

// A claim is put where only the subject can put it, and found there again.
func ExampleFind() {
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
	signed, err := identity.SignClaim(seed, subject, time.Date(2026, 5, 25, 3, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	readme, err := identity.Markdown(signed)
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := identity.Find([]byte("Hello, I am Ana.\n\n" + readme))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, data := range found {
		claim, err := identity.OpenClaim(data)
		fmt.Println(claim.Subject(), claim.Primary() == seed.Primary(), err)
	}
	_, err = identity.Find([]byte("Hello, I am Bob."))
	fmt.Println(err)
	// Output:
	// github:ana true <nil>
	// no envelope
}
