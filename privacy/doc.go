// Package privacy takes a child's identity out of a return, and keeps it apart.
//
// A Splitter divides a checked row by the class of its fields: identifiers go one
// way, facts and coarsened quasi-identifiers the other, and a field that is to be
// dropped goes nowhere. Nothing that names a child stands on the research side.
//
// Keys are held in a file outside the database, one key set for each Purpose, and
// every set can hold several keys at once so that a new one can take over:
//
//	token       finds a subject again: HMAC of (family, supplier, local id)
//	pseudonym   names a subject in the research zone, and a person in an extract
//	answer      lets the answer to a finding carry over: HMAC of (rule, child, values)
//	encryption  wraps the data keys; a data key seals one submission's bytes and records
//	audit       signs the head of the audit chain
//
// A token is an HMAC of something that can be guessed, so it stays in the identity
// zone. A pseudonym is an HMAC of a random number, so a key that leaks reveals
// nothing by itself, and losing a key relinks nothing.
//
// Every sealed thing is bound to its place: a DataKey refuses a ciphertext that was
// moved to another table, column or row, and a sealed object of the vault refuses
// to open when a segment was cut off, moved or taken from another object.
//
// The package keeps no state and asks no clock, database or network.
package privacy
