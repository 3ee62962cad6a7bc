package ingest

import (
	"fmt"
	"sync/atomic"

	"github.com/goldset/goldset"
)

// The tables of the SSDA903 as rules see them: one child's rows of all tables,
// fields under their names in the return. A child in no Header has none there.
type (
	careChild struct {
		*careSet
		Child          string
		rows           int        // so far, over all tables
		doubtful       bool       // a date was given, this year or last, that cannot be read
		blanks         *careChild // as though such dates were blank; made when asked for
		Last           *careChild // in last year's return; nil when not there
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
		DoLo           []careLiberty
	}
	careHeader struct {
		at
		CHILD, SEX, ETHNIC, UPN, MOTHER, UASC string
		DOB, MC_DOB                           day //nolint:revive // the return's own names
	}
	careEpisode struct {
		at
		CHILD, RNE, LS, CIN, PLACE, PLACE_PROVIDER, REC, REASON_PLACE_CHANGE, HOME_POST, PL_POST, URN string //nolint:revive // the return's own names
		PL_LA, PL_LOCATION, PL_DISTANCE                                                               string //nolint:revive // the return's own names
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
		bare                          bool // of a case without the columns that tell of life after care, where the row itself tells
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
	careLiberty struct {
		at
		CHILD                     string
		DOB, DOLO_START, DOLO_END day //nolint:revive // the return's own names
	}
	careWorker struct {
		at
		CHILD, SW_ID, SW_REASON string //nolint:revive // the return's own names
		DOB, SW_DECOM, SW_DEC   day    //nolint:revive // the return's own names
	}
)

// careRunner holds the return by child and runs the rules when all have come.
type careRunner struct {
	reporter
	*careSet
	of       *Return
	rules    []*rule
	summary  collector
	unjudged unjudged
	last     *lastRead
}

func newCareRunner(r *Return, p *period, report func(goldset.Finding, Evidence), summary collector) *careRunner {
	c := &careRunner{
		reporter: reporter{report: report}, careSet: newCareSet(r.Layout, p), of: r, summary: summary, unjudged: unjudged{},
	}
	stopped := r.stopped()
	for _, r := range rulesFor(goldset.SSDA903, p.Year) {
		if r.needs.missing(p.there) == "" && !stopped[r.code] {
			c.rules = append(c.rules, r)
		}
	}
	return c
}

func (c *careRunner) row(rec *record, texts []string, days []day) { c.careSet.row(rec, texts, days) }

func (c *careRunner) finish() error {
	last, err := c.last.wait()
	if err != nil {
		return err
	}
	if c.crowded || last != nil && last.crowded {
		return refuseCrowd()
	}
	c.ready(last)
	c.judgeAll()
	for _, child := range c.children {
		c.summary.care(child)
	}
	c.of.unjudged = c.unjudged.sorted()
	return nil
}

// lastRead is the return of the year before on its way in, beside this year's and
// on a core of its own. Nil: there is none.
type lastRead struct {
	stop     atomic.Bool
	done     chan struct{} // closed when what follows stands
	set      *careSet
	err      error
	panicked any
}

// readLast begins to read the return of the year before by child.
func readLast(r *Return, p *period) *lastRead {
	if r == nil {
		return nil
	}
	l := &lastRead{done: make(chan struct{})}
	go func() {
		defer close(l.done)
		defer func() { l.panicked = recover() }()
		l.set, l.err = lastYear(r, p, &l.stop)
	}()
	return l
}

// wait gives the return by child, nil when there is none. A panic is raised where
// it would have been.
func (l *lastRead) wait() (*careSet, error) {
	if l == nil {
		return nil, nil //nolint:nilnil // no return of the year before is no error
	}
	<-l.done
	if l.panicked != nil {
		panic(l.panicked)
	}
	return l.set, l.err
}

// leave ends the reading early and waits until the files are let go.
func (l *lastRead) leave() {
	if l != nil {
		l.stop.Store(true)
		<-l.done
	}
}

// lastYear reads the return of the year before by child. What is wrong in it was
// told last year.
func lastYear(r *Return, p *period, stop *atomic.Bool) (*careSet, error) {
	before := *p
	before.Start, before.End, before.Year = r.start, r.end, r.Layout.Year
	last := newCareSet(r.Layout, &before)
	check := newChecker(r, func(goldset.Finding, Evidence) {})
	check.rules = last
	err := r.src.rows(func(rec *record) bool {
		check.row(rec)
		return !stop.Load()
	})
	if err != nil {
		return nil, fmt.Errorf("last year's return: %w", err)
	}
	last.ready(nil)
	return last, nil
}

// finish makes a careSet the runner of a return whose rules are not run.
func (s *careSet) finish() error { return nil }
