package synthetic

// openCases gives c one local id with every authority that knows it, and another
// with the same authority for the identity after adoption.
func (e *England) openCases(id int32, c *child) {
	for i := range c.episodes {
		ep := &c.episodes[i]
		if ep.referred > e.end {
			continue
		}
		e.openCase(id, c, ep.authority, ep.referred)
	}
}

func (e *England) openCase(id int32, c *child, authority int32, on day) {
	adoptive := on >= c.adopted
	for _, known := range c.localIDs {
		if known.authority == authority && known.adoptive == adoptive {
			return
		}
	}
	a := &e.authorities[authority]
	a.cases = append(a.cases, caseRef{id, int16(len(c.localIDs))})
	c.localIDs = append(c.localIDs, localID{
		authority: authority, id: localChildID(int(authority), a.nextCase), adoptive: adoptive, identity: c.identityOn(on),
	})
	a.nextCase++
}

// belongs reports whether something that began on a day in an authority is on record
// l of c.
func (c *child) belongs(l *localID, authority int32, began day) bool {
	return l.authority == authority && (began >= c.adopted) == l.adoptive
}
