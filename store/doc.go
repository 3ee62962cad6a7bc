// Package store keeps what Goldset knows, and keeps it apart.
//
// The database has zones: a schema for each, and a login for each kind of work
// that may do there what that work needs and no more. Zones holds one pool per
// login, so code says by the pool it uses who it is; Postgres, not this package,
// decides what it may do. The vault beside the database holds the bytes of every
// submission as they came, sealed.
//
// A submission is loaded in one transaction: its identifiers go sealed to the
// identity zone, its facts by binary COPY to the research zone under the subject's
// pseudonym, and what was current before gives way. A map version then says which
// subjects are one person, a dataset version fixes what numbers rest on, and the
// ledger keeps every cell that was measured for release.
//
// No error of this package carries a value of a row: what Postgres says about a
// value it refused is cut down to code, table and column before anything sees it.
package store
