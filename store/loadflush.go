package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// flusher is the half of a load that talks to the database, so that parsing and
// encoding the next rows overlaps with copying the last. One connection carries one
// COPY at a time, so it takes the tables' chunks as they come.
type flusher struct {
	ctx  context.Context //nolint:containedctx // see Load
	tx   pgx.Tx
	keys *privacy.Keys
	key  *privacy.DataKey
	sub  *loading

	jobs    chan flushJob
	done    chan struct{}
	free    chan *chunk
	failure atomic.Pointer[error]

	subjects []flushedSubject // by slot - from
	from     int32
	part     int
	anyKnown bool // the supplier has subjects already
	anyGone  bool // somebody was erased, once
	scratch  []byte

	rows, erased, minted, bytes int64
	byTable                     map[string]int64
}

// flushJob is one table's chunk, or the identifiers of all children so far.
type flushJob struct {
	fresh []slotName // children that come for the first time
	table *tableLoad
	chunk *chunk
	ids   []*privacy.Identifiers
}

type flushedSubject struct {
	id        goldset.SubjectID
	pseudonym goldset.Pseudonym
	barrier   string
	erased    bool
}

var errAborted = errors.New("the load was broken off")

const addDataKeySQL = `
insert into identity.data_key (submission_id, object, wrapped)
values (@submission, @object, @wrapped)`

const subjectStateSQL = `
select exists (select from intake.submission where supplier_id = @supplier and loaded_at is not null),
       exists (select from identity.erasure)`

func beginFlusher(ctx context.Context, tx pgx.Tx, keys *privacy.Keys, sub *loading) (*flusher, error) {
	key, err := keys.UnwrapDataKey(sub.Object, sub.Wrapped)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, addDataKeySQL, pgx.StrictNamedArgs{"submission": sub.ID, "object": sub.Object, "wrapped": sub.Wrapped})
	if err != nil {
		return nil, fmt.Errorf("store data key: %w", err)
	}
	f := &flusher{
		ctx: ctx, tx: tx, keys: keys, key: key, sub: sub,
		jobs: make(chan flushJob, 1), done: make(chan struct{}), free: make(chan *chunk, 4),
		byTable: make(map[string]int64),
	}
	err = tx.QueryRow(ctx, subjectStateSQL, pgx.StrictNamedArgs{"supplier": sub.Supplier}).
		Scan(&f.anyKnown, &f.anyGone)
	if err != nil {
		return nil, fmt.Errorf("look at subjects: %w", err)
	}
	go f.run()
	return f, nil
}

func (f *flusher) run() {
	defer close(f.done)
	for job := range f.jobs {
		if f.failed() != nil {
			continue // the sender must not wait for ever
		}
		if err := f.flush(job); err != nil {
			f.failure.CompareAndSwap(nil, &err)
		}
	}
}

func (f *flusher) failed() error {
	if err := f.failure.Load(); err != nil {
		return *err
	}
	return nil
}

func (f *flusher) stop() error {
	close(f.jobs)
	<-f.done
	return f.failed()
}

func (f *flusher) abort() {
	select {
	case <-f.done:
	default:
		err := errAborted
		f.failure.CompareAndSwap(nil, &err)
		_ = f.stop()
	}
}

func (f *flusher) chunk() *chunk {
	select {
	case c := <-f.free:
		return c
	default:
		return &chunk{rows: make([]byte, 0, chunkBytes+chunkBytes/8)}
	}
}

func (f *flusher) recycle(c *chunk) {
	clear(c.rows)
	c.rows, c.marks = c.rows[:0], c.marks[:0]
	select {
	case f.free <- c:
	default:
	}
}

func (f *flusher) flush(job flushJob) error {
	if err := f.resolve(job.fresh); err != nil {
		return err
	}
	if job.chunk != nil {
		return f.flushRows(job.table, job.chunk)
	}
	if err := f.flushIdentifiers(job.ids); err != nil {
		return err
	}
	f.from += int32(len(f.subjects))
	f.subjects = f.subjects[:0]
	f.part++
	f.anyKnown = true
	return nil
}

