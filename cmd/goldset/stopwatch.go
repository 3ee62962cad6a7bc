package main

import (
	"syscall"
	"time"
)

// stopwatch measures phases, in seconds of the clock and of processor time.
type stopwatch struct {
	phase              string
	since              time.Time
	used               float64
	seconds, processor map[string]float64
}

func newStopwatch() *stopwatch {
	return &stopwatch{seconds: map[string]float64{}, processor: map[string]float64{}}
}

// start ends the phase before; "" only ends it.
func (s *stopwatch) start(phase string) {
	now, used := time.Now(), processorSeconds()
	if s.phase != "" {
		s.seconds[s.phase] += now.Sub(s.since).Seconds()
		s.processor[s.phase] += used - s.used
	}
	s.phase, s.since, s.used = phase, now, used
}

// processorSeconds is how much processor time the process has used.
func processorSeconds() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}
