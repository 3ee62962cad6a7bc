package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/synthetic"
	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/store"
)

// permissions are the governance records of the demo.
func (d *demo) permissions(ctx context.Context, _ *synthetic.England) error {
	office := d.service.zones.Office
	known, err := store.Permissions(ctx, office)
	if err != nil || len(known) > 0 {
		return err
	}
	from := time.Date(2023, time.April, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range []goldset.ReturnName{goldset.CINCensus, goldset.SSDA903, goldset.Identifiers, goldset.SchoolCensus, goldset.CAMHS} {
		for _, purpose := range []store.GovernedPurpose{store.PurposeLoad, store.PurposeLink, store.PurposeMeasure} {
			_, err := store.AddPermission(ctx, office, store.Permission{
				Return: name, Purpose: purpose,
				Controllers:     "The Children's Commissioner for England; the supplier, for its own copy",
				Agreement:       "Made-up agreement 2024/1, for demonstration",
				DPIAVersion:     "1.0 (demonstration)",
				LegalConditions: "UK GDPR article 6(1)(e) and 9(2)(j); Data Protection Act 2018, schedule 1, paragraph 4",
				OptOut:          "National data opt-out applied by the supplier before sending",
				StartsOn:        from, EndsOn: from.AddDate(20, 0, 0), RetainUntil: from.AddDate(25, 0, 0),
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// settled waits until no job of the given kinds has still to end, and reports a dead one.
func (d *demo) settled(ctx context.Context, kinds ...string) error {
	look := time.NewTicker(pollEvery)
	defer look.Stop()
	for {
		dead, err := store.DeadJob(ctx, d.service.zones.Work, kinds...)
		if err != nil {
			return err
		}
		if dead != "" {
			return errors.New(dead)
		}
		left, err := store.UnfinishedJobs(ctx, d.service.zones.Work, kinds...)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// loaded waits for the loads and counts what they did.
func (d *demo) loaded(ctx context.Context) error {
	if err := d.settled(ctx, jobs.Check{}.Kind(), jobs.Load{}.Kind()); err != nil {
		return err
	}
	const sql = `
select coalesce(sum(t.rows_in), 0)::bigint, coalesce(sum(t.rows_out), 0)::bigint
from intake.submission_table t
join intake.submission s on s.id = t.submission_id
where s.current`
	return d.service.zones.Office.QueryRow(ctx, sql).Scan(&d.result.RowsIn, &d.result.RowsLoaded)
}

// link is the analyst's: submit a linkage job, and watch it. An earlier run of this
// demo may have linked everything already.
func (d *demo) link(ctx context.Context) error {
	if done, err := d.linked(ctx); err != nil || done {
		return err
	}
	analyst, err := signIn(ctx, d.site, demoAccounts[0].email)
	if err != nil {
		return err
	}
	at, err := analyst.submit(ctx, "/linkage", "/linkage", url.Values{})
	if err != nil {
		return err
	}
	var job int64
	if _, err := fmt.Sscanf(at, "/linkage/jobs/%d", &job); err != nil {
		return fmt.Errorf("submitting a linkage led to %s", at)
	}
	return d.ended(ctx, job)
}

// linked reports whether the current map was made of all that is loaded.
func (d *demo) linked(ctx context.Context) (bool, error) {
	current, err := store.CurrentMap(ctx, d.service.zones.Link)
	if isNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	submissions, err := store.CurrentSubmissions(ctx, d.service.zones.Link)
	return slices.Equal(current.Submissions, submissions), err
}

// ended waits for one job.
func (d *demo) ended(ctx context.Context, job int64) error {
	look := time.NewTicker(pollEvery)
	defer look.Stop()
	for {
		var state string
		err := d.service.zones.Work.QueryRow(ctx, "select state::text from river.river_job where id = $1", job).Scan(&state)
		switch {
		case errors.Is(err, pgx.ErrNoRows), state == "completed":
			return nil
		case err != nil:
			return err
		case state == "discarded", state == "cancelled":
			return fmt.Errorf("job %d was %s; its error stands in the log", job, state)
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// release waits for the report, has it approved and published.
func (d *demo) release(ctx context.Context) error {
	kinds := []string{jobs.Reconcile{}.Kind(), jobs.Measure{}.Kind(), jobs.Release{}.Kind(), jobs.Publish{}.Kind()}
	if err := d.settled(ctx, kinds...); err != nil {
		return err
	}
	reports, err := store.ReportHeads(ctx, d.service.zones.Office)
	if err != nil {
		return err
	}
	approver, err := signIn(ctx, d.site, demoAccounts[4].email)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if r.State != store.ReportDraft {
			continue
		}
		path := fmt.Sprintf("/reports/%d/approve", r.ID)
		if _, err := approver.submit(ctx, path, path, url.Values{"confirm": {"yes"}}); err != nil {
			return err
		}
	}
	if err := d.service.house.PublishNow(ctx); err != nil {
		return err
	}
	if err := d.settled(ctx, kinds...); err != nil {
		return err
	}
	return d.countCells(ctx)
}

func (d *demo) countCells(ctx context.Context) error {
	const sql = `
select count(*) filter (where c.mask = ''), count(*) filter (where c.mask <> '')
from release.cell c
join release.report r on r.id = c.report_id
where r.state = 'published'`
	err := d.service.zones.Office.QueryRow(ctx, sql).Scan(&d.result.CellsReleased, &d.result.CellsSuppressed)
	if err == nil && d.result.CellsReleased == 0 {
		err = errors.New("nothing was released")
	}
	if err != nil {
		return err
	}
	const examplesSQL = `
select distinct on (c.measure) c.id::text
from ledger.cell c
join release.cell r on r.cell_id = c.id and r.mask = ''
join release.report p on p.id = r.report_id and p.state = 'published'
where c.level = 'national'
order by c.measure, c.year desc, jsonb_array_length(c.dims), c.id`
	rows, _ := d.service.zones.Release.Query(ctx, examplesSQL)
	d.result.ReleasedExamples, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return err
}

// spoilt are the rows of the revised return that the first authority's officer finds
// waiting: a code that is in no list, so that there is something to explain.
const spoilt = 3

// leaveWork uploads a revised return of the first authority that is not signed yet.
// What was loaded before stays in place meanwhile.
func (d *demo) leaveWork(ctx context.Context) error {
	first := d.firstAuthority()
	var latest synthetic.Submission
	for s := range d.england.Submissions() {
		if s.Supplier == first && s.Return == goldset.CINCensus {
			latest = s
		}
	}
	var text bytes.Buffer
	if _, err := latest.WriteTo(&text); err != nil {
		return err
	}
	revised := bytes.Replace(text.Bytes(), []byte("<PrimaryNeedCode>N1<"), []byte("<PrimaryNeedCode>N99<"), spoilt)
	sender, err := signIn(ctx, d.site, demoEmail(store.RoleProvider, first))
	if err != nil {
		return err
	}
	_, err = sender.upload(ctx, fmt.Sprintf("/requests/%d", d.requestIDs[requestKey(latest)]), "revised "+latest.FileName, func(w io.Writer) error {
		_, err := w.Write(revised)
		return err
	})
	return err
}

func (d *demo) firstAuthority() string {
	first := ""
	for _, a := range d.england.Authorities() {
		if first == "" || a[0] < first {
			first = a[0]
		}
	}
	return first
}

// invite says where to look.
func (d *demo) invite() {
	fmt.Fprintf(d.say, "\nGoldset is served at %s. Every child in it is made up. The password is %s for all of these:\n\n", d.site, demoPassword)
	first := d.firstAuthority()
	show := func(email, role, look string) { fmt.Fprintf(d.say, "  %-32s %-11s %s\n", email, role, look) }
	show(demoEmail(store.RoleProvider, first), "provider", "Requests: a revised return waits with findings to explain; the others have their receipts")
	show(demoEmail(store.RoleSignatory, first), "signatory", "Requests: the second person, who signs off what another uploaded")
	for _, a := range demoAccounts {
		show(a.email, string(a.role), a.look)
	}
	if len(d.result.ReleasedExamples) > 0 {
		fmt.Fprintf(d.say, "\nFollow a published number back to its source, in another terminal:\n\n  DATABASE_URL='%s' .build/bin/goldset trace %s\n",
			d.server.URL("postgres"), d.result.ReleasedExamples[0])
	}
	fmt.Fprintf(d.say, "\nPress Ctrl-C to stop; nothing is left running.\n")
}
