package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"

	"kez.lat/chat/client"
	"kez.lat/chat/identity"
)

const (
	identityVersion = 1
	// maxSecret bounds what is read as an identity.
	maxSecret = 64 << 10
	// localNode is where go run ./cmd/kez-chat listens.
	localNode = "http://localhost:6969"
)

// An account is the identity in use, and what is known of where it lives.
type account struct {
	seed    identity.Seed   // zero on a linked device
	linked  client.Linked   // zero where the seed is
	phrase  identity.Phrase // zero: the seed has no words that we know
	address identity.Address
	node    string
	// file is where it was read from, empty for the environment and standard
	// input. base begins the names of the files beside it.
	file, base string
}

// who is the account for calls to a node.
func (a *account) who() client.Account { return client.Account{Seed: a.seed, Linked: a.linked} }

// key is the account's primary.
func (a *account) key() identity.Key { return a.who().Key() }

func (a *account) primary() identity.Primary { return identity.PrimaryOf(a.key()) }

// owner is the account's seed, which signs registrations, claims and
// sigchains.
func (a *account) owner() (identity.Seed, error) {
	if a.seed.IsZero() {
		return a.seed, &usageError{
			"this is a linked device: it has no seed and signs nothing for the account",
			"Do it where the identity itself is.",
		}
	}
	return a.seed, nil
}

// identityFile is an account as it is kept: the words, or the seed where there
// are none, or on a linked device the keys of the device.
type identityFile struct {
	Version int         `json:"kez_identity"`
	Primary string      `json:"primary"`
	Phrase  string      `json:"phrase,omitempty"`
	Seed    string      `json:"seed,omitempty"`
	Device  *deviceFile `json:"device,omitempty"`
	Address string      `json:"address,omitempty"`
	Node    string      `json:"node,omitempty"`
}

func (a *account) encode() ([]byte, error) {
	f := identityFile{Version: identityVersion, Primary: a.key().String(), Node: a.node}
	words := a.phrase.Words()
	switch {
	case !a.linked.IsZero():
		f.Device = writeDevice(a.linked)
	case len(words) > 0:
		f.Phrase = strings.Join(words, " ")
	default:
		f.Seed = a.seed.Hex()
	}
	if a.address.Handle != "" {
		f.Address = a.address.String()
	}
	data, err := json.MarshalIndent(f, "", "  ")
	return append(data, '\n'), err
}

// parseSecret reads an identity file, or bare words, or the bare seed in hex.
func parseSecret(text string) (*account, error) {
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "{"):
		return parseIdentityFile([]byte(text))
	case len(text) == 64 && !strings.ContainsAny(text, " \t\r\n"):
		seed, err := identity.ParseSeed(strings.ToLower(text))
		return &account{seed: seed}, err
	}
	phrase, err := identity.ParsePhrase(text)
	return &account{seed: phrase.Seed(), phrase: phrase}, err
}

func parseIdentityFile(data []byte) (*account, error) {
	var f identityFile
	if err := identity.DecodeStrict(data, &f); err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	if f.Version != identityVersion {
		return nil, fmt.Errorf("it is of version %d, which this program does not know", f.Version)
	}
	a := &account{node: f.Node}
	var err error
	switch {
	case f.Device != nil:
		a.linked, err = f.Device.read(f.Primary)
	case f.Phrase != "":
		a.phrase, err = identity.ParsePhrase(f.Phrase)
		a.seed = a.phrase.Seed()
	default:
		a.seed, err = identity.ParseSeed(f.Seed)
	}
	if err == nil && f.Address != "" {
		a.address, err = parseFullAddress(f.Address)
	}
	if err != nil {
		return nil, fmt.Errorf("it is damaged: %w", err)
	}
	if a.key().String() != f.Primary {
		return nil, errors.New("it is damaged: the key does not belong to the secret")
	}
	return a, nil
}

// parseFullAddress reads handle@server: the server is not to be guessed.
func parseFullAddress(text string) (identity.Address, error) {
	address, err := identity.ParseAddress(text, "")
	if err == nil && address.Server == "" {
		err = fmt.Errorf("%w: %q names no server", identity.ErrBadHandle, text)
	}
	return address, err
}

