package synthetic

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset"
)

// camhsColumns of the Commissioner's own request on CAMHS referrals. The request is
// hypothetical: no trust sends such a file today.
var camhsColumns = []any{
	"LocalPatientId", "NHSNumber", "Forename", "Surname", "BirthDate", "Sex", "Postcode", "ReferralId", "ReferralDate",
	"ReferralSource", "Accepted", "NotAcceptedReason", "FirstContactDate", "SecondContactDate", "ClosedDate",
}

// writeCAMHS writes the referrals that were active in a year as a workbook with real
// dates.
func (e *England) writeCAMHS(w io.Writer, year goldset.CollectionYear) error {
	book := excelize.NewFile()
	err := e.fillCAMHS(book, year)
	if err == nil {
		err = book.Write(w)
	}
	return errors.Join(err, book.Close())
}

// fillCAMHS streams the rows into the workbook's one sheet.
func (e *England) fillCAMHS(book *excelize.File, year goldset.CollectionYear) error {
	if err := book.SetSheetName("Sheet1", "Referrals"); err != nil {
		return err
	}
	style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter("Referrals")
	if err != nil {
		return err
	}
	if err := sheet.SetRow("A1", camhsColumns); err != nil {
		return err
	}
	rows := camhsRows{e: e, sheet: sheet, style: style, start: periodStart(year), end: periodEnd(year), line: 1}
	for i := range e.children {
		if err := rows.add(int32(i), &e.children[i]); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

// camhsRows writes referrals row by row.
type camhsRows struct {
	e          *England
	sheet      *excelize.StreamWriter
	style      int
	start, end day
	line       int
}

func (s *camhsRows) add(number int32, c *child) error {
	for i := range c.referrals {
		r := &c.referrals[i]
		if r.referred > s.end || r.closed < s.start {
			continue
		}
		s.line++
		if err := s.sheet.SetRow(fmt.Sprintf("A%d", s.line), s.cells(number, c, r)); err != nil {
			return fmt.Errorf("row %d: %w", s.line, err)
		}
	}
	return nil
}

func (s *camhsRows) cells(number int32, c *child, r *healthReferral) []any {
	on := min(r.closed, s.end)
	side := 0
	if r.referred >= c.adopted {
		side = 1
	} else {
		on = min(on, c.adopted-1)
	}
	who := s.e.recordOf(sourceHealth, number, c, on)
	accepted := "N"
	if r.accepted {
		accepted = "Y"
	}
	return []any{
		c.patient[side], text(who.nhs), who.forename, who.surname, s.date(who.born), string(who.sex), text(who.postcode),
		fmt.Sprintf("R%08d", r.number), s.date(r.referred), r.source, accepted, text(r.reason),
		s.date(r.first), s.date(r.second), s.date(r.closed),
	}
}

// text is a cell of text, empty for none.
func text(value string) any {
	if value == "" {
		return nil
	}
	return value
}

// date is a real date, empty when it has not come by the end of the year. Excel counts
// days since 30 December 1899.
func (s *camhsRows) date(d day) any {
	if d > s.end {
		return nil
	}
	return excelize.Cell{StyleID: s.style, Value: int(d) + 25569}
}
