package ingest

import (
	"reflect"

	"github.com/goldset/goldset"
)

// The tables of the SSDA903 as rules see them: one child's rows of all tables,
// fields under their names in the return. A child in no Header has none there.
type (
	careChild struct {
		*period
		Child          string
		Header         []careHeader
		Episodes       []careEpisode
		Reviews        []careReview
		UASC           []careUASC
		OC2            []careOC2
		OC3            []careOC3
		AD1            []careAD1
		PlacedAdoption []carePlaced
		PrevPerm       []carePrevious
		Missing        []careMissing
		SWEpisodes     []careWorker
	}
	careHeader struct {
		at
		CHILD, SEX, ETHNIC, UPN, MOTHER string
		DOB, MC_DOB                     day //nolint:revive // the return's own names
	}
	careEpisode struct {
		at
		CHILD, RNE, LS, CIN, PLACE, PLACE_PROVIDER, REC, REASON_PLACE_CHANGE, HOME_POST, PL_POST, URN string //nolint:revive // the return's own names
		DECOM, DEC                                                                                    day
	}
	careReview struct {
		at
		CHILD, REVIEW_CODE string //nolint:revive // the return's own names
		DOB, REVIEW        day
	}
	careUASC struct {
		at
		CHILD, SEX string
		DOB, DUC   day
	}
	careOC2 struct {
		at
		CHILD, SDQ_SCORE, SDQ_REASON, CONVICTED, HEALTH_CHECK, IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT string //nolint:revive // the return's own names
		SUBSTANCE_MISUSE, INTERVENTION_RECEIVED, INTERVENTION_OFFERED                                        string //nolint:revive // the return's own names
		DOB                                                                                                  day
	}
	careOC3 struct {
		at
		CHILD, IN_TOUCH, ACTIV, ACCOM string //nolint:revive // the return's own names
		DOB                           day
	}
	careAD1 struct {
		at
		CHILD, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR, LS_ADOPTR string //nolint:revive // the return's own names
		DOB, DATE_INT, DATE_MATCH                            day    //nolint:revive // the return's own names
	}
	carePlaced struct {
		at
		CHILD, REASON_PLACED_CEASED          string //nolint:revive // the return's own names
		DOB, DATE_PLACED, DATE_PLACED_CEASED day    //nolint:revive // the return's own names
	}
	carePrevious struct {
		at
		CHILD, PREV_PERM, LA_PERM, DATE_PERM string //nolint:revive // the return's own names
		DOB                                  day
	}
	careMissing struct {
		at
		CHILD, MISSING          string
		DOB, MIS_START, MIS_END day //nolint:revive // the return's own names
	}
	careWorker struct {
		at
		CHILD, SW_ID, SW_REASON string //nolint:revive // the return's own names
		DOB, SW_DECOM, SW_DEC   day    //nolint:revive // the return's own names
	}
)

// careRunner holds the return by child, since one child's rows stand in all
// tables, and runs the rules when all have come. The 115,000 children looked
// after in England in a year have about two million rows.
type careRunner struct {
	reporter
	period  *period
	view    *viewer
	order   []*careChild
	byID    map[string]*careChild
	rules   []*rule
	summary collector
}

func newCareRunner(l *goldset.Layout, p *period, report func(goldset.Finding, Evidence), summary collector) *careRunner {
	return &careRunner{
		reporter: reporter{report: report}, period: p, summary: summary, byID: map[string]*careChild{},
		view: newViewer(l, reflect.TypeFor[careChild]()), rules: rulesFor(goldset.SSDA903, l.Year),
	}
}

func (c *careRunner) row(rec *record, texts []string, days []day) {
	child := c.byID[rec.LocalID]
	if child == nil {
		child = &careChild{period: c.period, Child: rec.LocalID}
		c.byID[rec.LocalID] = child
		c.order = append(c.order, child)
	}
	c.view.add(reflect.ValueOf(child).Elem(), rec, texts, days)
}

func (c *careRunner) finish() {
	for _, child := range c.order {
		child.inOrder()
	}
	for _, r := range c.rules {
		fail := c.failer(r)
		for _, child := range c.order {
			c.child = child.Child
			if r.care != nil {
				r.care(child, fail)
			}
		}
	}
	for _, child := range c.order {
		c.summary.care(child)
	}
}
