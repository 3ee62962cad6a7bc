package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// RequestDictionary is what a described request asks for, to be read by those who
// answer it: every table, field, code and rule, and what becomes of each field.
type RequestDictionary struct {
	*reference.Description
	Layout *goldset.Layout
	Period string
	Tables []dictionaryTable
}

type dictionaryTable struct {
	*reference.DescribedTable
	Fields []dictionaryField
}

type dictionaryField struct {
	goldset.Field
	Note   string
	Kind   string // of value, in words
	Passes string
	Keeps  string // what becomes of it
	Codes  *reference.CodeList
}

// NewRequestDictionary makes the dictionary of a request for one of its years.
func NewRequestDictionary(d *reference.Description, year goldset.CollectionYear) *RequestDictionary {
	start, end := d.Period(year)
	dictionary := &RequestDictionary{Description: d, Layout: d.Layout(year), Period: day(start) + " to " + day(end)}
	for i := range d.Tables {
		t := dictionaryTable{DescribedTable: &d.Tables[i]}
		for j, f := range t.DescribedTable.Fields {
			list, _ := d.Codes(f.Codes)
			t.Fields = append(t.Fields, dictionaryField{
				Field: f, Note: t.Notes[j], Kind: kinds[f.Type], Passes: ingest.Passes(d, f), Keeps: keeps(f), Codes: list,
			})
		}
		dictionary.Tables = append(dictionary.Tables, t)
	}
	return dictionary
}

// kinds are the types of fields as somebody filling in a sheet calls them.
var kinds = map[goldset.FieldType]string{
	goldset.TypeText: "text", goldset.TypeCode: "code", goldset.TypeDate: "date", goldset.TypeYear: "year", goldset.TypeInteger: "whole number",
	goldset.TypeDecimal: "number", goldset.TypeBool: "yes or no", goldset.TypeUPN: "UPN", goldset.TypeNHSNumber: "NHS number",
	goldset.TypeULN: "ULN", goldset.TypePostcode: "postcode",
}

// keeps says what becomes of a field once the return is loaded.
func keeps(f goldset.Field) string {
	switch {
	case f.Class == goldset.ClassDrop:
		return "Checked, and kept nowhere else"
	case f.Coarsen == goldset.CoarsenMonth:
		return "Analysed as its month; the day is kept apart, encrypted"
	case f.Coarsen == goldset.CoarsenArea:
		return "Analysed as its small area; the postcode is kept apart, encrypted"
	case f.InResearch():
		return "Analysed, under a pseudonym"
	}
	return "Kept apart, encrypted; used to find the child's other records"
}

// Severity is how much a rule asks of whoever breaks it.
func (*RequestDictionary) Severity(s goldset.Severity) string {
	return map[goldset.Severity]string{
		goldset.SeverityError: "Fix or explain", goldset.SeverityQuery: "Confirm or explain", goldset.SeverityNotice: "For information",
	}[s]
}

// About is what a rule is judged for.
func (*RequestDictionary) About(r reference.DescribedRule) string {
	if r.Table == "" {
		return "each child"
	}
	return "each row of " + r.Table
}

// HTML is the dictionary as a page.
func (d *RequestDictionary) HTML() ([]byte, error) {
	t, err := parse()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "dictionary", d); err != nil {
		return nil, fmt.Errorf("draw dictionary of %s: %w", d.Return, err)
	}
	return b.Bytes(), nil
}

// Markdown is the dictionary as a text that is read as it is.
func (d *RequestDictionary) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s. Version %d.\n\n%s\n\n%s\n", d.Layout.Title, d.Period, d.Version, d.Purpose, d.Gateway)
	if d.Hypothetical {
		b.WriteString("\nThis request is hypothetical: it has not been issued to anyone.\n")
	}
	for _, t := range d.Tables {
		fmt.Fprintf(&b, "\n## %s\n\n%s: %s. %s\n\n| field | what | value | required | what passes | what becomes of it |\n|---|---|---|---|---|---|\n",
			t.Name, t.Title, t.RowsPerChild(), t.Note)
		for _, f := range t.Fields {
			required := ""
			if f.Required {
				required = "yes"
			}
			markdownRow(&b, f.Name, strings.TrimSpace(f.Title+". "+f.Note), f.Kind, required, f.Passes, f.Keeps)
		}
	}
	b.WriteString("\n## Codes\n")
	for _, l := range d.Lists {
		fmt.Fprintf(&b, "\n### %s\n\n| code | meaning |\n|---|---|\n", l.Title)
		for _, c := range l.Codes {
			markdownRow(&b, c.Code, c.Name)
		}
	}
	b.WriteString("\n## Rules\n\nA rule is not judged where a value that it needs is missing, and how often is told.\n\n| rule | for | wording | what passes | what you do |\n|---|---|---|---|---|\n")
	for _, r := range d.Rules {
		markdownRow(&b, r.Code, d.About(r), r.Message, r.Passes, d.Severity(r.Severity))
	}
	return b.String()
}

// markdownRow writes a table's row, whose cells may hold what would end one.
func markdownRow(b *strings.Builder, cells ...string) {
	plain := strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;")
	for _, c := range cells {
		b.WriteString("| " + plain.Replace(c) + " ")
	}
	b.WriteString("|\n")
}
