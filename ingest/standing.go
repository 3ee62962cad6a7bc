package ingest

import (
	"strings"

	"github.com/goldset/goldset"
)

// Standing is what a return says of its children that another return of the same
// supplier says too. It is identity: it is made to hold two returns against each
// other and forgotten.
type Standing struct {
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Children map[string]*ChildStanding // by the supplier's own id of the child, in capitals
}

// ChildStanding is what a return says of one child.
type ChildStanding struct {
	ID        string // as the supplier writes it
	Table     string // where the child's first row stands
	Row, Line int
	Birth     day
	UPN       string // never a reason in place of one
	FormerUPN string
	InCare    bool // looked after on the last day, short-term breaks left out
	InNeed    bool // an episode of need was open in the year
	Plan      bool // a child protection plan was open on the last day
	Planned   bool // a child protection plan was open in the year
}

// standingTables say which fields of which table tell what.
var standingTables = map[goldset.ReturnName]map[string]func(w *standingWalk, c *ChildStanding, f fields){
	goldset.CINCensus: {
		"ChildIdentifiers": func(_ *standingWalk, c *ChildStanding, f fields) {
			c.Birth, c.UPN, c.FormerUPN = f.day("PersonBirthDate"), f.upn("UPN"), f.upn("FormerUPN")
		},
		"CINdetails": func(w *standingWalk, c *ChildStanding, f fields) {
			from, to := f.day("CINreferralDate"), f.day("CINclosureDate")
			c.InNeed = c.InNeed || w.during(from, to) && f.text("ReferralNFA") != "1"
		},
		"ChildProtectionPlans": func(w *standingWalk, c *ChildStanding, f fields) {
			from, to := f.day("CPPstartDate"), f.day("CPPendDate")
			c.Plan, c.Planned = c.Plan || w.atEnd(from, to), c.Planned || w.during(from, to)
		},
	},
	goldset.SSDA903: {
		"Header": func(_ *standingWalk, c *ChildStanding, f fields) {
			c.Birth, c.UPN = f.day("DOB"), f.upn("UPN")
		},
		"Episodes": func(w *standingWalk, c *ChildStanding, f fields) {
			if legal := f.text("LS"); legal != "V3" && legal != "V4" { // not being looked after
				c.InCare = c.InCare || w.atEnd(f.day("DECOM"), f.day("DEC"))
			}
		},
	},
	goldset.AnnexA: {
		"List_7": func(w *standingWalk, c *ChildStanding, f fields) { // children on a protection plan
			from, to := f.day("ChildProtectionPlanStartDate"), f.day("ChildProtectionPlanEndDate")
			c.Birth, c.Plan, c.Planned = f.day("DateOfBirth"), c.Plan || w.atEnd(from, to), c.Planned || w.during(from, to)
		},
		"List_8": func(_ *standingWalk, c *ChildStanding, f fields) { c.Birth = f.day("DateOfBirth") }, // children looked after
	},
	goldset.Identifiers: {
		"": func(_ *standingWalk, c *ChildStanding, f fields) {
			c.Birth, c.UPN, c.FormerUPN = f.day("BirthDate"), f.upn("UPN"), f.upn("FormerUPN")
		},
	},
}

// HasStanding reports whether returns of this name are held against others.
func HasStanding(name goldset.ReturnName) bool { return standingTables[name] != nil }

// standingWalk is one pass over a return's rows.
type standingWalk struct {
	r      *Return
	checks [][]*cellCheck
}

// during reports whether a span was open at some time in the collection's year; to
// is 0 while it goes on.
func (w *standingWalk) during(from, to day) bool {
	return from != 0 && from <= w.r.end && (to == 0 || to >= w.r.start)
}

// atEnd reports whether a span was open on the collection's last day.
func (w *standingWalk) atEnd(from, to day) bool {
	return from != 0 && from <= w.r.end && (to == 0 || to > w.r.end)
}

// Standing reads the whole return once more and gathers what it says of each
// child; nil for returns that are held against no other.
func (r *Return) Standing() (*Standing, error) {
	tables := standingTables[r.Layout.Return]
	if tables == nil {
		return nil, nil //nolint:nilnil // nothing to hold against anything is no error
	}
	s := &Standing{Return: r.Layout.Return, Year: r.Layout.Year, Children: map[string]*ChildStanding{}}
	w := &standingWalk{r: r}
	for i := range r.Layout.Tables {
		w.checks = append(w.checks, compileTable(r, &r.Layout.Tables[i]))
	}
	err := r.src.rows(func(rec *record) bool {
		if rec.LocalID == "" || rec.Refuse {
			return true
		}
		c := s.child(rec)
		read := tables[rec.Table.Name]
		if read == nil {
			read = tables[""]
		}
		if read != nil {
			read(w, c, fields{rec, w.checks[rec.table]})
		}
		return true
	})
	return s, err
}

// ChildKey makes ids of a child comparable between returns.
func ChildKey(id string) string { return strings.ToUpper(strings.TrimSpace(id)) }

func (s *Standing) child(rec *record) *ChildStanding {
	key := ChildKey(rec.LocalID)
	c := s.Children[key]
	if c == nil {
		c = &ChildStanding{ID: strings.Clone(rec.LocalID), Table: rec.Table.Name, Row: rec.Number, Line: rec.Line}
		s.Children[strings.Clone(key)] = c
	}
	return c
}

// fields read one row's cells as checking does.
type fields struct {
	rec    *record
	checks []*cellCheck
}

func (f fields) text(name string) string {
	text, _ := f.read(name)
	return text
}

func (f fields) day(name string) day {
	_, d := f.read(name)
	return d
}

// upn is a UPN of the right form; a reason in its place is none.
func (f fields) upn(name string) string {
	text, _ := f.read(name)
	if !upnForm(text) {
		return ""
	}
	return strings.Clone(text)
}

func (f fields) read(name string) (string, day) {
	i := f.rec.Table.Index(name)
	if i < 0 {
		return "", 0
	}
	text, d, _ := f.checks[i].run(f.rec.Values[i])
	return text, d
}
