package synthetic

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
)

func TestDaysAgreeWithTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := day(rapid.IntRange(-20_000, 40_000).Draw(t, "day"))
		at := time.Unix(int64(d)*86400, 0).UTC()
		year, month, dom := d.date()
		require.Equal(t, [3]int{at.Year(), int(at.Month()), at.Day()}, [3]int{year, month, dom})
		require.Equal(t, at.Format("2006-01-02"), string(d.appendISO(nil)))
		require.Equal(t, at.Format("02/01/2006"), string(d.appendSlashed(nil)))
		require.Equal(t, at.Format("2006-Jan-02 15:04:05"), string(d.appendBlade(nil)))
		require.Equal(t, (int(at.Weekday())+6)%7, d.weekday())
		require.Less(t, d.working().weekday(), 5)
		require.Less(t, d.weekdayBack().weekday(), 5)
		require.Equal(t, d, dateOf(year, month, dom))
		require.LessOrEqual(t, periodStart(yearOf(d.collectionYear())), d)
		require.GreaterOrEqual(t, periodEnd(yearOf(d.collectionYear())), d)
	})
}

func TestAgeGrowsOnTheBirthday(t *testing.T) {
	born := dateOf(2010, 5, 20)
	require.Equal(t, 13, dateOf(2024, 5, 19).age(born))
	require.Equal(t, 14, dateOf(2024, 5, 20).age(born))
	require.Equal(t, -1, (born - 1).age(born))
	require.Equal(t, dateOf(2028, 5, 20), born.birthday(18))
}

func TestSchoolYearsFollowTheFirstOfSeptember(t *testing.T) {
	for name, tc := range map[string]struct {
		born, on day
		want     int
	}{
		"an August child starts reception just four": {dateOf(2020, 8, 31), dateOf(2024, 9, 1), 0},
		"a September child waits a year":             {dateOf(2020, 9, 1), dateOf(2025, 9, 1), 0},
		"and is not there the year before":           {dateOf(2020, 9, 1), dateOf(2024, 9, 1), -1},
		"year seven begins seven years later":        {dateOf(2013, 8, 31), dateOf(2024, 10, 3), 7},
	} {
		require.Equal(t, tc.want, schoolYear(tc.born, tc.on), name)
	}
}

func TestDiceAreFixedAndFair(t *testing.T) {
	first, again, other := throw(7, forNeed, 1, 2), throw(7, forNeed, 1, 2), throw(7, forNeed, 2, 1)
	require.Equal(t, first.next(), again.next())
	require.NotEqual(t, first.next(), other.next())
	d := throw(1, forCare)
	require.Equal(t, uint64(0x1c9558bd006badb), d.next(), "the bytes of every England rest on this number")

	d = throw(3, forFamily)
	sum, ones, weighted := 0, 0, 0
	odds := cumulate(1, 3)
	const n = 200_000
	for range n {
		sum += d.wait(1000)
		ones += d.below(10) / 9
		weighted += d.pick(odds)
	}
	require.InEpsilon(t, 1000, float64(sum)/n, 0.02)
	require.InEpsilon(t, 0.1, float64(ones)/n, 0.03)
	require.InEpsilon(t, 0.75, float64(weighted)/n, 0.02)
}

func TestUPNsPassTheDepartmentsCheckUnlessSpoilt(t *testing.T) {
	require.Equal(t, "H801200001001", upn("801", 2000, 2001, 1, false))
	rapid.Check(t, func(t *rapid.T) {
		number := upn("301", rapid.IntRange(1000, 9999).Draw(t, "school"), rapid.IntRange(2000, 2030).Draw(t, "year"),
			rapid.IntRange(0, 5000).Draw(t, "serial"), rapid.Bool().Draw(t, "temporary"))
		require.NoError(t, ingest.CheckUPN(number))
		require.Error(t, ingest.CheckUPN(spoilLetter(number)))
	})
}

