package store

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// SubjectRecord is who one supplier's child is, as far as its current submissions
// say: newer values stand, older postcodes, schools and UPNs are kept. It lives in
// the linkage worker's memory only.
type SubjectRecord struct {
	Subject   goldset.SubjectID
	Pseudonym goldset.Pseudonym
	Supplier  string // three-figure code, DFE or NHS
	Family    string
	Barrier   string // "C" identity closed, "N" new identity
	Seen      []SeenIn
	privacy.Identifiers
}

// SeenIn is a current submission that speaks of a subject.
type SeenIn struct {
	Submission int64
	Return     goldset.ReturnName
	Year       goldset.CollectionYear
	Term       string
}

// A record's parts come newest first.
const sealedIdentifiersSQL = `
select i.subject_id, i.submission_id, i.part, i.sealed, b.pseudonym, p.code, b.family, b.barrier
from identity.identifier i
join intake.submission s on s.id = i.submission_id and s.current
join identity.subject b on b.id = i.subject_id
join intake.supplier p on p.id = b.supplier_id
order by i.subject_id, s.year desc, i.submission_id desc, i.part desc`

const dataKeysSQL = `
select k.submission_id, k.object, k.wrapped, s.return, s.year, s.term
from identity.data_key k
join intake.submission s on s.id = k.submission_id and s.current`

// submissionKey opens what one submission sealed.
type submissionKey struct {
	key  *privacy.DataKey
	seen SeenIn
}

// identityBatch bounds how many subjects are decrypted in one go, and with the
// number of batches under way the memory that takes.
const identityBatch = 1024

// ReadSubjects decrypts the identifier records of all subjects of which a current
// submission speaks, in the order of their ids, on all cores. db is the link login's;
// it must see one state throughout, so pass a repeatable-read transaction when loads
// may run at the same time.
func ReadSubjects(ctx context.Context, db DB, keys *privacy.Keys) iter.Seq2[*SubjectRecord, error] {
	return func(yield func(*SubjectRecord, error) bool) {
		dataKeys, err := readDataKeys(ctx, db, keys)
		if err != nil {
			yield(nil, err)
			return
		}
		r := newIdentityReader(dataKeys)
		defer r.stop()
		go r.produce(ctx, db)
		for batch := range r.ordered {
			<-batch.opened
			if batch.err != nil {
				yield(nil, batch.err)
				return
			}
			for i := range batch.records {
				if !yield(&batch.records[i], nil) {
					return
				}
			}
		}
		if r.err != nil {
			yield(nil, r.err)
		}
	}
}

func readDataKeys(ctx context.Context, db DB, keys *privacy.Keys) (map[int64]submissionKey, error) {
	all := make(map[int64]submissionKey)
	var object [16]byte
	var wrapped []byte
	var seen SeenIn
	into := []any{&seen.Submission, &object, &wrapped, &seen.Return, &seen.Year, &seen.Term}
	err := forEach(ctx, db, into, func() error {
		key, err := keys.UnwrapDataKey(object, wrapped)
		all[seen.Submission] = submissionKey{key, seen}
		return err
	}, dataKeysSQL)
	if err != nil {
		return nil, fmt.Errorf("read data keys: %w", err)
	}
	return all, nil
}

// identityReader reads sealed records in one goroutine and opens them in several;
// batches come out in the order they were read.
type identityReader struct {
	keys    map[int64]submissionKey
	ordered chan *sealedBatch
	work    chan *sealedBatch
	quit    chan struct{}
	ended   sync.WaitGroup
	err     error // of reading; set before ordered is closed
}

type sealedBatch struct {
	sealed  []sealedPart
	records []SubjectRecord
	err     error
	opened  chan struct{}
}

type sealedPart struct {
	head       SubjectRecord // without its identifiers
	submission int64
	part       int
	sealed     []byte
}

