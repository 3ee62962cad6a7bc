package synthetic

import (
	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// term is one termly school census: the calendar year and season of its census day.
type term struct {
	year     goldset.CollectionYear
	name     string
	on, from day // census day, and the first day it looks back to
	flags    int // the collection year whose habits it shows
}

// termOf is the school census of a calendar year and season.
func termOf(year goldset.CollectionYear, name string) term {
	from, on := reference.Period(goldset.SchoolCensus, year, name)
	t := term{year: year, name: name, on: dayFrom(on), from: dayFrom(from)}
	t.flags = t.on.collectionYear()
	return t
}

// terms are the school censuses that go with the collection years: those whose layout
// is known, from the spring of the first year to the summer after the last. They come
// in order of time, so a year's are spring, summer and autumn.
func (e *England) terms() []term {
	var out []term
	last := e.cfg.Years[len(e.cfg.Years)-1]
	for _, year := range e.cfg.Years {
		out = append(out, termOf(year, "spring"), termOf(year, "summer"))
		if year != last {
			out = append(out, termOf(year, "autumn"))
		}
	}
	return out
}

// onRollFor reports whether spell s is on roll on a census day.
func (c *child) onRollFor(s *spell, on day) bool { return s.entered <= on && s.left >= on }

// leftDuring reports whether spell s ended in the time that a census looks back on.
func (c *child) leftDuring(s *spell, t *term) bool { return s.left >= t.from && s.left < t.on }

// upnOn is the UPN under which a school has c on a day, and the one before it.
func (c *child) upnOn(on day) (number, former string) {
	id := &c.identities[c.identityOn(on)]
	if id.temporaryUPN == "" {
		return id.upn, ""
	}
	if on < id.upnFrom+150 {
		return id.temporaryUPN, ""
	}
	return id.upn, id.temporaryUPN
}

// sentUPN is a UPN that some pupil census carries.
type sentUPN struct {
	upn      string
	adoptive bool
}

// upnsSent lists the UPNs under which c is in the pupil census, each once.
func (e *England) upnsSent(c *child, terms []term) []sentUPN {
	var out []sentUPN
	for i := range terms {
		t := &terms[i]
		for k := range c.spells {
			s := &c.spells[k]
			on := min(t.on, s.left)
			if !c.onRollFor(s, t.on) && !c.leftDuring(s, t) {
				continue
			}
			number, _ := c.upnOn(on)
			known := false
			for _, o := range out {
				known = known || o.upn == number
			}
			if !known {
				out = append(out, sentUPN{number, on >= c.adopted})
			}
		}
	}
	return out
}
