// Package natsapi is the NATS door: calls on kez.rpc.<key>.<call> become calls
// of the rooms behind it.
//
// The server's permissions guarantee that the key in the subject is the
// caller's own. They do not cover reply subjects: a caller could name the
// inbox of somebody else and have the node push there. Every call whose reply
// is not literal tokens under the caller's own inbox prefix is therefore
// dropped without an answer, before anything else is looked at.
//
// Errors follow the conventions of NATS micro services: the headers
// Nats-Service-Error and Nats-Service-Error-Code (an HTTP status), and the
// problem document of the HTTP door as the body.
package natsapi
