package linkage

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Without a household in the data the third class is free to take matches of one kind
// of error, such as all whose birth date differs.
func TestThreeClassesAreTwoWhereNobodySharesAHousehold(t *testing.T) {
	for _, keep := range []float64{.9, .8, .7} {
		m, data := readPeople(t, registerModel, people(2000, keep, registerColumns, register))
		_, two := pairQuality(t, m, data, Options{})
		m.Classes = 3
		r, three := pairQuality(t, m, data, Options{})
		t.Logf("keep %g: two classes %.4f, three %.4f, %q", keep, two.F1, three.F1, r.Fit.Warnings)
		require.InDelta(t, two.F1, three.F1, 1e-9)
		require.Contains(t, strings.Join(r.Fit.Warnings, "\n"), "household")
		require.Zero(t, r.Model.Household)

		again, err := Run(t.Context(), r.Model, data, Options{})
		require.NoError(t, err)
		require.Equal(t, r.Links, again.Links, "the trained model scores as the run that trained it")
	}
}

func TestALevelThatTwoComparisonsHaveIsToldOf(t *testing.T) {
	const swapped = `{"when": "exact(l.forename, r.surname) or exact(l.surname, r.forename)"}, `
	text := strings.Replace(registerModel, `{"when": "jaro_winkler(forename)`, swapped+`{"when": "jaro_winkler(forename)`, 1)
	told := func(text string) string {
		m, data := readPeople(t, text, people(200, .9, registerColumns, register))
		_, fit, err := Train(t.Context(), m, data, Options{})
		require.NoError(t, err)
		return strings.Join(fit.Warnings, "\n")
	}
	require.NotContains(t, told(text), "counts twice")
	text = strings.Replace(text, `{"when": "jaro_winkler(surname)`, swapped+`{"when": "jaro_winkler(surname)`, 1)
	require.Contains(t, told(text), "comparisons forename and surname have one level in common")
}
