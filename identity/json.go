package identity

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// ErrMalformed says that bytes are not the JSON, or not the text, that the
// protocol accepts.
var ErrMalformed = errors.New("malformed")

// ErrTooLarge says that there are more bytes than the protocol accepts.
var ErrTooLarge = errors.New("too large")

const (
	// MaxEnvelope bounds a signed envelope, in plain and in compact form.
	MaxEnvelope = 64 << 10

	maxDepth = 16
	maxExact = 1 << 53 // beyond it a float64 skips integers
	maxPlain = 1e21    // from here on RFC 8785 writes an exponent
)

// Canonical parses one JSON object strictly and gives its canonical form, RFC
// 8785. Refused, for two parsers could read them differently: duplicate
// members, data after the object, bytes that are not UTF-8, half a surrogate
// pair, integers beyond 2^53, and more than 16 levels.
func Canonical(data []byte) ([]byte, error) {
	canonical, err := canonicalize(data)
	return bytes.Clone(canonical), err
}

// canonicalize gives data itself where that is its canonical form: most of
// what we read we wrote.
func canonicalize(data []byte) ([]byte, error) {
	is, err := checkJSON(data)
	switch {
	case err != nil:
		return nil, err
	case is == spaced:
		return withoutSpace(data), nil
	case is == canonical:
		return data, nil
	}
	if data, err = jcs.Transform(data); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return data, nil
}

// withoutSpace drops what stands between the tokens.
func withoutSpace(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for at := 0; at < len(data); {
		end := at + 1
		switch data[at] {
		case ' ', '\t', '\n', '\r':
			at = end
			continue
		case '"':
			end = afterText(data, at)
		}
		out = append(out, data[at:end]...)
		at = end
	}
	return out
}

// A spelling says how far a text may be from its canonical form.
type spelling int

const (
	canonical spelling = iota // not at all
	spaced                    // there is space between tokens
	other                     // there may be anything
)

// checkJSON is the strict parser: it builds nothing, it only refuses, and says
// how the text is spelled.
func checkJSON(data []byte) (spelling, error) {
	if !utf8.Valid(data) {
		return other, malformed("the text is not UTF-8")
	}
	p := parser{data: data}
	p.space()
	if p.peek() != '{' {
		return other, malformed("the JSON is not an object")
	}
	if err := p.value(1); err != nil {
		return other, err
	}
	p.space()
	if p.at < len(data) {
		return other, malformed("there is data after the JSON")
	}
	return p.is, nil
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrMalformed, fmt.Errorf(format, args...))
}

type parser struct {
	data []byte
	at   int
	// is becomes other by an escape, a number that is no integer, a name that is
	// not ASCII or not in order.
	is spelling
}

// peek is 0 at the end, which stands nowhere in JSON.
func (p *parser) peek() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

