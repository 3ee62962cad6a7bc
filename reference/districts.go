package reference

import "sync"

// authorityOfDistrict is, by the ONS code of a district, the three-figure code of
// the authority with responsibility for children's services there. Only the
// districts of counties have another authority than themselves (ONS, lower to
// upper tier local authorities, 2021, less the counties abolished in 2023), and
// Barnsley and Sheffield had another code until 2025.
var authorityOfDistrict = sync.OnceValues(func() (map[string]string, error) {
	var counties map[string][]string
	if err := readJSON("data/districts.json", &counties); err != nil {
		return nil, err
	}
	byDistrict := map[string]string{}
	for _, a := range Authorities() {
		byDistrict[a.ONS] = a.Code
		for _, district := range counties[a.ONS] {
			byDistrict[district] = a.Code
		}
	}
	return byDistrict, nil
})

// countries are the codes for an authority of placement outside England, by the
// first letter of the ONS code.
var countries = map[byte]string{'W': "WAL", 'S': "SCO", 'N': "NIR", 'L': "CON", 'M': "CON"}

// PlacementAuthority is the authority of placement for a district: the three-figure
// code of an English authority, WAL, SCO, NIR or CON outside England, "" where it
// is not known.
func PlacementAuthority(district string) string {
	if district == "" {
		return ""
	}
	byDistrict, err := authorityOfDistrict()
	if err != nil {
		return ""
	}
	if code, ok := byDistrict[district]; ok {
		return code
	}
	return countries[district[0]]
}
