package ingest

import (
	"strings"

	"github.com/goldset/goldset/reference"
)

// providerColumns are the wordings of the columns of Ofsted's lists of providers,
// which change from year to year. Only the first must be there.
var providerColumns = [][]string{
	{"urn"},
	{"placementcode", "providerplacementcode"},
	{"placementprovidercode", "providercode"},
	{"settingaddresspostcode", "settingpostcode", "providerpostcode"},
	{"deregistrationdate", "closeddate"},
	{"settinglocalauthority", "localauthority"},
}

// The columns by position in providerColumns.
const (
	providerURN = iota
	providerPlaces
	providerCodes
	providerPostcode
	providerClosed
	providerAuthority
)

// supportedAccommodation is the placement type of a sheet of providers that has no
// column for it, as Ofsted's of supported accommodation; H5 until October 2023.
const supportedAccommodation = "K3,H5"

// readProviders adds a sheet or CSV file to the list, and reports whether its
// header is that of a list of providers. Where a setting lies is told by its
// postcode, else by the name of its authority.
func readProviders(g grid, postcodes *reference.Postcodes, into *reference.Providers) (bool, error) {
	var at []int
	_, from1904 := g.serialDates()
	err := g.records(func(_ int, cells []string) bool {
		if at == nil {
			at = findColumns(cells, providerColumns)
			return isProviders(at)
		}
		cell := func(column int) string {
			if at[column] < 0 || at[column] >= len(cells) {
				return ""
			}
			return strings.Clone(strings.TrimSpace(cells[at[column]]))
		}
		v := reference.Provider{URN: cell(providerURN), Places: cell(providerPlaces), Providers: cell(providerCodes), Postcode: cell(providerPostcode)}
		if v.URN == "" {
			return true
		}
		if at[providerPlaces] < 0 {
			v.Places = supportedAccommodation
		}
		if d, ok := providerDate(cell(providerClosed), from1904); ok {
			v.Closed = d.time()
		}
		v.Authority = whereProvider(v.Postcode, cell(providerAuthority), postcodes)
		into.Add(v)
		return true
	})
	return at != nil && isProviders(at), err
}

func isProviders(at []int) bool {
	return at[providerURN] >= 0 && (at[providerPlaces] >= 0 || at[providerCodes] >= 0)
}

// providerDate reads a date as a workbook or a CSV file holds it. Ofsted writes "-"
// or "na" for none.
func providerDate(text string, from1904 bool) (day, bool) {
	if d, ok := serialDay(text, from1904); ok {
		return d, true
	}
	if d, ok := parseDay(text, "02/01/2006"); ok {
		return d, true
	}
	return parseISO(text)
}

// whereProvider is the authority in which a setting lies, "" when not known.
func whereProvider(postcode, authority string, postcodes *reference.Postcodes) string {
	if postcodes != nil {
		if place, known := postcodes.Find(postcode); known {
			return reference.PlacementAuthority(place.District)
		}
	}
	name, best, code := headerKey(authority), 0, ""
	for _, a := range reference.Authorities() { // "East Sussex County Council" begins with East Sussex
		if key := headerKey(a.Name); strings.HasPrefix(name, key) && len(key) > best {
			best, code = len(key), a.Code
		}
	}
	return code
}
