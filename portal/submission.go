package portal

import (
	"context"
	"net/http"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// submissionView is a submission, the request it answers and what a check counted.
type submissionView struct {
	store.Submission
	For     requestRow
	Later   int64 // an upload that took its place, or 0
	Before  bool  // there is an earlier one to compare it with
	Groups  []store.FindingGroup
	Tables  []goldset.Count
	Summary []store.SummaryLine
	Tag     tag
	Role    store.Role
}

// Link is where the submission's pages start.
func (s submissionView) Link() string { return "/submissions/" + strconv.FormatInt(s.ID, 10) }

// OpenErrors counts errors that nobody has fixed or explained.
func (s submissionView) OpenErrors() int64 { return s.open(goldset.SeverityError) }

// OpenQueries counts queries that nobody has explained.
func (s submissionView) OpenQueries() int64 { return s.open(goldset.SeverityQuery) }

func (s submissionView) open(severity goldset.Severity) (n int64) {
	for _, g := range s.Groups {
		if g.Severity == severity {
			n += g.Open
		}
	}
	return n
}

// Total adds the rows of all tables.
func (s submissionView) Total() (all goldset.Count) {
	for _, c := range s.Tables {
		all.In += c.In
		all.Out += c.Out
		all.Refused += c.Refused
	}
	return all
}

// Findings counts all findings.
func (s submissionView) Findings() (n int64) {
	for _, g := range s.Groups {
		n += g.Findings
	}
	return n
}

// Checked reports whether there is a result to show.
func (s submissionView) Checked() bool { return s.State != store.StateChecking }

// MayExplain reports whether the visitor can still answer findings.
func (s submissionView) MayExplain() bool {
	return s.Role == store.RoleProvider && s.Later == 0 && s.SentAt == nil &&
		(s.State == store.StateAnswering || s.State == store.StateReady)
}

// MayAnswer reports whether the visitor can still answer a finding, or those of a
// group: until the return is sent for sign-off, and for what reconciliation finds in
// a return that is in the dataset.
func (s submissionView) MayAnswer(cause string) bool {
	return s.MayExplain() ||
		s.Role == store.RoleProvider && s.State == store.StateLoaded && s.Current && cause == store.FoundAfter
}

// LateQueries counts queries that reconciliation found and nobody has explained.
func (s submissionView) LateQueries() (n int64) {
	for _, g := range s.Groups {
		if s.MayAnswer(g.Cause) && g.Cause == store.FoundAfter && s.State == store.StateLoaded {
			n += g.Open
		}
	}
	return n
}

// reasonGroup is the rules that were not run for one reason.
type reasonGroup struct {
	Reason string
	Rules  []string
}

// NotRun are the rules that the check did not run, by reason.
func (s submissionView) NotRun() (groups []reasonGroup) {
	list, _ := s.Understood["not_run"].([]any)
	at := map[string]int{}
	for _, entry := range list {
		one, _ := entry.(map[string]any)
		rule, _ := one["rule"].(string)
		reason, _ := one["reason"].(string)
		if _, there := at[reason]; !there {
			at[reason] = len(groups)
			groups = append(groups, reasonGroup{Reason: reason})
		}
		g := &groups[at[reason]]
		g.Rules = append(g.Rules, rule)
	}
	return groups
}

// MaySend reports whether the visitor can hand the return to a signatory.
func (s submissionView) MaySend() bool {
	return s.Role == store.RoleProvider && s.State == store.StateReady && s.SentAt == nil && s.Later == 0
}

// MaySign reports whether the visitor can sign the return off.
func (s submissionView) MaySign() bool {
	return s.Role == store.RoleSignatory && s.State == store.StateReady && s.SentAt != nil && s.Later == 0
}

// readSubmission reads the submission that the address names, as its supplier.
func (p *Portal) readSubmission(v *visit) (submissionView, error) {
	id, err := v.number("submission")
	if err != nil {
		return submissionView{}, err
	}
	view := submissionView{Role: v.who().Role}
	err = p.asSupplier(v, func(tx pgx.Tx) error { return p.readInto(v, tx, id, &view) })
	return view, err
}

func (p *Portal) readInto(v *visit, tx pgx.Tx, id int64, view *submissionView) (err error) {
	ctx := v.r.Context()
	if view.Submission, err = store.ReadSubmission(ctx, tx, id); err != nil {
		return err
	}
	standing, err := store.RequestOutline(ctx, tx, view.Request)
	if err != nil {
		return err
	}
	view.For = p.row(v, standing)
	if view.Later, err = store.LaterSubmission(ctx, tx, id); err != nil {
		return err
	}
	earlier, err := store.EarlierSubmissions(ctx, tx, id)
	view.Before = earlier != store.Earlier{}
	return err
}

// readGrouped is readSubmission with its findings gathered by rule, which takes a
// while when there are very many.
func (p *Portal) readGrouped(v *visit) (submissionView, error) {
	view, err := p.readSubmission(v)
	if err != nil || !view.Checked() {
		return view, err
	}
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		view.Groups, err = store.FindingGroups(v.r.Context(), tx, view.ID)
		return err
	})
	view.Tag = waitsFor(view.State, view.SentAt != nil, view.OpenErrors() > 0)
	return view, err
}

// readCounted is readGrouped with the counts of its rows.
func (p *Portal) readCounted(v *visit) (submissionView, error) {
	view, err := p.readGrouped(v)
	if err != nil {
		return view, err
	}
	err = p.asSupplier(v, func(tx pgx.Tx) (err error) {
		if view.Tables, err = store.SubmissionTables(v.r.Context(), tx, view.ID); err != nil {
			return err
		}
		view.Summary, err = store.SubmissionSummary(v.r.Context(), tx, view.ID)
		return err
	})
	return view, err
}

// refreshEvery is how often a page that watches work loads itself again, in seconds.
const refreshEvery = 3

// refresh is refreshEvery, or 0 for somebody who turned that off: a page that moves
// under a screen reader or a magnifier is hard to read.
func (v *visit) refresh() int {
	if v.r.URL.Query().Get("reload") == "off" {
		return 0
	}
	return refreshEvery
}

func (p *Portal) submission(v *visit) error {
	view, err := p.readGrouped(v)
	if err != nil {
		return err
	}
	if view.State == store.StateChecking {
		progress, err := p.checkProgress(v.r.Context(), view.ID)
		if err != nil {
			return err
		}
		p.render(v, http.StatusOK, "checking", page{
			Title: "We are checking your return", Back: view.For.Link(), Refresh: v.refresh(), Done: done(v),
			Data: struct {
				submissionView
				Progress store.Progress
			}{view, progress},
		})
		return nil
	}
	if view.State == store.StateRefused {
		p.render(v, http.StatusOK, "refused", page{
			Title: "Your file could not be taken", Back: view.For.Link(), Done: done(v), Data: view,
		})
		return nil
	}
	p.render(v, http.StatusOK, "submission", page{
		Title: requestTitle(view.For.Request), Back: view.For.Link(), Done: done(v), Data: view,
	})
	return nil
}

// checkProgress is how far the check of a submission has come. Progress holds
// counts only and is read as the office, which sees the queue.
func (p *Portal) checkProgress(ctx context.Context, submission int64) (store.Progress, error) {
	job, err := store.CheckJob(ctx, p.Office, submission)
	if err != nil || job == 0 {
		return store.Progress{}, err
	}
	return store.ReadProgress(ctx, p.Office, job)
}
