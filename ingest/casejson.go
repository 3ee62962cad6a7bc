package ingest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// UnmarshalJSON reads a case as it is published. The peers mix numbers and texts, so
// either stands for the other; what is null or left out is empty.
func (c *Case) UnmarshalJSON(text []byte) error {
	var raw struct {
		Rule        any                         `json:"rule"`
		Return      goldset.ReturnName          `json:"return"`
		Year        any                         `json:"collection_year_from"`
		Number      any                         `json:"case"`
		Date        any                         `json:"as_at"`
		Metadata    map[string]any              `json:"metadata"`
		Tables      map[string][]map[string]any `json:"tables"`
		Columns     map[string][]string         `json:"columns"`
		Expected    []CaseRows                  `json:"expected"`
		ReturnLevel any                         `json:"expected_return_level"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return err //nolint:wrapcheck // the caller says which case
	}
	*c = Case{
		Rule: cellText(raw.Rule), Return: raw.Return, Year: goldset.CollectionYear(cellNumber(raw.Year)), Number: cellNumber(raw.Number),
		Date: cellText(raw.Date), Tables: raw.Tables, Columns: raw.Columns, Expected: raw.Expected, ReturnLevel: raw.ReturnLevel,
	}
	c.Metadata.Start = cellText(raw.Metadata["collection_start"])
	c.Metadata.End = cellText(raw.Metadata["collection_end"])
	c.Metadata.Format = cellText(raw.Metadata["file_format"])
	c.Metadata.Authority = cellText(raw.Metadata["localAuthority"])
	if list, ok := raw.Metadata["provider_info"].([]any); ok {
		c.Metadata.Providers = make([]caseProvider, 0, len(list))
		for _, entry := range list {
			cells, _ := entry.(map[string]any)
			c.Metadata.Providers = append(c.Metadata.Providers, caseProvider{
				URN: cells["URN"], Places: cellText(cells["PLACE_CODES"]), Providers: cellText(cells["PROVIDER_CODES"]),
				Postcode: cellText(cells["POSTCODE"]), Authority: cellText(cells["LA_CODE_INFERRED"]), Closed: cellText(cells["REG_END"]),
			})
		}
	}
	return nil
}

// cellNumber is a whole number that a case may give as text, or 0.
func cellNumber(v any) int {
	n, _ := strconv.Atoi(cellText(v))
	return n
}

// caseColumns are columns of cases that the layouts lack.
var caseColumns = map[goldset.ReturnName][]string{
	goldset.CINCensus: {"LAchildID", "CINdetailsID", "AssessmentID", "CPPID", "AssessmentFactors", "ReferenceDate", "Year"},
	goldset.SSDA903:   {"UASC", "PL_LA", "PL_LOCATION", "PL_DISTANCE", "DATE_EPISODE_CEASED", "PLACEMENT"},
}

// plain is the case under the layout's own names, whatever capitals it writes them
// in, with the columns of every table, and with a year: the newest that the rule
// is worded for where the case gives none. Tables keep the case's names in given.
func (c *Case) plain() (plain *Case, given map[string]string) {
	p := *c
	if p.Year == 0 {
		for _, r := range registry()[c.Return] {
			if r.code == c.Rule {
				p.Year = max(p.Year, r.from)
			}
		}
	}
	if p.Year == 0 { // the workbook's rules are of no year
		for _, l := range reference.Layouts() {
			if l.Return == c.Return {
				p.Year = max(p.Year, l.Year)
			}
		}
	}
	tables, columns := p.names()
	p.Tables, p.Columns, given = map[string][]map[string]any{}, map[string][]string{}, map[string]string{}
	for name, rows := range c.Tables {
		base, last := strings.CutSuffix(name, lastSuffix)
		table := inLayout(tables, base)
		if last {
			table += lastSuffix
		}
		given[table] = name
		for _, cells := range rows {
			p.Tables[table] = append(p.Tables[table], cellsInLayout(columns, cells))
		}
		for _, column := range c.Columns[name] {
			p.Columns[table] = append(p.Columns[table], inLayout(columns, column))
		}
		if len(c.Columns[name]) == 0 {
			p.Columns[table] = columnsOf(p.Tables[table])
		}
	}
	return &p, given
}

// names are the names of the return's tables and columns by their lower case.
func (c *Case) names() (tables, columns map[string]string) {
	tables, columns = map[string]string{"header": "Header"}, map[string]string{}
	layout, err := reference.Layout(c.Return, c.Year, "")
	if err != nil { // a workbook's lists go by their own wordings
		return tables, columns
	}
	for _, name := range caseColumns[c.Return] {
		columns[strings.ToLower(name)] = name
	}
	for i := range layout.Tables {
		t := &layout.Tables[i]
		tables[strings.ToLower(t.Name)] = t.Name
		for _, f := range t.Fields {
			columns[strings.ToLower(f.Name)] = f.Name
		}
	}
	return tables, columns
}

func inLayout(names map[string]string, name string) string {
	if known := names[strings.ToLower(name)]; known != "" {
		return known
	}
	return name
}

func cellsInLayout(names map[string]string, cells map[string]any) map[string]any {
	out := make(map[string]any, len(cells))
	for column, v := range cells {
		if known := inLayout(names, column); known == column || cells[known] == nil {
			out[known] = v
		}
	}
	return out
}

// columnsOf lists the columns that any row has.
func columnsOf(rows []map[string]any) []string {
	var list []string
	for _, cells := range rows {
		for column := range cells {
			if !slices.Contains(list, column) {
				list = append(list, column)
			}
		}
	}
	slices.Sort(list)
	return list
}
