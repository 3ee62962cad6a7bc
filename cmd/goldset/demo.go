package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/goldset/goldset/internal/postgres"
	"github.com/goldset/goldset/internal/synthetic"
	"github.com/goldset/goldset/migrations"
)

// demo runs the whole service on a private Postgres with a made-up England.
type demo struct {
	options demoOptions
	say     io.Writer // progress, for people
	server  *postgres.Server
	service *service
	site    string // where the portal answers
	england *synthetic.England

	supplierIDs map[string]int64
	requestIDs  map[string]int64
	result      demoResult
}

type demoOptions struct {
	children int
	seed     uint64
	listen   string
	dir      string
	once     bool
	asJSON   bool
}

// demoResult is what the demo's JSON says.
type demoResult struct {
	Children         int                `json:"children"`
	Authorities      int                `json:"authorities"`
	Submissions      int                `json:"submissions"`
	RowsIn           int64              `json:"rows_in"`
	RowsLoaded       int64              `json:"rows_loaded"`
	Subjects         int64              `json:"subjects"`
	Persons          int64              `json:"persons"`
	Precision        float64            `json:"precision"`
	Recall           float64            `json:"recall"`
	RecallAll        float64            `json:"recall_all"` // over all pairs, whether shared fields can identify them or not
	CellsReleased    int64              `json:"cells_released"`
	CellsSuppressed  int64              `json:"cells_suppressed"`
	SecondsPerStage  map[string]float64 `json:"seconds_per_stage"`
	Seconds          float64            `json:"seconds"`
	PeakMemoryBytes  int64              `json:"peak_memory_bytes"` // of all processes together
	ReleasedExamples []string           `json:"released_examples"` // numbers to try goldset trace on
}

