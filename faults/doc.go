// Package faults breaks a real node on purpose, as a program of its own: kill
// -9 under load, a full disk, two nodes where one may be. Its tests run in a
// short form with all others; `task faults` runs the long one.
package faults
