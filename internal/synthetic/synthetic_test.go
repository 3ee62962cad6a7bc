package synthetic

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
)

// small is an England that a test can make up in a few hundredths of a second.
func small(tb testing.TB, change func(*Config)) *England {
	tb.Helper()
	cfg := DefaultConfig()
	cfg.Children = 6_000
	if change != nil {
		change(&cfg)
	}
	e, err := Generate(cfg)
	require.NoError(tb, err)
	return e
}

// digests hashes every file of an England.
func digests(t *testing.T, e *England) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	for s := range e.Submissions() {
		var b bytes.Buffer
		_, err := s.WriteTo(&b)
		require.NoError(t, err)
		require.NotZero(t, b.Len(), s.FileName)
		require.NotContains(t, out, s.FileName)
		out[s.FileName] = sha256.Sum256(b.Bytes())
		if strings.HasSuffix(s.FileName, ".zip") {
			out["inside "+s.FileName] = inside(t, b.Bytes())
		}
	}
	var truth, areas, population bytes.Buffer
	require.NoError(t, e.Truth(&truth))
	require.NoError(t, e.SmallAreas(&areas))
	require.NoError(t, e.Population(&population))
	out["truth"], out["areas"] = sha256.Sum256(truth.Bytes()), sha256.Sum256(areas.Bytes())
	out["population"] = sha256.Sum256(population.Bytes())
	return out
}

// frozen is the digest of what the England of 1,500 children and seed 1 sends.
const frozen = "8dac4a93c4683c227d0b201dd89183e015f009bebccde451fd5210629adfd827"

// inside digests what a zip holds, however it is compressed.
func inside(t *testing.T, b []byte) [32]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	var sums []byte
	for _, f := range z.File {
		sums = fmt.Appendf(sums, "%s %08x %d\n", f.Name, f.CRC32, f.UncompressedSize64)
	}
	return sha256.Sum256(sums)
}

// digestOf digests digests, by file name, of what no library compressed.
func digestOf(digests map[string][32]byte) []byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		if strings.HasSuffix(name, ".xlsx") || strings.HasSuffix(name, ".zip") && !strings.HasPrefix(name, "inside ") {
			continue
		}
		sum := digests[name]
		h.Write([]byte(name))
		h.Write(sum[:])
	}
	return h.Sum(nil)
}

func TestTheSameSeedGivesTheSameBytesAndAnotherSeedOthers(t *testing.T) {
	hamlet := func(seed uint64) map[string][32]byte {
		return digests(t, small(t, func(c *Config) { c.Children, c.Seed = 1_500, seed }))
	}
	first, again, other := hamlet(1), hamlet(1), hamlet(2)
	require.Equal(t, first, again)
	require.Equal(t, frozen, hex.EncodeToString(digestOf(first)),
		"what is made up has changed: every published precision and recall rests on it, so say so in docs/synthetic.md and the changelog")
	for name, sum := range other {
		require.NotEqual(t, first[name], sum, name)
	}
}

// table reads a CSV file that the England wrote.
func table(t *testing.T, b []byte) (header map[string]int, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	require.NoError(t, err)
	header = map[string]int{}
	for i, name := range all[0] {
		header[name] = i
	}
	return header, all[1:]
}

// written is the content of the submissions of one return.
func written(t *testing.T, e *England, name goldset.ReturnName) map[submissionKey][]byte {
	t.Helper()
	out := map[submissionKey][]byte{}
	for s := range e.Submissions() {
		if s.Return == name {
			var b bytes.Buffer
			_, err := s.WriteTo(&b)
			require.NoError(t, err)
			out[submissionKey{s.Supplier, s.Year, s.Term}] = b.Bytes()
		}
	}
	return out
}

// submissionKey names a submission of a known return.
type submissionKey struct {
	supplier string
	year     goldset.CollectionYear
	term     string
}

type cinMessage struct {
	Children []cinChild `xml:"Children>Child"`
}

type cinChild struct {
	ID       string       `xml:"ChildIdentifiers>LAchildID"`
	UPN      string       `xml:"ChildIdentifiers>UPN"`
	Unknown  string       `xml:"ChildIdentifiers>UPNunknown"`
	Episodes []cinEpisode `xml:"CINdetails"`
}

type cinEpisode struct {
	Referred string `xml:"CINreferralDate"`
	Closed   string `xml:"CINclosureDate"`
}

func readCIN(t *testing.T, b []byte) cinMessage {
	t.Helper()
	var m cinMessage
	require.NoError(t, xml.Unmarshal(b, &m))
	return m
}

func TestEveryChildInNeedIsInTheIdentifierFileOfItsAuthorityAndYear(t *testing.T) {
	e := small(t, nil)
	files := written(t, e, goldset.Identifiers)
	for key, b := range written(t, e, goldset.CINCensus) {
		header, rows := table(t, files[key])
		known := map[string]bool{}
		for _, row := range rows {
			known[row[header["LAchildID"]]] = true
		}
		for _, c := range readCIN(t, b).Children {
			require.True(t, known[c.ID], "%v: %s", key, c.ID)
		}
	}
}

func TestAWrittenSubmissionCanBeWrittenAgain(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 1_500 })
	for s := range e.Submissions() {
		var first, again bytes.Buffer
		_, err := s.WriteTo(&first)
		require.NoError(t, err)
		_, err = s.WriteTo(&again)
		require.NoError(t, err)
		require.True(t, bytes.Equal(first.Bytes(), again.Bytes()), s.FileName)
	}
}

func TestThePopulationIsAsLargeAsAskedFor(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 60_000 })
	var b bytes.Buffer
	require.NoError(t, e.Population(&b))
	header, rows := table(t, b.Bytes())
	byYear := map[string]int{}
	for _, row := range rows {
		n, err := strconv.Atoi(row[header["count"]])
		require.NoError(t, err)
		byYear[row[header["year"]]] += n
	}
	require.Len(t, byYear, 3)
	for year, n := range byYear {
		require.InEpsilon(t, 60_000, n, 0.02, year)
	}
	require.Len(t, rows, 3*4*18*2)
}

func TestTruthHasEachSourceAndIDOnce(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, small(t, nil).Truth(&b))
	header, rows := table(t, b.Bytes())
	seen := map[[2]string]bool{}
	for _, row := range rows {
		key := [2]string{row[header["source"]], row[header["id"]]}
		require.False(t, seen[key], "%v", key)
		seen[key] = true
	}
	require.NotEmpty(t, seen)
}

// zippedTable reads the CSV file of a table out of a school census.
func zippedTable(t *testing.T, b []byte, name string) (header map[string]int, rows [][]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "_"+name+".csv") {
			continue
		}
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		return table(t, text)
	}
	require.Fail(t, "no such table", name)
	return nil, nil
}
