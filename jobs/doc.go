// Package jobs decides the order of things: what happens to a return after it
// is kept, and what its effect sets off.
//
//	submit -> check -> (answers, sign-off) -> load -> link -> reconcile
//	                                                      -> measure -> release -> publish
//
// Job arguments hold ids only. A job's effects, its completion and the job it
// sets off commit in one transaction. A long job holds a session lock on its id
// and carries a fencing token that every such transaction checks, so a worker
// that was thought dead and comes back cannot undo its successor's work; a
// sweeper hands a job whose worker is gone to the next one within seconds.
//
// The packages that know about formats, identity, linkage, numbers and
// disclosure never import one another. They meet here.
package jobs
