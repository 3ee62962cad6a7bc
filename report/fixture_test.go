package report

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/disclosure"
	"github.com/goldset/goldset/reference"
)

// england makes cells up for every measure, consistent enough to draw.
type england struct {
	r           *rand.Rand
	authorities []string
	years       []goldset.CollectionYear
	cells       []goldset.Cell
}

// add makes a cell of n of d; linked cells get a range.
func (e *england) add(measure, indicator string, year goldset.CollectionYear, authority string, unit goldset.Unit, n, d int64, linked bool, dims ...string) {
	c := goldset.Cell{Measure: measure, Indicator: indicator, Year: year, Level: goldset.LevelNational, Authority: authority, Unit: unit, Numerator: n, Denominator: d, Contributors: n, Value: float64(n)}
	if authority != "" {
		c.Level = goldset.LevelAuthority
	}
	for i := 0; i < len(dims); i += 2 {
		c.Dims = append(c.Dims, goldset.Dim{Name: dims[i], Value: dims[i+1]})
	}
	scale := map[goldset.Unit]float64{goldset.UnitPercent: 100, goldset.UnitPer10000: 10_000}[unit]
	if scale > 0 {
		if d == 0 {
			return
		}
		c.Value = scale * float64(n) / float64(d)
		half := 1.96 * scale * math.Sqrt(float64(n)) / float64(d)
		low, high := max(0, c.Value-half), c.Value+half
		c.Lower, c.Upper = &low, &high
	}
	if linked {
		low, high := c.Value*0.94, c.Value*1.07
		c.LinkLow, c.LinkHigh = &low, &high
	}
	e.cells = append(e.cells, c)
}

// each adds a count in every authority, by the values of a breakdown, and all its totals.
func (e *england) each(measure, indicator string, unit goldset.Unit, share float64, group int64, linked bool, dim string, values ...string) {
	for _, year := range e.years {
		national, nationalOf := map[string]int64{}, map[string]int64{}
		for _, a := range e.authorities {
			var all, allOf int64
			for _, v := range values {
				of := group/int64(len(values)) + e.r.Int64N(1+group/8)
				n := int64(float64(of) * share * (0.6 + 0.8*e.r.Float64()))
				e.add(measure, indicator, year, a, unit, n, of, linked, dim, v)
				all, allOf = all+n, allOf+of
				national[v] += n
				nationalOf[v] += of
			}
			e.add(measure, indicator, year, a, unit, all, allOf, linked, dim, goldset.Total)
			national[goldset.Total] += all
			nationalOf[goldset.Total] += allOf
		}
		for _, v := range append([]string{goldset.Total}, values...) {
			e.add(measure, indicator, year, "", unit, national[v], nationalOf[v], linked, dim, v)
		}
	}
}

var deciles = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}

