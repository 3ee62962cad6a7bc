package disclosure

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// columns of a table file that are no breakdown. Only count is required.
const (
	columnCount       = "count"
	columnDenominator = "denominator"
	columnIndicator   = "indicator"
	columnAuthority   = "authority"
	columnYear        = "year"
)

// TableFile is a table of counts read from CSV: breakdown columns and a count.
// Tables read together speak of the same children, so cells with the same breakdown
// in two tables are one cell; a column called indicator tells populations apart.
type TableFile struct {
	Name   string
	Header []string
	Rows   [][]string
	Cells  []goldset.Cell // one a row
}

// ReadTable reads a table with a header row. Breakdown values that are empty, or
// the word total in any case, are totals. Errors name row and column, never a value.
func ReadTable(name string, r io.Reader) (*TableFile, error) {
	reader := csv.NewReader(r)
	records, err := reader.ReadAll()
	if err != nil {
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fmt.Errorf("%s: line %d: not a CSV row with as many fields as the header: %w", name, bad.Line, bad.Err)
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("%s: the file is empty: a table starts with a header row", name)
	}
	t := &TableFile{Name: name, Header: records[0], Rows: records[1:]}
	for i, column := range t.Header {
		t.Header[i] = strings.TrimSpace(strings.TrimPrefix(column, "\ufeff"))
	}
	if !slices.Contains(t.Header, columnCount) {
		return nil, fmt.Errorf("%s: there is no column called %s", name, columnCount)
	}
	for i, row := range t.Rows {
		cell, err := t.cell(row)
		if err != nil {
			return nil, fmt.Errorf("%s: row %d: %w", name, i+2, err)
		}
		t.Cells = append(t.Cells, cell)
	}
	return t, nil
}

// cell reads one row.
func (t *TableFile) cell(row []string) (goldset.Cell, error) {
	c := goldset.Cell{Indicator: columnCount, Level: goldset.LevelNational, Unit: goldset.UnitCount}
	for i, column := range t.Header {
		value := strings.TrimSpace(row[i])
		switch column {
		case columnCount, columnDenominator, columnYear:
			if value == "" && column != columnCount {
				continue
			}
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil || n < 0 {
				return c, fmt.Errorf("column %s: a count is a whole number, 0 or more", column)
			}
			setCount(&c, column, n)
		case columnIndicator:
			c.Indicator = value
		case columnAuthority:
			if !isTotal(value) {
				c.Level, c.Authority = goldset.LevelAuthority, value
			}
		default:
			if isTotal(value) {
				value = goldset.Total
			}
			c.Dims = append(c.Dims, goldset.Dim{Name: column, Value: value})
		}
	}
	return c, nil
}

// setCount puts a number where its column says. With a denominator the cell is a
// share of a group, which is a count of children as well.
func setCount(c *goldset.Cell, column string, n int64) {
	switch column {
	case columnCount:
		c.Numerator, c.Contributors = n, n
	case columnDenominator:
		c.Denominator, c.Unit = n, goldset.UnitPercent
	default:
		c.Year = goldset.CollectionYear(n)
	}
}

func isTotal(value string) bool { return value == "" || strings.EqualFold(value, goldset.Total) }

// Write writes the table as it may leave; cells are its own, in order.
func (t *TableFile) Write(w io.Writer, cells []Published) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.Header); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	for i, row := range t.Rows {
		row = slices.Clone(row)
		for j, column := range t.Header {
			switch column {
			case columnCount:
				row[j] = cells[i].Count.Text
			case columnDenominator:
				row[j] = cells[i].Denominator.Text
			}
		}
		if err := out.Write(row); err != nil {
			return fmt.Errorf("write %s: %w", t.Name, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	return nil
}
