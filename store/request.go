package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
)

// Request asks a supplier for a return under section 2F of the Children Act 2004.
type Request struct {
	ID             int64
	Supplier       int64
	SupplierCode   string
	SupplierName   string
	Return         goldset.ReturnName
	Year           goldset.CollectionYear
	Term           string
	Purpose        string
	Function       string // the primary function, or section 2D
	Fields         string // what is asked for
	WhyNotExisting string // why existing data will not do
	LawfulBasis    string // the holder's
	Hypothetical   bool   // made up for a demonstration
	IssuedOn       time.Time
	DueOn          time.Time
	ExtendedTo     *time.Time
	Answer         Answered // empty: not answered yet
	AnswerReason   string
	AnsweredAt     *time.Time
}

// Deadline is when the return is due, extension included.
func (r Request) Deadline() time.Time {
	if r.ExtendedTo != nil {
		return *r.ExtendedTo
	}
	return r.DueOn
}

// Answered is how a supplier answered a request.
type Answered string

// The answers of section 2F: what is held and may lawfully be disclosed is supplied.
const (
	AnsweredSupplied  Answered = "supplied"
	AnsweredPart      Answered = "part"
	AnsweredNotHeld   Answered = "not held"
	AnsweredNotLawful Answered = "not lawful"
	AnsweredRefused   Answered = "refused"
)

const addRequestSQL = `
insert into intake.request (supplier_id, return, year, term, purpose, function, fields,
    why_not_existing, lawful_basis, hypothetical, issued_on, due_on)
values (@supplier, @return, @year, @term, @purpose, @function, @fields,
    @why, @basis, @hypothetical, @issued, @due)
on conflict (supplier_id, return, year, term) do nothing`

// AddRequest issues a request, with its first event. A second one for the same
// supplier, return, year and term returns the first one's id.
func AddRequest(ctx context.Context, tx pgx.Tx, r Request) (int64, error) {
	tag, err := tx.Exec(ctx, addRequestSQL, pgx.StrictNamedArgs{
		"supplier": r.Supplier, "return": string(r.Return), "year": int(r.Year), "term": r.Term,
		"purpose": r.Purpose, "function": r.Function, "fields": r.Fields, "why": r.WhyNotExisting,
		"basis": r.LawfulBasis, "hypothetical": r.Hypothetical, "issued": r.IssuedOn, "due": r.DueOn,
	})
	if err != nil {
		return 0, fmt.Errorf("add request for %s %d: %w", r.Return, r.Year, err)
	}
	known, err := RequestFor(ctx, tx, r.Supplier, r.Return, r.Year, r.Term)
	if err != nil || tag.RowsAffected() == 0 {
		return known.ID, err
	}
	return known.ID, AddRequestEvent(ctx, tx, RequestEvent{Request: known.ID, Supplier: r.Supplier, At: r.IssuedOn, Kind: EventIssued})
}

const requestColumns = `
select r.id, r.supplier_id, s.code, s.name, r.return, r.year, r.term, r.purpose, r.function, r.fields,
       r.why_not_existing, r.lawful_basis, r.hypothetical, r.issued_on, r.due_on, r.extended_to,
       coalesce(r.answer, ''), coalesce(r.answer_reason, ''), r.answered_at
from intake.request r
join intake.supplier s on s.id = r.supplier_id`

// ReadRequest is the request with the given id, or ErrNotFound when there is none
// that db may see.
func ReadRequest(ctx context.Context, db DB, id int64) (Request, error) {
	rows, _ := db.Query(ctx, requestColumns+" where r.id = $1", id)
	return oneRequest(rows, fmt.Sprintf("request %d", id))
}

// RequestFor is what asks a supplier for one return, or ErrNotFound.
func RequestFor(ctx context.Context, db DB, supplier int64, name goldset.ReturnName, year goldset.CollectionYear, term string) (Request, error) {
	rows, _ := db.Query(ctx, requestColumns+" where r.supplier_id = $1 and r.return = $2 and r.year = $3 and r.term = $4",
		supplier, string(name), int(year), term)
	return oneRequest(rows, fmt.Sprintf("request for %s %d", name, year))
}

func oneRequest(rows pgx.Rows, what string) (Request, error) {
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Request])
	if err != nil {
		return Request{}, fmt.Errorf("%s: %w", what, orNotFound(err))
	}
	return r, nil
}

const answerRequestSQL = `
update intake.request
set answer = @answer, answer_reason = @reason, answered_at = @now
where id = @request and supplier_id = @supplier`

// AnswerRequest records what the supplier makes of the request, and who said so.
func AnswerRequest(ctx context.Context, tx pgx.Tx, r Request, account int64, now time.Time) error {
	tag, err := tx.Exec(ctx, answerRequestSQL, pgx.StrictNamedArgs{
		"answer": string(r.Answer), "reason": r.AnswerReason, "now": now, "request": r.ID, "supplier": r.Supplier,
	})
	if err != nil {
		return fmt.Errorf("answer request %d: %w", r.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("answer request %d: %w", r.ID, ErrNotFound)
	}
	note := string(r.Answer)
	if r.AnswerReason != "" {
		note += ": " + r.AnswerReason
	}
	return AddRequestEvent(ctx, tx, RequestEvent{
		Request: r.ID, Supplier: r.Supplier, At: now, Kind: EventAnswered, Note: note, Account: account,
	})
}

// ExtendRequest moves a request's deadline.
func ExtendRequest(ctx context.Context, tx pgx.Tx, request int64, to time.Time, account int64, now time.Time) error {
	rows, _ := tx.Query(ctx, "update intake.request set extended_to = $2 where id = $1 returning supplier_id", request, to)
	supplier, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("extend request %d: %w", request, orNotFound(err))
	}
	return AddRequestEvent(ctx, tx, RequestEvent{
		Request: request, Supplier: supplier, At: now, Kind: EventExtended,
		Note: to.Format(time.DateOnly), Account: account,
	})
}
