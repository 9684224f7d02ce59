// Package callout answers the server's question who may connect and to what.
//
// One request goes through six steps, each a function: decode the request
// (signed by the server, unexpired), prove that the client holds the key it
// names, look the key up, decide, write the grant, sign the answer. Decoding
// and proving come first because the server checks nothing itself once a
// callout is configured: without the proof anybody could connect as anybody.
//
// A refusal reaches the client without its reason. Reasons are to be had over
// HTTP, from the registry.
//
// The grant is the whole of what a connection may do; its list is pinned by
// testdata/grant.golden.
package callout
