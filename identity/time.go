package identity

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrBadTime says that something is not a time as the protocol writes it.
var ErrBadTime = errors.New("bad time")

// secondsFormat is how signed payloads write times: whole seconds.
const secondsFormat = "2006-01-02T15:04:05Z"

// ParseTime reads RFC 3339 in UTC with Z and up to nine digits of a second.
// time.Parse alone would take a comma, one digit for an hour, and offsets.
func ParseTime(text string) (time.Time, error) {
	const whole = len("2006-01-02T15:04:05")
	body, ok := strings.CutSuffix(text, "Z")
	if !ok || len(body) < whole {
		return time.Time{}, badTime(text)
	}
	if fraction, ok := strings.CutPrefix(body[whole:], "."); body[whole:] != "" {
		if !ok || fraction == "" || len(fraction) > 9 || strings.Trim(fraction, "0123456789") != "" {
			return time.Time{}, badTime(text)
		}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Format(secondsFormat) != body[:whole]+"Z" {
		return time.Time{}, badTime(text)
	}
	return t, nil
}

func badTime(text string) error {
	return fmt.Errorf("%w: %.40q is not RFC 3339 in UTC, as 2006-01-02T15:04:05Z", ErrBadTime, text)
}
