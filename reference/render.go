package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goldset/goldset"
)

const dictionaryHead = `# Data dictionary

Made from the layouts by ` + "`go generate ./reference`" + `. Do not edit.

Every field of every return has a class. A **fact** reaches the research zone. A
**quasi-identifier** reaches it coarsened, a date to its month and a postcode to its small
area, or stays in the identity zone. An **identity** field stays encrypted in the identity
zone. A **drop** field is checked and then kept nowhere but in the vault.

Each table of a return is one table of the ` + "`research`" + ` schema. Beside its own columns it has
` + "`submission_id`, `collection_year`" + ` (the partition), ` + "`term`" + ` (school census only), ` + "`row_no`" + ` (position
among the table's rows in the file, from 0), ` + "`parent_no`" + ` (the ` + "`row_no`" + ` of the enclosing row in the
parent table of the same submission, -1 when there is none), ` + "`subject`" + ` (the child's pseudonym) and
` + "`flagged`" + ` (loaded with a quality flag). So an assessment joins its episode of need by
` + "`(submission_id, parent_no) = (submission_id, row_no)`" + `.
`

// Dictionary is the data dictionary, in Markdown.
func Dictionary() string {
	var b strings.Builder
	b.WriteString(dictionaryHead)
	var last goldset.ReturnName
	for _, t := range dictionaryTables() {
		if t.Return != last {
			last = t.Return
			fmt.Fprintf(&b, "\n## %s (`%s`)\n", FindReturn(last).Title, last)
		}
		t.describe(&b)
	}
	b.WriteString("\n# Code lists\n")
	for _, name := range CodeLists() {
		l, _ := Codes(name)
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n| code | meaning |\n|---|---|\n", l.List, l.Title)
		for _, c := range l.Codes {
			fmt.Fprintf(&b, "| `%s` | %s |\n", cell(c.Code), cell(c.Name))
		}
	}
	return b.String()
}

// described is a table with all its fields, those outside the research zone among them.
type described struct {
	*FactTable
	fields []goldset.Field
	years  map[string][]string // field -> years, and terms, whose layouts have it
}

func dictionaryTables() []*described {
	var list []*described
	byName := map[string]*described{}
	for _, t := range FactTables() {
		d := &described{FactTable: t, years: map[string][]string{}}
		byName[t.Name] = d
		list = append(list, d)
	}
	for _, l := range Layouts() {
		for i := range l.Tables {
			t := &l.Tables[i]
			d := byName[l.FactTable(t)]
			if d == nil {
				d = &described{FactTable: &FactTable{Title: t.Title, Return: l.Return, Table: t.Name}, years: map[string][]string{}}
				byName[l.FactTable(t)] = d
				list = append(list, d)
			}
			for _, f := range t.Fields {
				if d.years[f.Name] == nil {
					d.fields = append(d.fields, f)
				}
				d.years[f.Name] = append(d.years[f.Name], strings.TrimSpace(fmt.Sprintf("%d %s", l.Year, l.Term)))
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *described) int { return cmp.Compare(a.Return, b.Return) })
	return list
}

func (d *described) describe(b *strings.Builder) {
	fmt.Fprintf(b, "\n### %s\n\n%s. ", d.Table, d.Title)
	if d.Name == "" {
		b.WriteString("Not about a child, and so in no fact table")
	} else {
		fmt.Fprintf(b, "Fact table `research.%s`", d.Name)
	}
	if d.Parent != "" {
		fmt.Fprintf(b, ", inside `research.%s`", d.Parent)
	}
	b.WriteString(".\n\n| field | what | type | class | column | codes | rule | years |\n|---|---|---|---|---|---|---|---|\n")
	for _, f := range d.fields {
		column, typ := "", string(f.Type)
		if f.InResearch() {
			column = "`" + f.Column() + "`"
		}
		if f.Required {
			typ += ", required"
		}
		class := string(f.Class)
		if f.Coarsen != goldset.CoarsenNone {
			class += ", to " + string(f.Coarsen)
		}
		years := d.years[f.Name]
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n",
			f.Name, cell(f.Title), typ, class, column, f.Codes, f.Rule, strings.Join(years, ", "))
	}
}

// cell keeps a text from breaking a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}
