package reference_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/goldset/goldset/reference"
)

// A plain map of texts is the twin of the packed set.
func TestPostcodesAreFoundHoweverTheyCameInAndAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, twin := reference.NewPostcodes(), map[string]reference.Place{}
		drawn := rapid.SliceOfN(rapid.StringMatching(`[A-C][A-B]?[1-3][A-B]? [0-9][A-Z][A-Z]`), 1, 50).Draw(t, "postcodes")
		for i, postcode := range drawn {
			place := reference.Place{District: fmt.Sprintf("E%08d", i%3), Easting: 1 + i, Northing: 2 * i, OnGrid: true}
			require.True(t, set.Add(postcode, place.District, place.Easting, place.Northing))
			twin[postcode] = place
		}
		require.Equal(t, len(twin), set.Len())
		for postcode, want := range twin {
			for _, text := range []string{postcode, " " + postcode, lowerNoSpace(postcode)} {
				got, known := set.Find(text)
				require.True(t, known, text)
				require.Equal(t, want, got)
			}
		}
		for postcode, place := range set.All {
			require.Equal(t, twin[postcode], place)
		}
	})
}

func lowerNoSpace(text string) string {
	var out []byte
	for i := range len(text) {
		if text[i] != ' ' {
			out = append(out, text[i]|0x20)
		}
	}
	return string(out)
}

func TestTextThatIsNoPostcodeIsNotFound(t *testing.T) {
	set := reference.NewPostcodes()
	require.True(t, set.Add("SW1A 1AA", "E09000033", 529090, 179645))
	for _, text := range []string{"", "SW1A", "SW1A 1A", "SW1A 1AB", "SW1A 1A1", "SW1A-1AA", "SW1A 1AAA", "ſW1A 1AA"} {
		_, known := set.Find(text)
		require.False(t, known, text)
	}
	require.False(t, set.Add("nonsense", "E09000033", 1, 1))
	require.False(t, set.Add("SW1A 2AA", "E09000033", -1, 1))
}

func TestDistanceIsInMilesToOneDecimal(t *testing.T) {
	home := reference.Place{Easting: 500000, Northing: 200000, OnGrid: true}
	for _, c := range []struct {
		name            string
		east, northings int
		want            float64
	}{
		{"the same place", 500000, 200000, 0},
		{"a mile to the east", 501609, 200000, 1},
		{"three and four miles make five", 504828, 206437, 5},
		{"just short of two tenths", 500241, 200000, 0.1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, known := home.Miles(reference.Place{Easting: c.east, Northing: c.northings, OnGrid: true})
			require.True(t, known)
			require.InDelta(t, c.want, got, 1e-9)
		})
	}
	_, known := home.Miles(reference.Place{})
	require.False(t, known, "Jersey is not on the grid")
}

func TestADistrictOfACountyIsPlacedInTheCounty(t *testing.T) {
	for district, want := range map[string]string{
		"E07000008": "873", // Cambridge
		"E09000027": "318", // Richmond upon Thames
		"E08000019": "373", // Sheffield, as it was until 2025
		"W06000015": "WAL", "S12000036": "SCO", "N09000003": "NIR", "L99999999": "CON", "": "", "X": "",
	} {
		require.Equal(t, want, reference.PlacementAuthority(district), district)
	}
}

func TestAProviderMayStandInTheListTwice(t *testing.T) {
	list := reference.NewProviders()
	open := reference.Provider{URN: "SC1", Places: "K2"}
	closed := open
	closed.Closed = time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC)
	for range 2 {
		list.Add(open)
		list.Add(closed)
	}
	require.Equal(t, []reference.Provider{open, closed}, list.Find("SC1"))
	require.Equal(t, 2, list.Len())
	require.Empty(t, list.Find("SC2"))
}
