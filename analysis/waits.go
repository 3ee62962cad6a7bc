package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/goldset/goldset"
)

// twelveWeeks is the wait that the share seen twice is given for.
const twelveWeeks = 84

// What ends the wait of an accepted referral.
const (
	secondContact = 1
	closure       = 2
)

// endings are the query's words for what ended a wait.
var endings = map[string]int{"waiting": Censored, "second contact": secondContact, "closed": closure}

// queue is one group of accepted referrals: how long each waited, and for what.
type queue struct {
	like   goldset.Cell // year, geography and breakdown of its cells
	spells []Spell
	all    int64
	ended  [3]int64 // referrals by what ended their wait, at any time
	early  [3]int64 // within twelve weeks
}

// camhsCells passes shares on and estimates waits from the spells, in which
// closure competes with second contact.
func camhsCells(raws []Raw) ([]goldset.Cell, error) {
	queues := map[string]*queue{}
	var plain []Raw
	for i := range raws {
		if raws[i].Indicator != "spell" {
			plain = append(plain, raws[i])
			continue
		}
		if err := join(queues, &raws[i]); err != nil {
			return nil, err
		}
	}
	cells, err := eachCell(plain)
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(queues))
	for key := range queues {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		cells = append(cells, queues[key].cells()...)
	}
	return cells, nil
}

// join adds a row's spells to the queue of its group.
func join(queues map[string]*queue, raw *Raw) error {
	cause, known := endings[raw.dim("ended")]
	days, err := strconv.Atoi(raw.dim("days"))
	if !known || err != nil || days < 0 {
		return fmt.Errorf("indicator %s: a spell has an ending and a number of days", raw.Indicator)
	}
	like, err := raw.bare()
	if err != nil {
		return err
	}
	like.Dims = like.Dims[:1] // the need status; ending and days go into the curve
	key := like.Key()
	q, there := queues[key]
	if !there {
		q = &queue{like: like}
		queues[key] = q
	}
	q.spells = append(q.spells, Spell{Time: float64(days), Cause: cause, Count: float64(raw.Numerator)})
	q.all += raw.Numerator
	q.ended[cause] += raw.Numerator
	if days <= twelveWeeks {
		q.early[cause] += raw.Numerator
	}
	return nil
}

func (q *queue) cells() []goldset.Cell {
	slices.SortFunc(q.spells, func(a, b Spell) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Cause, b.Cause))
	})
	seen, closed := AalenJohansen(q.spells, secondContact), AalenJohansen(q.spells, closure)
	cells := []goldset.Cell{
		q.share("second_contact_12_weeks", seen, secondContact),
		q.share("closed_12_weeks", closed, closure),
	}
	if median, ok := q.median(seen); ok {
		cells = append(cells, median)
	}
	return cells
}

// share is the percentage that the cause has reached by twelve weeks.
func (q *queue) share(indicator string, curve Curve, cause int) goldset.Cell {
	cell := q.like
	cell.Indicator, cell.Unit = indicator, goldset.UnitPercent
	cell.Numerator, cell.Denominator, cell.Contributors = q.early[cause], q.all, q.early[cause]
	step, _ := curve.At(twelveWeeks)
	interval := step.logLog(Z95)
	if step.Estimate <= 0 || step.Estimate >= 1 {
		// Nobody yet, or everybody: the curve knows no error, but so few may be chance.
		interval = Wilson(step.Estimate*float64(q.all), float64(q.all), Z95)
	}
	interval = interval.times(100)
	cell.Value, cell.Lower, cell.Upper = 100*step.Estimate, &interval.Lower, &interval.Upper
	return cell
}

// median is the day by which half of the accepted referrals had a second contact;
// there is none while fewer than half have had one.
func (q *queue) median(curve Curve) (goldset.Cell, bool) {
	cell := q.like
	day, reached := curve.Reaches(0.5)
	if !reached {
		return cell, false
	}
	cell.Indicator, cell.Unit = "median_days", goldset.UnitDays
	cell.Numerator, cell.Denominator, cell.Contributors = q.ended[secondContact], q.all, q.ended[secondContact]
	cell.Value = day
	interval := curve.reaching(0.5, Z95)
	cell.Lower = &interval.Lower
	if !math.IsInf(interval.Upper, 1) {
		cell.Upper = &interval.Upper
	}
	return cell, true
}
