package synthetic

import (
	"fmt"
	"io"

	"github.com/goldset/goldset"
)

// Truth writes who is who, as CSV with a header: for every local id in any return its
// source (supplier and family, such as 301/social_care, DFE/school, NHS/camhs), the
// id as sent, the person, the person whom linkage may find (before and after an
// adoption are two), and what the quality of links is reported by.
func (e *England) Truth(w io.Writer) error {
	out := newRowWriter(w, "source,id,person,linkable_person,ethnicity,sex,idaci_decile,authority,birth_year")
	terms := e.terms()
	for i := range e.children {
		c := &e.children[i]
		for k := range c.localIDs {
			l := &c.localIDs[k]
			e.truthRow(out, e.authorities[l.authority].code+"/social_care", l.id, int32(i), c, l.adoptive)
		}
		for _, number := range e.upnsSent(c, terms) {
			e.truthRow(out, "DFE/school", number.upn, int32(i), c, number.adoptive)
		}
		for side, patient := range c.patient {
			if patient != "" {
				e.truthRow(out, "NHS/camhs", patient, int32(i), c, side == 1)
			}
		}
	}
	return out.close()
}

func (e *England) truthRow(out *rowWriter, source, id string, number int32, c *child, adoptive bool) {
	person := fmt.Sprintf("P%07d", number)
	linkable, on := person, e.end
	if adoptive {
		linkable += "N"
	} else if c.adopted <= e.end {
		on = c.adopted - 1
	}
	h := e.homeOn(c, on)
	out.text(source, id, person, linkable, c.ethnicity, string(c.sex))
	out.number(int(e.areas[h.area].decile))
	out.text(e.authorities[h.authority].code)
	out.number(yearIn(c.born))
	out.end()
}

// SmallAreas writes every postcode with its small area and that area's IDACI decile,
// 1 the most deprived, as CSV with a header.
func (e *England) SmallAreas(w io.Writer) error {
	out := newRowWriter(w, "postcode,small_area,idaci_decile")
	for i := range e.areas {
		a := &e.areas[i]
		code := areaCode(int32(i))
		for k := range a.postcodes {
			out.text(e.postcode(a.authority, a.first+k), code)
			out.number(int(a.decile))
			out.end()
		}
	}
	return out.close()
}

// Population writes how many children of each single year of age and sex live in each
// authority at the middle of each collection year, 30 June of the year before, as CSV
// with a header.
func (e *England) Population(w io.Writer) error {
	out := newRowWriter(w, "authority,year,age,sex,count")
	for _, year := range e.cfg.Years {
		counts := e.residents(midYear(year))
		for a := range e.authorities {
			for age := range 18 {
				for s, sex := range "FM" {
					out.text(e.authorities[a].code)
					out.number(int(year))
					out.number(age)
					out.text(string(sex))
					out.number(counts[a][age][s])
					out.end()
				}
			}
		}
	}
	return out.close()
}

// midYear is 30 June in the collection year's period, the date of the estimates that
// the Department divides by.
func midYear(year goldset.CollectionYear) day { return dayOf(int(year)-1, 6, 30) }

// residents counts children by authority, age and sex (girls, boys) on a day.
func (e *England) residents(on day) [][18][2]int {
	counts := make([][18][2]int, len(e.authorities))
	for i := range e.children {
		c := &e.children[i]
		if c.born > on || c.arrived > on || on.age(c.born) > 17 {
			continue
		}
		a := e.homeOn(c, on).authority
		if s, ok := c.inCareOn(on); ok {
			a = s.authority
		}
		s := 0
		if c.sex == 'M' {
			s = 1
		}
		counts[a][on.age(c.born)][s]++
	}
	return counts
}
