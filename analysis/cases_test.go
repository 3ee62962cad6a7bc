package analysis_test

import (
	"bufio"
	"crypto/md5"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/analysis"
	"github.com/goldset/goldset/internal/storetest"
)

// TestMeasuresGiveTheAnswersWorkedOutByHand runs measures/NAME/cases/*.case: a
// few children written down as a statistician would, and the numbers they must
// give. The words are those of type script.
func TestMeasuresGiveTheAnswersWorkedOutByHand(t *testing.T) {
	for _, m := range analysis.Measures() {
		files, err := filepath.Glob(filepath.Join("measures", m.Name, "cases", "*.case"))
		require.NoError(t, err)
		require.NotEmptyf(t, files, "measure %s has no case", m.Name)
		for _, file := range files {
			t.Run(m.Name+"/"+strings.TrimSuffix(filepath.Base(file), ".case"), func(t *testing.T) {
				s := newScript(t, storetest.Tx(t))
				expectations := s.read(file)
				cells := computed(t, s.tx, m, s.version, s.askedYears())
				for _, e := range expectations {
					e.check(t, cells)
				}
			})
		}
	}
}

// computed runs the measure as the research login does.
func computed(t *testing.T, tx pgx.Tx, m *analysis.Measure, version int64, years []int) []goldset.Cell {
	t.Helper()
	// As the measuring job does: Postgres has no statistics of rows this new.
	_, err := tx.Exec(t.Context(), analysis.Session)
	require.NoError(t, err)
	storetest.As(t, tx, "goldset_research")
	byTier := map[goldset.Tier][]analysis.Raw{}
	for _, tier := range m.Tiers() {
		rows, _ := tx.Query(t.Context(), m.SQL, pgx.StrictNamedArgs{
			"dataset_version": version, "tier": string(tier), "years": years,
		})
		raws, err := pgx.CollectRows(rows, pgx.RowToStructByName[analysis.Raw])
		require.NoError(t, err)
		byTier[tier] = raws
	}
	cells, err := m.Cells(byTier)
	require.NoError(t, err)
	return cells
}

// script writes a case's children into the warehouse.
type script struct {
	t           *testing.T
	tx          pgx.Tx
	version     int64
	mapVersion  int64
	submissions map[string]int64
	rows        map[string]int // rows of a table so far, for row_no
	child, open map[string]int // row of a child's identifiers, of her last referral
	years       map[int]bool
	line        string
}

// expectation is one line that says what a cell must be.
type expectation struct {
	at, key     string
	absent      bool
	numerator   int64
	denominator int64
	value       *float64
	low, high   *float64
}

func newScript(t *testing.T, tx pgx.Tx) *script {
	t.Helper()
	s := &script{
		t: t, tx: tx, submissions: map[string]int64{}, rows: map[string]int{},
		child: map[string]int{}, open: map[string]int{}, years: map[int]bool{},
	}
	s.version, s.mapVersion = s.newVersion()
	return s
}

func (s *script) newVersion() (version, mapVersion int64) {
	err := s.tx.QueryRow(s.t.Context(), `insert into research.map_version (model, summary) values ('{}', '{}') returning id`).Scan(&mapVersion)
	require.NoError(s.t, err)
	err = s.tx.QueryRow(s.t.Context(), `insert into research.dataset_version (map_version, definitions, reference, fingerprint)
		values ($1, '{}', '{}', $2) returning id`, mapVersion, []byte(s.t.Name())).Scan(&version)
	require.NoError(s.t, err)
	return version, mapVersion
}

func (s *script) read(file string) []expectation {
	s.t.Helper()
	f, err := os.Open(file)
	require.NoError(s.t, err)
	defer f.Close()
	var expectations []expectation
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		s.line = fmt.Sprintf("%s:%d", filepath.Base(file), number)
		if words[0] == "expect" || words[0] == "none" {
			expectations = append(expectations, s.expectation(words))
			continue
		}
		s.run(words)
	}
	require.NoError(s.t, lines.Err())
	require.NotEmptyf(s.t, expectations, "%s expects nothing", file)
	return expectations
}

