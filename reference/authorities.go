package reference

import "sync"

// Authority is a local authority with responsibility for children's services.
type Authority struct {
	Code       string `json:"code"` // the Department's three figures, "301"
	ONS        string `json:"ons"`  // nine characters, "E09000002"
	Name       string `json:"name"`
	Region     string `json:"region"`
	RegionCode string `json:"region_code"` // "E12000007"
}

var authorities = sync.OnceValues(func() ([]Authority, error) {
	var list []Authority
	err := readJSON("data/authorities.json", &list)
	return list, err
})

// Authorities lists the 153 English authorities in force since April 2023, by
// three-figure code. The list is shared: do not modify it.
func Authorities() []Authority {
	list, err := authorities()
	if err != nil {
		return nil
	}
	return list
}

// FindAuthority is the authority with the Department's three-figure or the ONS code.
func FindAuthority(code string) (Authority, bool) {
	for _, a := range Authorities() {
		if a.Code == code || a.ONS == code {
			return a, true
		}
	}
	return Authority{}, false
}
