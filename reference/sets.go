package reference

import (
	"math"
	"slices"
	"time"
)

// Sets are the big reference sets that a check may use. A nil set was not given,
// and what needs it is not run.
type Sets struct {
	Postcodes *Postcodes
	Providers *Providers
}

// Postcodes tells where every postcode lies. One of 2.7 million takes twelve
// bytes: the part before the space is shared, the rest is packed.
type Postcodes struct {
	outward   map[string][]location
	districts []string
	index     map[string]uint16
	count     int
}

// location is one postcode within its outward code.
type location struct {
	inward          uint16 // packed
	district        uint16
	easting, norths int32 // metres on the National Grid; both 0 when not on it
}

// Place is where a postcode lies.
type Place struct {
	District          string // ONS code of the local authority district, or of the country outside England
	Easting, Northing int    // metres on the National Grid
	OnGrid            bool   // the Channel Islands and the Isle of Man are not
}

// NewPostcodes is an empty set.
func NewPostcodes() *Postcodes {
	return &Postcodes{outward: map[string][]location{}, index: map[string]uint16{}}
}

// Len is how many postcodes there are.
func (p *Postcodes) Len() int { return p.count }

// Add puts a postcode into the set, and reports whether it was one. The last
// place given for a postcode counts. Coordinates of 0, 0 are off the grid.
func (p *Postcodes) Add(postcode, district string, easting, northing int) bool {
	var key [7]byte
	outward, inward, ok := splitPostcode(postcode, &key)
	if !ok || easting < 0 || northing < 0 || easting > math.MaxInt32 || northing > math.MaxInt32 {
		return false
	}
	number, known := p.index[district]
	if !known {
		if len(p.districts) > math.MaxUint16 {
			return false
		}
		number = uint16(len(p.districts))
		p.districts = append(p.districts, district)
		p.index[district] = number
	}
	at := location{inward: inward, district: number, easting: int32(easting), norths: int32(northing)}
	list := p.outward[string(outward)]
	where := search(list, inward)
	switch {
	case where < len(list) && list[where].inward == inward:
		list[where] = at
		return true
	case where == len(list):
		list = append(list, at)
	default:
		list = append(list, location{})
		copy(list[where+1:], list[where:])
		list[where] = at
	}
	p.outward[string(outward)] = list
	p.count++
	return true
}

// Find is where a postcode lies. Spaces and small letters do not matter.
func (p *Postcodes) Find(postcode string) (Place, bool) {
	var key [7]byte
	outward, inward, ok := splitPostcode(postcode, &key)
	if !ok {
		return Place{}, false
	}
	list := p.outward[string(outward)]
	where := search(list, inward)
	if where == len(list) || list[where].inward != inward {
		return Place{}, false
	}
	l := &list[where]
	return Place{District: p.districts[l.district], Easting: int(l.easting), Northing: int(l.norths), OnGrid: l.easting != 0 || l.norths != 0}, true
}

// All yields every postcode, written with one space, in no order.
func (p *Postcodes) All(yield func(postcode string, at Place) bool) {
	for outward, list := range p.outward {
		for _, l := range list {
			at := Place{District: p.districts[l.district], Easting: int(l.easting), Northing: int(l.norths), OnGrid: l.easting != 0 || l.norths != 0}
			if !yield(outward+" "+inwardText(l.inward), at) {
				return
			}
		}
	}
}

func search(list []location, inward uint16) int {
	lo, hi := 0, len(list)
	if hi > 0 && list[hi-1].inward < inward { // files come in order
		return hi
	}
	for lo < hi {
		if mid := (lo + hi) / 2; list[mid].inward < inward {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// splitPostcode parts a postcode into its outward code, in capitals within key,
// and its inward code, a digit and two letters, packed.
func splitPostcode(text string, key *[7]byte) (outward []byte, inward uint16, ok bool) {
	n := 0
	for i := range len(text) {
		c := text[i]
		switch {
		case c == ' ':
			continue
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case (c < 'A' || c > 'Z') && (c < '0' || c > '9'):
			return nil, 0, false
		}
		if n == len(key) {
			return nil, 0, false
		}
		key[n] = c
		n++
	}
	if n < 5 {
		return nil, 0, false
	}
	d, a, b := key[n-3], key[n-2], key[n-1]
	if d < '0' || d > '9' || a < 'A' || b < 'A' {
		return nil, 0, false
	}
	return key[:n-3], uint16(d-'0')*26*26 + uint16(a-'A')*26 + uint16(b-'A'), true
}

func inwardText(inward uint16) string {
	return string([]byte{byte('0' + inward/(26*26)), byte('A' + inward/26%26), byte('A' + inward%26)})
}

// metresPerMile is the Department's figure for the distance of a placement.
const metresPerMile = 1609.3

// Miles is the distance between two places in a straight line, to one decimal
// place; not known when either is off the National Grid.
func (p Place) Miles(other Place) (float64, bool) {
	if !p.OnGrid || !other.OnGrid {
		return 0, false
	}
	metres := math.Hypot(float64(p.Easting-other.Easting), float64(p.Northing-other.Northing))
	return math.Round(metres/metresPerMile*10) / 10, true
}

// Provider is an entry of Ofsted's list of placement providers.
type Provider struct {
	URN       string
	Places    string    // placement types it may be used for, parted by commas
	Providers string    // placement provider codes, likewise
	Postcode  string    // of the setting
	Authority string    // where the setting lies, as placements' authorities are written
	Closed    time.Time // zero while it is registered
}

// Providers is Ofsted's list. A URN may stand in it more than once.
type Providers struct {
	byURN map[string][]Provider
	count int
}

// NewProviders is an empty list.
func NewProviders() *Providers { return &Providers{byURN: map[string][]Provider{}} }

// Add puts a provider into the list; one that is there already is not added twice.
func (p *Providers) Add(v Provider) {
	if slices.Contains(p.byURN[v.URN], v) {
		return
	}
	p.byURN[v.URN] = append(p.byURN[v.URN], v)
	p.count++
}

// Find lists the entries of a URN.
func (p *Providers) Find(urn string) []Provider { return p.byURN[urn] }

// Len is how many entries there are.
func (p *Providers) Len() int { return p.count }

// All yields every entry, in no order.
func (p *Providers) All(yield func(Provider) bool) {
	for _, list := range p.byURN {
		for _, v := range list {
			if !yield(v) {
				return
			}
		}
	}
}