func newDemoCommand() *cobra.Command {
	o := demoOptions{}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the whole service on a private Postgres with a made-up England",
		Long: `Run the whole service on a private Postgres with a made-up England: requests go
out, returns come in through the portal, are checked, explained, signed off, loaded,
linked across sources and years, measured, and released under disclosure control.

Nothing is left behind when it ends, unless --dir names a folder to keep it in; a
demo that was cut short goes on from there.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &demo{options: o, say: cmd.ErrOrStderr(), supplierIDs: map[string]int64{}, requestIDs: map[string]int64{}}
			return d.run(cmd.Context(), cmd.OutOrStdout())
		},
	}
	cmd.Flags().IntVar(&o.children, "children", 60_000, "children in the made-up England")
	cmd.Flags().Uint64Var(&o.seed, "seed", 1, "which England: the same seed makes the same one")
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "address of the portal")
	cmd.Flags().StringVar(&o.dir, "dir", "", "keep everything in this folder and go on from there")
	cmd.Flags().BoolVar(&o.once, "once", false, "stop after the release")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print what was done as JSON on stdout")
	return cmd
}

func (d *demo) run(ctx context.Context, out io.Writer) error {
	memory := watchMemory(ctx)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cleanUp, err := d.bringUp(ctx)
	if err != nil {
		return err
	}
	defer cleanUp()
	go func() {
		select {
		case <-d.server.Gone():
			cancel(errors.New("the private Postgres ended by itself; see its log in " + d.server.LogFile()))
		case <-ctx.Done():
		}
	}()
	stop, err := d.service.house.Start(ctx, true)
	if err != nil {
		return err
	}
	served, err := d.servePortal(ctx, cancel)
	if err != nil {
		return err
	}
	err = d.mainJob(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	if err == nil {
		d.result.PeakMemoryBytes = memory()
		err = d.report(out)
	}
	if err == nil && !d.options.once {
		if err = d.leaveWork(ctx); err == nil {
			d.invite()
			<-ctx.Done()
		}
	}
	cancel(nil)
	finish, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer done()
	return errors.Join(err, <-served, stop(finish))
}

// bringUp starts Postgres, migrates, and opens the service.
func (d *demo) bringUp(ctx context.Context) (cleanUp func(), err error) {
	dir, removeDir, err := d.folder()
	if err != nil {
		return nil, err
	}
	err = d.stage("start a private Postgres and migrate", "start", func() error {
		d.server, err = postgres.Start(ctx, postgres.Options{Dir: d.clusterDir(), Durable: d.options.dir != "", Settings: demoSettings})
		if err != nil {
			return err
		}
		return migrations.Up(ctx, d.server.URL("postgres"))
	})
	if err != nil {
		if d.server != nil {
			d.server.Stop()
		}
		removeDir()
		return nil, err
	}
	logs, err := os.OpenFile(filepath.Join(dir, "goldset.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	c := config{database: d.server.URL("postgres"), dir: dir, listen: d.options.listen, public: "http://" + d.options.listen}
	d.service, err = openService(ctx, c, logs)
	if err != nil {
		d.server.Stop()
		removeDir()
		return nil, err
	}
	return func() {
		d.service.close()
		d.server.Stop()
		logs.Close()
		removeDir()
	}, nil
}

// demoSettings suit a cluster that one busy process uses on a small machine.
var demoSettings = map[string]string{
	"shared_buffers": "96MB", "work_mem": "24MB", "maintenance_work_mem": "64MB", "max_wal_size": "2GB",
	"checkpoint_timeout": "30min", "wal_level": "minimal", "max_wal_senders": "0", "max_parallel_workers_per_gather": "1",
}

func (d *demo) folder() (dir string, remove func(), err error) {
	if d.options.dir != "" {
		return d.options.dir, func() {}, os.MkdirAll(d.options.dir, 0o711) //nolint:gosec // the database runs as another user and must reach its folder
	}
	dir, err = os.MkdirTemp("", "goldset-demo-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

func (d *demo) clusterDir() string {
	if d.options.dir == "" {
		return "" // the server makes and removes its own
	}
	return filepath.Join(d.options.dir, "postgres")
}

// servePortal serves in the background; the channel gives how that ended.
func (d *demo) servePortal(ctx context.Context, cancel context.CancelCauseFunc) (<-chan error, error) {
	handler, err := d.service.portal(true)
	if err != nil {
		return nil, err
	}
	address := d.options.listen
	if d.options.once {
		address = "127.0.0.1:0"
	}
	ready := make(chan net.Addr, 1)
	served := make(chan error, 1)
	go func() {
		err := listen(ctx, address, handler, func(at net.Addr) { ready <- at })
		served <- err
		cancel(err)
	}()
	select {
	case at := <-ready:
		d.site = "http://" + at.String()
		return served, nil
	case <-ctx.Done():
		return nil, <-served
	}
}

// mainJob is the line from request to release.
func (d *demo) mainJob(ctx context.Context) error {
	started := time.Now()
	steps := []struct {
		title, name string
		do          func() error
	}{
		{"make up an England", "synthesise", func() (err error) {
			d.england, err = d.makeUp()
			return err
		}},
		{"record suppliers, requests, permissions and reference sets", "request", func() error { return d.prepare(ctx, d.england) }},
		{"send, check, explain, sign off and load the returns", "collect", func() error { return d.collect(ctx, d.england) }},
		{"link children across sources and years", "link", func() error { return d.link(ctx) }},
		{"measure, protect and draw the report", "release", func() error { return d.release(ctx) }},
		{"compare the links with the truth", "evaluate", func() error { return d.evaluate(ctx, d.england) }},
	}
	for _, s := range steps {
		if err := d.stage(s.title, s.name, s.do); err != nil {
			return fmt.Errorf("%s: %w", s.title, err)
		}
	}
	d.result.Seconds = time.Since(started).Seconds()
	return nil
}

func (d *demo) makeUp() (*synthetic.England, error) {
	c := synthetic.DefaultConfig()
	c.Children, c.Seed = d.options.children, d.options.seed
	england, err := synthetic.Generate(c)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	d.result.Children = d.options.children
	d.result.Authorities = len(england.Authorities())
	return england, nil
}

// stage says what happens and how long it took.
func (d *demo) stage(title, name string, do func() error) error {
	started := time.Now()
	fmt.Fprintf(d.say, "%s...", title)
	err := do()
	took := time.Since(started).Seconds()
	if d.result.SecondsPerStage == nil {
		d.result.SecondsPerStage = map[string]float64{}
	}
	d.result.SecondsPerStage[name] += took
	if err != nil {
		fmt.Fprintln(d.say, " no")
		return err
	}
	fmt.Fprintf(d.say, " %.1f s\n", took)
	return nil
}

func (d *demo) report(out io.Writer) error {
	r := &d.result
	fmt.Fprintf(d.say, `
%d children in %d authorities, %d submissions, %d rows in, %d loaded
%d subjects are %d persons; of the links, precision %.4f; recall %.4f where shared fields can tell, %.4f over all
%d cells released, %d suppressed; %.0f s in all, at most %d MiB over all processes
`, r.Children, r.Authorities, r.Submissions, r.RowsIn, r.RowsLoaded, r.Subjects, r.Persons,
		r.Precision, r.Recall, r.RecallAll, r.CellsReleased, r.CellsSuppressed, r.Seconds, r.PeakMemoryBytes>>20)
	if !d.options.asJSON {
		return nil
	}
	return json.NewEncoder(out).Encode(r)
}
