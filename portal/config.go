package portal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
	_ "time/tzdata" // the server may have no time zones of its own

	"github.com/prometheus/client_golang/prometheus"

	"github.com/goldset/goldset/store"
)

// Config is what a portal needs. Intake, Office, Work and Now are required.
type Config struct {
	Intake store.DB // as goldset_intake
	Office store.DB // as goldset_office
	Work   Work
	// Reviews may be nil: then there is nothing to review.
	Reviews Reviews
	// Letter draws a request's letter as an HTML page; nil leaves the link out.
	Letter func(store.Request) ([]byte, error)
	// Now is the clock of sessions, locks and deadlines.
	Now func() time.Time
	// Logger takes one line for each request; nil discards.
	Logger *slog.Logger
	// Registry takes the portal's metrics and is what /metrics shows; nil makes one.
	Registry *prometheus.Registry
	// Ready reports what keeps the service from serving; nil asks both databases.
	Ready func(context.Context) error
	// Secure marks cookies for https and asks browsers to stay on it.
	Secure bool
	// Organisation and Contact are who runs this service and how to reach them.
	Organisation string
	Contact      string
	// Demonstration puts a banner on every page that says that all data is made up.
	Demonstration bool
	// MaxUpload is the most bytes that one upload may have; 0 means 512 MiB.
	MaxUpload int64
	// AddressLimit is how many sign-ins from one network address may fail within a
	// quarter of an hour before it is told to wait; 0 means 30.
	AddressLimit int
}

const (
	defaultMaxUpload    = 512 << 20
	defaultAddressLimit = 30
)

// Portal serves the pages.
type Portal struct {
	Config
	pages   *pages
	metrics *metrics
	hasher  *hasher
	london  *time.Location
}

// New makes the handler that serves all pages, /healthz, /readyz and /metrics.
func New(c Config) (http.Handler, error) {
	if c.Intake == nil || c.Office == nil || c.Work == nil || c.Now == nil {
		return nil, errors.New("portal: Intake, Office, Work and Now are required")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Registry == nil {
		c.Registry = prometheus.NewRegistry()
	}
	if c.MaxUpload == 0 {
		c.MaxUpload = defaultMaxUpload
	}
	if c.AddressLimit == 0 {
		c.AddressLimit = defaultAddressLimit
	}
	if c.Organisation == "" {
		c.Organisation = "Children’s Commissioner for England"
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	p := &Portal{Config: c, metrics: newMetrics(c.Registry), hasher: newHasher(), london: london}
	if p.pages, err = p.parsePages(); err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	return p.handler(), nil
}

// ready reports what keeps the portal from serving.
func (p *Portal) ready(ctx context.Context) error {
	if p.Ready != nil {
		return p.Ready(ctx)
	}
	for _, db := range []store.DB{p.Intake, p.Office} {
		if _, err := db.Exec(ctx, "select 1"); err != nil {
			return err
		}
	}
	return nil
}
