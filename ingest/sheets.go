package ingest

import (
	"slices"

	"github.com/goldset/goldset/reference"
)

// isSheet reports a sheet of a workbook, of either make.
func isSheet(g grid) bool {
	switch g.(type) {
	case *sheet, *odsSheet:
		return true
	}
	return false
}

// ownSheet reports a sheet that the templates of described requests have beside
// their tables.
func ownSheet(g grid) bool {
	return slices.Contains(reference.TemplateSheets, sheetTitle(g))
}

// sheetTitle is what the supplier calls a sheet; "" for what is none.
func sheetTitle(g grid) string {
	switch g := g.(type) {
	case *lowered:
		return sheetTitle(g.grid)
	case *sheet:
		return g.title
	case *odsSheet:
		return g.title
	}
	return ""
}
