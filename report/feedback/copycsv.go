package feedback

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goldset/goldset/ingest"
)

// The columns added to a copy of a CSV file. Two only: the copy is still
// recognised when it is sent in again.
var addedColumns = []string{"Goldset rules", "Goldset findings"}

// copyCSV writes a table's rows as they stand in the file, each with what was found
// in it. Sheets of formats that are not written here become CSV files too. It
// returns notes on what had to be changed.
func (r *Report) copyCSV(w io.Writer, s *ingest.TableSource) (notes []string, err error) {
	byLine := map[int][]*Finding{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Table == s.Table.Name && f.Row >= 0 {
			byLine[f.Line] = append(byLine[f.Line], f)
		}
	}
	if _, err := io.WriteString(w, bom); err != nil {
		return nil, err
	}
	out := csv.NewWriter(w)
	if s.Comma != 0 {
		out.Comma = s.Comma
	}
	width, guarded := 0, 0
	var failed error
	err = s.Records(func(line int, cells []string) bool {
		row := slices.Clone(cells)
		if width == 0 {
			width = len(row)
			failed = out.Write(append(row, addedColumns...))
			return failed == nil
		}
		for i := range row {
			if safe := Safe(row[i]); safe != row[i] {
				row[i] = safe
				guarded++
			}
		}
		for len(row) < width {
			row = append(row, "")
		}
		failed = out.Write(append(row, inRow(byLine[line])...))
		delete(byLine, line)
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return nil, fmt.Errorf("copy %s: %w", s.Table.Name, err)
	}
	if guarded > 0 {
		notes = append(notes, fmt.Sprintf("%s: %s that a spreadsheet could take for a formula %s an apostrophe in front",
			s.Table.Name, plural(guarded, "cell", "cells"), map[bool]string{true: "has", false: "have"}[guarded == 1]))
	}
	return notes, nil
}

// inRow are the added cells of a row: its rules, and what they say.
func inRow(found []*Finding) []string {
	if len(found) == 0 {
		return []string{"", ""}
	}
	var rules, says []string
	for _, f := range found {
		rules = append(rules, f.Rule)
		says = append(says, f.says())
	}
	return []string{Safe(strings.Join(rules, ", ")), Safe(strings.Join(says, " | "))}
}

// says is the finding in one piece: fields, wording, what would pass, consequences.
func (f *Finding) says() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Rule %s (%s)", f.Rule, strings.ToLower(severityWords[f.Severity]))
	if len(f.Fields) > 0 {
		b.WriteString(", " + strings.Join(f.Fields, ", "))
	}
	b.WriteString(": " + strings.TrimSuffix(f.Message, "."))
	if f.Passes != "" {
		b.WriteString(". What would pass: " + strings.TrimSuffix(f.Passes, "."))
	}
	if len(f.Also) > 0 {
		b.WriteString(". Also breaks " + f.also())
	}
	if answer := f.Answer(); answer != "" {
		b.WriteString(". Your answer: " + strings.TrimSuffix(answer, "."))
	}
	return b.String() + "."
}
