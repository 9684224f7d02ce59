package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/term"

	"kez.lat/chat/identity"
)

type identityCommands struct {
	New        newCommand        `cmd:"" help:"Make a new identity and show its words once."`
	Show       showCommand       `cmd:"" help:"Show the identity, without its secret."`
	Phrase     phraseCommand     `cmd:"" help:"Show the recovery words of the identity, once you mean it."`
	FromPhrase fromPhraseCommand `cmd:"" name:"from-phrase" help:"Have an identity back: reads its words from standard input."`
}

type newCommand struct {
	Words int `default:"12" enum:"12,24" help:"Length of the phrase, 12 or 24 words."`
}

func (c newCommand) Run(p *program) error {
	phrase, err := identity.NewPhrase(rand.Reader, c.Words)
	if err != nil {
		return err
	}
	a := &account{seed: phrase.Seed(), phrase: phrase}
	if err := p.keep(a); err != nil {
		return err
	}
	words := strings.Join(phrase.Words(), " ")
	return p.print(map[string]string{"primary": a.seed.Key().String(), "file": a.file, "words": words}, func(w io.Writer) {
		fmt.Fprintf(w, "Key    %s\nFile   %s\nWords  %s\n\n", a.seed.Key(), a.file, words)
		fmt.Fprintln(w, "Write the words down and keep them secret: with them, and with nothing else, you can")
		fmt.Fprintln(w, "have this identity back when the file is lost. Next: kez register HANDLE --node URL")
	})
}

// keep writes a new identity to its file, which must not exist.
func (p *program) keep(a *account) error {
	path, err := p.identityPath()
	if err != nil {
		return err
	}
	if path == "-" {
		return &usageError{"an identity cannot be kept on standard input", "Give --identity a file."}
	}
	data, err := a.encode()
	if err != nil {
		return err
	}
	switch err := createDurably(path, data); {
	case errors.Is(err, fs.ErrExist):
		return &usageError{path + " exists and is not overwritten", "Choose another file with --identity."}
	case err != nil:
		return fmt.Errorf("keep the identity: %w", err)
	}
	a.file, a.base = path, path
	return nil
}

type showCommand struct {
	Reveal bool `help:"Show the secret as well: the seed, and the words if it has any."`
}

func (c showCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	key := a.key()
	rows := [][2]string{{"primary", key.String()}, {"fingerprint", key.Fingerprint()}, {"nkey", key.NKey()}}
	if a.address.Handle != "" {
		rows = append(rows, [2]string{"address", a.address.String()})
	}
	if a.node != "" {
		rows = append(rows, [2]string{"node", a.node})
	}
	if a.file != "" {
		rows = append(rows, [2]string{"file", a.file})
	}
	if !a.linked.IsZero() {
		rows = append(rows, [2]string{"device", a.linked.ID.String()}, [2]string{"device key", a.linked.Seed.Key().String()})
	}
	if c.Reveal {
		if _, err := a.owner(); err != nil {
			return err
		}
		rows = append(rows, [2]string{"seed", a.seed.Hex()})
		if words := a.phrase.Words(); len(words) > 0 {
			rows = append(rows, [2]string{"words", strings.Join(words, " ")})
		}
	}
	object := make(map[string]string)
	for _, row := range rows {
		object[strings.ReplaceAll(row[0], " ", "_")] = row[1]
	}
	return p.print(object, func(w io.Writer) {
		for _, row := range rows {
			fmt.Fprintf(w, "%-12s %s\n", row[0], row[1])
		}
	})
}

type phraseCommand struct{}

func (phraseCommand) Run(p *program) error {
	a, err := p.account()
	if err != nil {
		return err
	}
	if _, err := a.owner(); err != nil {
		return err
	}
	words := a.phrase.Words()
	if len(words) == 0 {
		return &usageError{"this identity was made from a seed and has no words that are known", "kez identity show --reveal shows the seed."}
	}
	return p.print(map[string]any{"primary": a.key(), "words": strings.Join(words, " ")}, func(w io.Writer) {
		for i, word := range words {
			fmt.Fprintf(w, "%2d. %s\n", i+1, word)
		}
	})
}

type fromPhraseCommand struct{}

func (fromPhraseCommand) Run(p *program) error {
	text, err := p.askWords()
	if err != nil {
		return err
	}
	a, err := parseSecret(text)
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "{"):
		return &usageError{"this is an identity file, not a phrase", "Use it with --identity."}
	case err != nil:
		return &usageError{err.Error(), "Nothing was written; try again with the right words."}
	}
	if err := p.keep(a); err != nil {
		return err
	}
	return p.print(map[string]string{"primary": a.seed.Key().String(), "file": a.file}, func(w io.Writer) {
		fmt.Fprintf(w, "Key   %s\nFile  %s\n", a.seed.Key(), a.file)
	})
}

// askWords takes the words from the environment or from standard input, where
// a terminal does not show them.
func (p *program) askWords() (string, error) {
	if words := p.env("KEZ_PHRASE"); words != "" {
		return words, nil
	}
	if f, ok := p.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(p.stderr, "Words, not shown: ")
		text, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(p.stderr)
		return string(text), err
	}
	data, err := io.ReadAll(io.LimitReader(bufio.NewReader(p.stdin), maxSecret))
	if err != nil {
		return "", fmt.Errorf("read the words: %w", err)
	}
	return string(data), nil
}
