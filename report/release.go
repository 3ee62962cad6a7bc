package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
)

// Cell is a published cell with its number in the ledger, by which it is traced.
type Cell struct {
	ID int64 `json:"id"`
	disclosure.Published
}

// Submission is a return that the release rests on.
type Submission struct {
	Receipt  string                 `json:"receipt"`
	Supplier string                 `json:"supplier"`
	Return   goldset.ReturnName     `json:"return"`
	Year     goldset.CollectionYear `json:"year"`
	Rows     int64                  `json:"rows"`
	SHA256   string                 `json:"sha256"` // of the file as it came, in hex
	Received time.Time              `json:"received"`
}

// Quality is how well records of one kind link for one group of children. Shares
// are percentages; nil where the truth is not known.
type Quality struct {
	Link      string   `json:"link"`  // "social care to school"
	Group     string   `json:"group"` // "all", "age: 0-4"
	Linked    *float64 `json:"linked,omitempty"`
	Precision *float64 `json:"precision,omitempty"`
	Recall    *float64 `json:"recall,omitempty"`
}

// Release is everything a report is drawn from.
type Release struct {
	Number         int64              `json:"number"`
	Name           string             `json:"name"` // of its files: lower case, digits and hyphens
	Title          string             `json:"title"`
	Publisher      string             `json:"publisher"`
	Notice         string             `json:"notice,omitempty"` // heads every page, such as that the data are made up
	DatasetVersion int64              `json:"dataset_version"`
	MapVersion     int64              `json:"map_version"` // of the map from subjects to persons
	Policy         disclosure.Policy  `json:"policy"`
	Figures        int                `json:"figures"` // counts published or hidden
	Hidden         int                `json:"hidden"`
	Candidates     int64              `json:"candidates"` // fewest values a count that must stay hidden could still have
	MadeAt         time.Time          `json:"made_at"`
	Measures       []analysis.Measure `json:"measures"`
	Cells          []Cell             `json:"cells"`
	Submissions    []Submission       `json:"submissions"`
	Quality        []Quality          `json:"quality"`
}

// Protected fills in a release what disclosure control made of its cells; ids are
// the ledger's numbers of the cells, in the order Protect was given them.
func (r *Release) Protected(p *disclosure.Protected, ids []int64) {
	r.Policy, r.Figures, r.Candidates = p.Policy, p.Attack.Figures, p.Attack.Fewest
	r.Hidden = p.Attack.Primary + p.Attack.Secondary
	r.Cells = make([]Cell, len(p.Cells))
	for i := range p.Cells {
		r.Cells[i] = Cell{ID: ids[i], Published: p.Cells[i]}
	}
}

// measure is the named measure, or nil.
func (r *Release) measure(name string) *analysis.Measure {
	for i := range r.Measures {
		if r.Measures[i].Name == name {
			return &r.Measures[i]
		}
	}
	return nil
}

// lastYear is the latest collection year with a cell of the indicator; 0 when there is none.
func (r *Release) lastYear(measure, indicator string) (year goldset.CollectionYear) {
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Measure == measure && c.Indicator == indicator {
			year = max(year, c.Year)
		}
	}
	return year
}

// choice picks cells of one indicator. Breakdowns in Dims must have the value
// given; By lists the breakdowns that may have any value but the total; all others
// must be totals.
type choice struct {
	measure, indicator string
	year               goldset.CollectionYear // 0: every year
	level              goldset.Level
	by                 []string
	dims               map[string]string
}

// pick gives the cells that fit the choice, in the order of the release.
func (r *Release) pick(q choice) []*Cell {
	constant := r.constants(q.measure, q.indicator)
	var list []*Cell
	for i := range r.Cells {
		if c := &r.Cells[i]; q.fits(c, constant) {
			list = append(list, c)
		}
	}
	return list
}

