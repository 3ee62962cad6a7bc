// Package synthetic makes up an England: families whose children are born,
// move, change their names, go to school, come to need, go into care, are
// adopted or arrive alone, and the returns that authorities, the Department and
// the NHS would send about them, each in its supplier's real format.
//
// Nobody in it exists. Every child has a known identity, so that linkage can be
// judged: [England.Truth] says which local ids in which source are one person,
// and which of those may be linked (before and after an adoption are two).
//
// What happens follows published rates ([Rates]); how badly it is written down
// follows one table of mistakes, worse for some groups than for others, as in
// life. Both are constants with their source beside them.
//
// Everything derives from Config.Seed by hashing what is being decided for whom,
// never from a shared sequence: the same configuration gives the same bytes on
// any machine, whatever the order in which submissions are written. Arithmetic
// that decides anything uses only operations that round alike everywhere (no
// fused multiply-add, no exponentials).
package synthetic
