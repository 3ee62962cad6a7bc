package ingest

import (
	"reflect"

	"github.com/goldset/goldset"
)

// The tables of the Annex A workbook on special educational needs as rules see
// them, in the order of the file, fields under their names in the layout.
type (
	senReturn struct {
		*period
		List_1, List_2 []senPerson //nolint:revive // the return's own names
	}
	senPerson struct {
		at
		UPN, ULN, Gender, Ethnicity, PrimaryNeed, MainSchool, SubsidiarySchoolPhase, Disability string
		DateOfBirth, InitialPlanIssued, UpdatedPlanIssued, PlanLastReviewed                     day
	}
)

// age reports whether the person has had at least from birthdays, and not yet one
// more than to, on the reference date; someone without a birth date has no age.
func (c *senReturn) age(p *senPerson, from, to int) bool {
	return p.DateOfBirth != 0 && p.DateOfBirth <= c.End && p.DateOfBirth.addYears(from) <= c.End && p.DateOfBirth.addYears(to+1) > c.End
}

// anyAge is above every age.
const anyAge = 200

// senRunner holds the workbook's rows and runs the rules when all have come: a
// number given twice may stand anywhere.
type senRunner struct {
	reporter
	view  *viewer
	lists senReturn
	value reflect.Value
	ids   map[at]string // whose row it is
	rules []*rule

	doubtful bool // a date was given that cannot be read
	unjudged unjudged
}

func newSENRunner(l *goldset.Layout, p *period, report func(goldset.Finding, Evidence)) *senRunner {
	s := &senRunner{reporter: reporter{report: report}, lists: senReturn{period: p}, rules: rulesFor(goldset.AnnexASEN, l.Year), unjudged: unjudged{}}
	s.value = reflect.ValueOf(&s.lists).Elem()
	s.view = newViewer(l, s.value.Type())
	s.ids = map[at]string{}
	return s
}

func (s *senRunner) row(rec *record, texts []string, days []day) {
	s.doubtful = s.view.add(s.value, rec, texts, days) || s.doubtful
	s.ids[at{table: rec.Table.Name, number: rec.Number}] = rec.LocalID
}

func (s *senRunner) finish() error {
	var d *doubt
	if s.doubtful {
		d = newSENDoubt(&s.lists)
	}
	for _, r := range s.rules {
		report := s.failer(r)
		fail := func(rows ...row) {
			for _, v := range rows {
				s.child = s.ids[at{table: v.place().table, number: v.place().number}]
				report(v)
			}
		}
		if d != nil {
			d.judge(r.code, func(fail failer) { r.sen(&s.lists, fail) }, fail, s.unjudged)
		} else {
			r.sen(&s.lists, fail)
		}
	}
	return nil
}
