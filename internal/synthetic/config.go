package synthetic

import (
	"fmt"

	"github.com/goldset/goldset"
)

// Config says how large an England to make up, over which years, and how things go.
type Config struct {
	Children int                      // children aged 0 to 17 at the middle of the years
	Seed     uint64                   // same seed, same England
	Years    []goldset.CollectionYear // consecutive collection years, earliest first
	Rates    Rates
	Returns  []goldset.ReturnName // only these returns; none: all
	National bool                 // one children in need census for the country, to measure with
	Spoiled  int                  // seeded data-quality errors of each kind per authority and CIN return; see Spoils
}

// Rates are the published figures that made-up England follows. Unless another
// year is named they are England's for the year to 31 March 2025, from the
// Department's tables on children in need (b1, c1, d3, d5) and on children looked
// after (numbers, placement stability, school moves), Open Government Licence v3.
//
// A changed rate scales the hazard behind it. Rates hang together, so the outcome
// moves by less or more: who is in need already is not left for a first need, and
// more referrals bring more protection plans.
type Rates struct {
	Referrals         float64 // per 10,000 children and year: 632,830 / 12,183,016
	NoFurtherAction   float64 // share of referrals: 41,340 / 632,830
	NotInNeed         float64 // share of referrals closed after assessment: 194,620 / 632,830
	ReReferrals       float64 // share of referrals within 12 months of another: 142,900 / 632,830
	InNeed            float64 // episodes open on 31 March per 10,000: 402,400 / 12,183,016
	ProtectionPlans   float64 // plans in force on 31 March per 10,000: 49,420 / 12,183,016
	SecondPlans       float64 // share of plans started that are a second or later one: 15,130 / 61,840
	LookedAfter       float64 // looked after on 31 March per 10,000: 81,770 / 12,183,016
	CareStarts        float64 // starting to be looked after in the year per 10,000: 32,270 / 12,183,016
	ThreePlacements   float64 // share of looked after on 31 March with three or more placements in the year
	ThreeWorkers      float64 // share with three or more social workers in the year: 22,140 / 83,300 (2024)
	UASC              float64 // unaccompanied asylum seekers arriving per 10,000 children and year; ours, for a stock near 9% of those looked after
	CAMHS             float64 // share of children with an active CAMHS referral in a year (Commissioner, 2022-23: 949,200, 8%)
	CAMHSNotAccepted  float64 // share of referrals not allocated a service (Commissioner's lightning review, 2016)
	PersistentAbsence float64 // share of pupils missing a tenth of sessions or more; ours, near the published 19%
	Suspended         float64 // share of pupils suspended in a year; ours, near the published 4%
	Independent       float64 // share of school-age children in independent schools; ours, near 6%
	HomeEducated      float64 // share of school-age children educated at home; ours, near 1.4%
}

// PublishedRates are England's.
func PublishedRates() Rates {
	return Rates{
		Referrals:         519.4,
		NoFurtherAction:   0.065,
		NotInNeed:         0.308,
		ReReferrals:       0.226,
		InNeed:            330.3,
		ProtectionPlans:   40.6,
		SecondPlans:       0.245,
		LookedAfter:       67.1,
		CareStarts:        26.5,
		ThreePlacements:   0.10,
		ThreeWorkers:      0.27,
		UASC:              3.2,
		CAMHS:             0.08,
		CAMHSNotAccepted:  0.28,
		PersistentAbsence: 0.19,
		Suspended:         0.04,
		Independent:       0.06,
		HomeEducated:      0.014,
	}
}

// OddsRatios of a first need within a collection year among pupils of state
// schools aged 5 to 15 at its start, each against its absence in the collection
// year before. They are ours, of the size that published models report; a logistic
// model of onset recovers them because nothing else about the pupil matters.
const (
	OddsFSM         = 2.2  // free school meals
	OddsSENSupport  = 1.7  // SEN support, against no SEN
	OddsPlan        = 2.6  // education, health and care plan, against no SEN
	OddsPerDecile   = 1.12 // each IDACI decile towards the most deprived
	OddsAbsence     = 1.9  // persistent absence
	OddsSuspension  = 2.0  // a suspension or exclusion
	OddsElderPupils = 1.25 // aged 11 to 15, against 5 to 10
)

// The bounds of a configuration.
const (
	childrenPerAuthority = 15_000
	minAuthorities       = 4
	maxAuthorities       = 153
	minChildren          = 400
	maxChildren          = 2_500_000 // beyond, the NHS test range 999 runs out of numbers
	maxNational          = 12_500_000
	firstYear            = 2024 // layouts begin with the collection year 2024
	lastYear             = 2026
)

// DefaultConfig is the England of `goldset demo`: 60,000 children, three years.
func DefaultConfig() Config {
	return Config{
		Children: 60_000,
		Seed:     1,
		Years:    []goldset.CollectionYear{2024, 2025, 2026},
		Rates:    PublishedRates(),
		Spoiled:  1,
	}
}

// Validate says what in the configuration cannot be made up.
func (c *Config) Validate() error {
	switch {
	case c.Children < minChildren || c.Children > c.maxChildren():
		return fmt.Errorf("children: %d is outside %d to %d", c.Children, minChildren, c.maxChildren())
	case len(c.Years) == 0:
		return fmt.Errorf("years: name at least one from %d to %d", firstYear, lastYear)
	case c.Spoiled < 0:
		return fmt.Errorf("seeded errors: %d is less than none", c.Spoiled)
	}
	for i, year := range c.Years {
		if year < firstYear || year > lastYear {
			return fmt.Errorf("years: %d is outside %d to %d, the years whose layouts are known", year, firstYear, lastYear)
		}
		if i > 0 && year != c.Years[i-1]+1 {
			return fmt.Errorf("years: %d does not follow %d", year, c.Years[i-1])
		}
	}
	return nil
}

// maxChildren bounds an England whose returns carry NHS numbers, and one of a
// national census, which does not.
func (c *Config) maxChildren() int {
	if c.National {
		return maxNational
	}
	return maxChildren
}

// authorityCount is how many authorities the children live in.
func (c *Config) authorityCount() int {
	return min(max(c.Children/childrenPerAuthority, minAuthorities), maxAuthorities)
}
