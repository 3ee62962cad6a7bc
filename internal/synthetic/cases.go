package synthetic

// openCases gives c one local id with every authority that knows it, and another
// with the same authority for the identity after adoption.
func (e *England) openCases(id int32, c *child) {
	for i := range c.episodes {
		ep := &c.episodes[i]
		if ep.referred > e.end {
			continue
		}
		e.openCase(id, c, ep.authority, ep.referred >= c.adopted)
	}
}

func (e *England) openCase(id int32, c *child, authority int32, adoptive bool) {
	for _, known := range c.localIDs {
		if known.authority == authority && known.adoptive == adoptive {
			return
		}
	}
	a := &e.authorities[authority]
	l := localID{authority: authority, id: localChildID(int(authority), a.nextCase), adoptive: adoptive}
	if !e.reported(c, &l) {
		return
	}
	a.nextCase++
	a.cases = append(a.cases, caseRef{id, int16(len(c.localIDs))})
	c.localIDs = append(c.localIDs, l)
}

// reported reports whether record l of c is in any return of its authority.
func (e *England) reported(c *child, l *localID) bool {
	for _, year := range e.cfg.Years {
		if e.listed(c, l, periodStart(year), periodEnd(year)) {
			return true
		}
	}
	return false
}

// listed reports whether record l of c is in the CIN census or the SSDA903 of a period.
func (e *England) listed(c *child, l *localID, start, end day) bool {
	return e.inCensus(c, l, start, end) || e.inCare(c, l, start, end) || e.careLeaver(c, l, start, end)
}

// belongs reports whether something that began on a day in an authority is on record
// l of c.
func (c *child) belongs(l *localID, authority int32, began day) bool {
	return l.authority == authority && (began >= c.adopted) == l.adoptive
}
