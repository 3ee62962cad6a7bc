package ingest

import (
	"strings"

	"github.com/goldset/goldset/reference"
)

// ReadReference reads lists of postcodes and of placement providers, each told by
// its columns: the ONS Postcode Directory as CSV or packed by letter, and Ofsted's
// lists as workbooks or CSV. A set that no file holds is nil. The other files are
// passed over and named. Postcodes known from elsewhere (nil: none) tell where
// providers are when no file does.
func ReadReference(files []File, known *reference.Postcodes) (sets *reference.Sets, passedOver []string, err error) {
	sets = &reference.Sets{}
	type sheetOf struct {
		grid
		file string
	}
	var rest []sheetOf
	held := map[string]bool{}
	postcodes, providers := reference.NewPostcodes(), reference.NewProviders()
	for _, f := range files {
		if strings.HasSuffix(f.Name, packedSuffix) {
			if err := readPackedPostcodes(f, postcodes); err != nil {
				return nil, nil, err
			}
			held[f.Name] = true
			continue
		}
		for _, g := range referenceGrids(f) {
			taken, err := readPostcodes(g, postcodes)
			if err != nil {
				return nil, nil, err
			}
			held[f.Name] = held[f.Name] || taken
			if !taken {
				rest = append(rest, sheetOf{g, f.Name})
			}
		}
	}
	if postcodes.Len() > 0 {
		sets.Postcodes = postcodes
	}
	if sets.Postcodes != nil {
		known = sets.Postcodes
	}
	for _, s := range rest { // after the postcodes, which tell where a provider is
		taken, err := readProviders(s.grid, known, providers)
		if err != nil {
			return nil, nil, err
		}
		held[s.file] = held[s.file] || taken
	}
	if providers.Len() > 0 {
		sets.Providers = providers
	}
	for _, f := range files {
		if !held[f.Name] {
			passedOver = append(passedOver, f.Name)
		}
	}
	return sets, passedOver, nil
}

// referenceGrids are the tables of a file, none when it is no workbook and no text.
func referenceGrids(f File) []grid {
	b := blobOf(f)
	head, err := b.head(64)
	if err != nil {
		return nil
	}
	switch kindOf(head) {
	case kindText:
		if g, err := openCSV(b); err == nil {
			return []grid{g}
		}
	case kindZip:
		if z, err := openZip(f); err == nil && officeKind(z) == "xlsx" {
			if sheets, err := openWorkbook(f, z); err == nil {
				return sheets
			}
		}
	default:
	}
	return nil
}
