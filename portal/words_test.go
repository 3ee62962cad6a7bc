package portal_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/portal"
	"github.com/goldset/goldset/store"
)

func TestStandingIsSaidInTheOfficersWords(t *testing.T) {
	sent := time.Now()
	for _, c := range []struct {
		name string
		r    store.RequestProgress
		want string
	}{
		{"nothing was uploaded", store.RequestProgress{}, "Not started"},
		{"a check runs", store.RequestProgress{Submission: 1, State: store.StateChecking}, "Checking"},
		{"the file was refused", store.RequestProgress{Submission: 1, State: store.StateRefused}, "Errors to fix"},
		{"an error is open", store.RequestProgress{Submission: 1, State: store.StateAnswering, OpenErrors: 1}, "Errors to fix"},
		{"queries are open", store.RequestProgress{Submission: 1, State: store.StateAnswering, OpenQueries: 3}, "Queries to explain"},
		{"the office does not know which", store.RequestProgress{Submission: 1, State: store.StateAnswering, OpenErrors: -1}, "Findings to answer"},
		{"all is answered", store.RequestProgress{Submission: 1, State: store.StateReady}, "Ready to sign off"},
		{"it was handed over", store.RequestProgress{Submission: 1, State: store.StateReady, SentAt: &sent}, "Awaiting sign off"},
		{"it was signed", store.RequestProgress{Submission: 1, State: store.StateSigned}, "Submitted"},
		{"it was loaded", store.RequestProgress{Submission: 1, State: store.StateLoaded}, "Submitted"},
		{"the supplier does not hold it", store.RequestProgress{Request: store.Request{Answer: store.AnsweredNotHeld}}, "Not supplied"},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, portal.StandingTag(c.r)) })
	}
}

func TestPagesOfAListCoverItOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Int64Range(0, 5000).Draw(t, "all")
		next := int64(1)
		for number := 1; ; number++ {
			p := portal.NewPager("/list", number, all)
			require.Equal(t, number, p.Page)
			if all > 0 {
				require.Equal(t, next, p.From)
			}
			next = p.To + 1
			if p.Next() == 0 {
				require.Equal(t, all, p.To)
				require.Equal(t, p.Pages, portal.NewPager("/list", number+1, all).Page, "past the end is the last page")
				return
			}
		}
	})
}

func TestThousandsAreSeparatedAndNothingElse(t *testing.T) {
	require.Equal(t, "1,234,567", portal.Thousands(1234567))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		require.Equal(t, strconv.FormatInt(n, 10), strings.ReplaceAll(portal.Thousands(n), ",", ""))
	})
}

func TestDurationsAreSaidInTwoUnits(t *testing.T) {
	require.Equal(t, "1 second", portal.Duration(time.Second+500*time.Millisecond))
	require.Equal(t, "2 days 3 hours", portal.Duration(51*time.Hour+20*time.Minute))
	require.Equal(t, "15 minutes", portal.Duration(15*time.Minute))
}

func TestDatesThatDoNotExistAreNotRead(t *testing.T) {
	for _, c := range []struct {
		day, month, year string
		ok               bool
	}{{"31", "7", "2026", true}, {"05", "08", "2026", true}, {"31", "2", "2026", false}, {"", "", "", false}, {"1", "1", "26", false}, {"-1", "1", "2026", false}} {
		_, ok := portal.DateOf(c.day, c.month, c.year)
		require.Equal(t, c.ok, ok, "%s %s %s", c.day, c.month, c.year)
	}
}

func TestFileNamesLoseTheirFolders(t *testing.T) {
	require.Equal(t, "return.xml", portal.BaseName(`C:\Users\someone\return.xml`))
	require.Equal(t, "return.xml", portal.BaseName("../../etc/return.xml"))
}

func TestPasswordHashesAreSaltedAndReadBack(t *testing.T) {
	one, two := portal.HashPassword("same"), portal.HashPassword("same")
	require.NotEqual(t, one, two)
	require.True(t, strings.HasPrefix(one, "$argon2id$v=19$m=65536,t=1,p=2$"))
	require.NoError(t, portal.DecodeHash(one))
	require.Error(t, portal.DecodeHash(strings.Replace(one, "m=65536", "m=65536000", 1)), "a row must not exhaust memory")
}

func FuzzStoredHashesAreReadOrRefused(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=1,p=2$c2FsdHNhbHRzYWx0$a2V5a2V5a2V5a2V5a2V5a2V5")
	f.Add("$2a$10$abc")
	f.Add(strings.Repeat("$", 9))
	f.Fuzz(func(_ *testing.T, hash string) { _ = portal.DecodeHash(hash) })
}