func (s *script) askedYears() []int { return slices.Sorted(maps.Keys(s.years)) }

// subject is the pseudonym of a child's name in a script.
func subject(name string) uuid.UUID { return uuid.UUID(md5.Sum([]byte(name))) }

func (s *script) number(text string) int {
	n, err := strconv.Atoi(text)
	require.NoError(s.t, err, s.line)
	return n
}

// options splits name=value words; a word by itself is "yes".
func options(words []string) map[string]string {
	o := map[string]string{}
	for _, w := range words {
		name, value, given := strings.Cut(w, "=")
		if !given {
			value = "yes"
		}
		o[name] = value
	}
	return o
}

// optional is nil for an option that is not given, so that it loads as missing.
func optional(o map[string]string, name string) any {
	if value, given := o[name]; given {
		return value
	}
	return nil
}

// expectation reads: expect INDICATOR YEAR AREA [DIM=VALUE ...] is N [of D] [value V] [range LOW HIGH],
// and: none INDICATOR YEAR AREA [DIM=VALUE ...]. Blanks in a value are underscores.
func (s *script) expectation(words []string) expectation {
	e := expectation{at: s.line, absent: words[0] == "none"}
	s.years[s.number(words[2])] = true
	cell := goldset.Cell{Indicator: words[1], Year: goldset.CollectionYear(s.number(words[2])), Level: goldset.LevelNational}
	if words[3] != "England" {
		cell.Level, cell.Authority = goldset.LevelAuthority, words[3]
	}
	rest := words[4:]
	for len(rest) > 0 && strings.Contains(rest[0], "=") {
		name, value, _ := strings.Cut(strings.ReplaceAll(rest[0], "_", " "), "=")
		cell.Dims = append(cell.Dims, goldset.Dim{Name: name, Value: value})
		rest = rest[1:]
	}
	e.key = cell.Key()
	float := func(text string) *float64 {
		x, err := strconv.ParseFloat(text, 64)
		require.NoError(s.t, err, s.line)
		return &x
	}
	e.numerator, e.denominator = -1, -1
	for len(rest) > 0 {
		switch rest[0] {
		case "is":
			e.numerator, rest = int64(s.number(rest[1])), rest[2:]
		case "of":
			e.denominator, rest = int64(s.number(rest[1])), rest[2:]
		case "value":
			e.value, rest = float(rest[1]), rest[2:]
		case "range":
			e.low, e.high, rest = float(rest[1]), float(rest[2]), rest[3:]
		default:
			s.t.Fatalf("%s: %q is no part of an expectation", s.line, rest[0])
		}
	}
	return e
}

func (e expectation) check(t *testing.T, cells []goldset.Cell) {
	t.Helper()
	at := slices.IndexFunc(cells, func(c goldset.Cell) bool { return strings.HasSuffix(c.Key(), "/"+e.key) || c.Key() == c.Measure+e.key })
	if e.absent {
		require.Equalf(t, -1, at, "%s: there is a cell for %s", e.at, e.key)
		return
	}
	if at < 0 {
		var keys []string
		for i := range cells {
			keys = append(keys, cells[i].Key())
		}
		t.Fatalf("%s: no cell %s among\n%s", e.at, e.key, strings.Join(keys, "\n"))
	}
	c := cells[at]
	if e.numerator >= 0 {
		require.Equalf(t, e.numerator, c.Numerator, "%s: numerator of %s", e.at, e.key)
	}
	if e.denominator >= 0 {
		require.Equalf(t, e.denominator, c.Denominator, "%s: denominator of %s", e.at, e.key)
	}
	if e.value != nil {
		require.InDeltaf(t, *e.value, c.Value, 5e-4, "%s: value of %s", e.at, e.key)
	}
	if e.low != nil {
		require.NotNilf(t, c.LinkLow, "%s: %s has no linkage range", e.at, e.key)
		require.InDeltaf(t, *e.low, *c.LinkLow, 5e-4, "%s: lowest of %s", e.at, e.key)
		require.InDeltaf(t, *e.high, *c.LinkHigh, 5e-4, "%s: highest of %s", e.at, e.key)
	}
}
