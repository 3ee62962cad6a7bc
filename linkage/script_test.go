package linkage

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// trained is a model of children fitted to a made-up England, with the term
// frequencies of its names, for scripts of a few records.
func trained(t *testing.T) (*Model, map[string]*Frequencies) {
	t.Helper()
	fitted.Do(func() {
		e := makeEngland(t, 4000, 7)
		var err error
		fitted.model, _, err = Train(t.Context(), ChildrenModel(), e.data, Options{})
		require.NoError(t, err)
		fitted.frequencies, err = CountFrequencies(fitted.model, e.data)
		require.NoError(t, err)
	})
	frequencies := map[string]*Frequencies{}
	for part, f := range fitted.frequencies {
		frequencies[part] = &Frequencies{Share: maps.Clone(f.Share), Rare: f.Rare}
	}
	return fitted.model.Clone(), frequencies
}

// fitted is what trained fits, once.
var fitted struct {
	sync.Once
	model       *Model
	frequencies map[string]*Frequencies
}

// script is one case of a .test file: a record a line, its fields apart by |:
//
//	name | source | forename | middle name | surname | birth date, or "expected" and
//	a date | sex | postcodes | UPNs | NHS number | barrier | roll days | death date
//
// Fields left off at the end are missing; several values are apart by commas.
// together: and apart: list pairs of names that must be one person or two;
// cardinality: a left source, a right one and a kind; one per source: a source;
// same: and different: pairs that a reviewer decided.
// then: records that follow arrive in a later run. A record that stands there again
// has changed, and gone: names records that are withdrawn. Whatever arrives when,
// the persons of a run that takes in only what is new are those of a run over all.
// What stands after a step is judged after it.
type script struct {
	name  string
	steps []*step
}

// step is one run of a script.
type step struct {
	records         map[string]Record // by name, all that stand
	reviews         []Decision
	policy          ClusterPolicy // beside the model's own
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
		key, rest, keyed := strings.Cut(line, ":")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case keyed && key == "case":
			out = append(out, &script{name: strings.TrimSpace(rest), steps: []*step{{records: map[string]Record{}}}})
		case keyed && !strings.Contains(key, "|"):
			out[len(out)-1].instruct(t, where, key, rest)
		default:
			out[len(out)-1].last().record(t, where, line)
		}
	}
	return out
}

func (s *script) last() *step { return s.steps[len(s.steps)-1] }

// instruct takes a line that is no record.
func (s *script) instruct(t *testing.T, where, key, rest string) {
	t.Helper()
	at := s.last()
	switch key {
	case "together":
		at.together = at.pairs(t, where, rest)
	case "apart":
		at.apart = at.pairs(t, where, rest)
	case "same", "different":
		for _, p := range at.pairs(t, where, rest) {
			l, r := at.records[p[0]], at.records[p[1]]
			at.reviews = append(at.reviews, Decision{SourceL: l.Source, IDL: string(l.ID[:]), SourceR: r.Source, IDR: string(r.ID[:]), Same: key == "same"})
		}
	case "cardinality":
		f := strings.Fields(rest)
		require.Len(t, f, 3, where)
		at.policy.Cardinality = append(at.policy.Cardinality, Cardinality{f[0], f[1], f[2]})
	case "one per source":
		at.policy.OnePerSource = append(at.policy.OnePerSource, strings.TrimSpace(rest))
	case "then":
		s.steps = append(s.steps, &step{records: maps.Clone(at.records), reviews: slices.Clone(at.reviews), policy: at.policy})
	case "gone":
		for name := range strings.FieldsSeq(rest) {
			require.Contains(t, at.records, name, where)
			delete(at.records, name)
		}
	default:
		require.Fail(t, "unknown instruction", "%s: %s", where, key)
	}
}

func (s *step) pairs(t *testing.T, where, text string) [][2]string {
	t.Helper()
	var out [][2]string
	for pair := range strings.SplitSeq(text, ",") {
		names := strings.Fields(pair)
		require.Len(t, names, 2, where)
		require.Contains(t, s.records, names[0], where)
		require.Contains(t, s.records, names[1], where)
		out = append(out, [2]string(names))
	}
	return out
}

func (s *step) record(t *testing.T, where, line string) {
	t.Helper()
	fields := strings.Split(line, "|")
	require.LessOrEqual(t, len(fields), 13, where)
	for len(fields) < 13 {
		fields = append(fields, "")
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	r := Record{
		Source: fields[1], Forename: fields[2], MiddleName: fields[3], Surname: fields[4], BirthDate: fields[5], Sex: fields[6],
		Postcodes: list(fields[7]), UPNs: list(fields[8]), NHSNumber: fields[9], Barrier: fields[10], RollDays: list(fields[11]),
		DeathDate: fields[12],
	}
	if expected, ok := strings.CutPrefix(r.BirthDate, "expected "); ok {
		r.BirthDate, r.ExpectedBirthDate = "", expected
	}
	copy(r.ID[:], fields[0])
	s.records[fields[0]] = r
}

// dataset holds the step's records; at is the row of each by name.
func (s *step) dataset(t *testing.T) (data *Dataset, at map[string]int) {
	t.Helper()
	b := NewChildBuilder()
	for _, r := range s.records {
		b.Add(r)
	}
	data, err := b.Dataset()
	require.NoError(t, err)
	at = map[string]int{}
	for name, r := range s.records {
		row, ok := data.Find(r.Source, string(r.ID[:]))
		require.True(t, ok)
		at[name] = row
	}
	return data, at
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
				var state *State
				for n, step := range s.steps {
					m := model.Clone()
					m.Clusters.Cardinality, m.Clusters.OnePerSource = step.policy.Cardinality, step.policy.OnePerSource
					data, at := step.dataset(t)
					r, err := Run(t.Context(), m, data, Options{Frequencies: frequencies, Decisions: step.reviews})
					require.NoError(t, err)
					clusters, err := r.Clusters(.95)
					require.NoError(t, err)
					step.judge(t, fmt.Sprintf("run %d", n+1), r, clusters, at)
					if state != nil {
						updated, joined, err := state.Update(t.Context(), data, Options{Decisions: step.reviews})
						require.NoError(t, err)
						sameOutcome(t, r, clusters, updated, joined)
					}
					state, err = r.State(clusters, .95)
					require.NoError(t, err)
				}
			})
		}
	}
}

func (s *step) judge(t *testing.T, run string, r *Result, clusters *Clustering, at map[string]int) {
	t.Helper()
	explain := func(p [2]string) string {
		w, steps := r.Explain(at[p[0]], at[p[1]])
		return fmt.Sprintf("%s: %v: weight %.1f: %+v, cut %+v", run, p, w, steps, clusters.Cut)
	}
	for _, p := range s.together {
		require.Equal(t, clusters.Of[at[p[0]]], clusters.Of[at[p[1]]], "one child: %s", explain(p))
	}
	for _, p := range s.apart {
		require.NotEqual(t, clusters.Of[at[p[0]]], clusters.Of[at[p[1]]], "two children: %s", explain(p))
	}
}