func (p *parser) space() {
	for c := p.peek(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = p.peek() {
		p.at++
		p.is = max(p.is, spaced)
	}
}

func (p *parser) take(c byte) error {
	p.space()
	if p.peek() != c {
		return malformed("expected %q at byte %d", c, p.at)
	}
	p.at++
	p.space()
	return nil
}

func (p *parser) value(depth int) error {
	switch c := p.peek(); {
	case (c == '{' || c == '[') && depth > maxDepth:
		return malformed("the JSON is nested deeper than %d", maxDepth)
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		_, err := p.text()
		return err
	case c == 't':
		return p.word("true")
	case c == 'f':
		return p.word("false")
	case c == 'n':
		return p.word("null")
	default:
		return p.number()
	}
}

func (p *parser) object(depth int) error {
	var room [8][]byte
	seen := nameSet{list: room[:0]}
	for more, err := p.open('}'); more || err != nil; more, err = p.next('}') {
		if err != nil {
			return err
		}
		if p.peek() != '"' {
			return malformed("a member at byte %d has no name", p.at)
		}
		name, err := p.text()
		if err != nil {
			return err
		}
		fresh, inOrder := seen.add(name)
		if !fresh {
			return malformed("the member %.40q stands there twice", name)
		}
		if !inOrder {
			p.is = other
		}
		if err := p.take(':'); err != nil {
			return err
		}
		if err := p.value(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) array(depth int) error {
	for more, err := p.open(']'); more || err != nil; more, err = p.next(']') {
		if err != nil {
			return err
		}
		if err := p.value(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

// open takes the bracket before the first of several, and says whether there
// is one.
func (p *parser) open(end byte) (more bool, err error) {
	p.at++
	p.space()
	if p.peek() == end {
		p.at++
		return false, nil
	}
	return true, nil
}

// next takes the comma before another of several, or the bracket at their end.
func (p *parser) next(end byte) (more bool, err error) {
	p.space()
	if p.peek() == end {
		p.at++
		return false, nil
	}
	return true, p.take(',')
}

func (p *parser) word(word string) error {
	end := p.at + len(word)
	if end > len(p.data) || string(p.data[p.at:end]) != word {
		return malformed("there is nothing that JSON knows at byte %d", p.at)
	}
	p.at = end
	return nil
}

var numberGrammar = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`)

// integer takes digits that are canonical as they are and far from 2^53.
func (p *parser) integer() bool {
	at := p.at
	for at < len(p.data) && '0' <= p.data[at] && p.data[at] <= '9' {
		at++
	}
	size := at - p.at
	if size == 0 || size > 15 || p.data[p.at] == '0' && size > 1 {
		return false
	}
	if at < len(p.data) && (p.data[at] == '.' || p.data[at] == 'e' || p.data[at] == 'E') {
		return false
	}
	p.at = at
	return true
}

// number refuses integers beyond 2^53 however they are written, so that the
// canonical form is always read again as the same number: below 1e21 it is
// written in full, where a reader may keep more digits than a float64 has.
func (p *parser) number() error {
	if p.integer() {
		return nil
	}
	p.is = other
	found := numberGrammar.FindSubmatchIndex(p.data[p.at:])
	if found == nil {
		return malformed("there is nothing that JSON knows at byte %d", p.at)
	}
	text := string(p.data[p.at : p.at+found[1]])
	p.at += found[1]
	plain := found[2] < 0 && found[4] < 0
	value, err := strconv.ParseFloat(text, 64)
	size := math.Abs(value)
	switch {
	case err != nil:
		return malformed("the number %.40s is too large", text)
	case !plain && size >= maxExact && size < maxPlain, plain && !exact(text):
		return malformed("the number %.40s is beyond 2^53", text)
	}
	return nil
}

func exact(integer string) bool {
	n, err := strconv.ParseInt(integer, 10, 64)
	return err == nil && -maxExact <= n && n <= maxExact
}

// text gives the string without its escapes: \u0061 is the same name as a.
func (p *parser) text() ([]byte, error) {
	var built []byte
	from := p.at + 1
	for p.at = from; p.at < len(p.data); {
		switch c := p.data[p.at]; {
		case c >= 0x20 && c != '"' && c != '\\':
			p.at++
		case c < 0x20:
			return nil, malformed("a string holds a control character")
		case c == '"':
			plain := p.data[from:p.at]
			p.at++
			if built == nil {
				return plain, nil
			}
			return append(built, plain...), nil
		default:
			p.is = other
			built = append(built, p.data[from:p.at]...)
			r, err := p.escape()
			if err != nil {
				return nil, err
			}
			built = utf8.AppendRune(built, r)
			from = p.at
		}
	}
	return nil, malformed("a string does not end")
}

func (p *parser) escape() (rune, error) {
	p.at++
	c := p.peek()
	p.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return p.unicode()
	}
	return 0, malformed("an escape at byte %d is unknown", p.at-2)
}

func (p *parser) unicode() (rune, error) {
	first, ok := p.digits()
	if !ok {
		return 0, malformed("an escape is not \\u and four digits")
	}
	if !utf16.IsSurrogate(first) {
		return first, nil
	}
	if p.peek() == '\\' {
		p.at++
		if p.peek() == 'u' {
			p.at++
			if second, ok := p.digits(); ok {
				if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
					return r, nil
				}
			}
		}
	}
	return 0, malformed("a string holds half a surrogate pair")
}

func (p *parser) digits() (rune, bool) {
	if p.at+4 > len(p.data) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p.data[p.at:p.at+4]), 16, 16)
	p.at += 4
	return rune(n), err == nil
}
