package ingest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/goldset/goldset/reference"
)

// firstPlaced is the first episode placed for adoption, nil when there is none.
func (c *careChild) firstPlaced() *careEpisode {
	for i := range c.Episodes {
		if e := &c.Episodes[i]; e.DECOM != 0 && oneOf(e.PLACE, "A3 A4 A5 A6") {
			return e
		}
	}
	return nil
}

// lastDecision is the latest decision that the child should be placed for adoption.
func (c *careChild) lastDecision() *carePlaced {
	var last *carePlaced
	for i := range c.PlacedAdoption {
		if v := &c.PlacedAdoption[i]; v.DATE_PLACED != 0 && (last == nil || v.DATE_PLACED > last.DATE_PLACED) {
			last = v
		}
	}
	return last
}

// decisionsInOrder are the child's decisions in the order of their dates, those
// without one left out.
func (c *careChild) decisionsInOrder() []carePlaced {
	list := slices.DeleteFunc(slices.Clone(c.PlacedAdoption), func(v carePlaced) bool { return v.DATE_PLACED == 0 })
	slices.SortStableFunc(list, func(a, b carePlaced) int { return cmp.Compare(a.DATE_PLACED, b.DATE_PLACED) })
	return list
}

// decisionPairs calls visit with each two decisions that follow one another.
func (c *careChild) decisionPairs(visit func(last, next *carePlaced)) {
	list := c.decisionsInOrder()
	for i := 1; i < len(list); i++ {
		visit(&list[i-1], &list[i])
	}
}

// decisionsTooSoon fails each decision that was made while an earlier one stood:
// one that is still open or that was taken back later.
func (c *careChild) decisionsTooSoon(fail failer) {
	list := c.decisionsInOrder()
	for i := range list {
		if slices.ContainsFunc(list[:i], func(earlier carePlaced) bool {
			return !earlier.given(earlier.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") || earlier.DATE_PLACED_CEASED > list[i].DATE_PLACED
		}) {
			fail(&list[i])
		}
	}
}

// orderWithoutDecision fails the order granted to a child for whom no decision is
// recorded, and decisions that lack their date or were taken back while the order
// still runs.
func (c *careChild) orderWithoutDecision(status string, fail failer) {
	runs := false
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.LS != status {
			continue
		}
		runs = runs || e.goesOn() && e.REC == ""
		if len(c.PlacedAdoption) == 0 {
			fail(e)
		}
	}
	for i := range c.PlacedAdoption {
		if v := &c.PlacedAdoption[i]; runs && (v.reversed() || !v.given(v.DATE_PLACED, "DATE_PLACED")) {
			fail(v)
		}
	}
}

// decisionAfterOrder fails a decision later than the first order, with the order.
func (c *careChild) decisionAfterOrder(status string, fail failer) {
	at := slices.IndexFunc(c.Episodes, func(e careEpisode) bool { return e.LS == status && e.DECOM != 0 })
	if at < 0 {
		return
	}
	order := &c.Episodes[at]
	for i := range c.PlacedAdoption {
		if v := &c.PlacedAdoption[i]; v.DATE_PLACED > order.DECOM {
			fail(v, order)
		}
	}
}

// leftUnadopted fails the episodes of a child placed, or to be placed, for adoption
// that ended care otherwise, and its decisions that were not said to be reversed.
func (c *careChild) leftUnadopted(orders string, fail failer) {
	reversed := len(c.PlacedAdoption) > 0
	for i := range c.PlacedAdoption {
		v := &c.PlacedAdoption[i]
		reversed = reversed && v.given(v.DATE_PLACED_CEASED, "DATE_PLACED_CEASED") && v.REASON_PLACED_CEASED != ""
	}
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if reversed || e.REC == "" || oneOf(e.REC, "X1 E11 E12") || !oneOf(e.PLACE, "A3 A4 A5 A6") && !oneOf(e.LS, orders) {
			continue
		}
		fail(e)
		for j := range c.PlacedAdoption {
			fail(&c.PlacedAdoption[j])
		}
	}
}

// failShortBreaks fails a child who has only short breaks and of whom something is
// answered: the header, the answered reviews and the episodes.
func (c *careChild) failShortBreaks(fail failer) {
	answered := func(r careReview) bool { return r.given(r.REVIEW, "REVIEW") || r.REVIEW_CODE != "" }
	if !slices.ContainsFunc(c.Header, func(h careHeader) bool { return h.MOTHER != "" }) && !slices.ContainsFunc(c.Reviews, answered) {
		return
	}
	for i := range c.Header {
		fail(&c.Header[i])
	}
	for i := range c.Reviews {
		if answered(c.Reviews[i]) {
			fail(&c.Reviews[i])
		}
	}
	for i := range c.Episodes {
		fail(&c.Episodes[i])
	}
}

// latestCeased is the episode with the latest end, nil while one goes on.
func (c *careChild) latestCeased() *careEpisode {
	var latest *careEpisode
	for i := range c.Episodes {
		e := &c.Episodes[i]
		if e.DEC == 0 {
			return nil
		}
		if latest == nil || e.DEC > latest.DEC {
			latest = e
		}
	}
	return latest
}

