package synthetic

import (
	"fmt"
	"strconv"
)

// workerDays is the mean time, after the first forty days, that a social worker stays.
const workerDays = 263

// Weights of what is recorded about children looked after; ours.
var (
	participation     = []string{"PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7"}
	participationOdds = cumulate(50, 12, 6, 5, 8, 6, 13)
	sdqReasons        = []string{"SDQ2", "SDQ3", "SDQ4", "SDQ5"}
	activities        = []string{"F1", "P1", "F2", "P2", "F4", "P4", "F5", "P5", "G4", "G5", "G6"}
	activityOdds      = cumulate(6, 1, 25, 4, 5, 1, 16, 6, 12, 18, 6)
	homes             = []string{"B1", "C1", "D1", "E1", "K1", "T1", "U1", "V1", "W1", "X1", "Y1", "Z1"}
	homeOdds          = cumulate(10, 4, 6, 2, 5, 12, 30, 4, 2, 3, 2, 20)
	workerReasons     = []string{"MANAGE", "LEFTRL", "ORGRST", "TSPROC", "ABSENC", "CHCHAN", "PCCHAN", "OTHERS"}
	workerOdds        = cumulate(15, 30, 10, 25, 8, 3, 3, 6)
)

// reviews are held after four weeks, three months, then every six.
func (r *careReturn) reviews(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			if cp.shortBreaks {
				continue
			}
			n := 0
			for on := cp.from + 26; on < min(cp.to, r.end+1); n++ {
				if on >= r.start {
					r.review(out, cc, on, n)
				}
				if n == 0 {
					on += 85
				} else {
					on += 175
				}
			}
		}
	}
}

func (r *careReturn) review(out *rowWriter, cc *careChild, on day, n int) {
	d := throw(r.e.cfg.Seed, forCare, int(cc.number), 3, n)
	r.row(out, cc)
	out.slashed(on)
	if on.age(cc.r.born) < 4 {
		out.text("PN0")
	} else {
		out.text(participation[d.pick(participationOdds)])
	}
	out.end()
}

// outcomes (OC2) are for children looked after for twelve months without a break on
// 31 March.
func (r *careReturn) outcomes(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			if !cp.shortBreaks && cp.from < r.start && cp.to > r.end {
				r.outcome(out, cc)
			}
		}
	}
}

func (r *careReturn) outcome(out *rowWriter, cc *careChild) {
	d := throw(r.e.cfg.Seed, forCare, int(cc.number), 4, int(r.year))
	r.row(out, cc)
	score, reason := "", ""
	if age := r.end.age(cc.r.born); age >= 4 && age <= 17 { // rules 197A and 197B
		if d.chance(0.78) {
			score = strconv.Itoa(min(40, d.below(16)+d.below(16)))
		} else {
			reason = sdqReasons[d.below(len(sdqReasons))]
		}
	}
	convicted, check := "", ""
	age := r.end.age(cc.r.born)
	if age >= 10 {
		convicted = flag(d.chance(0.02))
	}
	if age < 5 {
		check = flag(d.chance(0.89))
	}
	misuse, received, offered := "0", "", ""
	if age >= 11 && d.chance(0.06) {
		misuse, received = "1", "1"
		if d.chance(0.55) {
			received, offered = "0", flag(d.chance(0.8))
		}
	}
	out.text(score, reason, convicted, check, flag(d.chance(0.82)), flag(d.chance(0.79)), flag(d.chance(0.89)))
	out.text(misuse, received, offered)
	out.end()
}

func flag(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

// leavers (OC3) are those past care whose 17th to 21st birthday lies in the year.
func (r *careReturn) leavers(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		if !cc.leaver {
			continue
		}
		d := throw(r.e.cfg.Seed, forCare, int(cc.number), 5, int(r.year))
		r.row(out, cc)
		switch u := d.below(100); {
		case u < 91:
			out.text("YES", activities[d.pick(activityOdds)], homes[d.pick(homeOdds)])
		case u < 96:
			out.text("NO", "0", "0")
		default:
			out.text("REFU", "0", "0")
		}
		out.end()
	}
}

// previousPermanence is asked of those who started in the year.
func (r *careReturn) previousPermanence(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		var started *carePeriod
		for cp := range r.periods(cc) {
			if cp.from >= r.start && started == nil {
				started = cp
			}
		}
		if started == nil {
			continue
		}
		d := throw(r.e.cfg.Seed, forCare, int(cc.number), 6)
		r.row(out, cc)
		if before := cc.c.born + 400; d.chance(0.03) && !cc.c.asylum && before < started.from-100 {
			out.text("P2", r.e.authorities[cc.l.authority].code)
			out.slashed(before + day(d.below(int(started.from-before)-50)))
		} else {
			out.text("Z1", "", "")
		}
		out.end()
	}
}

// missing lists the times away from placement; they begin and end within one step
// and the year.
func (r *careReturn) missing(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			if cp.shortBreaks || r.end.age(cc.c.born) < 11 {
				continue
			}
			for k := range cp.steps {
				s := &cp.steps[k]
				from, to := max(s.from, r.start), min(s.to, r.end)
				if to-from > 30 {
					r.away(out, cc, from, to)
				}
			}
		}
	}
}

func (r *careReturn) away(out *rowWriter, cc *careChild, from, to day) {
	d := throw(r.e.cfg.Seed, forCare, int(cc.number), 7, int(from))
	if !d.chance(0.16) {
		return
	}
	for at := from + day(1+d.below(25)); at+8 < to; at += day(12 + d.wait(120)) {
		r.row(out, cc)
		out.text([]string{"M", "A"}[d.pick(cumulate(80, 20))])
		out.slashed(at)
		out.slashed(at + day(d.pick(cumulate(45, 30, 12, 6, 4, 3))+1))
		out.end()
	}
}

// workers lists the social workers of each time in care, one after the other.
func (r *careReturn) workers(out *rowWriter) {
	for i := range r.children {
		cc := &r.children[i]
		for cp := range r.periods(cc) {
			for _, s := range r.e.workersOf(cp, r.end) {
				if s.to >= r.start {
					r.worker(out, cc, &s)
				}
			}
		}
	}
}

func (r *careReturn) worker(out *rowWriter, cc *careChild, s *workerStay) {
	r.row(out, cc)
	out.text(s.id)
	out.slashed(s.from)
	to := s.to
	if to > r.end {
		to = never
	}
	out.slashed(to)
	out.text(s.why)
	out.end()
}

// workerStay is the time one social worker stays with a child.
type workerStay struct {
	span
	id, why string
}

// workersOf lists the social workers of a time in care up to a day.
func (e *England) workersOf(cp *carePeriod, until day) []workerStay {
	stay := int(workerDays * 0.27 / e.cfg.Rates.ThreeWorkers)
	d := dice{state: cp.worker}
	why := "FCONTA"
	var out []workerStay
	for at := cp.from; at < min(cp.to, until+1); {
		next := min(at+day(40+d.wait(stay)), cp.to)
		if cp.to-next < 5 {
			next = cp.to
		}
		id := fmt.Sprintf("SW%s%04d", e.authorities[cp.authority].code, d.below(400))
		out = append(out, workerStay{span{at, next}, id, why})
		at, why = next, workerReasons[d.pick(workerOdds)]
	}
	return out
}
