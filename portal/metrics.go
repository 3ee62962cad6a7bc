package portal

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what the portal does. No label names a supplier, a person or an
// address: routes are templates.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	uploads  *prometheus.CounterVec
	bytes    prometheus.Counter
	denied   *prometheus.CounterVec
	signIns  *prometheus.CounterVec
}

// Reasons, so that every series exists at zero before the first event.
const (
	deniedRole     = "role"
	deniedForm     = "form token"
	deniedOrigin   = "origin"
	signInOK       = "ok"
	signInWrong    = "wrong"
	signInLocked   = "locked"
	signInAddress  = "address"
	uploadKept     = "kept"
	uploadAgain    = "again"
	uploadTooLarge = "too large"
	uploadEmpty    = "empty"
	uploadFailed   = "failed"
)

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_http_requests_total", Help: "Requests answered, by route template, method and status.",
		}, []string{"route", "method", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "goldset_http_request_duration_seconds", Help: "Time to answer a request, by route template and method.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120},
		}, []string{"route", "method"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "goldset_http_requests_in_flight", Help: "Requests being answered now.",
		}),
		uploads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_uploads_total", Help: "Uploads by what became of them.",
		}, []string{"outcome"}),
		bytes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "goldset_upload_bytes_total", Help: "Bytes of files read from uploads.",
		}),
		denied: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_access_denied_total", Help: "Requests refused, by reason.",
		}, []string{"reason"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_sign_ins_total", Help: "Attempts to sign in, by outcome.",
		}, []string{"outcome"}),
	}
	registry.MustRegister(m.requests, m.duration, m.inFlight, m.uploads, m.bytes, m.denied, m.signIns)
	startAtZero(m.denied, deniedRole, deniedForm, deniedOrigin)
	startAtZero(m.signIns, signInOK, signInWrong, signInLocked, signInAddress)
	startAtZero(m.uploads, uploadKept, uploadAgain, uploadTooLarge, uploadEmpty, uploadFailed)
	return m
}

func startAtZero(v *prometheus.CounterVec, labels ...string) {
	for _, label := range labels {
		v.WithLabelValues(label)
	}
}
