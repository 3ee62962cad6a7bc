// Package reference knows what each return must look like, and what its codes mean.
//
// A layout is data: one file a return and collection year, and a year file holds
// only what differs from the year it inherits, so a new year of a statutory
// return is a small file. The same data makes the research zone's tables and the
// data dictionary (docs/dictionary.md): `go generate ./reference` writes the
// dictionary and the migration that the tables still need, and Released says which
// migrations are history.
//
// Layouts, code lists and authorities are facts published by the Department for
// Education and others; see NOTICE for where they come from.
package reference

//go:generate go run ./gen
