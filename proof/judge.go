package proof

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"kez.lat/chat/identity"
	"kez.lat/chat/identity/sigchain"
)

// A Question is whether a subject is a primary's.
type Question struct {
	Subject identity.Subject
	Primary identity.Primary // zero: whose ever it is
}

// Evidence is a text that was found at a place.
type Evidence struct {
	URL  string
	Text []byte
}

// A Verdict is the answer to a Question.
type Verdict struct {
	Question
	// URL is where the proof stands, or was looked for.
	URL string
	// Proof is the envelope that got furthest, as found; nil if there was none.
	Proof []byte
	// Claim is what the proof says, if it holds as far as the signature.
	Claim identity.Claim
	// Failure is why it does not hold, nil if it does.
	Failure *Failure
	// Status is what the primary's sigchain says of the subject; empty where
	// none is known.
	Status sigchain.Status
}

// Holds says that nothing failed.
func (v Verdict) Holds() bool { return v.Failure == nil }

// Judge is phases 2 to 4 over evidence that somebody fetched. Of several proofs
// the one that gets furthest counts. It believes nothing but signatures: that
// the evidence was where its URL says is the word of whoever fetched it.
func Judge(q Question, evidence ...Evidence) Verdict {
	t := trail{question: q}
	for _, e := range evidence {
		if t.see(e) {
			break
		}
	}
	return t.verdict()
}

// Against is phase 5, for a verdict that holds so far: what the chain of the
// claim's primary says. Invalid is why there is a chain and no state of it, nil
// if there is one. Whoever knows of no chain does not ask. A subject that the
// chain does not name fails nothing.
func (v Verdict) Against(chain sigchain.State, invalid error) Verdict {
	if !v.Holds() {
		return v
	}
	if invalid == nil && !chain.Primary.IsZero() && chain.Primary != v.Claim.Primary() {
		invalid = fmt.Errorf("it is the chain of %s", chain.Primary)
	}
	if invalid != nil {
		v.Failure = &Failure{Phase: PhaseSigchain, Reason: SigchainInvalid, Detail: invalid.Error()}
		v.Failure = v.Failure.advised(v.Subject.System())
		return v
	}
	said := chain.Subject(v.Subject)
	if v.Status = said.Status; said.Status == sigchain.Revoked {
		v.Failure = &Failure{Phase: PhaseSigchain, Reason: Revoked,
			Detail: fmt.Sprintf("%s was revoked on %s, by event %d", v.Subject, said.Since.UTC().Format(time.DateOnly), said.Seq)}
		v.Failure = v.Failure.advised(v.Subject.System())
	}
	return v
}

// stage is how far something got; the order is the phases'.
type stage int

const (
	stageNothing stage = iota
	stageMissed        // a place could not be looked at
	stageDamaged
	stageSubject // failed for the subject
	stagePrimary // failed for the primary
	stageSignature
	stageHolds
)

// A trail collects what a search comes by, and keeps what got furthest.
type trail struct {
	question Question
	url      string // where the search is, until something is found
	best     Verdict
	stage    stage
}

// miss notes a place that could not be looked at. That there is nothing could
// not be said any more; what else is found says more.
func (t *trail) miss(f *Failure) { t.reach(stageMissed, Verdict{URL: t.url, Failure: f}) }

func (t *trail) reach(s stage, v Verdict) {
	if s > t.stage {
		t.stage, t.best = s, v
	}
}

// see judges one text. Enough says that the search can end.
func (t *trail) see(e Evidence) (enough bool) {
	envelopes, err := identity.Find(e.Text)
	switch {
	// Somebody's JSON that has nothing to do with us cannot be read as an
	// envelope either.
	case errors.Is(err, identity.ErrNoEnvelope), err != nil && !bytes.Contains(e.Text, []byte("kez")):
		return false
	case errors.Is(err, identity.ErrTooLarge):
		t.reach(stageMissed, Verdict{URL: e.URL, Failure: missed(TooLarge, "%s", err)})
		return false
	case err != nil:
		t.reach(stageDamaged, Verdict{URL: e.URL, Failure: &Failure{Phase: PhaseParse, Reason: Damaged, Detail: err.Error()}})
		return false
	}
	for _, envelope := range envelopes {
		s, v := t.question.weigh(envelope)
		v.URL = e.URL
		t.reach(s, v)
	}
	return t.stage == stageHolds
}

// weigh judges one envelope. What is no claim at all is nothing here: chains and
// registrations may stand beside proofs.
func (q Question) weigh(envelope []byte) (stage, Verdict) {
	v := Verdict{Proof: envelope}
	fail := func(s stage, p Phase, r Reason, format string, args ...any) (stage, Verdict) {
		v.Failure = &Failure{Phase: p, Reason: r, Detail: fmt.Sprintf(format, args...)}
		return s, v
	}
	if e, err := identity.ReadEnvelope(envelope); err == nil && e.Tag() != identity.ClaimTag {
		return stageNothing, Verdict{}
	}
	claim, err := identity.ReadClaim(envelope)
	switch {
	case errors.Is(err, identity.ErrKeyMismatch), errors.Is(err, identity.ErrBadKey):
		return fail(stageDamaged, PhaseSignature, BadSignature, "%s", err)
	case err != nil:
		return fail(stageDamaged, PhaseParse, Damaged, "%s", err)
	case claim.Subject() != q.Subject:
		return fail(stageSubject, PhaseMatch, SubjectMismatch, "the proof is about %s", claim.Subject())
	case !q.Primary.IsZero() && claim.Primary() != q.Primary:
		return fail(stagePrimary, PhaseMatch, PrimaryMismatch, "the proof is by %s", claim.Primary())
	}
	if v.Claim, err = claim.Verify(); err != nil {
		return fail(stageSignature, PhaseSignature, BadSignature, "%s", err)
	}
	return stageHolds, v
}

func (t *trail) verdict() Verdict {
	v := t.best
	v.Question = t.question
	if t.stage == stageNothing {
		v.URL = t.url
		v.Failure = &Failure{Phase: PhaseParse, Reason: NotFound, Detail: "there is no proof in what is published there"}
	}
	if v.Failure != nil {
		v.Failure = v.Failure.advised(v.Subject.System())
	}
	return v
}
