package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/privacy"
)

// chunkBytes is how much of a table is encoded before it is copied. A COPY of it takes
// about five milliseconds, of which a twentieth is for beginning and ending it; larger
// chunks would leave a middling return's rows waiting until all are parsed.
const chunkBytes = 128 << 10

// tableLoad encodes the rows of one table of the return.
type tableLoad struct {
	name     string // as the layout has it
	copySQL  string
	splitter *privacy.Splitter
	columns  []appendValue
	fields   []goldset.Field
	head     []byte         // what every row begins with: number of fields, submission, year
	term     []byte         // encoded, in the tables of a return that comes several times a year
	keys     []describedKey // of a request described on site, whose facts are one JSON value
	values   []string
	buf      *chunk
}

// chunk is rows of a table, encoded but for whose they are.
type chunk struct {
	rows  []byte
	marks []mark
}

// mark says where a row starts and whose it is.
type mark struct {
	start int32
	slot  int32
}

// subjectAt is where in a row the 16 bytes of the pseudonym stand: after the number
// of fields and the lengths and values of submission, year, row and parent, and the
// pseudonym's own length.
const subjectAt = 2 + (4 + 8) + (4+4)*3 + 4

// systemColumns come before the facts of every table of the research zone.
var systemColumns = []string{"submission_id", "collection_year", "row_no", "parent_no", "subject", "flagged"}

func (l *Load) beginTable(table *goldset.Table) (*tableLoad, error) {
	t := &tableLoad{
		name:     table.Name,
		splitter: privacy.NewSplitter(table, l.spec.Area),
		buf:      l.flusher.chunk(),
	}
	t.fields = t.splitter.Fields()
	partition := partitionOf(l.spec.Layout, table)
	types := l.types[partition]
	if l.spec.Layout.Described > 0 {
		if err := t.describe(l.spec.Layout, partition, types); err != nil {
			return nil, err
		}
		return l.begun(table, t), nil
	}
	names := slices.Clip(systemColumns)
	if types["term"] != "" && !slices.ContainsFunc(t.fields, func(f goldset.Field) bool { return f.Column() == "term" }) {
		names = append(names, "term")
		t.term = appendBytes(nil, l.sub.Term)
	}
	for _, f := range t.fields {
		encoder := encoders[types[f.Column()]]
		if encoder == nil {
			return nil, fmt.Errorf("load table %s: research.%s has no column %s of a known type: run goldset migrate", table.Name, partition, f.Column())
		}
		t.columns = append(t.columns, encoder)
		names = append(names, f.Column())
	}
	t.copySQL = copyStatement(pgx.Identifier{"research", partition}, names)
	t.head = binary.BigEndian.AppendUint16(nil, uint16(len(names)))
	return l.begun(table, t), nil
}

// begun notes a table whose columns are settled.
func (l *Load) begun(table *goldset.Table, t *tableLoad) *tableLoad {
	t.head = appendInt4(appendInt8(t.head, l.sub.ID), int(l.sub.Year))
	l.tables[table] = t
	l.order = append(l.order, t)
	return t
}

// partitionOf is where a table's rows of the layout's year stand; for a request
// described on site, the view they are read through.
func partitionOf(layout *goldset.Layout, table *goldset.Table) string {
	if layout.Described > 0 {
		return layout.FactTable(table)
	}
	return fmt.Sprintf("%s_%d", layout.FactTable(table), layout.Year)
}

func copyStatement(target pgx.Identifier, columns []string) string {
	quoted := make([]string, len(columns))
	for i, column := range columns {
		quoted[i] = pgx.Identifier{column}.Sanitize()
	}
	return "copy " + target.Sanitize() + " (" + strings.Join(quoted, ", ") + ") from stdin with (format binary)"
}

