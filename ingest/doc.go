// Package ingest turns a file into rows and findings.
//
// Open recognises what came in from its content, never from its name: the
// children in need census (XML), the SSDA903 CSV set, the identifier file, the
// school census "Blade" CSV set, the CAMHS workbook; as one file, several, or a
// zip. What cannot be taken at all is a *Refused error that says what would pass.
//
// A Return yields its rows as a stream: Rows as parsed, Check as checked, in
// canonical text, with findings reported on the way. Both can run any number of
// times and give the same rows. Rows are counted from the file's own structure,
// not by the parser, so that rows in = rows out + rows refused is a check.
//
// Checking has two layers. Every field is held against its declaration in the
// layout: type, code list, range, pattern, presence. Then the published rules
// run, each a few lines of Go in the language of the return beside the
// Department's wording and the years it is in force; see rule.
//
// The package is pure: no clock, no database, no network. Ages and windows come
// from the collection's reference date.
package ingest