func newIdentityReader(keys map[int64]submissionKey) *identityReader {
	workers := runtime.GOMAXPROCS(0)
	r := &identityReader{
		keys:    keys,
		ordered: make(chan *sealedBatch, workers),
		work:    make(chan *sealedBatch, workers),
		quit:    make(chan struct{}),
	}
	r.ended.Add(1) // the producer
	for range workers {
		r.ended.Go(func() {
			for batch := range r.work {
				batch.err = r.open(batch)
				close(batch.opened)
			}
		})
	}
	return r
}

// stop waits until nothing uses the connection any more.
func (r *identityReader) stop() {
	close(r.quit)
	r.ended.Wait()
}

func (r *identityReader) produce(ctx context.Context, db DB) {
	defer r.ended.Done()
	defer close(r.ordered)
	defer close(r.work)
	rows, err := db.Query(ctx, sealedIdentifiersSQL)
	if err != nil {
		r.err = fmt.Errorf("read identifiers: %w", err)
		return
	}
	defer rows.Close()
	batch := &sealedBatch{opened: make(chan struct{})}
	subjects := 0
	intern := interner{}
	for rows.Next() {
		p, err := intern.scan(rows)
		if err != nil {
			r.err = fmt.Errorf("read identifiers: %w", err)
			return
		}
		if n := len(batch.sealed); n == 0 || batch.sealed[n-1].head.Subject != p.head.Subject {
			if subjects == identityBatch {
				if !r.send(batch) {
					return
				}
				batch, subjects = &sealedBatch{opened: make(chan struct{})}, 0
			}
			subjects++
		}
		batch.sealed = append(batch.sealed, p)
	}
	if err := rows.Err(); err != nil {
		r.err = fmt.Errorf("read identifiers: %w", err)
		return
	}
	r.send(batch)
}

// interner keeps one copy of each of the few codes that a million rows repeat.
type interner map[string]string

func (n interner) scan(rows pgx.Rows) (sealedPart, error) {
	var p sealedPart
	var subject, pseudonym [16]byte
	err := rows.Scan(&subject, &p.submission, &p.part, &p.sealed, &pseudonym, &p.head.Supplier, &p.head.Family, &p.head.Barrier)
	p.head.Subject, p.head.Pseudonym = subject, pseudonym
	for _, text := range []*string{&p.head.Supplier, &p.head.Family, &p.head.Barrier} {
		kept, ok := n[*text]
		if !ok {
			kept = *text
			n[kept] = kept
		}
		*text = kept
	}
	return p, err
}

func (r *identityReader) send(batch *sealedBatch) bool {
	select {
	case r.work <- batch:
	case <-r.quit:
		return false
	}
	select {
	case r.ordered <- batch:
		return true
	case <-r.quit:
		return false
	}
}

// open decrypts a batch and merges each subject's parts.
func (r *identityReader) open(batch *sealedBatch) error {
	var plain []byte
	for i := range batch.sealed {
		p := &batch.sealed[i]
		key, ok := r.keys[p.submission]
		if !ok {
			return fmt.Errorf("open identifiers of submission %d: its data key is gone", p.submission)
		}
		var err error
		if plain, err = key.key.Open(plain[:0], p.sealed, identifierPlace(p.submission, p.head.Subject, p.part)); err != nil {
			return fmt.Errorf("open identifiers of submission %d: %w", p.submission, err)
		}
		id, err := privacy.ParseIdentifiers(plain)
		if err != nil {
			return fmt.Errorf("open identifiers of submission %d: %w", p.submission, err)
		}
		batch.add(p, key.seen, &id)
	}
	clear(plain[:cap(plain)])
	batch.sealed = nil
	return nil
}

func (b *sealedBatch) add(p *sealedPart, seen SeenIn, id *privacy.Identifiers) {
	if n := len(b.records); n > 0 && b.records[n-1].Subject == p.head.Subject {
		last := &b.records[n-1]
		last.Merge(id)
		if last.Seen[len(last.Seen)-1].Submission != seen.Submission {
			last.Seen = append(last.Seen, seen)
		}
		return
	}
	record := p.head
	record.Seen, record.Identifiers = []SeenIn{seen}, *id
	b.records = append(b.records, record)
}