// encode appends the row's facts to the table's chunk and its identifiers to id.
func (t *tableLoad) encode(row *goldset.Row, slot int32, id *privacy.Identifiers) error {
	c := t.buf
	start := len(c.rows)
	t.values = t.splitter.Split(row, t.values[:0], id)
	b := c.rows
	b = append(b, t.head...)
	b = appendInt4(b, row.Number)
	b = appendInt4(b, row.Parent)
	b = appendUUID(b, [16]byte{})
	b = append(b, 0, 0, 0, 1, flag(row.Flag))
	b = append(b, t.term...)
	b, err := t.appendColumns(b, row)
	if err != nil {
		return err
	}
	c.rows = b
	c.marks = append(c.marks, mark{start: int32(start), slot: slot})
	return nil
}

// appendColumns appends the row's facts, each a field or all one.
func (t *tableLoad) appendColumns(b []byte, row *goldset.Row) ([]byte, error) {
	if t.keys != nil {
		return t.appendFacts(b, row)
	}
	var err error
	for i, value := range t.values {
		if value == "" {
			b = appendNull(b)
			continue
		}
		if b, err = t.columns[i](b, value); err != nil {
			return b, &LoadError{Table: t.name, Column: t.fields[i].Name, Row: row.Number, Err: err}
		}
	}
	return b, nil
}

func flag(set bool) byte {
	if set {
		return 1
	}
	return 0
}

// subjectSlots numbers the children of a submission as they come, and gathers what
// their rows say about who they are.
type subjectSlots struct {
	byLocalID map[string]int32
	names     []string               // local ids by slot - from
	ids       []*privacy.Identifiers // likewise
	from      int32                  // the first slot since the last reset
	fresh     []slotName             // not yet handed to the flusher
	limit     int                    // of children held
	last      int32                  // slot of the row before, which is often of the same child
}

type slotName struct {
	slot    int32
	localID string
}

// slotsHeld is how many children are held in memory unless the caller says otherwise.
// One who comes again after that is found again in the database.
const slotsHeld = 250_000

// find is the child's slot and identifiers; nil when the row names no child.
func (s *subjectSlots) find(localID string) (int32, *privacy.Identifiers) {
	if localID == "" {
		return 0, nil
	}
	given := localID
	localID = privacy.NormaliseLocalID(localID) // two spellings are one child
	if i := int(s.last - s.from); i < len(s.names) && s.names[i] == localID {
		return s.last, s.ids[i]
	}
	slot, ok := s.byLocalID[localID]
	if !ok {
		slot = s.add(strings.Clone(localID), given)
	}
	s.last = slot
	return slot, s.ids[slot-s.from]
}

func (s *subjectSlots) add(localID, given string) int32 {
	if s.byLocalID == nil {
		s.byLocalID = make(map[string]int32)
	}
	slot := s.from + int32(len(s.ids))
	s.byLocalID[localID] = slot
	s.names = append(s.names, localID)
	s.ids = append(s.ids, &privacy.Identifiers{LocalID: strings.Clone(given)})
	s.fresh = append(s.fresh, slotName{slot, localID})
	return slot
}

func (s *subjectSlots) full() bool { return len(s.ids) >= s.limit }

func (s *subjectSlots) takeFresh() []slotName {
	fresh := s.fresh
	s.fresh = nil
	return fresh
}

// reset forgets the children; their slots are not used again.
func (s *subjectSlots) reset() {
	next := s.from + int32(len(s.ids))
	*s = subjectSlots{from: next, last: next, limit: s.limit}
}

const columnTypesSQL = `
select c.relname, a.attname, format_type(a.atttypid, -1)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'research'::regnamespace and c.relname = any(@partitions)`

// columnTypes is the type of every column of the layout's partitions.
func columnTypes(ctx context.Context, tx pgx.Tx, layout *goldset.Layout) (map[string]map[string]string, error) {
	types := make(map[string]map[string]string)
	var partitions []string
	for i := range layout.Tables {
		name := partitionOf(layout, &layout.Tables[i])
		types[name] = make(map[string]string)
		partitions = append(partitions, name)
	}
	var partition, column, kind string
	err := forEach(ctx, tx, []any{&partition, &column, &kind}, func() error {
		types[partition][column] = kind
		return nil
	}, columnTypesSQL, pgx.StrictNamedArgs{"partitions": partitions})
	if err != nil {
		return nil, fmt.Errorf("columns of the research zone: %w", err)
	}
	return types, nil
}