// motherAsked fails headers that do not answer whether the child is a mother when
// it is asked, answer it of a boy, or otherwise than 0 or 1. It is asked of girls
// with episodes, but not of those who only have short breaks nor of care leavers.
func (c *careChild) motherAsked(fail failer) {
	if !c.stays() {
		return
	}
	inYear := slices.ContainsFunc(c.Episodes, func(e careEpisode) bool {
		return !e.shortBreak() && e.DECOM != 0 && e.DECOM <= c.End && e.ended(c) >= c.Start
	})
	for i := range c.Header {
		h := &c.Header[i]
		girl := sexLetter(h.SEX) != "M"
		if h.MOTHER == "" && (!girl || !inYear) || oneOf(h.MOTHER, "0 1") && !strings.Contains(h.rewritten, " MOTHER ") && girl {
			continue
		}
		fail(h)
		for j := range c.OC3 {
			fail(&c.OC3[j])
		}
	}
}

// permanenceNotAsked fails earlier permanence told of a child who did not start to
// be looked after since 1 April 2016, from when on it is asked.
func (c *careChild) permanenceNotAsked(fail failer) {
	asked := civilDay(2016, 4, 1)
	if len(c.Episodes) == 0 || slices.ContainsFunc(c.Episodes, func(e careEpisode) bool { return e.DECOM >= asked }) {
		return
	}
	for i := range c.PrevPerm {
		p := &c.PrevPerm[i]
		if !anyOf(p.PREV_PERM, p.LA_PERM, p.DATE_PERM) {
			continue
		}
		fail(p)
		for j := range c.Episodes {
			fail(&c.Episodes[j])
		}
	}
}

// orderNotEarlier fails the date of an earlier order that no calendar has, or that
// is not before the child's latest start of care, which then fails with it.
func (c *careChild) orderNotEarlier(fail failer) {
	start := c.lastStart()
	for i := range c.PrevPerm {
		p := &c.PrevPerm[i]
		switch first, told := p.firstDay(); {
		case told && first == 0:
			fail(p)
		case told && start != nil && first >= start.DECOM:
			fail(p, start)
		}
	}
}

// previousDate is how the date of an earlier order is written, zz for a part that
// is not known.
var previousDate = regexp.MustCompile(`(?i)^([0-9]{2}|zz)/([0-9]{2}|zz)/([0-9]{4})$`)

// firstDay is the earliest day that the date of an earlier order allows, 0 when no
// calendar has it: a day is no use without its month. A date of which not even the
// year is known, or that is not written as one, is not told.
func (p *carePrevious) firstDay() (first day, told bool) {
	m := previousDate.FindStringSubmatch(p.DATE_PERM)
	if m == nil {
		return 0, false
	}
	d, month := strings.ToLower(m[1]), strings.ToLower(m[2])
	if d == "zz" {
		if d = "01"; month == "zz" {
			month = "01"
		}
	}
	first, _ = parseDay(d+"/"+month+"/"+m[3], "02/01/2006")
	return first, true
}

// during calls visit with each order depriving of liberty and each episode that
// goes on at the same time.
func (c *careChild) during(visit func(d *careLiberty, e *careEpisode)) {
	for i := range c.DoLo {
		d := &c.DoLo[i]
		until := d.DOLO_END
		if !d.given(d.DOLO_END, "DOLO_END") {
			until = c.End
		}
		for j := range c.Episodes {
			if e := &c.Episodes[j]; d.DOLO_START != 0 && e.DECOM != 0 && d.DOLO_START < e.ended(c) && until > e.DECOM {
				visit(d, e)
			}
		}
	}
}

// postcode reports a postcode that is not given, or one of the reference set. A
// case has no set and is judged by the form.
func (c *careChild) postcode(text string) bool {
	if text == "" {
		return true
	}
	if c.Reference.Postcodes != nil {
		_, known := c.Reference.Postcodes.Find(text)
		return known
	}
	_, p := readPostcode(text)
	return p == problemNone
}

// inEngland reports a placement known to be in England.
func (e *careEpisode) inEngland() bool {
	return e.PL_LA != "" && !oneOf(e.PL_LA, "WAL SCO NIR CON NUK") && !strings.ContainsAny(e.PL_LA[:1], "WSN")
}

// noProvider reports that the episode's provider is in Ofsted's list and none of
// its entries fits.
func (e *careEpisode) noProvider(c *careChild, fits func(reference.Provider) bool) bool {
	entries := e.providers(c)
	return len(entries) > 0 && !slices.ContainsFunc(entries, fits)
}

// listsCode reports that a list of codes parted by commas has one.
func listsCode(list, code string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(one) == code {
			return true
		}
	}
	return false
}

func samePostcode(a, b string) bool {
	return strings.EqualFold(strings.ReplaceAll(a, " ", ""), strings.ReplaceAll(b, " ", ""))
}
