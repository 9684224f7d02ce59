// Package fetch gets what somebody else named: proofs behind a claim, and
// whatever else a node asks for because a stranger said so. It is the only way
// by which the node reaches out on somebody's word.
//
// Promises of [Fetcher.Get] and [Fetcher.Post], of which only [Config] can relax anything:
//
//   - https, to an allowed port, without credentials in the URL. Plain http only
//     where the caller's own channel needs it.
//   - The address is judged when the connection is made, after the name was
//     resolved and for each address tried, so that a name which answers
//     differently the second time gains nothing: see [Public].
//   - Redirects are counted, and each is judged like the first URL. None leads
//     from https to http.
//   - What comes back is bounded: header, body after decompression, time until
//     the answer begins, time altogether, fetches under way at once, and of
//     those for one host.
//   - No cookies, no Referer, no proxy of the environment. Credentials go to the
//     host they are for and to no other.
//
// Errors wrap one of the sentinels of this room. What the other end answered,
// whatever the status, is a [Response].
package fetch