func TestNHSNumbersAreOfTheTestRangeValidAndDifferent(t *testing.T) {
	numbers := nhsNumbers{seed: 5}
	seen := map[string]bool{}
	for range 20_000 {
		number, err := numbers.take()
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(number, "999"))
		require.NoError(t, ingest.CheckNHSNumber(number))
		require.False(t, seen[number])
		seen[number] = true
	}
	numbers.next = 1_000_000
	_, err := numbers.take()
	require.ErrorIs(t, err, errNoNHSNumbers)
}

// realAreas are the postcode areas of the United Kingdom, the Crown dependencies and
// those kept for special use.
const realAreas = ` AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN
 EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP
 NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD
 WF WN WR WS WV YO ZE `

var postcodePattern = regexp.MustCompile(`^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}$`)

func TestPostcodesLookRightAndAreNobodys(t *testing.T) {
	e := small(t, func(c *Config) { c.Children = 30_000 })
	seen := map[string]bool{}
	for i := range e.areas {
		a := &e.areas[i]
		for k := range a.postcodes {
			p := e.postcode(a.authority, a.first+k)
			require.False(t, seen[p], p)
			seen[p] = true
			typo := mistypePostcode(p, uint64(i)*7919+uint64(k))
			require.True(t, postcodePattern.MatchString(p) && postcodePattern.MatchString(typo), "%s %s", p, typo)
			require.Equal(t, p[:2], typo[:2])
		}
	}
	for _, area := range postcodeAreas {
		require.NotContains(t, strings.Fields(realAreas), area)
	}
}

var localIDPattern = regexp.MustCompile(`^[A-Za-z0-9]{1,20}$`)

func TestLocalIDsAreShortAlphanumericAndNeverRepeat(t *testing.T) {
	for authority := range 3 {
		seen := map[string]bool{}
		for serial := range 50_000 {
			id := localChildID(authority, serial)
			if seen[id] || !localIDPattern.MatchString(id) {
				require.Fail(t, "not a new id", "%s", id)
			}
			seen[id] = true
		}
	}
}

func TestMistakesChangeAName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Z][a-z]{0,12}(-[A-Z][a-z]{1,8})?`).Draw(t, "name")
		choice := rapid.Uint64().Draw(t, "choice")
		for _, changed := range []string{mistype(name, choice), respell(name), unhyphen(name, choice)} {
			require.NotEmpty(t, changed)
			require.LessOrEqual(t, len(changed), len(name)+1)
		}
		if len(name) >= 3 {
			require.Equal(t, name[0], mistype(name, choice)[0])
		}
	})
	require.Equal(t, "Sofie", respell("Sophie"))
	require.Equal(t, "Nikolas", respell("Nickolas"))
}

func TestConfigSaysWhatCannotBeMadeUp(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"too few children":         {func(c *Config) { c.Children = 10 }, "children"},
		"too many for the NHS":     {func(c *Config) { c.Children = 5_000_000 }, "children"},
		"no years":                 {func(c *Config) { c.Years = nil }, "name at least one"},
		"a year without layouts":   {func(c *Config) { c.Years = []goldset.CollectionYear{2023} }, "2023"},
		"years with a gap":         {func(c *Config) { c.Years = []goldset.CollectionYear{2024, 2026} }, "does not follow"},
		"fewer errors than no one": {func(c *Config) { c.Spoiled = -1 }, "seeded errors"},
	} {
		cfg := DefaultConfig()
		tc.change(&cfg)
		_, err := Generate(cfg)
		require.ErrorContains(t, err, tc.want, name)
	}
}

func TestAuthoritiesGrowWithTheChildren(t *testing.T) {
	for children, want := range map[int]int{400: 4, 60_000: 4, 90_000: 6, 2_500_000: 153} {
		cfg := DefaultConfig()
		cfg.Children = children
		require.Equal(t, want, cfg.authorityCount())
		picked := pickAuthorities(want)
		require.Len(t, picked, want)
		seen := map[string]bool{}
		for _, a := range picked {
			require.Regexp(t, `^[0-9]{3}$`, a.code)
			require.NotEmpty(t, a.name)
			require.False(t, seen[a.code])
			seen[a.code] = true
		}
	}
}
