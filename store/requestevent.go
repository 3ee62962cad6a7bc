package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// EventKind says what happened to a request.
type EventKind string

// What can happen to a request.
const (
	EventIssued         EventKind = "issued"
	EventReminded       EventKind = "reminded"
	EventExtensionAsked EventKind = "extension asked"
	EventExtended       EventKind = "extension granted"
	EventNotExtended    EventKind = "extension declined"
	EventAnswered       EventKind = "answered"
	EventUploaded       EventKind = "uploaded"
	EventSentForSignOff EventKind = "sent for sign-off"
	EventDeclined       EventKind = "sign-off declined"
	EventSigned         EventKind = "signed off"
)

// RequestEvent is one thing that happened to a request.
type RequestEvent struct {
	Request  int64
	Supplier int64
	At       time.Time
	Kind     EventKind
	Note     string
	Account  int64  // 0 when a job did it
	Who      string // the account's name, when read
}

const addRequestEventSQL = `
insert into intake.request_event (request_id, supplier_id, at, kind, note, account_id)
values (@request, @supplier, @at, @kind, @note, nullif(@account, 0))`

// AddRequestEvent records that something happened to a request.
func AddRequestEvent(ctx context.Context, db DB, e RequestEvent) error {
	_, err := db.Exec(ctx, addRequestEventSQL, pgx.StrictNamedArgs{
		"request": e.Request, "supplier": e.Supplier, "at": e.At, "kind": string(e.Kind), "note": e.Note, "account": e.Account,
	})
	if err != nil {
		return fmt.Errorf("record that request %d was %s: %w", e.Request, e.Kind, err)
	}
	return nil
}

const requestEventsSQL = `
select e.request_id, e.supplier_id, e.at, e.kind, e.note, coalesce(e.account_id, 0), coalesce(a.name, '')
from intake.request_event e
left join access.account a on a.id = e.account_id
where e.request_id = $1
order by e.at desc, e.id desc`

// RequestEvents lists what happened to a request, newest first.
func RequestEvents(ctx context.Context, db DB, request int64) ([]RequestEvent, error) {
	rows, _ := db.Query(ctx, requestEventsSQL, request)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RequestEvent])
	if err != nil {
		return nil, fmt.Errorf("events of request %d: %w", request, err)
	}
	return all, nil
}

// RequestProgress is a request and where its return stands.
type RequestProgress struct {
	Request
	Submission     int64 // the newest, a refused one only when there is no other; 0 when nothing was uploaded
	State          State
	SentAt         *time.Time
	OpenErrors     int64 // -1: not for the reader to know
	OpenQueries    int64
	Loaded         bool // an earlier upload is in the dataset, whatever became of the newest
	ExtensionAsked bool // and not decided since
}

const requestProgressSQL = `
select r.id, r.supplier_id, s.code, s.name, r.return, r.year, r.term, r.purpose, r.function, r.fields,
       r.why_not_existing, r.lawful_basis, r.hypothetical, r.issued_on, r.due_on, r.extended_to,
       coalesce(r.answer, ''), coalesce(r.answer_reason, ''), r.answered_at,
       coalesce(n.id, 0), coalesce(n.state, ''), n.sent_at, o.errors, o.queries,
       exists (select from intake.submission c where c.request_id = r.id and c.current),
       coalesce((select e.kind = 'extension asked' from intake.request_event e
                 where e.request_id = r.id and e.kind like 'extension %'
                 order by e.at desc, e.id desc limit 1), false)
from intake.request r
join intake.supplier s on s.id = r.supplier_id
left join lateral (
    select u.id, u.state, u.sent_at
    from intake.submission u
    where u.request_id = r.id and u.state <> 'withdrawn'
    order by u.state = 'refused', u.uploaded_at desc, u.id desc
    limit 1) n on true`

// Only the supplier may count what is open: the office does not see what an answer
// answers. -1 stands for a count that was not made.
const (
	openFindingsSQL = `
left join lateral (
    select count(*) filter (where f.severity = 'error') as errors, count(*) filter (where f.severity = 'query') as queries
    from intake.finding f
    where n.state = 'answering' and f.submission_id = n.id and f.severity in ('error', 'query') and f.under = ''
      and not exists (select from intake.answer a
                      where a.supplier_id = f.supplier_id and a.return = r.return and a.year = r.year and a.answer_to = f.answer_to)) o on true`
	openUnknownSQL = `
cross join (values (-1::bigint, -1::bigint)) o (errors, queries)`
)

// Requests lists a supplier's requests and where each stands, the next due first.
func Requests(ctx context.Context, db DB) ([]RequestProgress, error) {
	return requests(ctx, db, openFindingsSQL+inDueOrder, pgx.StrictNamedArgs{})
}

// AllRequests lists every supplier's requests and where each stands, the next due
// first, without counting open findings. db is the office login's.
func AllRequests(ctx context.Context, db DB) ([]RequestProgress, error) {
	return requests(ctx, db, openUnknownSQL+inDueOrder, pgx.StrictNamedArgs{})
}

const inDueOrder = " order by coalesce(r.extended_to, r.due_on), s.code, r.return, r.year, r.term"

// RequestStanding is one request and where it stands, or ErrNotFound.
func RequestStanding(ctx context.Context, db DB, request int64) (RequestProgress, error) {
	return oneStanding(ctx, db, openFindingsSQL, request)
}

// RequestOutline is RequestStanding without counting open findings, which takes a
// while when there are very many.
func RequestOutline(ctx context.Context, db DB, request int64) (RequestProgress, error) {
	return oneStanding(ctx, db, openUnknownSQL, request)
}

func oneStanding(ctx context.Context, db DB, open string, request int64) (RequestProgress, error) {
	all, err := requests(ctx, db, open+" where r.id = @request", pgx.StrictNamedArgs{"request": request})
	if err != nil {
		return RequestProgress{}, err
	}
	if len(all) == 0 {
		return RequestProgress{}, fmt.Errorf("request %d: %w", request, ErrNotFound)
	}
	return all[0], nil
}

func requests(ctx context.Context, db DB, which string, args pgx.StrictNamedArgs) ([]RequestProgress, error) {
	rows, _ := db.Query(ctx, requestProgressSQL+which, args)
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p RequestProgress, err error) {
		r := &p.Request
		err = row.Scan(&r.ID, &r.Supplier, &r.SupplierCode, &r.SupplierName, &r.Return, &r.Year, &r.Term,
			&r.Purpose, &r.Function, &r.Fields, &r.WhyNotExisting, &r.LawfulBasis, &r.Hypothetical,
			&r.IssuedOn, &r.DueOn, &r.ExtendedTo, &r.Answer, &r.AnswerReason, &r.AnsweredAt,
			&p.Submission, &p.State, &p.SentAt, &p.OpenErrors, &p.OpenQueries, &p.Loaded, &p.ExtensionAsked)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	return all, nil
}