// identityPath is where the identity is or will be kept: - for standard input.
func (p *program) identityPath() (string, error) {
	if p.flags.Identity != "" {
		return p.flags.Identity, nil
	}
	if path := p.env("KEZ_IDENTITY"); path != "" {
		return path, nil
	}
	dir, err := configDir()
	return filepath.Join(dir, "identity.key"), err
}

func configDir() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", &usageError{fmt.Sprintf("no directory for the identity: %v", err), "Say with --identity where it is."}
	}
	return filepath.Join(dir, "kez"), nil
}

// account finds the identity: --identity, then the environment, then the file
// that is kept by default.
func (p *program) account() (*account, error) {
	seed, words := p.env("KEZ_SEED"), p.env("KEZ_PHRASE")
	switch {
	case p.flags.Identity != "" || seed == "" && words == "":
		return p.readAccount()
	case seed != "" && words != "":
		return nil, &usageError{"KEZ_SEED and KEZ_PHRASE are both set", "Unset one of them."}
	}
	name := "KEZ_SEED"
	if words != "" {
		name = "KEZ_PHRASE"
	}
	a, err := parseSecret(seed + words)
	if err != nil {
		return nil, &usageError{fmt.Sprintf("%s: %v", name, err), ""}
	}
	return p.homeless(a)
}

func (p *program) readAccount() (*account, error) {
	path, err := p.identityPath()
	if err != nil {
		return nil, err
	}
	if path == "-" {
		data, err := io.ReadAll(io.LimitReader(p.stdin, maxSecret))
		if err != nil {
			return nil, fmt.Errorf("read the identity: %w", err)
		}
		a, err := parseSecret(string(data))
		if err != nil {
			return nil, &usageError{fmt.Sprintf("the identity on standard input: %v", err), ""}
		}
		return p.homeless(a)
	}
	data, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{"there is no identity in " + path, "Make one with kez identity new, or say with --identity where it is."}
	}
	if err != nil {
		return nil, err
	}
	a, err := parseSecret(string(data))
	if err != nil {
		return nil, &usageError{fmt.Sprintf("the identity in %s: %v", path, err), ""}
	}
	a.file, a.base = path, path
	return a, nil
}

func readPrivate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := checkPrivate(path, info); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(f, maxSecret))
}

// homeless gives an account that lies in no file a place for the files beside
// it.
func (p *program) homeless(a *account) (*account, error) {
	dir, err := configDir()
	a.base = filepath.Join(dir, a.key().Hex())
	return a, err
}

// settle keeps where the account lives, if it lies in a file.
func (a *account) settle(address identity.Address, node *client.Node) error {
	a.address, a.node = address, node.URL()
	if a.file == "" {
		return nil
	}
	data, err := a.encode()
	if err != nil {
		return err
	}
	path, err := filepath.EvalSymlinks(a.file)
	if err == nil {
		err = replaceDurably(path, data)
	}
	if err != nil {
		return fmt.Errorf("keep the address: %w", err)
	}
	return nil
}

// nodeFor is the node of the account: --node, the environment, what its file
// says, and else the server of its address.
func (p *program) nodeFor(a *account, server string) (*client.Node, error) {
	url := p.flags.Node
	for _, other := range []string{p.env("KEZ_NODE"), a.node, urlOf(server)} {
		if url == "" {
			url = other
		}
	}
	if url == "" {
		return nil, &usageError{"no node is given", "Say with --node where it is, as https://chat.example.org."}
	}
	if !strings.Contains(url, "://") {
		url = urlOf(url)
	}
	node, err := client.At(url, nil, p.now)
	if err != nil {
		return nil, &usageError{err.Error(), ""}
	}
	return node, nil
}

// urlOf is where the node of a domain is, by default.
func urlOf(server string) string {
	host, port, err := net.SplitHostPort(server)
	switch {
	case server == "":
		return ""
	case server == "localhost":
		return localNode
	case err == nil && (host == "localhost" || host == "127.0.0.1"):
		return "http://" + net.JoinHostPort(host, port)
	}
	return "https://" + server
}
