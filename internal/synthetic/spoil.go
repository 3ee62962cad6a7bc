package synthetic

import "github.com/goldset/goldset"

// Spoil is one kind of data-quality error that is seeded into each CIN census, so
// that an officer has something to find, fix or explain.
type Spoil struct {
	Rule string // the Department's rule that finds it
	Also string // another finding that comes of the same error, "" when there is none
	What string
}

// Spoils lists the seeded errors. Config.Spoiled of each go into every CIN census;
// nothing else in a made-up return is meant to break a rule.
func Spoils() []Spoil {
	return []Spoil{
		{"4220", "", "a child's ethnicity is missing"},
		{"8630", "8565", "an episode closes the day before its referral"},
		{"1510", "check-digit", "a UPN has the wrong check letter"},
		{"8866", "", "a referral source is not in the code list"},
		{"8770Q", "", "a child of school age has neither a UPN nor the reason why not"},
	}
}

// The kinds, in the order of Spoils.
const (
	spoilNone = iota - 1
	spoilEthnicity
	spoilClosure
	spoilCheckLetter
	spoilSource
	spoilNoReason
	spoilKinds
)

// spoilt picks the children of authority a's CIN census of a year that carry a seeded
// error: by position among listed, its kind.
func (e *England) spoilt(a int, year goldset.CollectionYear, listed []caseRef) map[int]int {
	out := make(map[int]int, e.cfg.Spoiled*spoilKinds)
	if len(listed) == 0 {
		return out
	}
	for kind := range spoilKinds {
		for n := range e.cfg.Spoiled {
			d := throw(e.cfg.Seed, forSpoil, a, int(year), kind*1000+n)
			from := d.below(len(listed))
			for k := range listed {
				at := (from + k) % len(listed)
				if _, taken := out[at]; !taken && e.suits(kind, listed[at], year) {
					out[at] = kind
					break
				}
			}
		}
	}
	return out
}

// suits reports whether a child's record can carry an error of a kind.
func (e *England) suits(kind int, ref caseRef, year goldset.CollectionYear) bool {
	c := &e.children[ref.child]
	l := &c.localIDs[ref.id]
	start, end := periodStart(year), periodEnd(year)
	on := asOf(c, l, end)
	r := e.recordOf(sourceCare+int(l.authority), ref.child, c, on)
	number, _, _ := e.upnAt(c, l, &r, end)
	var first *episode
	for i := range c.episodes {
		if ep := &c.episodes[i]; inPeriod(c, l, ep, start, end) {
			first = ep
			break
		}
	}
	switch kind {
	case spoilClosure:
		return first != nil && first.notInNeed && first.referred > start && first.closed <= end
	case spoilCheckLetter:
		return number != ""
	case spoilSource:
		return first != nil && !first.noAction
	case spoilNoReason:
		age := end.age(c.born)
		return number == "" && age >= 6 && age < 15 && first != nil && !first.noAction
	default:
		return true
	}
}
