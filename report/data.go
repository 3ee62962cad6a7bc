package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
)

// harmless keeps a spreadsheet from reading text as a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// tidy is every cell of the release, one a row, with its number.
func (r *Release) tidy() (File, error) {
	rows := [][]string{{
		"cell", "measure", "indicator", "collection_year", "level", "authority_code", "authority", "breakdown", "unit",
		"count", "denominator", "value", "lower_95", "upper_95", "link_low", "link_high",
	}}
	for i := range r.Cells {
		c := &r.Cells[i]
		var dims []string
		for _, d := range c.Dims {
			dims = append(dims, d.Name+"="+d.Value)
		}
		row := []string{
			strconv.FormatInt(c.ID, 10), c.Measure, c.Indicator, strconv.Itoa(int(c.Year)), string(c.Level), c.Authority, harmless(areaName(c)),
			harmless(strings.Join(dims, "; ")), string(c.Unit),
		}
		for _, f := range c.figures() {
			row = append(row, f.Text)
		}
		rows = append(rows, row)
	}
	content, err := csvBytes(rows)
	return File{Name: r.Name + "-cells.csv", Media: "text/csv; charset=utf-8", Content: content}, err
}

// figures of a cell, in the order of a file's columns.
func (c *Cell) figures() []disclosure.Figure {
	return []disclosure.Figure{c.Count, c.Denominator, c.Value, c.Lower, c.Upper, c.LinkLow, c.LinkHigh}
}

func csvBytes(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	return b.Bytes(), nil
}

// dataFile is one indicator as a data file and its metadata, to the standard of
// explore education statistics.
type dataFile struct {
	name       string
	data, meta [][]string
}

// dataFiles packs a data file and its metadata for each indicator.
func (r *Release) dataFiles() (File, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range r.Measures {
		m := &r.Measures[i]
		for j := range m.Indicators {
			d, ok := r.dataFile(m, &m.Indicators[j])
			if !ok {
				continue
			}
			if err := d.pack(z); err != nil {
				return File{}, err
			}
		}
	}
	if err := z.Close(); err != nil {
		return File{}, fmt.Errorf("pack data files: %w", err)
	}
	return File{Name: r.Name + "-data.zip", Media: "application/zip", Content: b.Bytes()}, nil
}

func (d *dataFile) pack(z *zip.Writer) error {
	for _, part := range []struct {
		suffix string
		rows   [][]string
	}{{".csv", d.data}, {".meta.csv", d.meta}} {
		content, err := csvBytes(part.rows)
		if err != nil {
			return err
		}
		w, err := z.Create(d.name + part.suffix)
		if err != nil {
			return fmt.Errorf("pack %s: %w", d.name, err)
		}
		if _, err := w.Write(content); err != nil {
			return fmt.Errorf("pack %s: %w", d.name, err)
		}
	}
	return nil
}

// geography columns of a data file.
var geography = []string{
	"time_period", "time_identifier", "geographic_level", "country_code", "country_name",
	"region_code", "region_name", "old_la_code", "new_la_code", "la_name",
}

// dataFile lays an indicator out; false when the release has no cell of it.
func (r *Release) dataFile(m *analysis.Measure, ind *analysis.Indicator) (dataFile, bool) {
	var cells []*Cell
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Measure == m.Name && c.Indicator == ind.Name {
			cells = append(cells, c)
		}
	}
	d := dataFile{name: m.Name + "_" + ind.Name}
	if len(cells) == 0 {
		return d, false
	}
	filters := filtersOf(cells)
	columns := figureColumns(cells)
	header := slices.Clone(geography)
	d.meta = [][]string{{"col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint", "filter_grouping_column"}}
	for _, f := range filters {
		header = append(header, columnName(f))
		d.meta = append(d.meta, []string{columnName(f), "Filter", sentence(f), "", "", "", "", ""})
	}
	for _, c := range columns {
		header = append(header, c.name)
		d.meta = append(d.meta, []string{c.name, "Indicator", c.label, ind.Title, c.unit, c.places, "", ""})
	}
	d.data = append(d.data, header)
	for _, c := range cells {
		row := place(c)
		for _, f := range filters {
			row = append(row, strings.TrimSpace(harmless(c.Dim(f))))
		}
		figures := c.figures()
		for _, column := range columns {
			if column.figure < 0 {
				row = append(row, strconv.FormatInt(c.ID, 10))
				continue
			}
			row = append(row, figures[column.figure].Text)
		}
		d.data = append(d.data, row)
	}
	return d, true
}

// place fills in the geography columns.
func place(c *Cell) []string {
	year := int(c.Year)
	row := []string{fmt.Sprintf("%d%02d", year-1, year%100), "Financial year", "National", "E92000001", "England", "", "", "", "", ""}
	if c.Level == goldset.LevelAuthority {
		a, _ := findAuthority(c.Authority)
		row[2], row[5], row[6], row[7], row[8], row[9] = "Local authority", a.RegionCode, a.Region, c.Authority, a.ONS, authorityName(c.Authority)
	}
	return row
}

// filtersOf lists the breakdowns of the cells that take more than one value.
func filtersOf(cells []*Cell) []string {
	var names []string
	for _, c := range cells {
		for _, d := range c.Dims {
			if !slices.Contains(names, d.Name) {
				names = append(names, d.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(names, func(name string) bool { return len(values(cells, name)) < 2 })
}

// figureColumn is an indicator column of a data file; figure -1 is the cell's number.
type figureColumn struct {
	name, label, unit, places string
	figure                    int
}

// figureColumns are the columns that the cells have anything for.
func figureColumns(cells []*Cell) []figureColumn {
	c := cells[0]
	unit, places := "", "0"
	if c.Unit == goldset.UnitPercent {
		unit = "%"
	}
	for _, other := range cells {
		if _, decimals, dotted := strings.Cut(other.Value.Text, "."); dotted && other.Value.Shown {
			places = strconv.Itoa(len(decimals))
		}
	}
	all := []figureColumn{
		{"number", "Number counted", "", "0", 0},
		{"denominator", "Number they are counted among", "", "0", 1},
		{"estimate", unitWords(c.Unit), unit, places, 2},
		{"estimate_lower", "Lower end of the 95% interval", unit, places, 3},
		{"estimate_upper", "Upper end of the 95% interval", unit, places, 4},
		{"link_low", "Lowest over the linkage tiers", unit, places, 5},
		{"link_high", "Highest over the linkage tiers", unit, places, 6},
	}
	columns := slices.DeleteFunc(all, func(f figureColumn) bool {
		return !slices.ContainsFunc(cells, func(c *Cell) bool { return c.figures()[f.figure].Applies() }) ||
			f.figure == 2 && c.Unit == goldset.UnitCount
	})
	return append(columns, figureColumn{"cell", "Goldset cell number", "", "0", -1})
}

// columnName turns a breakdown's name into a column's: "free school meals" is
// free_school_meals.
func columnName(name string) string { return strings.ReplaceAll(slug(name), "-", "_") }
