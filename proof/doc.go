// Package proof looks a claim up where it was published, and judges what it
// finds: docs/protocol.md section 2, "Verification".
//
// A [Checker] asks one channel of the outside world (phase 1) and judges what
// came (phases 2 to 4); [Verdict.Against] adds what the primary's sigchain says
// (phase 5). [Judge] does the judging alone and is pure: whoever has evidence
// that somebody else fetched uses it. A [Desk] stands before a Checker where
// strangers ask: it remembers answers, keeps budgets, and asks once what many
// ask at the same time.
//
// Promises:
//
//   - Only what the subject itself published counts: gists of that account,
//     posts by that account and no reposts, events whose signature is that
//     key's, actors on the host that WebFinger names.
//   - Each failure has one phase and one reason of the protocol, says what was
//     seen, and what to do about it.
//   - "Not found" is said only when every place could be looked at. What could
//     not be asked, or not be read, is told as that.
//   - Everything that comes from outside is bounded before it is parsed. Where a
//     proof is looked for follows from the subject and the settings, never from
//     the claim.
//
// Addresses, resolver, clock and the fetcher are arguments.
package proof
