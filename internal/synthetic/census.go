package synthetic

import "github.com/goldset/goldset"

// censusDay is the reference day of a school census: the first Thursday of October
// before, the third of January, the third of May, as far as a fixed date can be.
func censusDay(year goldset.CollectionYear, term string) day {
	switch term {
	case "autumn":
		return dayOf(int(year)-1, 10, 3)
	case "spring":
		return dayOf(int(year), 1, 16)
	default:
		return dayOf(int(year), 5, 15)
	}
}

// termStart is the day from which pupils who left are still reported.
func termStart(year goldset.CollectionYear, term string) day {
	switch term {
	case "autumn":
		return dayOf(int(year)-1, 5, 16)
	case "spring":
		return dayOf(int(year)-1, 10, 4)
	default:
		return dayOf(int(year), 1, 17)
	}
}

// onRollFor reports whether spell s is on roll on a census day.
func (c *child) onRollFor(s *spell, on day) bool { return s.entered <= on && s.left >= on }

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
