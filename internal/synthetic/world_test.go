package synthetic

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
)

// truthOf maps source and id to the row of the truth file.
func truthOf(t *testing.T, e *England) map[[2]string]map[string]string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, e.Truth(&b))
	header, rows := table(t, b.Bytes())
	out := map[[2]string]map[string]string{}
	for _, row := range rows {
		values := map[string]string{}
		for name, i := range header {
			values[name] = row[i]
		}
		out[[2]string{values["source"], values["id"]}] = values
	}
	return out
}

// idsSent collects every source and id that some return carries.
func idsSent(t *testing.T, e *England) map[[2]string]bool {
	t.Helper()
	sent := map[[2]string]bool{}
	for key, b := range written(t, e, goldset.Identifiers) {
		header, rows := table(t, b)
		for _, row := range rows {
			sent[[2]string{key.supplier + "/social_care", row[header["LAchildID"]]}] = true
		}
	}
	for _, b := range written(t, e, goldset.SchoolCensus) {
		for _, name := range []string{"pupilonroll", "pupilnolongeronroll"} {
			header, rows := zippedTable(t, b, name)
			for _, row := range rows {
				sent[[2]string{"DFE/school", row[header["upn"]]}] = true
			}
		}
	}
	for _, b := range written(t, e, goldset.CAMHS) {
		book, err := excelize.OpenReader(bytes.NewReader(b))
		require.NoError(t, err)
		rows, err := book.GetRows("Referrals")
		require.NoError(t, err)
		for _, row := range rows[1:] {
			sent[[2]string{"NHS/camhs", row[0]}] = true
		}
	}
	return sent
}

func TestTruthNamesEveryIDThatIsSentAndNoOther(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 2_000 })
	truth, sent := truthOf(t, e), idsSent(t, e)
	for key := range sent {
		if truth[key] == nil {
			require.Fail(t, "the truth does not know it", "%v", key)
		}
	}
	for key := range truth {
		if !sent[key] {
			require.Fail(t, "no return carries it", "%v", key)
		}
	}
}

func TestNoTwoChildrenShareANumber(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 100_000 })
	holder := map[string]int{}
	claim := func(number string, child int) {
		if other, taken := holder[number]; number != "" && taken && other != child {
			require.Fail(t, "two children have one number", "%s: %d and %d", number, other, child)
		}
		holder[number] = child
	}
	for i := range e.children {
		c := &e.children[i]
		for k := range c.identities {
			claim(c.identities[k].upn, i)
			claim(c.identities[k].temporaryUPN, i)
			claim(c.identities[k].nhs, i)
		}
		for _, patient := range c.patient {
			claim(patient, i)
		}
		for _, l := range c.localIDs {
			claim(e.authorities[l.authority].code+l.id, i)
		}
	}
	require.Greater(t, len(holder), 100_000)
}

func TestAnAdoptionMakesTwoLinkablePersonsOfOne(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 30_000 })
	adopted := 0
	for i := range e.children {
		c := &e.children[i]
		if c.adopted == never || c.adopted < e.start {
			continue
		}
		adopted++
		was, now := c.identities[c.identityOn(c.adopted-1)], c.identities[c.identityOn(c.adopted)]
		require.NotEqual(t, was.surname, now.surname)
		require.True(t, now.adoptive && !was.adoptive)
		if now.upn != "" {
			require.NotEqual(t, was.upn, now.upn)
		}
		require.NotEqual(t, was.nhs, now.nhs)
	}
	require.Greater(t, adopted, 10)
	barriers := map[string]int{}
	for _, b := range written(t, e, goldset.Identifiers) {
		header, rows := table(t, b)
		for _, row := range rows {
			barriers[row[header["IdentityBarrier"]]]++
		}
	}
	require.Positive(t, barriers["C"])
	require.Positive(t, barriers["N"])
	linkable := map[string]map[string]bool{}
	for _, row := range truthOf(t, e) {
		if linkable[row["person"]] == nil {
			linkable[row["person"]] = map[string]bool{}
		}
		linkable[row["person"]][row["linkable_person"]] = true
	}
	two := 0
	for _, l := range linkable {
		require.LessOrEqual(t, len(l), 2)
		two += len(l) - 1
	}
	require.Positive(t, two)
}

