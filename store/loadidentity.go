package store

import (
	"encoding/binary"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// identifierPlace binds a sealed record to its row: it opens in no other.
func identifierPlace(submission int64, subject goldset.SubjectID, part int) privacy.Place {
	id := make([]byte, 0, 8+16+2)
	id = binary.BigEndian.AppendUint64(id, uint64(submission))
	id = append(id, subject[:]...)
	id = binary.BigEndian.AppendUint16(id, uint16(part))
	return privacy.Place{Zone: "identity", Table: "identifier", Column: "sealed", ID: id}
}

var addIdentifiersSQL = copyStatement(pgx.Identifier{"identity", "identifier"},
	[]string{"submission_id", "subject_id", "part", "sealed"})

// flushIdentifiers seals and copies one record for each child that rows spoke of.
func (f *flusher) flushIdentifiers(ids []*privacy.Identifiers) error {
	b, rows := f.scratch[:0], int64(0)
	var plain, sealed []byte
	changed := barriers{}
	for i, id := range ids {
		s := &f.subjects[i]
		if s.erased {
			continue
		}
		plain = id.Append(plain[:0])
		sealed = f.key.Seal(sealed[:0], plain, identifierPlace(f.sub.ID, s.id, f.part))
		b = binary.BigEndian.AppendUint16(b, 4)
		b = appendUUID(appendInt8(b, f.sub.ID), s.id)
		b = appendBytes(appendInt2(b, f.part), sealed)
		rows++
		if (id.Barrier == "C" || id.Barrier == "N") && id.Barrier != s.barrier {
			changed.add(s.id, id.Barrier)
		}
		if len(b) >= chunkBytes {
			if err := f.copyRows(addIdentifiersSQL, b, rows); err != nil {
				return fmt.Errorf("add identifiers: %w", err)
			}
			b, rows = b[:0], 0
		}
	}
	clear(plain[:cap(plain)])
	f.scratch = b
	if err := f.copyRows(addIdentifiersSQL, b, rows); err != nil {
		return fmt.Errorf("add identifiers: %w", err)
	}
	return f.setBarriers(changed)
}

// barriers gathers subjects whose identity was closed or is new.
type barriers struct {
	subjects [][16]byte
	values   []string
}

func (b *barriers) add(subject goldset.SubjectID, value string) {
	b.subjects = append(b.subjects, subject)
	b.values = append(b.values, value)
}

const setBarriersSQL = `
update identity.subject s
set barrier = b.value
from unnest(@subjects::uuid[], @values::text[]) b (subject, value)
where s.id = b.subject`

func (f *flusher) setBarriers(b barriers) error {
	if len(b.subjects) == 0 {
		return nil
	}
	_, err := f.tx.Exec(f.ctx, setBarriersSQL, pgx.StrictNamedArgs{"subjects": b.subjects, "values": b.values})
	if err != nil {
		return fmt.Errorf("set identity barriers: %w", err)
	}
	return nil
}
