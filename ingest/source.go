package ingest

import "github.com/goldset/goldset"

// source is where a return's rows come from: one XML message, or grids of cells.
type source interface {
	// rows yields every row, parents before what they enclose, until yield says
	// stop. It ends with an error when the file cannot be read on.
	rows(yield func(*record) bool) error
	// count is how many rows each table has, by the table's position in the
	// layout, found from the file's structure and not by parsing rows.
	count() ([]int, error)
}

// record is a row on its way through: goldset.Row and what parsing thought of it.
type record struct {
	goldset.Row
	table     int    // position in the layout
	fault     *fault // nil for a sound row
	rewritten uint64 // a bit for each yes-or-no field that was written otherwise than 0 or 1
	// strays are what stands in the row and was left out.
	strays []fault
}

// fault is what parsing found wrong with a row as a whole.
type fault struct {
	rule    string
	message string
	cure    string
	fields  []string
	refuse  bool
	// severity is an error's unless said otherwise.
	severity goldset.Severity
}
