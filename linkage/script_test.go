package linkage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

// trained is a model of children fitted to a made-up England, with the term
// frequencies of its names, for scripts of a few records.
func trained(t *testing.T) (*Model, map[string]*Frequencies) {
	t.Helper()
	e := makeEngland(t, 4000, 7)
	m, _, err := Train(t.Context(), ChildrenModel(), e.data, Options{})
	require.NoError(t, err)
	f, err := CountFrequencies(m, e.data)
	require.NoError(t, err)
	return m, f
}

// script is one case of a .test file: a record a line, its fields apart by |:
//
//	name | source | forename | middle name | surname | birth date, or "expected" and
//	a date | sex | postcodes | UPNs | NHS number | barrier | roll days
//
// Fields left off at the end are missing; several values are apart by commas.
// together: and apart: list pairs of names that must be one person or two.
type script struct {
	name            string
	builder         *ChildBuilder
	ids             map[string]goldset.SubjectID
	sources         map[string]string
	together, apart [][2]string
}

func readScripts(t *testing.T, path string) []*script {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var out []*script
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		where := fmt.Sprintf("%s: line %d", filepath.Base(path), n+1)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "case:"):
			out = append(out, &script{
				name: strings.TrimSpace(line[5:]), builder: NewChildBuilder(),
				ids: map[string]goldset.SubjectID{}, sources: map[string]string{},
			})
		case strings.HasPrefix(line, "together:"):
			s := out[len(out)-1]
			s.together = s.pairs(t, where, line[9:])
		case strings.HasPrefix(line, "apart:"):
			s := out[len(out)-1]
			s.apart = s.pairs(t, where, line[6:])
		default:
			out[len(out)-1].record(t, where, line)
		}
	}
	return out
}

func (s *script) pairs(t *testing.T, where, text string) [][2]string {
	t.Helper()
	var out [][2]string
	for pair := range strings.SplitSeq(text, ",") {
		names := strings.Fields(pair)
		require.Len(t, names, 2, where)
		require.Contains(t, s.ids, names[0], where)
		require.Contains(t, s.ids, names[1], where)
		out = append(out, [2]string(names))
	}
	return out
}

func (s *script) record(t *testing.T, where, line string) {
	t.Helper()
	fields := strings.Split(line, "|")
	require.LessOrEqual(t, len(fields), 12, where)
	for len(fields) < 12 {
		fields = append(fields, "")
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	r := Record{
		Source: fields[1], Forename: fields[2], MiddleName: fields[3], Surname: fields[4], BirthDate: fields[5], Sex: fields[6],
		Postcodes: list(fields[7]), UPNs: list(fields[8]), NHSNumber: fields[9], Barrier: fields[10], RollDays: list(fields[11]),
	}
	if expected, ok := strings.CutPrefix(r.BirthDate, "expected "); ok {
		r.BirthDate, r.ExpectedBirthDate = "", expected
	}
	r.ID[0] = byte(len(s.ids) + 1)
	s.ids[fields[0]], s.sources[fields[0]] = r.ID, r.Source
	s.builder.Add(r)
}

func list(text string) []string {
	var out []string
	for v := range strings.SplitSeq(text, ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func TestScripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.test"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	model, frequencies := trained(t)
	for _, file := range files {
		for _, s := range readScripts(t, file) {
			t.Run(filepath.Base(file)+"/"+s.name, func(t *testing.T) {
				data, err := s.builder.Dataset()
				require.NoError(t, err)
				r, err := Run(t.Context(), model, data, Options{Frequencies: frequencies})
				require.NoError(t, err)
				clusters, err := r.Clusters(.95)
				require.NoError(t, err)
				row := func(name string) int {
					id := s.ids[name]
					row, ok := data.Find(s.sources[name], string(id[:]))
					require.True(t, ok)
					return row
				}
				explain := func(p [2]string) string {
					w, steps := r.Explain(row(p[0]), row(p[1]))
					return fmt.Sprintf("%v: weight %.1f: %+v", p, w, steps)
				}
				for _, p := range s.together {
					require.Equal(t, clusters.Of[row(p[0])], clusters.Of[row(p[1])], "one child: %s", explain(p))
				}
				for _, p := range s.apart {
					require.NotEqual(t, clusters.Of[row(p[0])], clusters.Of[row(p[1])], "two children: %s", explain(p))
				}
			})
		}
	}
}
