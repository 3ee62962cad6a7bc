// Package portal is what people see: the pages of data providers, analysts,
// reviewers, operators and the Commissioner's governance, in the manner of GOV.UK
// Frontend, drawn on the server and working without JavaScript.
//
// Who may open which page stands in one table, routes. A page of a supplier reads
// through a transaction that sees that supplier's rows only, so another supplier's
// number gives 404, the same as one that does not exist. A signed-in account that
// opens a page of another role gets 403.
//
// Every form carries a token bound to its session, and requests that change
// something are refused when a browser says that they come from another site.
// Sessions are random 256-bit tokens of which the database holds the hash. They
// begin anew at sign-in, end after half an hour without use, and after twelve hours
// in any case. Wrong passwords lock an account and slow an address down, and cost
// the same time whether or not there is such an account.
//
// No identifier stands in an address, a log line, a metric or an error. What a
// finding is about is read from the vault when a page shows it, and only to the
// supplier who sent it.
//
// The portal decides nothing about a return: it calls Work, which jobs satisfies,
// for everything that happens to one, and Reviews for doubtful pairs.
package portal
