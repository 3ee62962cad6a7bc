package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// What stops a load before its first row.
var (
	ErrAlreadyLoaded = errors.New("the submission is loaded already")
	ErrOverlaid      = errors.New("another submission of the same return was loaded since it was signed")
)

// LoadSpec says what is loaded and how its rows are read.
type LoadSpec struct {
	Submission int64
	Layout     *goldset.Layout
	Keys       *privacy.Keys
	Area       privacy.AreaOf // small area of a postcode; nil: none is known

	// ChildrenHeld bounds the children whose identifiers are held in memory at a time,
	// at about 400 bytes each; 0 means 250,000.
	ChildrenHeld int

	// Unchanged is called under the lock, before anything is written. It returns an
	// error when what was signed is no longer what would be loaded. It may be nil.
	Unchanged func(ctx context.Context, tx pgx.Tx) error
}

// LoadResult counts what a load did.
type LoadResult struct {
	Rows        int64            // facts written
	ByTable     map[string]int64 // facts written, by the layout's table name
	Refused     int64            // rows that checking had refused
	Unattached  int64            // rows about no child that could be told: not written
	Erased      int64            // rows of children who were erased: not written
	Subjects    int64            // children the submission is about
	NewSubjects int64            // of them, seen for the first time
	Replaced    int64            // the submission that gave way, or 0
	CopiedBytes int64
}

// Load writes one submission's rows: identifiers sealed to the identity zone, facts
// to the research zone. Rows of different tables may come in any order. The caller
// must leave the transaction alone between BeginLoad and Close or Abort.
type Load struct {
	spec     LoadSpec
	sub      loading
	types    map[string]map[string]string // partition -> column -> type
	tables   map[*goldset.Table]*tableLoad
	order    []*tableLoad // as their first rows came
	subjects subjectSlots
	flusher  *flusher
	result   LoadResult
	ctx      context.Context //nolint:containedctx // a load is one call spread over many rows
}

// loading is the submission under way.
type loading struct {
	ID       int64
	Supplier int64
	Code     string
	Return   goldset.ReturnName
	Year     goldset.CollectionYear
	Term     string
	State    string
	Object   [16]byte
	Wrapped  []byte
	Replaces int64  // what was current when it was signed
	Current  int64  // what is current now
	Family   string `db:"-"` // of the child ids
}

const loadingSQL = `
select s.id, s.supplier_id, p.code, s.return, s.year, s.term, s.state, s.vault_object, s.wrapped_key,
       coalesce(s.replaces, 0), 0
from intake.submission s
join intake.supplier p on p.id = s.supplier_id
where s.id = $1
for update of s`

// BeginLoad locks the submission's return, so that two loads of one supplier's
// return for one period never overlap, and makes sure that what was signed stands.
// The transaction is one of the load login.
func BeginLoad(ctx context.Context, tx pgx.Tx, spec LoadSpec) (*Load, error) {
	rows, _ := tx.Query(ctx, loadingSQL, spec.Submission)
	sub, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[loading])
	if err != nil {
		return nil, fmt.Errorf("load submission %d: %w", spec.Submission, err)
	}
	sub.Family = spec.Layout.ChildFamily()
	if err = lockPeriod(ctx, tx, &sub); err != nil {
		return nil, err
	}
	if sub.Current == sub.ID {
		return nil, ErrAlreadyLoaded
	}
	if sub.Current != sub.Replaces {
		return nil, ErrOverlaid
	}
	if spec.Layout.Return != sub.Return || spec.Layout.Year != sub.Year {
		return nil, fmt.Errorf("load submission %d: the layout is of %s %d", sub.ID, spec.Layout.Return, spec.Layout.Year)
	}
	if spec.Unchanged != nil {
		if err = spec.Unchanged(ctx, tx); err != nil {
			return nil, err
		}
	}
	l := &Load{
		spec: spec, sub: sub, ctx: ctx,
		tables:   make(map[*goldset.Table]*tableLoad),
		subjects: subjectSlots{limit: cmp.Or(spec.ChildrenHeld, slotsHeld)},
		result:   LoadResult{ByTable: make(map[string]int64)},
	}
	if l.types, err = columnTypes(ctx, tx, spec.Layout); err != nil {
		return nil, fmt.Errorf("load submission %d: %w", sub.ID, err)
	}
	if l.flusher, err = beginFlusher(ctx, tx, spec.Keys, &l.sub); err != nil {
		return nil, fmt.Errorf("load submission %d: %w", sub.ID, err)
	}
	return l, nil
}

// Returns of one family share their children, so two loads of one supplier's
// family would mint the same subjects: they wait for each other.
const currentNowSQL = `
select coalesce(max(id), 0) from intake.submission
where supplier_id = $1 and return = $2 and year = $3 and term = $4 and current`

