package node_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"kez.lat/chat/identity"
)

// TestLogInAtEveryDoor logs in with the official Go client and makes a call.
func TestLogInAtEveryDoor(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	for name, url := range doors(n) {
		t.Run(name, func(t *testing.T) {
			m, fault := ask(t, ana.dial(t, url), ana, "whoami", nil, nil)
			var self struct{ Handle, Primary string }
			if err := json.Unmarshal(m.Data, &self); err != nil || fault.Code != "" {
				t.Fatalf("whoami: %s", m.Data)
			}
			if self.Handle != "ana" || self.Primary != ana.key.String() {
				t.Errorf("whoami: got %+v, want ana, %s", self, ana.key)
			}
		})
	}
}

// TestLogInAcceptsBothBase64 writes the signature as base64url without
// padding, as the Go client does, and as standard base64, as others do.
func TestLogInAcceptsBothBase64(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	for name, url := range doors(n) {
		for form, encode := range map[string]func([]byte) string{
			"base64url":       base64.RawURLEncoding.EncodeToString,
			"standard base64": base64.StdEncoding.EncodeToString,
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				w := open(t, url)
				w.connect(map[string]any{"nkey": ana.key.NKey(), "sig": encode(ana.seed.Sign([]byte(w.nonce)))})
				if got := w.settle(); len(got) != 0 {
					t.Errorf("got %q", got)
				}
			})
		}
	}
}

// guesses are ways to log in without holding a registered key. Each is given
// the connection and somebody registered, whose seed it must not use but to
// show that it would have worked.
func guesses(t testing.TB) map[string]func(w *wire, victim person) map[string]any {
	stranger := person{seed: newSeed(t)}
	stranger.key = stranger.seed.Key()
	encode := base64.RawURLEncoding.EncodeToString
	// With a key of small order one signature holds for every message: R is
	// the neutral element, S is 0.
	neutral := append([]byte{1}, make([]byte, 63)...)
	small := func(point string) string {
		raw := make([]byte, 32)
		copy(raw, point)
		nkey, err := nkeys.Encode(nkeys.PrefixByteUser, raw)
		if err != nil {
			t.Fatal(err)
		}
		return string(nkey)
	}
	user, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]func(*wire, person) map[string]any{
		"somebody else's key, own signature": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(stranger.seed.Sign([]byte(w.nonce)))}
		},
		"no signature": func(w *wire, v person) map[string]any { return map[string]any{"nkey": v.key.NKey()} },
		"empty signature": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": ""}
		},
		"signature of zeros": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(make([]byte, 64))}
		},
		"signature of an empty nonce": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(v.seed.Sign(nil))}
		},
		"signature of another nonce": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(v.seed.Sign([]byte("AAAAAAAAAAAAAAA")))}
		},
		"signature of the nonce's bytes": func(w *wire, v person) map[string]any {
			raw, _ := base64.RawURLEncoding.DecodeString(w.nonce)
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(v.seed.Sign(raw))}
		},
		"signature cut short": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(v.seed.Sign([]byte(w.nonce))[:63])}
		},
		"signature with something behind it": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(append(v.seed.Sign([]byte(w.nonce)), 0))}
		},
		"signature with S of the group order more": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": encode(addOrder(v.seed.Sign([]byte(w.nonce))))}
		},
		"signature in hex": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.NKey(), "sig": strings.Repeat("00", 64)}
		},
		"key in hex": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": v.key.Hex(), "sig": encode(v.seed.Sign([]byte(w.nonce)))}
		},
		"key as an account's": func(w *wire, v person) map[string]any {
			nkey, _ := nkeys.Encode(nkeys.PrefixByteAccount, v.key.Bytes())
			return map[string]any{"nkey": string(nkey), "sig": encode(v.seed.Sign([]byte(w.nonce)))}
		},
		"key in lower case": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": strings.ToLower(v.key.NKey()), "sig": encode(v.seed.Sign([]byte(w.nonce)))}
		},
		"unregistered key": func(w *wire, v person) map[string]any { return w.proof(stranger) },
		"device key that is not certified": func(w *wire, v person) map[string]any {
			m := w.proof(stranger)
			m["name"] = "web:" + strings.Repeat("0", 32)
			return m
		},
		"key of order 1": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": small("\x01"), "sig": encode(neutral)}
		},
		"key of order 4": func(w *wire, v person) map[string]any {
			return map[string]any{"nkey": small(""), "sig": encode(neutral)}
		},
		"nothing":    func(*wire, person) map[string]any { return nil },
		"junk token": func(*wire, person) map[string]any { return map[string]any{"auth_token": "junk"} },
		"junk jwt":   func(*wire, person) map[string]any { return map[string]any{"jwt": "a.b.c", "sig": "AAAA"} },
		"jwt and somebody else's key": func(w *wire, v person) map[string]any {
			return map[string]any{"jwt": forgedJWT(t, user, v), "nkey": v.key.NKey(), "sig": encode(stranger.seed.Sign([]byte(w.nonce)))}
		},
		"huge name": func(*wire, person) map[string]any { return map[string]any{"name": strings.Repeat("x", 3000)} },
		"handle and key as user and password": func(w *wire, v person) map[string]any {
			return map[string]any{"user": string(v.handle), "pass": v.key.Hex()}
		},
		"key's hex as user": func(w *wire, v person) map[string]any { return map[string]any{"user": v.key.Hex(), "pass": ""} },
	}
}

