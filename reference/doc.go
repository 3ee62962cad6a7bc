// Package reference knows what each return must look like, and what its codes mean.
//
// A layout is data: one file a return and collection year, and a year file holds
// only what differs from the year it inherits, so a new year of a statutory
// return is a small file. The same data makes the research zone's tables
// (migrations/0010_statutory.sql) and the data dictionary (docs/dictionary.md);
// `go generate ./reference` writes both.
//
// Layouts, code lists and authorities are facts published by the Department for
// Education and others; see NOTICE for where they come from.
package reference

//go:generate go run ./gen
