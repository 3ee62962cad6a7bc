package synthetic

import (
	"bufio"
	"io"
	"strconv"

	"github.com/goldset/goldset"
)

// inPeriod reports whether an episode of record l belongs in the CIN census of a period.
func inPeriod(c *child, l *localID, ep *episode, start, end day) bool {
	return ep.referred <= end && ep.closed >= start && c.belongs(l, ep.authority, ep.referred)
}

// writeCIN writes the CIN census of a year as the XML message that COLLECT takes,
// of one authority, or of several under the first one's code.
func (e *England) writeCIN(w io.Writer, of []int, year goldset.CollectionYear) error {
	x := &cinWriter{out: bufio.NewWriterSize(w, 64<<10), e: e, year: year, start: periodStart(year), end: periodEnd(year)}
	x.header(e.authorities[of[0]].code)
	for _, a := range of {
		x.children(a)
	}
	x.close("Children")
	x.close("Message")
	x.flush()
	if x.err != nil {
		return x.err
	}
	return x.out.Flush()
}

// children writes an authority's children, some of them spoilt.
func (x *cinWriter) children(a int) {
	var listed []caseRef
	for _, ref := range x.e.authorities[a].cases {
		c := &x.e.children[ref.child]
		if x.e.inCensus(c, &c.localIDs[ref.id], x.start, x.end) {
			listed = append(listed, ref)
		}
	}
	kinds := x.e.spoilt(a, x.year, listed)
	for i, ref := range listed {
		kind, ok := kinds[i]
		if !ok {
			kind = spoilNone
		}
		x.child(ref, kind)
	}
}

// cinWriter writes elements indented as case management systems do.
type cinWriter struct {
	out        *bufio.Writer
	buf        []byte
	depth      int
	err        error
	e          *England
	year       goldset.CollectionYear
	start, end day
}

func (x *cinWriter) indent() {
	for range x.depth {
		x.buf = append(x.buf, ' ', ' ')
	}
}

func (x *cinWriter) open(name string) {
	x.indent()
	x.buf = append(append(append(x.buf, '<'), name...), '>', '\n')
	x.depth++
}

func (x *cinWriter) close(name string) {
	x.depth--
	x.indent()
	x.buf = append(append(append(x.buf, '<', '/'), name...), '>', '\n')
}

// text writes an element, or nothing for no value. No value needs escaping.
func (x *cinWriter) text(name, value string) {
	if value == "" {
		return
	}
	x.indent()
	x.buf = append(append(append(x.buf, '<'), name...), '>')
	x.buf = append(x.buf, value...)
	x.buf = append(append(append(x.buf, '<', '/'), name...), '>', '\n')
}

func (x *cinWriter) date(name string, d day) {
	if d == never {
		return
	}
	x.indent()
	x.buf = append(append(append(x.buf, '<'), name...), '>')
	x.buf = d.appendISO(x.buf)
	x.buf = append(append(append(x.buf, '<', '/'), name...), '>', '\n')
}

func (x *cinWriter) flush() {
	if x.err == nil {
		_, x.err = x.out.Write(x.buf)
	}
	x.buf = x.buf[:0]
}