// fixture is a release over the given number of authorities, protected as a real one is.
func fixture(tb testing.TB, authorities int) *Release {
	tb.Helper()
	e := &england{r: rand.New(rand.NewPCG(1, 2)), years: []goldset.CollectionYear{2024, 2025, 2026}}
	for _, a := range reference.Authorities()[:authorities] {
		e.authorities = append(e.authorities, a.Code)
	}
	ages := []string{"Under 1", "1-4", "5-9", "10-15", "16-17"}
	e.each("need_rates", "children_in_need", goldset.UnitPer10000, 0.033, 15_000, false, "age", ages...)
	e.each("need_rates", "protection_plans", goldset.UnitPer10000, 0.0042, 15_000, false, "age", ages...)
	e.each("need_rates", "looked_after", goldset.UnitPer10000, 0.007, 15_000, false, "age", ages...)
	for _, year := range e.years {
		for i, g := range []string{"In need only", "Protection plan", "Looked after"} {
			e.add("need_rates", "need_group", year, "", goldset.UnitPer10000, int64(1300/(i+1))+e.r.Int64N(60), 60_000, false, "group", g)
		}
	}
	e.each("re_referrals", "same_authority", goldset.UnitPercent, 0.2, 600, false, "age", ages...)
	e.each("re_referrals", "any_authority", goldset.UnitPercent, 0.23, 600, true, "age", ages...)
	e.each("stability", "two_placement_changes", goldset.UnitPercent, 0.104, 400, false, "age", "5-9", "10-15", "16-17")
	e.each("camhs", "not_accepted", goldset.UnitPercent, 0.25, 500, true, "need", "Looked after", "In need", "None known")
	e.each("beyond_boundaries", "cross_boundary_re_referrals", goldset.UnitPercent, 0.03, 900, true, "all", "All")
	e.each("beyond_boundaries", "two_authorities", goldset.UnitPercent, 0.05, 900, true, "all", "All")
	e.each("beyond_boundaries", "on_no_roll", goldset.UnitPercent, 0.08, 700, true, "reason", "No UPN", "New arrival", "Linked, but to no pupil of the year")
	e.each("flow", "match_rate", goldset.UnitPercent, 0.6, 900, true, "age", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17")
	e.single()
	policy, err := disclosure.Named("goldset")
	require.NoError(tb, err)
	protected, err := disclosure.Protect(e.cells, policy, nil)
	require.NoError(tb, err)
	return e.release(protected)
}

// single adds what is measured for England alone.
func (e *england) single() {
	for _, g := range []string{"In need", "Looked after"} {
		for i, d := range append(append([]string{}, deciles...), "Not linked") {
			e.add("deprivation", "share_of_children", 2026, "", goldset.UnitPercent, int64(300-i*22), 2200, true, "group", g, "decile", d)
			if d != "Not linked" {
				e.add("deprivation", "rate_of_pupils", 2026, "", goldset.UnitPer10000, int64(300-i*25), 6000, true, "group", g, "decile", d)
			}
		}
	}
	for i, term := range [][2]string{{"free school meals", "Yes"}, {"special needs", "Support"}, {"special needs", "Plan"}, {"persistent absence", "Yes"}, {"suspension or exclusion", "Yes"}, {"sex", "Male"}, {"age", "11 to 15"}} {
		v := []float64{2.1, 1.6, 2.4, 3.2, 2.7, 0.92, 1.1}[i]
		low, high := v*0.8, v*1.25
		e.cells = append(e.cells, goldset.Cell{
			Measure: "first_need", Indicator: "odds_ratio", Year: 2026, Level: goldset.LevelNational, Unit: goldset.UnitOddsRatio, Contributors: 31_000,
			Value: v, Lower: &low, Upper: &high, Dims: []goldset.Dim{{Name: "prior years", Value: "2"}, {Name: "predictor", Value: term[0]}, {Name: "value", Value: term[1]}},
		})
	}
	remaining := int64(9_420)
	for i, step := range []string{"Episode rows loaded", "One row for each referral", "Not ended in no further action", "Open on 31 March", "One for each child", "Linked to a pupil record of the year"} {
		lost := []int64{0, 38, 2_210, 4_900, 21, 790}[i]
		remaining -= lost
		dims := []string{"source", "Children in need on 31 March", "step", strconv.Itoa(i+1) + " " + step}
		e.add("flow", "remaining", 2026, "", goldset.UnitCount, remaining, 0, false, dims...)
		e.add("flow", "lost", 2026, "", goldset.UnitCount, lost, 0, false, dims...)
	}
	for i, reason := range []string{"Unborn", "Under five", "No further action", "Independent or home-educated", "No UPN, by error"} {
		e.add("flow", "unlinked", 2026, "", goldset.UnitCount, []int64{61, 420, 150, 90, 69}[i], 0, true, "reason", reason)
	}
	e.add("flow", "unlinked", 2026, "", goldset.UnitCount, 790, 0, true, "reason", goldset.Total)
}

func (e *england) release(p *disclosure.Protected) *Release {
	r := &Release{
		Number: 7, Name: "drivers-of-need", Title: "What drives need, 2024 to 2026", Publisher: "Children's Commissioner for England",
		Notice:         "Made-up data for a demonstration. No child in this report exists.",
		DatasetVersion: 3, MapVersion: 3, MadeAt: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC),
	}
	for _, m := range analysis.Measures() {
		r.Measures = append(r.Measures, *m)
	}
	ids := make([]int64, len(e.cells))
	for i := range ids {
		ids[i] = int64(1001 + i)
	}
	r.Protected(p, ids)
	linked, precision, recall := 66.2, 99.4, 93.1
	r.Quality = []Quality{{Link: "Social care to school", Group: "all", Linked: &linked, Precision: &precision, Recall: &recall}, {Link: "Social care to school", Group: "age: 0-4", Linked: &linked}}
	for i, a := range e.authorities {
		r.Submissions = append(r.Submissions, Submission{
			Receipt: "R-" + strconv.Itoa(4000+i), Supplier: authorityName(a), Return: goldset.CINCensus, Year: 2026, Rows: 41_233, SHA256: "3f1c9a2b77d0e5a1c4b8", Received: time.Date(2026, 7, 1+i%20, 8, 0, 0, 0, time.UTC),
		})
	}
	return r
}
