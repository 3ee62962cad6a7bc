package analysis

import (
	"cmp"
	"math"
	"slices"
)

// Censored is the cause of a spell whose end was not seen.
const Censored = 0

// Spell is how many children left the risk set at one time, and how: Cause 1, 2, ...
// for what ended their wait, Censored when the period ended first.
type Spell struct {
	Time  float64
	Cause int
	Count float64
}

// Step is a curve at one time at which somebody left.
type Step struct {
	Time          float64
	AtRisk        float64 // just before Time
	Estimate      float64
	StandardError float64
}

// Curve is a step function of time, in order of time.
type Curve []Step

// leaving is what happened at one time.
type leaving struct {
	time, atRisk, ended, any float64 // ended by the cause asked for, by any cause
	left                     float64 // ended or censored
}

// timeline sorts spells into times with their risk sets. A cause of 0 asks for any.
func timeline(spells []Spell, cause int) []leaving {
	sorted := slices.Clone(spells)
	slices.SortFunc(sorted, func(a, b Spell) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Cause, b.Cause))
	})
	var times []leaving
	var all float64
	for _, s := range sorted {
		if n := len(times); n == 0 || times[n-1].time != s.Time {
			times = append(times, leaving{time: s.Time})
		}
		at := &times[len(times)-1]
		at.left += s.Count
		all += s.Count
		if s.Cause == Censored {
			continue
		}
		at.any += s.Count
		if cause == 0 || s.Cause == cause {
			at.ended += s.Count
		}
	}
	for i := range times {
		times[i].atRisk = all
		all -= times[i].left
	}
	return times
}

// KaplanMeier is the share still waiting by time, when every cause counts as
// the end of the wait and nothing competes, with Greenwood's standard error.
func KaplanMeier(spells []Spell) Curve {
	var curve Curve
	survival, greenwood := 1.0, 0.0
	for _, at := range timeline(spells, 0) {
		survival *= 1 - at.any/at.atRisk
		if at.atRisk > at.any {
			greenwood += at.any / (at.atRisk * (at.atRisk - at.any))
		}
		curve = append(curve, Step{at.time, at.atRisk, survival, survival * math.Sqrt(greenwood)})
	}
	return curve
}

// AalenJohansen is the share whom cause has reached by time while the other
// causes compete: a child whose referral was closed never has a second contact,
// and 1 - KaplanMeier would pretend that one still might. The standard error is
// the infinitesimal jackknife's, as in R's survfit.
func AalenJohansen(spells []Spell, cause int) Curve {
	times := timeline(spells, cause)
	var curve Curve
	survival, incidence := 1.0, 0.0
	for _, at := range times {
		incidence += survival * at.ended / at.atRisk
		survival *= 1 - at.any/at.atRisk
		curve = append(curve, Step{Time: at.time, AtRisk: at.atRisk, Estimate: incidence})
	}
	influences := newInfluences(spells, cause, times)
	for i := range curve {
		curve[i].StandardError = influences.advance(i)
	}
	return curve
}

// influences carries how much each kind of child moves the curve, time by time.
type influences struct {
	kinds     []Spell
	cause     int
	times     []leaving
	survival  float64
	onSurvive []float64 // of one child of the kind on the log of survival so far
	onReach   []float64 // on the incidence so far
}

func newInfluences(spells []Spell, cause int, times []leaving) *influences {
	return &influences{
		kinds: spells, cause: cause, times: times, survival: 1,
		onSurvive: make([]float64, len(spells)), onReach: make([]float64, len(spells)),
	}
}

// advance takes in the i-th time and returns the standard error there.
func (f *influences) advance(i int) float64 {
	at := f.times[i]
	hazard, anyHazard := at.ended/at.atRisk, at.any/at.atRisk
	var variance float64
	for k, kind := range f.kinds {
		// One child's pull on the two hazards: nothing once she has left.
		var pull, anyPull float64
		if kind.Time >= at.time {
			pull, anyPull = -hazard/at.atRisk, -anyHazard/at.atRisk
			if kind.Time == at.time && kind.Cause != Censored {
				anyPull += 1 / at.atRisk
				if kind.Cause == f.cause {
					pull += 1 / at.atRisk
				}
			}
		}
		f.onReach[k] += f.survival * (f.onSurvive[k]*hazard + pull)
		if anyHazard < 1 {
			f.onSurvive[k] -= anyPull / (1 - anyHazard)
		}
		variance += kind.Count * f.onReach[k] * f.onReach[k]
	}
	f.survival *= 1 - anyHazard
	return math.Sqrt(variance)
}

// At is the curve's step in force at time, and false before the first.
func (c Curve) At(time float64) (Step, bool) {
	i, found := slices.BinarySearchFunc(c, time, func(s Step, t float64) int { return cmp.Compare(s.Time, t) })
	if !found {
		i--
	}
	if i < 0 {
		return Step{}, false
	}
	return c[i], true
}

// Reaches is the first time at which a rising curve is at least share, and false
// when it never is: fewer than that share were reached while we looked.
func (c Curve) Reaches(share float64) (float64, bool) {
	for _, s := range c {
		if s.Estimate >= share-1e-12 {
			return s.Time, true
		}
	}
	return 0, false
}

// reaching is the interval of the time at which a rising curve reaches share:
// the times at which the ends of its pointwise log-log interval do. An end that
// never does is +Inf.
func (c Curve) reaching(share, z float64) Interval {
	interval := Interval{math.Inf(1), math.Inf(1)}
	for _, s := range c {
		band := s.logLog(z)
		if band.Upper >= share {
			interval.Lower = math.Min(interval.Lower, s.Time)
		}
		if band.Lower >= share {
			interval.Upper = math.Min(interval.Upper, s.Time)
		}
	}
	return interval
}

// Median is the time by which a falling curve is at a half or less, with the
// interval from the times at which its pointwise log-log interval crosses a
// half. A bound the data do not reach is +Inf; false when the median is not reached.
func (c Curve) Median(z float64) (float64, Interval, bool) {
	inf := math.Inf(1)
	median, interval := inf, Interval{inf, inf}
	for _, s := range c {
		band := s.logLog(z)
		if s.Estimate <= 0.5+1e-12 {
			median = math.Min(median, s.Time)
		}
		if band.Lower <= 0.5 {
			interval.Lower = math.Min(interval.Lower, s.Time)
		}
		if band.Upper <= 0.5 {
			interval.Upper = math.Min(interval.Upper, s.Time)
		}
	}
	return median, interval, !math.IsInf(median, 1)
}

// logLog is the pointwise interval on the complementary log-log scale, which
// stays between 0 and 1.
func (s Step) logLog(z float64) Interval {
	if s.Estimate <= 0 || s.Estimate >= 1 || s.StandardError == 0 {
		return Interval{s.Estimate, s.Estimate}
	}
	log := math.Log(s.Estimate)
	half := z * s.StandardError / (s.Estimate * math.Abs(log))
	return Interval{
		Lower: math.Exp(log * math.Exp(half)),
		Upper: math.Exp(log * math.Exp(-half)),
	}
}
