package linkage

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// probeOf is a record of a dataset as a probe.
func probeOf(data *Dataset, row int) *Probe {
	p := &Probe{Source: data.Source(row), ID: data.ID(row), Values: map[string]string{}}
	for _, name := range data.Columns() {
		p.Values[name] = data.Value(row, name)
	}
	return p
}

func TestFindGivesWhatARunOverAllRecordsGives(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	e := makeEngland(t, 3000, 9)
	model, _, err := Train(t.Context(), ChildrenModel(), e.data, Options{})
	require.NoError(t, err)
	r, err := Run(t.Context(), model, e.data, Options{Minimum: .01})
	require.NoError(t, err)
	index, err := NewIndex(model, e.data, nil)
	require.NoError(t, err)
	want := map[int]map[int]MatchWeight{}
	for _, l := range r.Links {
		for _, ends := range [][2]int32{{l.L, l.R}, {l.R, l.L}} {
			if want[int(ends[0])] == nil {
				want[int(ends[0])] = map[int]MatchWeight{}
			}
			want[int(ends[0])][int(ends[1])] = l.Weight
		}
	}
	probed := 0
	for row := 0; row < e.data.Len(); row += 7 {
		found, err := index.Find(t.Context(), probeOf(e.data, row), .01)
		require.NoError(t, err)
		require.Len(t, found, len(want[row]))
		for i, f := range found {
			require.InDelta(t, float64(want[row][f.Row]), f.Weight, 1e-9)
			require.Equal(t, e.data.ID(f.Row), f.ID)
			require.True(t, i == 0 || found[i-1].Weight >= f.Weight)
			probed++
		}
		if len(found) > 0 {
			w, steps, err := index.Explain(t.Context(), probeOf(e.data, row), found[0].Row)
			require.NoError(t, err)
			plain, bars := r.Explain(row, found[0].Row)
			require.InDelta(t, float64(plain), float64(w), 1e-9)
			require.Len(t, steps, len(bars))
			other, _, err := CompareRecords(t.Context(), model, index.frequencies, probeOf(e.data, row), probeOf(e.data, found[0].Row))
			require.NoError(t, err)
			require.InDelta(t, float64(w), float64(other), 1e-9)
		}
	}
	require.Greater(t, probed, 100)
}

func TestARecordThatNobodyKnowsIsFoundNowhere(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	model, frequencies := trained(t)
	e := makeEngland(t, 500, 1)
	index, err := NewIndex(model, e.data, frequencies)
	require.NoError(t, err)
	found, err := index.Find(t.Context(), &Probe{Source: "NHS/camhs", ID: "new", Values: map[string]string{"forename": "zebedee", "surname": "quux"}}, .5)
	require.NoError(t, err)
	require.Empty(t, found)
	found, err = index.Find(t.Context(), &Probe{}, .5)
	require.NoError(t, err)
	require.Empty(t, found)
	_, err = NewIndex(ChildrenModel(), e.data, nil)
	require.ErrorIs(t, err, ErrNotTrained)
	_, _, err = CompareRecords(t.Context(), ChildrenModel(), nil, &Probe{}, &Probe{})
	require.ErrorIs(t, err, ErrNotTrained)
}

// manyChildren makes up children whose names, dates and addresses repeat about as
// often as they do in life.
func manyChildren(tb testing.TB, n int) *Dataset {
	tb.Helper()
	dice := rand.New(rand.NewPCG(7, 7))
	syllables := []string{"an", "bel", "cor", "dan", "el", "fi", "gar", "ha", "is", "jo", "ka", "li", "ma", "no", "ol", "pe", "ro", "sa", "ti", "vi"}
	name := func(of, parts int) string { // commoner names come first
		k, text := int(float64(of)*dice.Float64()*dice.Float64()), ""
		for range parts {
			text, k = text+syllables[k%20], k/20
		}
		return text + strconv.Itoa(k)
	}
	b := NewChildBuilder()
	for i := range n {
		r := Record{
			Source: []string{"DFE/school", "NHS/camhs", "301/social_care"}[i%3], Forename: name(3000, 3), Surname: name(60000, 4),
			BirthDate: fmt.Sprintf("%d-%02d-%02d", 2005+dice.IntN(18), 1+dice.IntN(12), 1+dice.IntN(28)), Sex: []string{"M", "F"}[dice.IntN(2)],
			Postcodes: []string{fmt.Sprintf("L%d%d %d%c%c", 1+dice.IntN(9), dice.IntN(10), dice.IntN(10), 'A'+dice.IntN(26), 'A'+dice.IntN(26))},
		}
		if i%3 > 0 {
			r.UPNs = []string{fmt.Sprintf("A3012%08d", dice.IntN(2*n))}
		}
		for k := range 8 {
			r.ID[k] = byte(i >> (8 * k))
		}
		b.Add(r)
	}
	data, err := b.Dataset()
	require.NoError(tb, err)
	return data
}

// BenchmarkFind searches an index of GOLDSET_RECORDS records, 100,000 by default,
// for one record at a time.
func BenchmarkFind(b *testing.B) {
	n := 100_000
	if text := os.Getenv("GOLDSET_RECORDS"); text != "" {
		var err error
		n, err = strconv.Atoi(text)
		require.NoError(b, err)
	}
	e := makeEngland(b, 3000, 9)
	model, _, err := Train(b.Context(), ChildrenModel(), e.data, Options{})
	require.NoError(b, err)
	data := manyChildren(b, n)
	index, err := NewIndex(model, data, nil)
	require.NoError(b, err)
	candidates, i := 0, 0
	for b.Loop() {
		p := probeOf(data, i*7919%n)
		p.ID = "new"
		candidates += len(index.candidates(p))
		_, err := index.Find(b.Context(), p, .5)
		require.NoError(b, err)
		i++
	}
	b.ReportMetric(float64(candidates)/float64(i), "candidates/op")
}
