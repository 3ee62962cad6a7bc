package ingest

import "strings"

// lowered is a grid whose columns are named some rows down, below a title or notes.
type lowered struct {
	grid
	rows int // above the names, blank ones left out
}

func (l *lowered) records(yield func(line int, cells []string) bool) error {
	n := 0
	return l.grid.records(func(line int, cells []string) bool {
		n++
		return n <= l.rows || yield(line, cells)
	})
}

func (l *lowered) count() (int, error) {
	n, err := l.grid.count()
	return max(0, n-l.rows), err
}

// searched is how many rows may stand above the names of the columns.
const searched = 12

// below is how many rows stand above the one that names the columns: the first
// that fits a table, of the first few; 0 when none does, so that the first row is
// the one that messages speak of. Errors are left for the reading that follows.
func (o *opener) below(g grid) int {
	layouts := o.candidates()
	n, found := -1, 0
	_ = g.records(func(_ int, cells []string) bool {
		n++
		if len(cells) > maxColumns {
			return false
		}
		h := newHeader(trimmed(cells))
		for _, l := range layouts {
			if betterMatch(h, l, belowFits) != nil {
				found = n
				return false
			}
		}
		return n < searched
	})
	return found
}

// trimmed is a row as a header would be read.
func trimmed(cells []string) []string {
	header := make([]string, 0, len(cells))
	for _, c := range cells {
		header = append(header, strings.TrimSpace(c))
	}
	for len(header) > 0 && header[len(header)-1] == "" {
		header = header[:len(header)-1]
	}
	return header
}
