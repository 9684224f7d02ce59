package broker

import (
	"crypto/ed25519"

	"github.com/nats-io/nkeys"
)

// issuer is the account key that signs the callout's answers. The pair of
// nkeys keeps only a seed and derives its key anew for every signature and
// every look at its public half, which is dearer than signing; a log-in needs
// two of each.
type issuer struct {
	nkeys.KeyPair
	public  string
	private ed25519.PrivateKey
}

func newIssuer() (issuer, error) {
	pair, err := nkeys.CreateAccount()
	if err != nil {
		return issuer{}, err
	}
	public, err := pair.PublicKey()
	if err != nil {
		return issuer{}, err
	}
	seed, err := pair.Seed()
	if err != nil {
		return issuer{}, err
	}
	_, raw, err := nkeys.DecodeSeed(seed)
	if err != nil {
		return issuer{}, err
	}
	return issuer{pair, public, ed25519.NewKeyFromSeed(raw)}, nil
}

// PublicKey is the account's nkey.
func (i issuer) PublicKey() (string, error) { return i.public, nil }

// Sign signs with the derived key.
func (i issuer) Sign(input []byte) ([]byte, error) { return ed25519.Sign(i.private, input), nil }