func TestWhatMakesLinkageHardIsThere(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 30_000 })
	found := map[string]int{}
	for i := range e.children {
		c := &e.children[i]
		if len(c.localIDs) > 1 {
			found["known to two authorities, or before and after adoption"]++
		}
		if len(c.identities) > 1 && !c.identities[len(c.identities)-1].adoptive {
			found["another surname later"]++
		}
		if i > 0 && e.children[i-1].family == c.family {
			sibling := &e.children[i-1]
			switch {
			case sibling.born == c.born:
				require.NotEqual(t, sibling.identities[0].forename, c.identities[0].forename)
				found["twin"]++
			case sibling.identities[0].surname != c.identities[0].surname:
				found["half-sibling of another surname"]++
			default:
				found["sibling"]++
			}
		}
		for k := range c.spells {
			if c.spells[k].second {
				found["registered at two schools"]++
			}
		}
		found["unborn"] += btoi(c.born > e.end && len(c.localIDs) > 0)
		found["asylum seeker with an assigned birthday"] += btoi(c.asylum && c.born == dateOf(yearIn(c.born), 1, 1))
		found["in need on no state roll"] += btoi(c.roll != rollState && len(c.localIDs) > 0)
		for k := range c.care {
			found["short breaks"] += btoi(c.care[k].shortBreaks && c.care[k].to >= e.start)
		}
		for k := range c.identities {
			found["temporary UPN"] += btoi(c.identities[k].temporaryUPN != "")
		}
	}
	for _, what := range []string{
		"known to two authorities, or before and after adoption", "another surname later", "twin",
		"half-sibling of another surname", "sibling", "registered at two schools", "unborn",
		"asylum seeker with an assigned birthday", "in need on no state roll", "short breaks", "temporary UPN",
	} {
		require.GreaterOrEqual(t, found[what], 5, what)
	}
}

func btoi(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestAnEpisodeThatStaysOpenIsInEachYearsCensus(t *testing.T) {
	e := small(t, nil)
	seen := map[[3]string]map[goldset.CollectionYear]string{}
	for key, b := range written(t, e, goldset.CINCensus) {
		for _, c := range readCIN(t, b).Children {
			for _, ep := range c.Episodes {
				id := [3]string{key.supplier, c.ID, ep.Referred}
				if seen[id] == nil {
					seen[id] = map[goldset.CollectionYear]string{}
				}
				seen[id][key.year] = ep.Closed
			}
		}
	}
	carried := 0
	for id, years := range seen {
		for year, closed := range years {
			if closed != "" || year == 2026 || id[2] > periodEnd(year).iso() {
				continue
			}
			if next, ok := years[year+1]; ok {
				carried++
				require.True(t, next == "" || next > periodEnd(year).iso())
			}
		}
	}
	require.Greater(t, carried, 100)
}

func TestLookedAfterStepsFollowOneAnother(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 30_000 })
	whys := map[string]int{}
	for i := range e.children {
		for k := range e.children[i].care {
			steps := e.children[i].care[k].steps
			require.Equal(t, "S", steps[0].why)
			for n := range steps {
				s := &steps[n]
				whys[s.why]++
				require.Less(t, s.from, s.to)
				if n == len(steps)-1 {
					require.NotEqual(t, "X1", s.ended)
					require.Equal(t, e.children[i].care[k].to, s.to)
					continue
				}
				next := &steps[n+1]
				require.Equal(t, s.to, next.from)
				require.Equal(t, "X1", s.ended)
				require.Equal(t, s.legal != next.legal, next.why == "L" || next.why == "B" || next.why == "U")
				require.Equal(t, s.change != "", next.why != "L")
			}
		}
	}
	for _, why := range []string{"S", "L", "P", "B", "T"} {
		require.Positive(t, whys[why], why)
	}
}
