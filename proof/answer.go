package proof

import (
	"encoding/json"
	"time"

	"kez.lat/chat/identity"
)

// How long an answer is given again, and how old one may be that somebody wants
// fresh.
const (
	foundFor  = time.Hour
	failedFor = 5 * time.Minute
	retryMost = time.Hour
	freshFor  = 30 * time.Second
)

// What an Answer's Status says.
const (
	StatusFound  = "found"
	StatusFailed = "failed"
)

// An Answer is that of GET /v1/proofs/check: phases 1 to 4, and the evidence,
// so that who asked need not believe it. docs/protocol.md section 3, "Checking
// proofs".
type Answer struct {
	Subject   identity.Subject `json:"subject"`
	Primary   identity.Primary `json:"primary"`
	Status    string           `json:"status"`
	Phase     Phase            `json:"phase,omitempty"`
	Reason    Reason           `json:"reason,omitempty"`
	Detail    string           `json:"detail,omitempty"`
	Help      string           `json:"help,omitempty"`
	RetryAt   *Moment          `json:"retry_at,omitempty"`
	URL       string           `json:"url,omitempty"`
	Proof     json.RawMessage  `json:"proof,omitempty"`
	CheckedAt Moment           `json:"checked_at"`
	ExpiresAt Moment           `json:"expires_at"`
}

// A Moment is a time as the protocol writes it.
type Moment time.Time

// MarshalText writes UTC with milliseconds.
func (m Moment) MarshalText() ([]byte, error) {
	return []byte(time.Time(m).UTC().Format(identity.TimeFormat)), nil
}

// UnmarshalText is identity.ParseTime.
func (m *Moment) UnmarshalText(text []byte) error {
	t, err := identity.ParseTime(string(text))
	*m = Moment(t)
	return err
}

// Evidence is what stands in the answer for Judge, none if nothing was found.
func (a Answer) Evidence() []Evidence {
	if a.Proof == nil {
		return nil
	}
	return []Evidence{{a.URL, a.Proof}}
}

func answerOf(v Verdict, now time.Time) Answer {
	a := Answer{
		Subject: v.Subject, Primary: v.Primary, Status: StatusFound, URL: v.URL, Proof: v.Proof,
		CheckedAt: Moment(now), ExpiresAt: Moment(now.Add(foundFor)),
	}
	f := v.Failure
	if f == nil {
		return a
	}
	a.Status, a.Phase, a.Reason, a.Detail, a.Help = StatusFailed, f.Phase, f.Reason, f.Detail, f.Help
	a.ExpiresAt = Moment(now.Add(failedFor))
	if f.When.After(now) {
		when := Moment(f.When)
		a.RetryAt = &when
		if latest := now.Add(retryMost); f.When.After(latest) {
			a.ExpiresAt = Moment(latest)
		} else {
			a.ExpiresAt = when
		}
	}
	return a
}
