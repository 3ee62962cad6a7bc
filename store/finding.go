package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// Finding is a recorded finding and what the supplier says to it.
type Finding struct {
	ID         int64
	Submission int64
	goldset.Finding
	Reason    string // empty: nobody has answered
	Note      string
	Dispensed bool     // by the Commissioner's office
	Also      []string // rules that break only because this cell does
	Earlier   *EarlierAnswer
}

// EarlierAnswer is what the supplier said to the same finding in an earlier year.
// It is offered, not applied.
type EarlierAnswer struct {
	Year   goldset.CollectionYear
	Reason string
	Note   string
}

// Answered reports whether the finding has been explained or dispensed.
func (f Finding) Answered() bool { return f.Reason != "" }

// MustBeMet reports whether the finding stands between the return and its sign-off.
func (f Finding) MustBeMet() bool {
	return f.Severity == goldset.SeverityError || f.Severity == goldset.SeverityQuery
}

// FindingGroup counts a submission's findings of one rule.
type FindingGroup struct {
	Rule     string
	Severity goldset.Severity
	Message  string // of one of them
	Passes   string
	Cause    string
	Tables   []string
	Findings int64
	Children int64
	Open     int64 // errors and queries that nobody has answered
	Offered  int64 // of those, answered in an earlier year
}

// earlierSQL is the newest answer of an earlier year to finding f of submission s.
const earlierSQL = `
left join lateral (
    select e.year, e.reason, e.note
    from intake.answer e
    where a.id is null and f.severity in ('error', 'query') and e.supplier_id = f.supplier_id and e.return = s.return
      and e.answer_to = f.answer_to and e.year < s.year and not e.dispensed
    order by e.year desc
    limit 1) e on true`

// Consequences of a cell's own finding stand under it and in no group of their own.
// The worst first, then the most frequent: an officer starts where it helps most.
const findingGroupsSQL = `
select f.rule, f.severity, min(f.message collate "C"), min(f.passes collate "C"), max(f.cause collate "C"),
       array_remove(array_agg(distinct f.tbl), ''), count(*), count(distinct f.child),
       count(*) filter (where a.id is null and f.severity in ('error', 'query')), count(e.year)
from intake.finding f
join intake.submission s on s.id = f.submission_id
left join intake.answer a on a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to` + earlierSQL + `
where f.submission_id = @submission and f.under = '' and (@rule = '' or f.rule = @rule)
group by f.rule, f.severity
order by array_position('{reject,error,query,not stated,notice,not run}', f.severity), count(*) desc, f.rule`

// FindingGroups gathers a submission's findings by rule.
func FindingGroups(ctx context.Context, db DB, submission int64) ([]FindingGroup, error) {
	return findingGroups(ctx, db, submission, "")
}

// FindingGroupOf gathers a submission's findings of one rule; ErrNotFound when it
// found nothing. A rule that speaks at two severities is one group at the worse.
func FindingGroupOf(ctx context.Context, db DB, submission int64, rule string) (FindingGroup, error) {
	groups, err := findingGroups(ctx, db, submission, rule)
	if err != nil {
		return FindingGroup{}, err
	}
	if len(groups) == 0 || rule == "" {
		return FindingGroup{}, fmt.Errorf("findings of submission %d under rule %s: %w", submission, rule, ErrNotFound)
	}
	all := groups[0]
	for _, g := range groups[1:] {
		all.Findings += g.Findings
		all.Open += g.Open
		all.Offered += g.Offered
	}
	return all, nil
}

func findingGroups(ctx context.Context, db DB, submission int64, rule string) ([]FindingGroup, error) {
	rows, _ := db.Query(ctx, findingGroupsSQL, pgx.StrictNamedArgs{"submission": submission, "rule": rule})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[FindingGroup])
	if err != nil {
		return nil, fmt.Errorf("findings of submission %d by rule: %w", submission, err)
	}
	return all, nil
}

// ChildGroup counts a submission's findings about one child. First leads to them.
type ChildGroup struct {
	First    int64 // the child's first finding, which stands for the child in addresses
	Rules    []string
	Findings int64
	Open     int64
}

const childGroupsSQL = `
select min(f.id), array_agg(distinct f.rule order by f.rule), count(*),
       count(*) filter (where a.id is null and f.severity in ('error', 'query'))
from intake.finding f
join intake.submission s on s.id = f.submission_id
left join intake.answer a on a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to
where f.submission_id = @submission and f.child is not null and f.under = ''
group by f.child
order by count(*) filter (where a.id is null and f.severity in ('error', 'query')) desc, count(*) desc, min(f.id)
limit @limit offset @offset`

