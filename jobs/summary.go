package jobs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/linkage"
)

// LinkSummary describes a person map in numbers; it is kept with the map.
type LinkSummary struct {
	Subjects int             `json:"subjects"`
	Persons  int             `json:"persons"` // at the base tier
	BySource map[string]int  `json:"by_source"`
	Engine   linkage.Summary `json:"engine"`
	Tables   []LinkTable     `json:"tables"`

	Contradictions int `json:"contradicting_reviews,omitempty"` // pairs reviewed as different that other reviews tie together
}

// LinkTable says how many of a group's children were found in another source.
type LinkTable struct {
	Caption string    `json:"caption"`
	Group   string    `json:"group"`
	Rows    []LinkRow `json:"rows"`
}

// LinkRow is one group. Small groups are masked before they are kept.
type LinkRow struct {
	Group    string  `json:"group"`
	Subjects int     `json:"subjects"` // rounded to 5; 0 when masked
	Linked   float64 `json:"linked"`   // percent, whole
	Masked   bool    `json:"masked,omitempty"`
}

// Link quality is seen by analysts, so it is coarsened like a release: groups under
// ten are masked, counts rounded to five (ONS Secure Research Service).
const (
	smallGroup = 10
	countBase  = 5
)

// reasonGroup heads the table of those who were found nowhere else.
const reasonGroup = "Reason"

// socialCare is the family whose linkage matters most: its children are the cohort.
const socialCare = "social_care"

func (r *linkageRun) summarise(tiers map[goldset.Tier][]goldset.PersonID) LinkSummary {
	persons := tiers[goldset.TierBase]
	s := LinkSummary{Subjects: len(r.people), BySource: map[string]int{}, Engine: r.result.Summary, Contradictions: r.contradictions}
	seen := map[goldset.PersonID]map[string]bool{}
	for i, p := range persons {
		family := r.people[i].family
		s.BySource[family]++
		if seen[p] == nil {
			seen[p] = map[string]bool{}
		}
		seen[p][family] = true
	}
	s.Persons = len(seen)
	linked := func(i int) bool { return len(seen[persons[i]]) > 1 }
	latest := 0
	for i := range r.people {
		year, _ := strconv.Atoi(r.people[i].birthYear)
		latest = max(latest, year)
	}
	s.Tables = []LinkTable{
		r.table("Children in social care found in another source, by age in the latest year", "Age", linked,
			func(p *person) string { return age(p.birthYear, latest) }),
		r.table("Children in social care found in another source, by sex", "Sex", linked,
			func(p *person) string { return cmp.Or(p.sex, "not stated") }),
		r.table("Children in social care found in another source, by ethnicity", "Ethnicity", linked,
			func(p *person) string { return cmp.Or(p.ethnicity, "not stated") }),
		r.table("Children in social care found in another source, by authority", "Authority", linked,
			func(p *person) string { return p.supplier }),
		r.table("Children in social care found nowhere else, by reason", reasonGroup, func(int) bool { return false },
			func(p *person) string { return p.why }, linked),
	}
	return s
}

// age is by calendar year, two digits wide so that it sorts as a number.
func age(birthYear string, latest int) string {
	year, err := strconv.Atoi(birthYear)
	if err != nil {
		return "no birth date"
	}
	return fmt.Sprintf("%2d", latest-year)
}

// table counts the social care subjects by group; those that leaveOut says are not counted.
func (r *linkageRun) table(caption, group string, linked func(int) bool, of func(*person) string, leaveOut ...func(int) bool) LinkTable {
	type count struct{ all, linked int }
	counts := map[string]*count{}
	for i := range r.people {
		p := &r.people[i]
		if p.family != socialCare || slices.ContainsFunc(leaveOut, func(f func(int) bool) bool { return f(i) }) {
			continue
		}
		name := of(p)
		if counts[name] == nil {
			counts[name] = &count{}
		}
		counts[name].all++
		if linked(i) {
			counts[name].linked++
		}
	}
	t := LinkTable{Caption: caption, Group: group}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		c := counts[name]
		row := LinkRow{Group: name, Masked: c.all < smallGroup}
		if !row.Masked {
			row.Subjects = (c.all + countBase/2) / countBase * countBase
			row.Linked = float64((100*c.linked + c.all/2) / c.all)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