// constants lists the breakdowns that have one value in each year of an indicator,
// such as the number of years looked back on: they break nothing down.
func (r *Release) constants(measure, indicator string) map[string]bool {
	type key struct {
		year goldset.CollectionYear
		dim  string
	}
	values := map[key]string{}
	constant := map[string]bool{}
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Measure != measure || c.Indicator != indicator {
			continue
		}
		for _, d := range c.Dims {
			k := key{c.Year, d.Name}
			before, seen := values[k]
			if _, judged := constant[d.Name]; !judged {
				constant[d.Name] = true
			}
			if seen && before != d.Value || d.Value == goldset.Total {
				constant[d.Name] = false
			}
			values[k] = d.Value
		}
	}
	return constant
}

func (q *choice) fits(c *Cell, constant map[string]bool) bool {
	if c.Measure != q.measure || c.Indicator != q.indicator || c.Level != q.level || q.year != 0 && c.Year != q.year {
		return false
	}
	for _, name := range q.by {
		if c.Dim(name) == goldset.Total {
			return false
		}
	}
	for name, value := range q.dims {
		if c.Dim(name) != value {
			return false
		}
	}
	for _, d := range c.Dims {
		_, fixed := q.dims[d.Name]
		if d.Value != goldset.Total && !fixed && !constant[d.Name] && !slices.Contains(q.by, d.Name) {
			return false
		}
	}
	return true
}

// breakdowns lists the dims that break an indicator of England down, in order of name.
func (r *Release) breakdowns(measure, indicator string) []string {
	constant := r.constants(measure, indicator)
	var names []string
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Measure != measure || c.Indicator != indicator || c.Level != goldset.LevelNational {
			continue
		}
		for _, d := range c.Dims {
			if d.Value != goldset.Total && !constant[d.Name] && !slices.Contains(names, d.Name) {
				names = append(names, d.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// values lists what a breakdown takes in the cells, in order.
func values(cells []*Cell, dim string) []string {
	var list []string
	for _, c := range cells {
		if v := c.Dim(dim); !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	slices.SortStableFunc(list, compareValues)
	return list
}

// authorityName is the authority's name, or its code where nobody knows it.
func authorityName(code string) string {
	if a, ok := findAuthority(code); ok {
		return a.Name
	}
	return code
}

// areaName is the cell's authority, or England.
func areaName(c *Cell) string {
	if c.Authority == "" {
		return "England"
	}
	return authorityName(c.Authority)
}

// byName sorts cells of authorities by the authority's name: a report ranks nobody.
func byName(cells []*Cell) {
	slices.SortStableFunc(cells, func(a, b *Cell) int {
		return cmp.Compare(authorityName(a.Authority), authorityName(b.Authority))
	})
}

// byYear sorts cells by year.
func byYear(cells []*Cell) {
	slices.SortStableFunc(cells, func(a, b *Cell) int { return cmp.Compare(a.Year, b.Year) })
}

// byValue sorts cells by a breakdown: numbers and bands by size, words as they come,
// what is not known last.
func byValue(cells []*Cell, dim string) {
	slices.SortStableFunc(cells, func(a, b *Cell) int { return compareValues(a.Dim(dim), b.Dim(dim)) })
}

func compareValues(a, b string) int {
	return cmp.Or(cmp.Compare(valueRank(a), valueRank(b)), cmp.Compare(a, b))
}

// valueRank places a breakdown's value: by its leading number, else after them.
func valueRank(v string) int {
	lower := strings.ToLower(v)
	if strings.HasPrefix(lower, "not ") || strings.HasPrefix(lower, "no ") || lower == "unknown" {
		return 1 << 20
	}
	n, digits := 0, 0
	for _, c := range strings.TrimPrefix(lower, "under ") {
		if c < '0' || c > '9' || digits > 6 {
			break
		}
		n, digits = 10*n+int(c-'0'), digits+1
	}
	if digits == 0 {
		return 1 << 19
	}
	if strings.HasPrefix(lower, "under ") {
		return n - 1
	}
	return n
}
