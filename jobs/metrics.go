package jobs

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// Metrics are the counters of work. No label names a child, a supplier or a user.
type Metrics struct {
	Jobs        *prometheus.CounterVec
	Duration    *prometheus.HistogramVec
	Requeued    prometheus.Counter
	RowsIn      *prometheus.CounterVec
	Findings    *prometheus.CounterVec
	PairsScored prometheus.Counter
	Cells       *prometheus.CounterVec
	queue       *queueCollector
}

// NewMetrics makes the counters and registers them, every label set at zero.
func NewMetrics(registry prometheus.Registerer, zones *store.Zones) *Metrics {
	m := &Metrics{
		Jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_jobs_finished_total", Help: "Jobs that ended, by kind and outcome.",
		}, []string{"kind", "outcome"}),
		Duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "goldset_job_duration_seconds", Help: "How long jobs took, by kind.",
			Buckets: prometheus.ExponentialBuckets(0.01, 4, 10),
		}, []string{"kind"}),
		Requeued: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "goldset_jobs_requeued_total", Help: "Jobs handed on because their worker was gone.",
		}),
		RowsIn: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_rows_total", Help: "Rows of returns checked, by return and outcome.",
		}, []string{"return", "outcome"}),
		Findings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_findings_total", Help: "Findings, by severity.",
		}, []string{"severity"}),
		PairsScored: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "goldset_linkage_pairs_scored_total", Help: "Candidate pairs scored by linkage.",
		}),
		Cells: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "goldset_cells_total", Help: "Cells of reports, by whether they are shown.",
		}, []string{"outcome"}),
		queue: &queueCollector{zones: zones},
	}
	for _, kind := range kinds() {
		m.Jobs.WithLabelValues(kind, "completed")
		m.Jobs.WithLabelValues(kind, "failed")
	}
	for _, severity := range []string{"reject", "error", "query", "notice", "not run", "not stated"} {
		m.Findings.WithLabelValues(severity)
	}
	registry.MustRegister(m.Jobs, m.Duration, m.Requeued, m.RowsIn, m.Findings, m.PairsScored, m.Cells, m.queue)
	return m
}

func (m *Metrics) jobDone(kind string, err error, took time.Duration) {
	outcome := "completed"
	if err != nil {
		outcome = "failed"
	}
	m.Jobs.WithLabelValues(kind, outcome).Inc()
	m.Duration.WithLabelValues(kind).Observe(took.Seconds())
}

// counted adds a checked return's rows.
func (m *Metrics) counted(name goldset.ReturnName, counts []goldset.Count) {
	for _, c := range counts {
		m.RowsIn.WithLabelValues(string(name), "accepted").Add(float64(c.Out))
		m.RowsIn.WithLabelValues(string(name), "refused").Add(float64(c.Refused))
	}
}

// queueCollector reads the queue when Prometheus asks.
type queueCollector struct {
	zones *store.Zones
}

var (
	queueJobs = prometheus.NewDesc("goldset_queue_jobs", "Jobs in the queue.", []string{"kind", "state"}, nil)
	queueAge  = prometheus.NewDesc("goldset_queue_oldest_ready_age_seconds", "How long the oldest job that could run has waited.", []string{"kind"}, nil)
	poolConns = prometheus.NewDesc("goldset_db_pool_connections", "Connections of each login's pool.", []string{"login", "state"}, nil)
)

// Describe implements prometheus.Collector.
func (c *queueCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- queueJobs
	ch <- queueAge
	ch <- poolConns
}

// collectTimeout bounds a scrape; a database that is away must not hang it.
const collectTimeout = 5 * time.Second

// Collect implements prometheus.Collector.
func (c *queueCollector) Collect(ch chan<- prometheus.Metric) {
	for _, login := range store.Logins() {
		stat := c.zones.Pool(login).Stat()
		ch <- prometheus.MustNewConstMetric(poolConns, prometheus.GaugeValue, float64(stat.AcquiredConns()), string(login), "in use")
		ch <- prometheus.MustNewConstMetric(poolConns, prometheus.GaugeValue, float64(stat.IdleConns()), string(login), "idle")
	}
	ctx, cancel := context.WithTimeout(context.Background(), collectTimeout)
	defer cancel()
	depths, err := store.QueueDepths(ctx, c.zones.Work)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(queueJobs, err)
		return
	}
	oldest := map[string]float64{}
	for _, d := range depths {
		ch <- prometheus.MustNewConstMetric(queueJobs, prometheus.GaugeValue, float64(d.Jobs), d.Kind, d.State)
		oldest[d.Kind] = max(oldest[d.Kind], d.OldestReady.Seconds())
	}
	for _, kind := range kinds() {
		ch <- prometheus.MustNewConstMetric(queueAge, prometheus.GaugeValue, oldest[kind], kind)
	}
}
