package synthetic

import (
	"bytes"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/analysis"
)

// pupilFacts are the predictors of a first need, as a spring census shows them.
type pupilFacts struct {
	meals, support, plan, absent, suspended, elder bool
	decile                                         int
}

// springFacts reads the predictors of every pupil out of a spring census's files.
func springFacts(t *testing.T, e *England, b []byte) map[string]pupilFacts {
	t.Helper()
	deciles := map[string]int{}
	for i := range e.areas {
		a := &e.areas[i]
		for k := range a.postcodes {
			deciles[e.postcode(a.authority, a.first+k)] = int(a.decile)
		}
	}
	rowKey := map[string]string{}
	facts := map[string]pupilFacts{}
	possible := map[string]int{}
	header, rows := zippedTable(t, b, "pupilonroll")
	for _, row := range rows {
		if row[header["enrolstatus"]] == "S" {
			continue
		}
		upn := row[header["upn"]]
		rowKey[row[header["pupilonrolltableid"]]] = upn
		possible[upn], _ = strconv.Atoi(row[header["termlysessionspossible"]])
		facts[upn] = pupilFacts{support: row[header["senprovision"]] == "K", plan: row[header["senprovision"]] == "E"}
	}
	change := func(name string, apply func(f *pupilFacts, upn string, value func(string) string)) {
		header, rows := zippedTable(t, b, name)
		for _, row := range rows {
			if upn, ok := rowKey[row[header["pupilonrolltableid"]]]; ok {
				f := facts[upn]
				apply(&f, upn, func(column string) string { return row[header[column]] })
				facts[upn] = f
			}
		}
	}
	missed := map[string]int{}
	change("addresses", func(f *pupilFacts, _ string, v func(string) string) { f.decile = deciles[v("postcode")] })
	change("fsmperiod", func(f *pupilFacts, _ string, _ func(string) string) { f.meals = true })
	change("termlyexclusionsonroll", func(f *pupilFacts, _ string, _ func(string) string) { f.suspended = true })
	change("termlysessiondetailsonroll", func(f *pupilFacts, upn string, v func(string) string) {
		n, _ := strconv.Atoi(v("sessions"))
		missed[upn] += n
		f.absent = missed[upn]*10 >= possible[upn]
	})
	return facts
}

func TestALogisticModelOfTheFilesFindsTheOddsRatios(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 75_000 })
	person := map[string]*child{}
	all := e.terms()
	for i := range e.children {
		for _, s := range e.upnsSent(&e.children[i], all) {
			person[s.upn] = &e.children[i]
		}
	}
	trials, events := map[pupilFacts]float64{}, map[pupilFacts]float64{}
	for s := range e.Submissions() {
		if s.Term != "spring" || s.Year == 2026 {
			continue
		}
		var b bytes.Buffer
		_, err := s.WriteTo(&b)
		require.NoError(t, err)
		year := s.Year + 1
		for upn, f := range springFacts(t, e, b.Bytes()) {
			c := person[upn]
			age := periodStart(year).age(c.born)
			if f.decile == 0 || age < 5 || age > 15 || c.firstNeed != 0 && int(c.firstNeed) < int(year) {
				continue
			}
			f.elder = age >= 11
			trials[f]++
			events[f] += float64(btoi(int(c.firstNeed) == int(year)))
		}
	}
	want := map[string]float64{
		"meals": OddsFSM, "support": OddsSENSupport, "plan": OddsPlan, "absent": OddsAbsence, "suspended": OddsSuspension,
		"elder": OddsElderPupils, "decile": OddsPerDecile,
	}
	d := analysis.Design{Terms: []string{"intercept", "meals", "support", "plan", "absent", "suspended", "elder", "decile"}}
	for f, n := range trials {
		x := []float64{1}
		for _, yes := range []bool{f.meals, f.support, f.plan, f.absent, f.suspended, f.elder} {
			x = append(x, float64(btoi(yes)))
		}
		d.X = append(d.X, append(x, float64(10-f.decile)))
		d.Trials, d.Events = append(d.Trials, n), append(d.Events, events[f])
	}
	fit, err := analysis.Logistic(d)
	require.NoError(t, err)
	require.Greater(t, fit.Events, 1200.0)
	for i, term := range fit.Terms {
		if term == "intercept" {
			continue
		}
		standardError := math.Sqrt(fit.Covariance.At(i, i))
		require.Less(t, standardError, 0.3, term)
		require.InDelta(t, math.Log(want[term]), fit.Coefficients[i], 3*standardError, "%s: odds ratio %.2f", term, math.Exp(fit.Coefficients[i]))
		t.Logf("%s: true %.2f, estimated %.2f (standard error of the log %.3f)", term, want[term], math.Exp(fit.Coefficients[i]), standardError)
	}
}
