package jobs_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/goldset/goldset/jobs"
	"github.com/goldset/goldset/reference"
	"github.com/goldset/goldset/report"
	"github.com/goldset/goldset/store"
)

// monitor is the Children in Care Monitor as an analyst would register it.
func monitor(t *testing.T) *reference.Description {
	t.Helper()
	for _, d := range reference.Descriptions() {
		if d.Return == "care_monitor" {
			return d
		}
	}
	t.Fatal("the Children in Care Monitor is not there")
	return nil
}

// fill writes rows below the headers of a template.
func fill(t *testing.T, d *reference.Description, sheets map[string][][]any) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.WriteRequestTemplate(&b, d, d.Newest()))
	f, err := excelize.OpenReader(&b)
	require.NoError(t, err)
	for sheet, rows := range sheets {
		for y, row := range rows {
			for x, value := range row {
				cell, err := excelize.CoordinatesToCellName(x+1, y+2)
				require.NoError(t, err)
				require.NoError(t, f.SetCellValue(sheet, cell, value))
			}
		}
	}
	b.Reset()
	require.NoError(t, f.Write(&b))
	require.NoError(t, f.Close())
	return b.String()
}

// A request described on site needs no migration: registered, answered with its own
// template, checked by its rules, signed, loaded under the gate, and read with types.
func TestADescribedRequestGoesAllTheWay(t *testing.T) {
	b := setup(t)
	d := monitor(t)
	request := b.ask(d)

	text := fill(t, d, map[string][][]any{
		"Children": {
			{"0012", "8-11", "F", "WHITE", "FOSTER", "1TO2", 1, "ANSWERED"},
			{"0013", "4-7", "M", "ASIAN", "KINSHIP", "6PLUS", nil, "NOTASKED", "HARM"},
		},
		"Answers": {{"0012", time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), "NOBODY", "5", "4"}},
	})
	id, _, err := b.Submit(t.Context(), jobs.Door{Supplier: b.supplier, Request: request, Account: b.provider}, one("monitor.xlsx", text))
	require.NoError(t, err)
	b.checked(id)
	b.sign(id)
	b.until("the gate", func() bool { return strings.Contains(b.lastError("load"), jobs.ErrNotPermitted.Error()) })
	b.permit(d, store.PurposeLoad)
	b.until("the load", func() bool { return b.state(id) == store.StateLoaded })

	type child struct {
		Band    string
		Moves   *int64
		Outcome string
		Reason  *string
		Subject [16]byte
	}
	rows, _ := b.Zones.Research.Query(t.Context(),
		"select age_band, moves, outcome, not_asked_reason, subject from research.care_monitor_children_2026_v1 where submission_id = $1 order by row_no", id)
	got, err := pgx.CollectRows(rows, pgx.RowToStructByPos[child])
	require.NoError(t, err)
	moves, harm := int64(1), "HARM"
	require.Len(t, got, 2)
	require.Equal(t, child{"8-11", &moves, "ANSWERED", nil, got[0].Subject}, got[0])
	require.Equal(t, child{"4-7", nil, "NOTASKED", &harm, got[1].Subject}, got[1])

	var answered time.Time
	var safe string
	var same bool
	require.NoError(t, b.Zones.Research.QueryRow(t.Context(),
		"select answered_on, feels_safe, subject = $1 from research.care_monitor_answers_2026_v1", got[0].Subject).Scan(&answered, &safe, &same))
	require.Equal(t, "2025-10-01 5", answered.Format(time.DateOnly)+" "+safe)
	require.True(t, same, "both tables speak of one child")

	var kept string
	require.NoError(t, b.Zones.Research.QueryRow(t.Context(), "select string_agg(facts::text, ' ') from research.answer").Scan(&kept))
	require.NotContains(t, kept, "0012", "the child's own id is identity")
	var family string
	require.NoError(t, b.Zones.Link.QueryRow(t.Context(), "select distinct family from identity.subject").Scan(&family))
	require.Equal(t, "social_care", family, "the ids are those of the other returns of the authority")
}

// A finding of an analyst's rule goes the way of every finding.
func TestADescribedRequestIsCheckedByItsRules(t *testing.T) {
	b := setup(t)
	d := monitor(t)
	request := b.ask(d)
	text := fill(t, d, map[string][][]any{"Children": {{"0012", "8-11", "F", "WHITE", "FOSTER", "1TO2", 1, "NOTASKED"}}})
	id, _, err := b.Submit(t.Context(), jobs.Door{Supplier: b.supplier, Request: request, Account: b.provider}, one("monitor.xlsx", text))
	require.NoError(t, err)
	b.until("the check", func() bool { return b.state(id) == store.StateAnswering })
	require.NoError(t, store.AsSupplier(t.Context(), b.Zones.Intake, b.supplier, func(tx pgx.Tx) error {
		groups, err := store.FindingGroups(t.Context(), tx, id)
		require.Len(t, groups, 1)
		require.Equal(t, "CM03", groups[0].Rule)
		return err
	}))
}

// ask registers a description and asks the supplier for it.
func (b *bundle) ask(d *reference.Description) (request int64) {
	b.t.Helper()
	require.NoError(b.t, pgx.BeginFunc(b.t.Context(), b.Zones.Office, func(tx pgx.Tx) error {
		err := store.RegisterDescription(b.t.Context(), tx, d, 0)
		if err == nil {
			request, err = store.AddRequest(b.t.Context(), tx, store.Request{
				Supplier: b.supplier, Return: d.Return, Year: d.Newest(), Purpose: d.Purpose, Function: "f", Fields: "x", WhyNotExisting: "w",
				LawfulBasis: d.Gateway, IssuedOn: noon.AddDate(0, -2, 0), DueOn: noon.AddDate(0, 0, 3),
			})
		}
		return err
	}))
	return request
}

func (b *bundle) permit(d *reference.Description, purpose store.GovernedPurpose) {
	b.t.Helper()
	_, err := store.AddPermission(b.t.Context(), b.Zones.Office, store.Permission{
		Return: d.Return, Purpose: purpose, Controllers: "c", Agreement: "a", DPIAVersion: "1", LegalConditions: "l", OptOut: "o",
		StartsOn: noon.AddDate(-1, 0, 0), EndsOn: noon.AddDate(1, 0, 0), RetainUntil: noon.AddDate(2, 0, 0),
	})
	require.NoError(b.t, err)
}