func (x *cinWriter) header(code string) {
	x.buf = append(x.buf, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"...)
	x.open("Message")
	x.open("Header")
	x.open("CollectionDetails")
	x.text("Collection", "CIN")
	x.text("Year", strconv.Itoa(int(x.year)))
	x.date("ReferenceDate", x.end)
	x.close("CollectionDetails")
	x.open("Source")
	x.text("SourceLevel", "L")
	x.text("LEA", code)
	x.text("SoftwareCode", "Made-up England")
	x.text("Release", "1")
	x.text("SerialNo", "001")
	x.text("DateTime", strconv.Itoa(int(x.year))+"-05-12T10:00:00")
	x.close("Source")
	x.close("Header")
	x.open("Children")
}

// child writes one child with all its episodes in the period.
func (x *cinWriter) child(ref caseRef, spoiled int) {
	c := &x.e.children[ref.child]
	l := &c.localIDs[ref.id]
	source := sourceCare + int(l.authority)
	r := x.e.recordOf(source, ref.child, c, asOf(c, l, x.end))
	x.open("Child")
	x.identifiers(c, l, &r, spoiled)
	x.open("ChildCharacteristics")
	if spoiled != spoilEthnicity {
		x.text("Ethnicity", x.e.ethnicityOn(source, ref.child, c))
	}
	x.open("Disabilities")
	if len(c.disability) == 0 {
		x.text("Disability", "NONE")
	}
	for _, code := range c.disability {
		x.text("Disability", code)
	}
	x.close("Disabilities")
	x.close("ChildCharacteristics")
	for i := range c.episodes {
		if ep := &c.episodes[i]; inPeriod(c, l, ep, x.start, x.end) {
			x.details(ep, spoiled)
			spoiled = spoilNone // one episode is enough
		}
	}
	x.close("Child")
	x.flush()
}

func (x *cinWriter) identifiers(c *child, l *localID, r *record, spoiled int) {
	x.open("ChildIdentifiers")
	x.text("LAchildID", l.id)
	number, former, unknown := x.e.upnAt(c, l, r, x.end)
	if spoiled == spoilCheckLetter {
		number = spoilLetter(number)
	}
	if spoiled == spoilNoReason {
		unknown = ""
	}
	x.text("UPN", number)
	x.text("FormerUPN", former)
	x.text("UPNunknown", unknown)
	sex := r.sex
	if c.born > x.end {
		x.date("ExpectedPersonBirthDate", c.born)
		sex = 'U'
	} else {
		x.date("PersonBirthDate", r.born)
	}
	if x.year < 2025 {
		x.text("GenderCurrent", map[byte]string{'M': "1", 'F': "2", 'U': "0"}[sex])
	} else {
		x.text("Sex", string(sex))
	}
	x.close("ChildIdentifiers")
}

// spoilLetter gives a UPN the next check letter instead of its own.
func spoilLetter(number string) string {
	next := upnLetters[(upnValue(number[0])+1)%len(upnLetters)]
	return string(next) + number[1:]
}

// details writes one episode: what of it had happened by the end of the period, and
// of assessments, enquiries and plans what the period asks for.
func (x *cinWriter) details(ep *episode, spoiled int) {
	x.open("CINdetails")
	x.date("CINreferralDate", ep.referred)
	if spoiled == spoilSource {
		x.text("ReferralSource", "1E")
	} else {
		x.text("ReferralSource", ep.source)
	}
	if ep.noAction {
		x.text("ReferralNFA", "1")
		x.close("CINdetails")
		return
	}
	x.text("PrimaryNeedCode", ep.primary)
	if ep.closed <= x.end {
		closed := ep.closed
		if spoiled == spoilClosure {
			closed = ep.referred - 1
		}
		x.date("CINclosureDate", closed)
		x.text("ReasonForClosure", ep.reason)
	}
	if ep.conference >= x.start && ep.conference <= x.end {
		x.date("DateOfInitialCPC", ep.conference)
	}
	x.assessments(ep)
	for _, p := range ep.plans {
		x.span("CINPlanDates", "CINPlanStartDate", "CINPlanEndDate", p)
	}
	x.enquiries(ep)
	x.text("ReferralNFA", "0")
	x.protection(ep)
	x.close("CINdetails")
}

// span writes a group with a start and perhaps an end, when it touches the period.
func (x *cinWriter) span(group, from, to string, s span) {
	if s.from > x.end || s.to < x.start {
		return
	}
	x.open(group)
	x.date(from, s.from)
	if s.to <= x.end {
		x.date(to, s.to)
	}
	x.close(group)
}

func (x *cinWriter) assessments(ep *episode) {
	for i := range ep.assessments {
		a := &ep.assessments[i]
		if a.from > x.end || a.to < x.start {
			continue
		}
		x.open("Assessments")
		x.date("AssessmentActualStartDate", a.from)
		if a.to <= x.end {
			x.date("AssessmentAuthorisationDate", a.to)
			x.open("FactorsIdentifiedAtAssessment")
			for _, f := range a.factors {
				x.text("AssessmentFactors", f)
			}
			x.close("FactorsIdentifiedAtAssessment")
		}
		x.close("Assessments")
	}
}

func (x *cinWriter) enquiries(ep *episode) {
	for _, q := range ep.enquiries {
		held := q.conference != never
		if q.start > x.end || (held && q.conference < x.start) || (!held && q.start < x.start) {
			continue
		}
		x.open("Section47")
		x.date("S47ActualStartDate", q.start)
		x.date("InitialCPCtarget", q.target)
		switch {
		case held && q.conference <= x.end:
			x.date("DateOfInitialCPC", q.conference)
			x.text("ICPCnotRequired", "0")
		case held:
			x.text("ICPCnotRequired", "0")
		default:
			x.text("ICPCnotRequired", "1")
		}
		x.close("Section47")
	}
}

func (x *cinWriter) protection(ep *episode) {
	for i := range ep.protection {
		p := &ep.protection[i]
		if p.from > x.end || p.to < x.start {
			continue
		}
		x.open("ChildProtectionPlans")
		x.date("CPPstartDate", p.from)
		if p.to <= x.end {
			x.date("CPPendDate", p.to)
		}
		x.text("InitialCategoryOfAbuse", p.initial)
		x.text("LatestCategoryOfAbuse", p.latest)
		x.text("NumberOfPreviousCPP", strconv.Itoa(p.previous))
		x.reviews(p)
		x.close("ChildProtectionPlans")
	}
}

// reviews writes the conferences held in the period: the first within three months
// of the plan's start, then every six.
func (x *cinWriter) reviews(p *protection) {
	opened := false
	for on := p.from + 80; on <= min(p.to, x.end); on += 170 {
		if on < x.start {
			continue
		}
		if !opened {
			x.open("Reviews")
			opened = true
		}
		x.date("CPPreviewDate", on.weekdayBack())
	}
	if opened {
		x.close("Reviews")
	}
}