// ChildGroups gathers a submission's findings by child, those with the most left
// to do first, and counts the children.
func ChildGroups(ctx context.Context, db DB, submission int64, limit, offset int) ([]ChildGroup, int64, error) {
	var children int64
	err := db.QueryRow(ctx, "select count(distinct child) from intake.finding where submission_id = $1 and under = ''", submission).Scan(&children)
	if err != nil {
		return nil, 0, fmt.Errorf("children with findings in submission %d: %w", submission, err)
	}
	rows, _ := db.Query(ctx, childGroupsSQL, pgx.StrictNamedArgs{"submission": submission, "limit": limit, "offset": offset})
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ChildGroup])
	if err != nil {
		return nil, 0, fmt.Errorf("findings of submission %d by child: %w", submission, err)
	}
	return all, children, nil
}

const findingColumns = `
select f.id, f.submission_id, f.rule, f.severity, f.tbl, f.row_no, f.line, f.fields, f.message, f.passes, f.cause,
       f.answer_to, f.child, f.own, f.under, coalesce(a.reason, ''), coalesce(a.note, ''), coalesce(a.dispensed, false),
       case when f.own then array(
           select distinct c.rule from intake.finding c
           where c.under <> '' and c.submission_id = f.submission_id and c.tbl = f.tbl and c.row_no = f.row_no
             and c.under = f.rule and c.fields[1] = f.fields[1]
           order by c.rule) else '{}' end,
       coalesce(e.year, 0), coalesce(e.reason, ''), coalesce(e.note, '')
from intake.finding f
join intake.submission s on s.id = f.submission_id
left join intake.answer a on a.supplier_id = f.supplier_id and a.return = s.return and a.year = s.year and a.answer_to = f.answer_to` + earlierSQL

func scanFinding(row pgx.CollectableRow) (f Finding, err error) {
	var earlier EarlierAnswer
	err = row.Scan(&f.ID, &f.Submission, &f.Rule, &f.Severity, &f.Table, &f.Row, &f.Line, &f.Fields, &f.Message,
		&f.Passes, &f.Cause, &f.AnswerTo, &f.Child, &f.Own, &f.Under, &f.Reason, &f.Note, &f.Dispensed,
		&f.Also, &earlier.Year, &earlier.Reason, &earlier.Note)
	if earlier.Year != 0 {
		f.Earlier = &earlier
	}
	return f, err
}

// Findings of one rule are read page by page, those still open first.
const findingsOfRuleSQL = findingColumns + `
where f.submission_id = @submission and f.rule = @rule and f.under = ''
order by a.id is not null, f.id
limit @limit offset @offset`

// FindingsOfRule is a page of a submission's findings of one rule.
func FindingsOfRule(ctx context.Context, db DB, submission int64, rule string, limit, offset int) ([]Finding, error) {
	rows, _ := db.Query(ctx, findingsOfRuleSQL, pgx.StrictNamedArgs{
		"submission": submission, "rule": rule, "limit": limit, "offset": offset,
	})
	all, err := pgx.CollectRows(rows, scanFinding)
	if err != nil {
		return nil, fmt.Errorf("findings of submission %d under rule %s: %w", submission, rule, err)
	}
	return all, nil
}

// FindingsOfChild lists up to limit findings about the child that the given
// finding is about, in file order; only the finding itself when it is about none.
func FindingsOfChild(ctx context.Context, db DB, of Finding, limit int) ([]Finding, error) {
	rows, _ := db.Query(ctx, findingColumns+`
where f.submission_id = @submission and (f.child = @child and f.under = '' or f.id = @id)
order by f.id
limit @limit`, pgx.StrictNamedArgs{"submission": of.Submission, "child": of.Child, "id": of.ID, "limit": limit})
	all, err := pgx.CollectRows(rows, scanFinding)
	if err != nil {
		return nil, fmt.Errorf("findings beside finding %d: %w", of.ID, err)
	}
	return all, nil
}

// ReadFinding is one finding of a submission, or ErrNotFound.
func ReadFinding(ctx context.Context, db DB, submission, id int64) (Finding, error) {
	rows, _ := db.Query(ctx, findingColumns+" where f.submission_id = $1 and f.id = $2", submission, id)
	f, err := pgx.CollectExactlyOneRow(rows, scanFinding)
	if err != nil {
		return Finding{}, fmt.Errorf("finding %d: %w", id, orNotFound(err))
	}
	return f, nil
}

// AllFindings lists every finding of a submission in the order they were found,
// consequences included, up to limit.
func AllFindings(ctx context.Context, db DB, submission int64, limit int) ([]Finding, error) {
	rows, _ := db.Query(ctx, findingColumns+`
where f.submission_id = @submission
order by f.id
limit @limit`, pgx.StrictNamedArgs{"submission": submission, "limit": limit})
	all, err := pgx.CollectRows(rows, scanFinding)
	if err != nil {
		return nil, fmt.Errorf("findings of submission %d: %w", submission, err)
	}
	return all, nil
}
