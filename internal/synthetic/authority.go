package synthetic

import (
	"fmt"

	"github.com/goldset/goldset/reference"
)

// authority is one authority of made-up England. Code and name are real, nothing else.
type authority struct {
	code, name string
	letters    string // its made-up postcode area
	district   int    // its first postcode district
	children   int    // to live there at the middle of the years
	tilt       int    // how deprived it is: added to the rank of its small areas
	minority   int    // per cent of families of an ethnic minority
	firstArea  int
	areas      int
	primaries  []int32
	secondary  []int32
	special    []int32
	units      []int32 // pupil referral units
	nextCase   int     // local child ids given out
	cases      []caseRef
	neighbour  int // where its movers go
}

// caseRef is one child's record with one authority.
type caseRef struct {
	child int32
	id    int16 // index in child.localIDs
}

// area is a small area of some 300 children.
type area struct {
	authority int32
	decile    int8 // IDACI, 1 most deprived
	postcodes int32
	first     int32 // its first postcode, counted within the authority
}

// school is a made-up school.
type school struct {
	authority int32
	estab     int     // four figures, unique within the authority
	number    string  // authority and establishment, seven figures
	upns      [32]int // UPNs given out, by the year from England's first; a serial has three figures
}

// leading are the authorities of a small England, one of each region in turn.
var leading = []string{"301", "383", "330", "878", "352", "886", "892", "926", "391", "306", "380", "335"}

// pickAuthorities lists n authorities: the leading ones, then the rest by code with
// the two smallest last.
func pickAuthorities(n int) []authority {
	byCode := map[string]string{}
	var order, tiny []string
	for _, a := range reference.Authorities() {
		byCode[a.Code] = a.Name
		if a.Code == "201" || a.Code == "420" { // the City of London and the Isles of Scilly
			tiny = append(tiny, a.Code)
		} else {
			order = append(order, a.Code)
		}
	}
	seen := map[string]bool{}
	var out []authority
	for _, code := range append(append(append([]string{}, leading...), order...), tiny...) {
		if len(out) == n {
			break
		}
		if !seen[code] {
			seen[code] = true
			out = append(out, authority{code: code, name: byCode[code]})
		}
	}
	return out
}

// layAuthorities shares the children out among authorities and gives each its small
// areas and schools.
func (e *England) layAuthorities() {
	n := e.cfg.authorityCount()
	e.authorities = pickAuthorities(n)
	weights := make([]int, n)
	total := 0
	for i := range weights {
		d := throw(e.cfg.Seed, forAuthority, i)
		weights[i] = d.between(70, 130)
		total += weights[i]
	}
	given := 0
	for i := range e.authorities {
		a := &e.authorities[i]
		d := throw(e.cfg.Seed, forAuthority, i, 1)
		a.children = e.cfg.Children * weights[i] / total
		if i == n-1 {
			a.children = e.cfg.Children - given
		}
		given += a.children
		a.letters = postcodeAreas[i%len(postcodeAreas)]
		a.district = 1 + i/len(postcodeAreas)*30
		a.tilt = d.between(-25, 25)
		a.minority = d.between(12, 45)
		a.neighbour = (i ^ 1) % n
		e.layAreas(i)
		e.laySchools(i)
	}
}

const (
	childrenPerArea     = 300
	childrenPerPostcode = 14
	pupilsPerPrimary    = 270
	pupilsPerSecondary  = 1000
)

// layAreas gives authority i its small areas: their deciles spread over one to ten,
// shifted by the authority's tilt.
func (e *England) layAreas(i int) {
	a := &e.authorities[i]
	a.firstArea = len(e.areas)
	a.areas = max(a.children/childrenPerArea, 10)
	perArea := max(a.children/a.areas/childrenPerPostcode, 4)
	for j := range a.areas {
		d := throw(e.cfg.Seed, forArea, i, j)
		rank := (j*100+50)/a.areas - a.tilt + d.between(-12, 12)
		e.areas = append(e.areas, area{
			authority: int32(i),
			decile:    int8(min(max(rank/10+1, 1), 10)),
			postcodes: int32(perArea),
			first:     int32(j * perArea),
		})
	}
}

// laySchools builds authority i's schools.
func (e *England) laySchools(i int) {
	a := &e.authorities[i]
	build := func(list *[]int32, count, estab int) {
		for k := range max(count, 1) {
			*list = append(*list, int32(len(e.schools)))
			e.schools = append(e.schools, school{
				authority: int32(i), estab: estab + k, number: fmt.Sprintf("%s%04d", a.code, estab+k),
			})
		}
	}
	build(&a.primaries, max(a.children*7/18/pupilsPerPrimary, 3), 2001)
	build(&a.secondary, max(a.children*6/18/pupilsPerSecondary, 2), 4001)
	build(&a.special, a.children/9000+1, 7001)
	build(&a.units, a.children/20000+1, 1101)
}