// addOrder writes the same S as another number: the signature's second
// spelling, which strict verifiers refuse.
func addOrder(sig []byte) []byte {
	order := []byte{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10}
	out := slices.Clone(sig)
	carry := 0
	for i, b := range order {
		sum := int(out[ed25519.PublicKeySize+i]) + int(b) + carry
		out[ed25519.PublicKeySize+i], carry = byte(sum), sum>>8
	}
	return out
}

// TestLogInWithoutTheKeyIsRefused tries every guess at every door.
func TestLogInWithoutTheKeyIsRefused(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	attempts := guesses(t)
	for _, role := range []string{"node", "mail", "auth", "sys", "admin", "$SYS", "SYS"} {
		for _, pass := range []string{"", role, "admin", "s3cr3t"} {
			attempts["service user "+role+" with password "+pass] = func(*wire, person) map[string]any {
				return map[string]any{"user": role, "pass": pass}
			}
		}
		attempts["service user "+role+" with a stranger's proof"] = func(w *wire, v person) map[string]any {
			stranger := newSeed(t)
			m := w.proof(person{seed: stranger, key: stranger.Key()})
			m["user"], m["pass"] = role, "guess"
			return m
		}
	}
	for name, url := range doors(n) {
		for _, guess := range slices.Sorted(maps.Keys(attempts)) {
			t.Run(name+"/"+guess, func(t *testing.T) {
				w := open(t, url)
				w.connect(attempts[guess](w, ana))
				w.wantRefused()
			})
		}
	}
	if got := mailbox(t, ana.dial(t, n.WebSocket), ana); len(got) != 0 {
		t.Errorf("mailbox after the attacks: %d messages, want none", len(got))
	}
}

// TestReplayedProofIsRefused hands in what another connection signed.
func TestReplayedProofIsRefused(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	for name, url := range doors(n) {
		t.Run(name, func(t *testing.T) {
			first, second := open(t, url), open(t, url)
			proof := first.proof(ana)
			first.login(ana)
			second.connect(proof)
			second.wantRefused()
		})
	}
}

// TestSpeakingBeforeConnectIsRefused subscribes and publishes without having
// logged in.
func TestSpeakingBeforeConnectIsRefused(t *testing.T) {
	n := startWithDoors(t)
	ana := join(t, n, "ana")
	inbox := subscribe(t, ana.dial(t, n.WebSocket), identity.InboxSubject(ana.key, ">"))
	for name, url := range doors(n) {
		for what, protocol := range map[string]string{
			"publish":   pub(identity.InboxSubject(ana.key, "msg"), "", "forged") + "PING\r\n",
			"subscribe": "SUB > 1\r\nPING\r\n",
			"ping":      "PING\r\n",
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				w := open(t, url)
				w.write(protocol)
				w.wantRefused()
			})
		}
	}
	nc := ana.dial(t, n.WebSocket)
	send(t, nc, ana, to(t, "ana"), []byte("the first"))
	if m := next(t, inbox); string(m.Data) != "the first" {
		t.Errorf("inbox: got %q", m.Data)
	}
}

// forgedJWT says that an account of the attacker's own lets v do everything.
func forgedJWT(t testing.TB, user nkeys.KeyPair, v person) string {
	t.Helper()
	account, err := nkeys.CreateAccount()
	if err != nil {
		t.Fatal(err)
	}
	pub, err := user.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	c := jwt.NewUserClaims(pub)
	c.Name = v.key.Hex()
	c.Permissions.Sub.Allow.Add(">")
	token, err := c.Encode(account)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
