// Package push wakes devices that are not connected: Web Push (RFC 8030), sealed
// for the device (RFC 8291) and signed by the node (RFC 8292).
//
// # Promises
//
// A push says that there is something, and nothing else: neither who wrote, nor
// to whom, nor what. It goes out for messages of accepted contacts, some seconds
// after they were stored, to the devices that are not connected then.
//
// Nothing waits for a push. What cannot be queued, what a push service does not
// take after some attempts, and what waits when the node stops, is lost; the
// message is not.
package push