// flushRows fills in whose the rows are, leaves out those of erased children, and
// copies the rest.
func (f *flusher) flushRows(t *tableLoad, c *chunk) error {
	defer f.recycle(c)
	kept, rows := 0, int64(0)
	for i, m := range c.marks {
		end := len(c.rows)
		if i+1 < len(c.marks) {
			end = int(c.marks[i+1].start)
		}
		subject := &f.subjects[m.slot-f.from]
		if subject.erased {
			f.erased++
			continue
		}
		row := c.rows[m.start:end]
		copy(row[subjectAt:], subject.pseudonym[:])
		if kept != int(m.start) {
			copy(c.rows[kept:], row)
		}
		kept += len(row)
		rows++
	}
	if err := f.copyRows(t.copySQL, c.rows[:kept], rows); err != nil {
		return fmt.Errorf("copy table %s: %w", t.name, err)
	}
	f.rows += rows
	f.byTable[t.name] += rows
	return nil
}

// copyRows copies encoded rows and makes sure that all of them arrived.
func (f *flusher) copyRows(sql string, encoded []byte, rows int64) error {
	if rows == 0 {
		return nil
	}
	if err := copyChunk(f.ctx, f.tx, sql, encoded, rows); err != nil {
		return err
	}
	f.bytes += int64(len(encoded))
	return nil
}

const findSubjectsSQL = `
select id, token, pseudonym, barrier
from identity.subject
where token = any(@tokens)`

const findErasedSQL = `
select token
from identity.erasure
where token = any(@tokens)`

var addSubjectsSQL = copyStatement(pgx.Identifier{"identity", "subject"},
	[]string{"id", "supplier_id", "family", "token", "pseudonym"})

// resolve finds the subjects of children that come for the first time in this load,
// and mints those that the supplier never sent before.
func (f *flusher) resolve(fresh []slotName) error {
	if len(fresh) == 0 {
		return nil
	}
	slots := make(map[privacy.Token]int, len(fresh)) // index in f.subjects
	first := len(f.subjects)
	tokens := make([][]byte, 0, len(fresh))
	primary := make([]privacy.Token, len(fresh))
	for i, name := range fresh {
		f.subjects = append(f.subjects, flushedSubject{})
		for j, token := range f.keys.SubjectTokens(f.sub.Code, f.sub.Family, name.localID) {
			if j == 0 {
				primary[i] = token
			}
			slots[token] = first + i
			tokens = append(tokens, token[:])
		}
	}
	if err := f.findKnown(slots, tokens); err != nil {
		return err
	}
	return f.mint(f.subjects[first:], primary)
}

func (f *flusher) findKnown(slots map[privacy.Token]int, tokens [][]byte) error {
	if f.anyGone {
		var token []byte
		err := forEach(f.ctx, f.tx, []any{&token}, func() error {
			f.subjects[slots[privacy.Token(token)]].erased = true
			return nil
		}, findErasedSQL, pgx.StrictNamedArgs{"tokens": tokens})
		if err != nil {
			return fmt.Errorf("look for erased subjects: %w", err)
		}
	}
	if !f.anyKnown {
		return nil
	}
	var id, pseudonym [16]byte
	var token []byte
	var barrier string
	err := forEach(f.ctx, f.tx, []any{&id, &token, &pseudonym, &barrier}, func() error {
		s := &f.subjects[slots[privacy.Token(token)]]
		s.id, s.pseudonym, s.barrier = id, pseudonym, barrier
		return nil
	}, findSubjectsSQL, pgx.StrictNamedArgs{"tokens": tokens})
	if err != nil {
		return fmt.Errorf("look for subjects: %w", err)
	}
	return nil
}

func (f *flusher) mint(subjects []flushedSubject, tokens []privacy.Token) error {
	b, minted := f.scratch[:0], int64(0)
	for i := range subjects {
		s := &subjects[i]
		if s.erased || s.id != (goldset.SubjectID{}) {
			continue
		}
		s.id = privacy.NewSubjectID()
		s.pseudonym = f.keys.Pseudonym(s.id)
		b = binary.BigEndian.AppendUint16(b, 5)
		b = appendInt8(appendUUID(b, s.id), f.sub.Supplier)
		b = appendBytes(b, f.sub.Family)
		b = appendUUID(appendBytes(b, tokens[i][:]), s.pseudonym)
		minted++
	}
	f.scratch = b
	f.minted += minted
	if err := f.copyRows(addSubjectsSQL, b, minted); err != nil {
		return fmt.Errorf("add subjects: %w", err)
	}
	return nil
}
