package synthetic

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/reference"
)

// blade is one termly school census while it is written, in the form in which COLLECT
// exports it: a CSV file a table, each row naming its pupil's row.
type blade struct {
	e      *England
	t      term
	layout *goldset.Layout
	z      *zipped
}

// writeCensus writes the school census of a term, all schools in one zip.
func (e *England) writeCensus(w io.Writer, t term) error {
	layout, err := reference.Layout(goldset.SchoolCensus, t.year, t.name)
	if err != nil {
		return err
	}
	b := &blade{e: e, t: t, layout: layout, z: newZipped(w)}
	b.table("pupilonroll", b.onRoll)
	b.table("pupilnolongeronroll", b.offRoll)
	b.table("addresses", b.addresses)
	b.table("fsmperiod", b.meals)
	b.table("senneeds", b.senNeeds)
	b.table("termlysessiondetailsonroll", b.sessions)
	b.table("termlyexclusionsonroll", b.exclusions)
	return b.z.close()
}

// form is the table being written: its columns, and the value of each for the row.
type form struct {
	out    *rowWriter
	at     map[string]int
	values []string
}

// set gives the named column a value; a column that the year's layout lacks is left out.
func (f *form) set(column, value string) {
	if i, ok := f.at[column]; ok {
		f.values[i] = value
	}
}

// end writes the row and empties it.
func (f *form) end() {
	f.out.text(f.values...)
	f.out.end()
	clear(f.values)
}

// table writes one table with the layout's columns, when the layout has it. In autumn
// COLLECT calls addresses and free-meal periods by other names.
func (b *blade) table(name string, fill func(*form)) {
	t := b.layout.Table(name)
	if t == nil {
		return
	}
	f := &form{at: make(map[string]int, len(t.Fields)), values: make([]string, len(t.Fields))}
	columns := make([]string, len(t.Fields))
	for i, field := range t.Fields {
		columns[i] = field.Name
		if b.t.name == "autumn" && len(field.Aliases) > 0 {
			columns[i] = field.Aliases[0]
		}
		f.at[field.Name] = i
	}
	file := name
	if b.t.name == "autumn" {
		file = map[string]string{"addresses": "addressesonroll", "fsmperiod": "fsmperiodsonroll"}[name]
		if file == "" {
			file = name
		}
	}
	b.z.table(fmt.Sprintf("%d_%s_%s.csv", b.t.year, b.t.name, file), strings.Join(columns, ","), func(out *rowWriter) {
		f.out = out
		fill(f)
	})
}

// pupilRow is a pupil's registration in the census.
type pupilRow struct {
	number int32
	c      *child
	s      *spell
	key    uint64
}

// pupils are the registrations on roll on census day, or those that ended since the
// last census.
func (b *blade) pupils(gone bool) func(func(pupilRow) bool) {
	return func(yield func(pupilRow) bool) {
		for i := range b.e.children {
			c := &b.e.children[i]
			for k := range c.spells {
				s := &c.spells[k]
				if gone && !c.leftDuring(s, &b.t) || !gone && !c.onRollFor(s, b.t.on) {
					continue
				}
				d := throw(b.e.cfg.Seed, forWriting, i, k)
				if !yield(pupilRow{int32(i), c, s, d.next()}) {
					return
				}
			}
		}
	}
}

const hexadecimal = "0123456789abcdef"

// hexKey writes the last n figures of a number, with a hyphen after the eighth.
func hexKey(key uint64, n int) string {
	b := make([]byte, 0, n+1)
	for i := range n {
		if i == 8 {
			b = append(b, '-')
		}
		b = append(b, hexadecimal[key>>(60-4*i)&15])
	}
	return string(b)
}

// begin fills what every table of a pupil starts with: its own key, the school, its
// place, its source, and the pupil's row.
func (b *blade) begin(f *form, p pupilRow, table string, place int) {
	mixed := p.key*0x9E3779B97F4A7C15 + uint64(place)*0xD1342543DE82EF95 + uint64(b.t.on)
	if table == "pupilonroll" || table == "pupilnolongeronroll" {
		f.set("schoolcensustableid", hexKey(uint64(p.s.school+1)*0x9E3779B97F4A7C15+uint64(b.t.on), 8))
	} else {
		f.set(table+"tableid", hexKey(mixed, 11))
	}
	f.set(map[bool]string{true: "pupilnolongeronrolltableid", false: "pupilonrolltableid"}[table == "pupilnolongeronroll"], hexKey(p.key, 15))
	f.set("NativeId", b.e.schools[p.s.school].number)
	f.set(table+"orderseqcolumn", strconv.Itoa(place))
	f.set("sourceid", hexKey(p.key*0xD1342543DE82EF95+uint64(b.t.on), 8))
}
