package linkage

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

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
func childrenOfEngland(tb testing.TB, usual int) int {
	tb.Helper()
	text := os.Getenv("GOLDSET_CHILDREN")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	require.NoError(tb, err)
	return n
}

// makeEngland makes up an England, reads its returns as intake does, and gathers
// one record for each supplier's child, as the queued job does.
func makeEngland(tb testing.TB, children int, seed uint64) *england {
	tb.Helper()
	cfg := synthetic.DefaultConfig()
	cfg.Children, cfg.Seed = children, seed
	made, err := synthetic.Generate(cfg)
	require.NoError(tb, err)
	records := map[string]*Record{}
	var order []string
	for s := range made.Submissions() {
		var file bytes.Buffer
		_, err := s.WriteTo(&file)
		require.NoError(tb, err)
		opened, err := ingest.Open([]ingest.File{{Name: s.FileName, Data: bytes.NewReader(file.Bytes()), Size: int64(file.Len())}},
			ingest.Expected{Return: s.Return, Year: s.Year, Term: s.Term})
		require.NoError(tb, err)
		for row, err := range opened.Check(func(goldset.Finding, ingest.Evidence) {}) {
			require.NoError(tb, err)
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
	return known(tb, made, records, order)
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
func known(tb testing.TB, made *synthetic.England, records map[string]*Record, order []string) *england {
	tb.Helper()
	var truth bytes.Buffer
	require.NoError(tb, made.Truth(&truth))
	rows, err := csv.NewReader(&truth).ReadAll()
	require.NoError(tb, err)
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
	require.Zero(tb, unknown, "every record stands in the truth")
	e := &england{groups: map[string][]string{}}
	e.data, err = builder.Dataset()
	require.NoError(tb, err)
	for row := range e.data.Len() {
		facts := about[keys[e.data.Subject(row)]]
		e.person, e.linkable = append(e.person, facts[2]), append(e.linkable, facts[3])
		for i, name := range []string{"ethnicity", "sex", "idaci", "authority", "birth year"} {
			e.groups[name] = append(e.groups[name], facts[4+i])
		}
	}
	return e
}

// tied are the fields whose agreement ties two records of a child together where no
// other child in the data agrees on all of them as well.
var tied = []string{"forename", "surnames", "birth_date", "sex", "postcodes", "upns", "nhs_number"}

func TestMadeUpEnglandIsLinkedChildByChild(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	e := makeEngland(t, childrenOfEngland(t, 4000), 1)
	r, err := Run(t.Context(), ChildrenModel(), e.data, Options{})
	require.NoError(t, err)
	t.Logf("%+v", r.Summary)
	for _, c := range r.Model.Comparisons {
		for _, l := range c.Levels {
			if !l.Null {
				t.Logf("%-12s %-36s m %.5f h %.6f u %.8f weight %.1f", c.Name, l, *l.M, *l.H, *l.U, log2(*l.M / *l.U))
			}
		}
	}
	coverage, err := r.Coverage()
	require.NoError(t, err)
	t.Logf("the rules reach %.4f of the matches, estimated %.4f without labels", trueCoverage(t, r, e.linkable), coverage.Share)
	require.InDelta(t, trueCoverage(t, r, e.linkable), coverage.Share, .01)
	clusters, err := r.Clusters(.95)
	require.NoError(t, err)
	all := Evaluate(e.linkable, clusters.Of)
	identifiable := Evaluate(Identifiable(e.linkable, NewTies(e.data, e.linkable, tied...).Tied), clusters.Of)
	t.Logf("all pairs %+v %+v", all, BootstrapClusters(e.linkable, clusters.Of, 200, 1))
	t.Logf("identifiable pairs, those that no other child matches on all of %v on which the two agree, or that such pairs connect: %d of %d: %+v",
		tied, identifiable.TruePairs, all.TruePairs, identifiable)
	require.GreaterOrEqual(t, all.Precision, .995)
	require.GreaterOrEqual(t, identifiable.Recall, .98)
	require.InDelta(t, 1, r.Summary.ExpectedMatches/float64(e.candidateMatches(t, r)), .03, "the expected number is calibrated")
	missed := e.explainMistakes(t, r, clusters)
	for name, groups := range e.groups {
		for _, g := range EvaluateGroups(e.linkable, clusters.Of, groups) {
			t.Logf("%s %-8s records %d recall %.4f (%.4f to %.4f) precision %.4f", name, g.Group, g.Records,
				g.Recall.Value, g.Recall.Lower, g.Recall.Upper, g.Precision.Value)
			require.Greater(t, g.Recall.Upper, all.Recall-.05, "%s %s", name, g.Group)
			if g.Recall.Value < all.Recall-.01 {
				e.explainGroup(t, r, missed, groups, g.Group)
			}
		}
	}
}

// explainMistakes logs the wrong pairs by cause and returns the missed ones.
func (e *england) explainMistakes(t *testing.T, r *Result, clusters *Clustering) []Mistake {
	t.Helper()
	j := Judgement{Entity: e.linkable, Links: r.Links, Threshold: WeightOf(.95), Clusters: clusters.Of, Cuts: map[Pair]string{}, Examiner: r.Examiner()}
	for _, cut := range clusters.Cut {
		j.Cuts[cut.Pair] = cut.Why
	}
	counts, examples := j.Mistakes(math.MaxInt)
	for _, c := range counts {
		t.Logf("missed %v: %5d %s", c.Missed, c.Pairs, c.Cause)
	}
	missed := slices.DeleteFunc(examples, func(m Mistake) bool { return !m.Missed })
	e.explainGroup(t, r, missed, make([]string, e.data.Len()), "")
	return missed
}

// explainGroup logs how the missed pairs of one group disagree, the commonest first.
func (e *england) explainGroup(t *testing.T, r *Result, missed []Mistake, groups []string, group string) {
	t.Helper()
	counts := map[string]int{}
	total := 0
	for _, m := range missed {
		if groups[m.L] != group && groups[m.R] != group {
			continue
		}
		total++
		_, steps := r.Explain(int(m.L), int(m.R))
		var differs []string
		for _, s := range steps[1:] {
			if s.Comparison != "household" && s.Level != "same" && s.Level != "missing" {
				differs = append(differs, s.Comparison+" "+s.Level)
			}
		}
		counts[strings.Join(differs, "; ")]++
	}
	kinds := slices.SortedFunc(maps.Keys(counts), func(x, y string) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	for _, kind := range kinds[:min(len(kinds), 12)] {
		t.Logf("  %s: %d of %d missed pairs: %s", group, counts[kind], total, kind)
	}
}

// candidateMatches counts the true pairs among the candidates.
func (e *england) candidateMatches(tb testing.TB, r *Result) int64 {
	tb.Helper()
	links, _, err := r.scorer.score(tb.Context(), MatchWeight(math.Inf(-1)))
	require.NoError(tb, err)
	n := int64(0)
	for _, l := range links {
		if e.linkable[l.L] == e.linkable[l.R] {
			n++
		}
	}
	return n
}

func TestTwoClassesFindTheHouseholdThreeTheChild(t *testing.T) {
	if testing.Short() {
		t.Skip("about accuracy, not about shared memory: minutes under the race detector")
	}
	e := makeEngland(t, 3000, 3)
	wrong := func(classes int) float64 {
		m := ChildrenModel()
		if classes == 2 {
			for _, c := range m.Comparisons {
				for _, l := range c.Levels {
					l.PriorH = 0
				}
			}
		}
		m.Classes = classes
		r, err := Run(t.Context(), m, e.data, Options{})
		require.NoError(t, err)
		q := EvaluatePairs(e.linkable, linksOf(r, .5))
		t.Logf("%d classes: %+v, %.0f expected", classes, q, r.Summary.ExpectedMatches)
		return 1 - q.Precision
	}
	require.Less(t, wrong(3), wrong(2))
}
