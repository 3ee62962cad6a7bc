// Package goldset holds the nouns of the gold-standard dataset about children in
// care and in need in England: who is asked for what, the shape of what they
// send, what is wrong with it, and what is published.
//
// A Request under section 2F of the Children Act 2004 asks a Supplier for a
// Return. A Return has a Layout for each CollectionYear; a Layout has Tables of
// Fields; a file that follows it yields Rows, and checking them yields Findings.
// A Subject is one supplier's child; a Person is what linkage says those subjects
// have in common. A Cell is one number, before and after disclosure control.
//
// The package imports nothing but the standard library, and every other package
// may import it.
package goldset
