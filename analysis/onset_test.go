package analysis_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
)

// trueOdds are the odds ratios that made-up pupils follow.
var trueOdds = map[string]float64{
	"free school meals=Yes": 2.2, "special needs=Support": 1.7, "special needs=Plan": 2.6,
	"persistent absence=Yes": 1.9, "suspension or exclusion=Yes": 2.0, "age=11 to 15": 1.25, "sex=Male": 1,
	"deprivation decile=each decile more deprived": 1.12,
}

// cohort draws pupils of some authorities, who differ in their base rates, and
// gives them first needs at the true odds.
func cohort(authorities, pupils int) []analysis.Raw {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	rows := map[string]*analysis.Raw{}
	for a := range authorities {
		base := -4 + 0.4*random.NormFloat64()
		for range pupils {
			decile := 1 + random.IntN(10)
			values := []string{
				"free school meals=" + pick("Yes", "No", "No"), "special needs=" + pick("None", "None", "None", "Support", "Plan"),
				"persistent absence=" + pick("Yes", "No", "No", "No"), "suspension or exclusion=" + pick("Yes", "No", "No", "No", "No"),
				"sex=" + pick("Male", "Female"), "age=" + pick("5 to 10", "11 to 15"),
			}
			logit := base + float64(10-decile)*math.Log(trueOdds["deprivation decile=each decile more deprived"])
			for _, v := range values {
				if ratio, counts := trueOdds[v]; counts {
					logit += math.Log(ratio)
				}
			}
			dims := append([]string{"prior years=2", fmt.Sprintf("deprivation decile=%d", decile)}, values...)
			key := fmt.Sprint(a, dims)
			if rows[key] == nil {
				rows[key] = &analysis.Raw{
					Indicator: "pattern", Year: 2026, Level: "authority", Authority: fmt.Sprintf("%03d", 301+a), Dims: dims, Unit: "count",
				}
			}
			rows[key].Denominator++
			if random.Float64() < 1/(1+math.Exp(-logit)) {
				rows[key].Numerator++
				rows[key].Contributors++
			}
		}
	}
	raws := make([]analysis.Raw, 0, len(rows))
	for _, r := range rows {
		raws = append(raws, *r)
	}
	return raws
}

func firstNeed(t *testing.T, raws []analysis.Raw) map[string]goldset.Cell {
	t.Helper()
	m, found := analysis.Find("first_need")
	require.True(t, found)
	cells, err := m.Cells(map[goldset.Tier][]analysis.Raw{goldset.TierBase: raws})
	require.NoError(t, err)
	ratios := map[string]goldset.Cell{}
	for _, c := range cells {
		if c.Indicator == "odds_ratio" {
			ratios[c.Dims[1].Value+"="+c.Dims[2].Value] = c
		}
	}
	return ratios
}

func TestTheModelOfFirstNeedRecoversTheTruth(t *testing.T) {
	for _, test := range []struct {
		name                string
		authorities, pupils int
	}{
		{"four authorities, each with an effect of its own", 4, 20_000},
		{"forty authorities, with robust standard errors", 40, 2_000},
	} {
		t.Run(test.name, func(t *testing.T) {
			ratios := firstNeed(t, cohort(test.authorities, test.pupils))
			require.Len(t, ratios, len(trueOdds))
			for term, truth := range trueOdds {
				c := ratios[term]
				// Three and a half standard errors: of eight terms none should miss.
				half := (math.Log(*c.Upper) - math.Log(*c.Lower)) / 2 / analysis.Z95
				require.InDeltaf(t, math.Log(truth), math.Log(c.Value), 3.5*half, term)
				require.Less(t, half, 0.2, term)
				require.Equal(t, c.Numerator, c.Contributors)
			}
		})
	}
}

func TestTheModelOfFirstNeedLeavesOutWhatItCannotSay(t *testing.T) {
	few := cohort(2, 150)
	require.Empty(t, firstNeed(t, few), "fewer than ten first needs for each odds ratio")

	nobodySuspended := cohort(4, 20_000)
	for i := range nobodySuspended {
		for j, d := range nobodySuspended[i].Dims {
			if d == "suspension or exclusion=Yes" {
				nobodySuspended[i].Dims[j] = "suspension or exclusion=No"
			}
		}
	}
	ratios := firstNeed(t, nobodySuspended)
	require.NotContains(t, ratios, "suspension or exclusion=Yes")
	require.Contains(t, ratios, "free school meals=Yes")

	unknown := cohort(4, 20_000)
	for i := range unknown {
		unknown[i].Dims[1] = "deprivation decile="
	}
	require.Empty(t, firstNeed(t, unknown), "no pupil has an address")
}

func TestNumbersDoNotDependOnTheOrderOfRows(t *testing.T) {
	raws := cohort(3, 5_000)
	before := firstNeed(t, raws)
	shuffled := append([]analysis.Raw(nil), raws...)
	rand.New(rand.NewPCG(3, 4)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	require.Equal(t, before, firstNeed(t, shuffled), "the same bytes, whatever order Postgres returns rows in")
}
