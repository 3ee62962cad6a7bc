package reference

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset"
)

// Released is the number of the newest migration that has run on a database
// somebody keeps. A release raises it. Generated migrations up to it are history
// and never change; what the layouts add since goes into the next number.
const Released = 0

const statutoryHead = `-- Made from the layouts by go generate ./reference. Do not edit: change a layout
-- file and generate again.

`

// statutory matches the names of generated migrations.
var statutory = regexp.MustCompile(`^([0-9]{4})_statutory.*\.sql$`)

// Migration is the generated migration that the layouts still need: its file's
// name and text. files are the texts of all migrations by name. The text is empty
// when the released ones make every table, column and year already. It is an
// error when a column would change its type: rows of earlier years stand in it, and
// what becomes of them is for a person to write, as a released
// NNNN_statutory_WHY.sql of its own.
func Migration(files map[string]string, released int) (name, text string, err error) {
	return migration(files, released, FactTables())
}

func migration(files map[string]string, released int, tables []*FactTable) (name, text string, err error) {
	made, newest := schema{}, 0
	for _, file := range slices.Sorted(maps.Keys(files)) {
		number, err := strconv.Atoi(file[:min(4, len(file))])
		if err != nil {
			return "", "", fmt.Errorf("migration %s: a name starts with its number", file)
		}
		newest = max(newest, number)
		switch {
		case !statutory.MatchString(file):
		case number <= released:
			made.read(files[file])
		case name != "":
			return "", "", fmt.Errorf("migrations %s and %s are both generated and not released: join them", name, file)
		default:
			name = file
		}
	}
	if name == "" {
		name = fmt.Sprintf("%04d_statutory.sql", newest+1)
	}
	var b strings.Builder
	for _, t := range tables {
		if err := made.extend(&b, t); err != nil {
			return "", "", err
		}
	}
	if b.Len() == 0 {
		return name, "", nil
	}
	return name, statutoryHead + b.String(), nil
}

// schema is what generated migrations have made: the columns of each statutory
// table with their types, and the years it has a partition for.
type schema map[string]*madeTable

type madeTable struct {
	types map[string]string
	years map[goldset.CollectionYear]bool
}

// The statements of generated migrations, one a line, which is all that a schema
// is read from.
var (
	createLine    = regexp.MustCompile(`^create table research\.(\w+) \($`)
	columnLine    = regexp.MustCompile(`^    (\w+) +(.*?),?$`)
	addLine       = regexp.MustCompile(`^alter table research\.(\w+) add column (\w+) (.*);$`)
	typeLine      = regexp.MustCompile(`^alter table research\.(\w+) alter column (\w+) type (\w+).*;$`)
	partitionLine = regexp.MustCompile(`^create table research\.\w+ partition of research\.(\w+) for values in \((\d+)\);$`)
)

// read adds what one migration makes.
func (s schema) read(text string) {
	var open *madeTable // the table whose columns are being listed
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := columnLine.FindStringSubmatch(line); m != nil && open != nil {
			open.types[m[1]] = m[2]
			continue
		}
		open = nil
		if m := createLine.FindStringSubmatch(line); m != nil {
			open = &madeTable{types: map[string]string{}, years: map[goldset.CollectionYear]bool{}}
			s[m[1]] = open
		} else if m := addLine.FindStringSubmatch(line); m != nil && s[m[1]] != nil {
			s[m[1]].types[m[2]] = m[3]
		} else if m := typeLine.FindStringSubmatch(line); m != nil && s[m[1]] != nil {
			s[m[1]].types[m[2]] = m[3]
		} else if m := partitionLine.FindStringSubmatch(line); m != nil && s[m[1]] != nil {
			year, _ := strconv.Atoi(m[2]) // digits, by the pattern
			s[m[1]].years[goldset.CollectionYear(year)] = true
		}
	}
}

// extend writes what a table needs beyond what is made: itself, columns or years.
func (s schema) extend(b *strings.Builder, t *FactTable) error {
	have := s[t.Name]
	if have == nil {
		t.create(b)
		return nil
	}
	var lines []string
	for _, c := range t.Columns {
		switch was := have.types[c.Name]; was {
		case c.Type:
		case "":
			lines = append(lines, fmt.Sprintf("alter table research.%s add column %s %s;\n", t.Name, c.Name, c.Type))
		default:
			return fmt.Errorf("research.%s.%s is %s in released migrations and %s in the layouts: write that change by hand", t.Name, c.Name, was, c.Type)
		}
	}
	for _, year := range t.Years {
		if !have.years[year] {
			lines = append(lines, t.partition(year))
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "-- %s\n%s\n", t.Title, strings.Join(lines, ""))
	}
	return nil
}

func (f *FactTable) create(b *strings.Builder) {
	columns := [][2]string{{"submission_id", "bigint not null"}, {"collection_year", "int not null"}}
	if f.Return == goldset.SchoolCensus {
		columns = append(columns, [2]string{"term", "text not null"})
	}
	columns = append(columns,
		[2]string{"row_no", "int not null"},
		[2]string{"parent_no", "int not null"},
		[2]string{"subject", "uuid not null"},
		[2]string{"flagged", "boolean not null"})
	for _, c := range f.Columns {
		columns = append(columns, [2]string{c.Name, c.Type})
	}
	width := 0
	for _, c := range columns {
		width = max(width, len(c[0]))
	}
	fmt.Fprintf(b, "-- %s\ncreate table research.%s (\n", f.Title, f.Name)
	for i, c := range columns {
		comma := ","
		if i == len(columns)-1 {
			comma = ""
		}
		fmt.Fprintf(b, "    %-*s %s%s\n", width, c[0], c[1], comma)
	}
	b.WriteString(") partition by list (collection_year);\n")
	for _, year := range f.Years {
		b.WriteString(f.partition(year))
	}
	fmt.Fprintf(b, "create index on research.%s (submission_id);\ncreate index on research.%[1]s (subject);\n\n", f.Name)
}

// partition is one collection year of a table.
func (f *FactTable) partition(year goldset.CollectionYear) string {
	return fmt.Sprintf("create table research.%s_%d partition of research.%[1]s for values in (%[2]d);\n", f.Name, year)
}
