package ingest

import "github.com/goldset/goldset"

// PatternWords lets tests read a pattern in words.
func PatternWords(pattern string) string { return patternWords(pattern) }

// WholeMessages lists what is said of the files of a return as a whole.
func WholeMessages() []goldset.Finding {
	f := goldset.Field{Name: "DOB", Title: "Date of birth"}
	t := &goldset.Table{Name: "Header", Title: "Children", Fields: []goldset.Field{f}}
	return []goldset.Finding{noRows(), missingTable(t), monthFirst(t, &f)}
}
