package disclosure

import (
	"github.com/goldset/goldset"
)

// Known is what the outside was told of a count: a number, or the range a rounded
// one leaves. Low and High are equal when the count itself was shown.
type Known struct {
	Low  int64 `json:"low"`
	High int64 `json:"high"`
}

// Released is a line of the ledger: one cell that left, its true numbers, and what
// was told of each. It never leaves.
type Released struct {
	Release      string       `json:"release"`
	Definition   string       `json:"definition,omitempty"` // version of the measure's definition
	Cell         goldset.Cell `json:"cell"`
	Count        *Known       `json:"count,omitempty"` // nil when it was hidden, or the cell has none
	Denominator  *Known       `json:"denominator,omitempty"`
	Contributors *Known       `json:"contributors,omitempty"`
}

func (r *Released) said(f figure) *Known {
	switch f {
	case denominator:
		return r.Denominator
	case contributors:
		return r.Contributors
	default:
		return r.Count
	}
}

// Ledger is what the release adds to the ledger once it leaves under the name
// given; cells are those that Protect was given.
func (p *Protected) Ledger(release string, cells []goldset.Cell) []Released {
	list := make([]Released, len(cells))
	for i := range cells {
		list[i] = Released{Release: release, Cell: cells[i]}
		list[i].Count, list[i].Denominator, list[i].Contributors = p.known[i][numerator], p.known[i][denominator], p.known[i][contributors]
	}
	return list
}
