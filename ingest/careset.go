package ingest

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// careSet is an SSDA903 return by child, since one child's rows stand in all
// tables. The 115,000 children looked after in England in a year have about two
// million rows.
type careSet struct {
	*period
	view     *viewer
	children []*careChild // in the order of the files
	byID     map[string]*careChild
	upns     map[string]int // how many headers have each
	crowded  bool           // one id has more rows than a child has
}

func newCareSet(l *goldset.Layout, p *period) *careSet {
	s := &careSet{period: p, byID: map[string]*careChild{}, upns: map[string]int{}}
	if l != nil {
		s.view = newViewer(l, reflect.TypeFor[careChild]())
	}
	return s
}

// child is the child of an id, made when it is the first row.
func (s *careSet) child(id string) *careChild {
	c := s.byID[id]
	if c == nil {
		c = &careChild{careSet: s, Child: id}
		s.byID[id] = c
		s.children = append(s.children, c)
	}
	return c
}

func (s *careSet) row(rec *record, texts []string, days []day) {
	c := s.child(rec.LocalID)
	if c.rows++; c.rows > maxChildRows {
		s.crowded = true
		return
	}
	if s.view.add(reflect.ValueOf(c).Elem(), rec, texts, days) {
		c.doubtful = true
	}
}

// ready puts the rows in order when all have come, works out what a return leaves
// to the Department, and puts last year's children beside this year's.
func (s *careSet) ready(last *careSet) {
	for _, c := range s.children {
		c.inOrder()
		for i := range c.Header {
			if upn := c.Header[i].UPN; upn != "" {
				s.upns[upn]++
			}
		}
		c.placements()
		if last != nil {
			c.Last = last.byID[c.Child]
			c.doubtful = c.doubtful || c.Last != nil && c.Last.doubtful
		}
	}
}

// placements works out the authority, location and distance of each placement
// from its postcodes, where the return does not give them.
func (c *careChild) placements() {
	if c.Reference.Postcodes == nil {
		return
	}
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.PL_POST == "" {
			continue
		}
		place, known := c.Reference.Postcodes.Find(e.PL_POST)
		if !known {
			continue
		}
		e.PL_LA = reference.PlacementAuthority(place.District)
		if c.Authority != "" {
			e.PL_LOCATION = "OUT"
			if e.PL_LA == c.Authority {
				e.PL_LOCATION = "IN"
			}
		}
		if home, known := c.Reference.Postcodes.Find(e.HOME_POST); known {
			if miles, ok := place.Miles(home); ok {
				e.PL_DISTANCE = strconv.FormatFloat(miles, 'f', 1, 64)
			}
		}
	}
}

// seeker reports an unaccompanied asylum-seeking child: by the status in the
// header where it was sent, else by a date on which the status ceases, which every
// such child has.
func (c *careChild) seeker() bool {
	if c == nil {
		return false
	}
	for i := range c.Header {
		if c.Header[i].UASC != "" {
			return c.Header[i].UASC == "1"
		}
	}
	for i := range c.UASC {
		if v := &c.UASC[i]; v.given(v.DUC, "DUC") {
			return true
		}
	}
	return false
}

// statusBlank reports a child whose header leaves the status blank though it was
// to be sent.
func (c *careChild) statusBlank() bool {
	return c.there&needsUASC != 0 && slices.ContainsFunc(c.Header, func(h careHeader) bool { return h.UASC == "" })
}

// wasSeeker reports that the child is one now or was one last year.
func (c *careChild) wasSeeker() bool { return c.seeker() || c.Last.seeker() }

// distance is the distance of the placement in miles.
func (e *careEpisode) distance() (float64, bool) {
	d, err := strconv.ParseFloat(e.PL_DISTANCE, 64)
	return d, err == nil
}

// providers are the entries of the episode's provider in Ofsted's list; none when
// the URN is not given or stands for a provider that has none.
func (e *careEpisode) providers(c *careChild) []reference.Provider {
	if e.URN == "" || strings.EqualFold(e.URN, "XXXXXXX") {
		return nil
	}
	return c.Reference.Providers.Find(e.URN)
}

// withBlanks is the child as though dates that cannot be read had been left blank,
// this year and last.
func (c *careChild) withBlanks() *careChild {
	if c == nil {
		return nil
	}
	if c.blanks == nil {
		copied := *c
		copied.doubtful, copied.Last = false, c.Last.withBlanks()
		forgetUnread(&copied.Header)
		forgetUnread(&copied.Episodes)
		forgetUnread(&copied.Reviews)
		forgetUnread(&copied.UASC)
		forgetUnread(&copied.OC2)
		forgetUnread(&copied.OC3)
		forgetUnread(&copied.AD1)
		forgetUnread(&copied.PlacedAdoption)
		forgetUnread(&copied.PrevPerm)
		forgetUnread(&copied.Missing)
		forgetUnread(&copied.SWEpisodes)
		forgetUnread(&copied.DoLo)
		c.blanks = &copied
	}
	return c.blanks
}

// forgetUnread copies a table and forgets which of its dates cannot be read.
func forgetUnread[T any, P interface {
	*T
	row
}](rows *[]T) {
	*rows = slices.Clone(*rows)
	for i := range *rows {
		P(&(*rows)[i]).place().unread = ""
	}
}