func lockPeriod(ctx context.Context, tx pgx.Tx, sub *loading) error {
	name := fmt.Sprintf("load/%d/%s", sub.Supplier, sub.Family)
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended($1, 0))", name); err != nil {
		return fmt.Errorf("load submission %d: lock its return: %w", sub.ID, err)
	}
	// Only now is it certain what is current.
	err := tx.QueryRow(ctx, currentNowSQL, sub.Supplier, sub.Return, sub.Year, sub.Term).Scan(&sub.Current)
	if err != nil {
		return fmt.Errorf("load submission %d: %w", sub.ID, err)
	}
	return nil
}

// Row takes one checked row. The row may be reused when Row returns.
func (l *Load) Row(row *goldset.Row) error {
	if row.Refuse {
		l.result.Refused++
		return nil
	}
	if row.Table.About != "" { // not about a child: it stays in the vault
		return nil
	}
	t := l.tables[row.Table]
	if t == nil {
		var err error
		if t, err = l.beginTable(row.Table); err != nil {
			return err
		}
	}
	slot, id := l.subjects.find(t.splitter.LocalID(row))
	if id == nil {
		l.result.Unattached++
		return nil
	}
	if err := t.encode(row, slot, id); err != nil {
		return err
	}
	switch {
	case l.subjects.full():
		l.flushAll()
	case len(t.buf.rows) >= chunkBytes:
		l.flushTable(t)
	default:
		return nil
	}
	return l.flusher.failed()
}

func (l *Load) flushTable(t *tableLoad) {
	l.flusher.jobs <- flushJob{table: t, chunk: t.buf, fresh: l.subjects.takeFresh()}
	t.buf = l.flusher.chunk()
}

// flushAll hands over every table's rows, then the identifiers, and forgets the
// children: who comes again is found again in the database.
func (l *Load) flushAll() {
	for _, t := range l.order {
		if len(t.buf.marks) > 0 {
			l.flushTable(t)
		}
	}
	l.flusher.jobs <- flushJob{fresh: l.subjects.takeFresh(), ids: l.subjects.ids}
	l.subjects.reset()
}

// Close writes what is left, makes the submission the current one and returns what
// was done. Nothing counts until the transaction commits.
func (l *Load) Close() (LoadResult, error) {
	l.flushAll()
	if err := l.flusher.stop(); err != nil {
		return LoadResult{}, fmt.Errorf("load submission %d: %w", l.sub.ID, err)
	}
	f := l.flusher
	l.result.Rows, l.result.Erased, l.result.CopiedBytes = f.rows, f.erased, f.bytes
	l.result.NewSubjects = f.minted
	maps.Copy(l.result.ByTable, f.byTable)
	if err := l.countSubjects(); err != nil {
		return LoadResult{}, err
	}
	replaced, err := makeCurrent(l.ctx, f.tx, &l.sub)
	if err != nil {
		return LoadResult{}, fmt.Errorf("load submission %d: %w", l.sub.ID, err)
	}
	l.result.Replaced = replaced
	return l.result, nil
}

// Abort stops writing, before the transaction is rolled back. It does nothing
// after Close.
func (l *Load) Abort() { l.flusher.abort() }

func (l *Load) countSubjects() error {
	const sql = "select count(distinct subject_id) from identity.identifier where submission_id = $1"
	if err := l.flusher.tx.QueryRow(l.ctx, sql, l.sub.ID).Scan(&l.result.Subjects); err != nil {
		return fmt.Errorf("load submission %d: count subjects: %w", l.sub.ID, err)
	}
	return nil
}

// What gives way keeps its facts, for a dataset version may cite them; who its
// children are is known from now on by the submission that replaces it.
const (
	giveWaySQL = `
update intake.submission
set current = false
where supplier_id = @supplier and return = @return and year = @year and term = @term and current
returning id`
	becomeCurrentSQL = `
update intake.submission
set current = true, state = 'loaded', loaded_at = now()
where id = $1`
	forgetReplacedSQL = `
delete from identity.identifier
where submission_id = $1`
	forgetReplacedKeySQL = `
delete from identity.data_key
where submission_id = $1`
)

func makeCurrent(ctx context.Context, tx pgx.Tx, sub *loading) (int64, error) {
	rows, _ := tx.Query(ctx, giveWaySQL, pgx.StrictNamedArgs{
		"supplier": sub.Supplier, "return": sub.Return, "year": sub.Year, "term": sub.Term,
	})
	gone, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, becomeCurrentSQL, sub.ID); err != nil {
		return 0, err
	}
	if len(gone) == 0 {
		return 0, nil
	}
	for _, sql := range []string{forgetReplacedSQL, forgetReplacedKeySQL} {
		if _, err := tx.Exec(ctx, sql, gone[0]); err != nil {
			return 0, err
		}
	}
	return gone[0], nil
}
