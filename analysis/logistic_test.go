package analysis_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/analysis"
)

// childrenDesign is the logistic model of ever being in care that R fitted, one
// row a child, clustered by authority.
func childrenDesign(tb testing.TB, data table) analysis.Design {
	tb.Helper()
	d := analysis.Design{Terms: []string{
		"(Intercept)", "dep", "par_dv", "par_mh", "par_sm", "neglect", "sen", "male", "age",
		"ethnicityAsian", "ethnicityBlack", "ethnicityMixed", "ethnicityOther",
	}}
	clusters := map[string]int{}
	for i := range data.rows() {
		row := []float64{1, data.number(tb, "idaci_decile", i) - 5.5}
		for _, column := range []string{"par_dv", "par_mh", "par_sm", "neglect", "sen"} {
			row = append(row, data.number(tb, column, i))
		}
		row = append(row, indicator(data["sex"][i] == "M"), data.number(tb, "age", i))
		for _, group := range []string{"Asian", "Black", "Mixed", "Other"} {
			row = append(row, indicator(data["ethnicity"][i] == group))
		}
		la := data["la"][i]
		if _, seen := clusters[la]; !seen {
			clusters[la] = len(clusters)
		}
		d.X, d.Cluster = append(d.X, row), append(d.Cluster, clusters[la])
		d.Events, d.Trials = append(d.Events, data.number(tb, "ever_care", i)), append(d.Trials, 1)
	}
	return d
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// grouped puts children of one covariate pattern and cluster into one row.
func grouped(d analysis.Design) analysis.Design {
	g := analysis.Design{Terms: d.Terms}
	at := map[string]int{}
	for i, row := range d.X {
		key := fmt.Sprint(row, d.Cluster[i])
		j, seen := at[key]
		if !seen {
			j = len(g.X)
			at[key] = j
			g.X, g.Cluster = append(g.X, row), append(g.Cluster, d.Cluster[i])
			g.Events, g.Trials = append(g.Events, 0), append(g.Trials, 0)
		}
		g.Events[j] += d.Events[i]
		g.Trials[j] += d.Trials[i]
	}
	return g
}

type logitExpected struct {
	Logit struct {
		Coef []struct {
			Term         string
			Estimate, SE float64
		}
		LogLik  float64
		Cluster map[string]float64 `json:"se_cluster_HC1"`
	}
}

func TestLogisticRegressionAgreesWithR(t *testing.T) {
	var want logitExpected
	expected(t, &want)
	byChild := childrenDesign(t, children(t))
	for _, test := range []struct {
		name   string
		design analysis.Design
	}{
		{"one row a child", byChild},
		{"children grouped by pattern and authority", grouped(byChild)},
	} {
		t.Run(test.name, func(t *testing.T) {
			robust, err := analysis.Logistic(test.design)
			require.NoError(t, err)
			require.Equal(t, 60, robust.Clusters)
			require.InDelta(t, want.Logit.LogLik, robust.LogLikelihood, 1e-7)
			alone := test.design
			alone.Cluster = nil
			plain, err := analysis.Logistic(alone)
			require.NoError(t, err)
			for j, c := range want.Logit.Coef {
				require.Equal(t, c.Term, robust.Terms[j])
				require.InDelta(t, c.Estimate, robust.Coefficients[j], 1e-7, c.Term)
				require.InDelta(t, c.SE, plain.StandardError(j), 1e-7, c.Term)
				require.InDelta(t, want.Logit.Cluster[c.Term], robust.StandardError(j), 1e-7, c.Term)
			}
		})
	}
}

func TestLogisticRegressionReproducesHosmerAndLemeshow(t *testing.T) {
	data := readTable(t, sharedFile(t, "classic/birthwt.csv"))
	d := analysis.Design{Terms: []string{"(Intercept)", "lwt", "raceblack", "raceother", "smoke", "ptl", "ht", "ui"}}
	for i := range data.rows() {
		d.X = append(d.X, []float64{
			1, data.number(t, "lwt", i), indicator(data["race"][i] == "2"), indicator(data["race"][i] == "3"),
			data.number(t, "smoke", i), data.number(t, "ptl", i), data.number(t, "ht", i), data.number(t, "ui", i),
		})
		d.Events, d.Trials = append(d.Events, data.number(t, "low", i)), append(d.Trials, 1)
		d.Cluster = append(d.Cluster, i) // every mother her own cluster: R's HC1
	}
	var want struct {
		Logit struct {
			Coef []struct {
				Term     string  `json:"term"`
				Estimate float64 `json:"Estimate"`
			}
			LogLik float64
			HC1    map[string]float64 `json:"hc1_se"`
		}
	}
	readJSON(t, sharedFile(t, "expected/birthwt.json"), &want)
	fit, err := analysis.Logistic(d)
	require.NoError(t, err)
	require.InDelta(t, -100.992793598727, fit.LogLikelihood, 1e-7)
	for j, c := range want.Logit.Coef {
		require.InDelta(t, c.Estimate, fit.Coefficients[j], 1e-7, c.Term)
	}
	smoke, interval := fit.OddsRatio(4, analysis.Z95)
	require.InDelta(t, math.Exp(0.93873), smoke, 1e-4)
	require.InDelta(t, 0.389812515607056, fit.StandardError(4), 1e-6, "R stops at a deviance change of 1e-8")
	require.Less(t, interval.Lower, smoke)
}

func TestLogisticRegressionSaysWhyItHasNoEstimate(t *testing.T) {
	design := func(events ...float64) analysis.Design {
		return analysis.Design{
			Terms: []string{"(Intercept)", "poor", "again"},
			X:     [][]float64{{1, 0, 0}, {1, 1, 0}, {1, 0, 1}, {1, 1, 1}}, Events: events, Trials: []float64{9, 9, 9, 9},
		}
	}
	repeated := design(3, 5, 4, 6)
	for i := range repeated.X {
		repeated.X[i][2] = repeated.X[i][1]
	}
	for _, test := range []struct {
		name   string
		design analysis.Design
		want   error
	}{
		{"nobody has the outcome", design(0, 0, 0, 0), analysis.ErrNoOutcome},
		{"everybody has the outcome", design(9, 9, 9, 9), analysis.ErrNoOutcome},
		{"a column repeats another", repeated, analysis.ErrCollinear},
		{"one column decides the outcome", design(0, 9, 0, 9), analysis.ErrSeparated},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := analysis.Logistic(test.design)
			require.ErrorIs(t, err, test.want)
		})
	}
}

func BenchmarkLogistic(b *testing.B) {
	design := childrenDesign(b, children(b))
	for b.Loop() {
		if _, err := analysis.Logistic(design); err != nil {
			b.Fatal(err)
		}
	}
}
