package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// contradiction is something that two current returns of one supplier for one year
// cannot both be right about. Its query yields submission, supplier and row.
type contradiction struct {
	rule    string
	table   string
	fields  []string
	message string
	passes  string
	sql     string
}

// sameSupplierYear pairs a supplier's current SSDA903 return with its current CIN
// census of the same year.
const sameSupplierYear = `
from intake.submission care
join intake.submission need on need.supplier_id = care.supplier_id and need.year = care.year
 and need.return = 'cin' and need.current
join research.ssda903_header h on h.submission_id = care.id and h.collection_year = care.year`

var contradictions = []contradiction{
	{
		rule: "X001", table: "header", fields: []string{"CHILD"},
		message: "Looked after in the year according to SSDA903, but not in the children in need census for the same year",
		passes:  "a child of this id in the children in need census, which covers looked-after children",
		sql: `
select care.id, care.supplier_id, h.row_no` + sameSupplierYear + `
where care.return = 'ssda903' and care.current
  and not exists (
      select from research.cin_child_identifiers c
      where c.submission_id = need.id and c.collection_year = need.year and c.subject = h.subject)`,
	},
	{
		rule: "X002", table: "header", fields: []string{"DOB"},
		message: "The month of birth differs between SSDA903 and the children in need census for the same year",
		passes:  "the same date of birth in both returns",
		sql: `
select care.id, care.supplier_id, h.row_no` + sameSupplierYear + `
join research.cin_child_identifiers c on c.submission_id = need.id and c.collection_year = need.year and c.subject = h.subject
where care.return = 'ssda903' and care.current and c.person_birth_date <> h.dob`,
	},
}

const forgetContradictionsSQL = `
delete from intake.finding f
using intake.submission s
where s.id = f.submission_id and s.current and f.rule = any($1)`

const addContradictionSQL = `
insert into intake.finding (submission_id, supplier_id, rule, severity, tbl, row_no, fields, message, passes)
select c.submission_id, c.supplier_id, @rule, 'query', @table, c.row_no, @fields, @message, @passes
from (%s) c (submission_id, supplier_id, row_no)
order by c.submission_id, c.row_no`

// Reconcile looks for contradictions between each supplier's own current returns,
// records them as queries in place of those of the last run, and returns how many
// there are. tx is the load login's.
func Reconcile(ctx context.Context, tx pgx.Tx) (int64, error) {
	rules := make([]string, len(contradictions))
	for i, c := range contradictions {
		rules[i] = c.rule
	}
	if _, err := tx.Exec(ctx, forgetContradictionsSQL, rules); err != nil {
		return 0, fmt.Errorf("reconcile: %w", err)
	}
	found := int64(0)
	for _, c := range contradictions {
		tag, err := tx.Exec(ctx, fmt.Sprintf(addContradictionSQL, c.sql), pgx.StrictNamedArgs{
			"rule": c.rule, "table": c.table, "fields": c.fields, "message": c.message, "passes": c.passes,
		})
		if err != nil {
			return 0, fmt.Errorf("reconcile: rule %s: %w", c.rule, err)
		}
		found += tag.RowsAffected()
	}
	return found, nil
}
