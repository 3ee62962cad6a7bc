package linkage

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/internal/synthetic"
)

// england is a made-up England's records and the truth about them.
type england struct {
	data     *Dataset
	person   []string // by row
	linkable []string // by row; before and after an adoption are two
	groups   map[string][]string
}

// childrenOfEngland is how many children a test makes up; GOLDSET_CHILDREN raises it.
func childrenOfEngland(t testing.TB, usual int) int {
	t.Helper()
	text := os.Getenv("GOLDSET_CHILDREN")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// makeEngland makes up an England, reads its returns as intake does, and gathers
// one record for each supplier's child, as the queued job does.
func makeEngland(t testing.TB, children int, seed uint64) *england {
	t.Helper()
	cfg := synthetic.DefaultConfig()
	cfg.Children, cfg.Seed = children, seed
	made, err := synthetic.Generate(cfg)
	require.NoError(t, err)
	records := map[string]*Record{}
	var order []string
	for s := range made.Submissions() {
		var file bytes.Buffer
		_, err := s.WriteTo(&file)
		require.NoError(t, err)
		opened, err := ingest.Open([]ingest.File{{Name: s.FileName, Data: bytes.NewReader(file.Bytes()), Size: int64(file.Len())}},
			ingest.Expected{Return: s.Return, Year: s.Year, Term: s.Term})
		require.NoError(t, err)
		for row, err := range opened.Check(func(goldset.Finding, ingest.Evidence) {}) {
			require.NoError(t, err)
			if row.LocalID == "" {
				continue
			}
			key := s.Supplier + "/" + s.Return.Family() + "\x00" + row.LocalID
			if records[key] == nil {
				records[key] = &Record{Source: s.Supplier + "/" + s.Return.Family()}
				order = append(order, key)
			}
			take(records[key], &row, s)
		}
	}
	return known(t, made, records, order)
}

// take adds what a row says about a child to the child's record.
func take(r *Record, row *goldset.Row, s synthetic.Submission) {
	for i, f := range row.Table.Fields {
		v := row.Values[i]
		if v == "" {
			continue
		}
		switch f.Identifier {
		case goldset.IdentifierForename:
			r.Forename = v
		case goldset.IdentifierMiddleName:
			r.MiddleName = v
		case goldset.IdentifierSurname:
			r.Surname = v
		case goldset.IdentifierFormerSurname:
			r.FormerSurname = v
		case goldset.IdentifierBirthDate:
			r.BirthDate = v
		case goldset.IdentifierExpectedBirth:
			r.ExpectedBirthDate = v
		case goldset.IdentifierSex:
			r.Sex = v
		case goldset.IdentifierUPN, goldset.IdentifierFormerUPN:
			if !slices.Contains(r.UPNs, v) {
				r.UPNs = append(r.UPNs, v)
			}
			if s.Return == goldset.SchoolCensus && f.Identifier == goldset.IdentifierUPN {
				day := fmt.Sprintf("%d %s", s.Year, s.Term)
				if !slices.Contains(r.RollDays, day) {
					r.RollDays = append(r.RollDays, day)
				}
			}
		case goldset.IdentifierNHSNumber:
			r.NHSNumber = v
		case goldset.IdentifierPostcode:
			if !slices.Contains(r.Postcodes, v) {
				r.Postcodes = append(r.Postcodes, v)
			}
		case goldset.IdentifierIdentityBarrier:
			r.Barrier = v
		default:
		}
	}
}

// known builds the dataset and reads the truth.
func known(t testing.TB, made *synthetic.England, records map[string]*Record, order []string) *england {
	t.Helper()
	var truth bytes.Buffer
	require.NoError(t, made.Truth(&truth))
	rows, err := csv.NewReader(&truth).ReadAll()
	require.NoError(t, err)
	about := map[string][]string{}
	for _, row := range rows[1:] {
		about[row[0]+"\x00"+row[1]] = row
	}
	builder, keys := NewChildBuilder(), map[goldset.SubjectID]string{}
	unknown := 0
	for i, key := range order {
		r := records[key]
		binary.BigEndian.PutUint64(r.ID[8:], mix(uint64(i)))
		keys[r.ID] = key
		builder.Add(*r)
		if about[key] == nil {
			unknown++
		}
	}
	require.Zero(t, unknown, "every record stands in the truth")
	e := &england{groups: map[string][]string{}}
	e.data, err = builder.Dataset()
	require.NoError(t, err)
	for row := range e.data.Len() {
		facts := about[keys[e.data.Subject(row)]]
		e.person, e.linkable = append(e.person, facts[2]), append(e.linkable, facts[3])
		for i, name := range []string{"ethnicity", "sex", "idaci", "authority", "birth year"} {
			e.groups[name] = append(e.groups[name], facts[4+i])
		}
	}
	return e
}

// ties reports whether two records carry enough of the same fields to be told to
// be one child's: a UPN or an NHS number each, or names and a birth date each.
func (e *england) ties(a, b int) bool {
	both := func(column string) bool { return e.data.Value(a, column) != "" && e.data.Value(b, column) != "" }
	return both("upns") || both("nhs_number") || both("forename") && both("surname") && both("birth_date")
}

func TestMadeUpEnglandIsLinkedChildByChild(t *testing.T) {
	e := makeEngland(t, childrenOfEngland(t, 4000), 1)
	stage, since := "", time.Now()
	r, err := Run(t.Context(), ChildrenModel(), e.data, Options{Progress: func(s string, _, _ int64) {
		if s != stage {
			t.Logf("%s after %s", s, time.Since(since))
			stage = s
		}
	}})
	require.NoError(t, err)
	t.Logf("done after %s", time.Since(since))
	sources := map[string]int{}
	for row := range e.data.Len() {
		s := e.data.Source(row)
		sources[s[strings.IndexByte(s, '/')+1:]]++
	}
	t.Logf("%d records %v", e.data.Len(), sources)
	t.Logf("summary %+v", r.Summary)
	t.Logf("fit %+v", r.Fit)
	for _, s := range r.Model.Strata {
		t.Logf("stratum %+v", s)
	}
	for _, c := range r.Model.Comparisons {
		for _, l := range c.Levels {
			if !l.Null {
				t.Logf("%-12s %-36s m %.5f h %.6f u %.8f  %.1f", c.Name, l, *l.M, *l.H, *l.U, log2(*l.M / *l.U))
			}
		}
	}
	identifiable := Identifiable(e.linkable, e.ties)
	trueCandidates := 0.0
	ev := r.scorer.evaluator()
	_ = ev
	all := EvaluatePairs(e.linkable, linksOf(r, .5))
	t.Logf("links at .5 %+v", all)
	for _, p := range []float64{.5, .95, .999} {
		clusters, err := r.Clusters(p)
		require.NoError(t, err)
		t.Logf("clusters at %g: all %+v", p, Evaluate(e.linkable, clusters.Of))
		t.Logf("clusters at %g: identifiable %+v", p, Evaluate(identifiable, clusters.Of))
		why := map[string]int{}
		for _, c := range clusters.Cut {
			why[c.Why]++
		}
		t.Logf("cut %v", why)
	}
	_ = trueCandidates
}
