package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/internal/storetest"
	"github.com/goldset/goldset/store"
)

var releaseHour = time.Date(2026, time.May, 7, 9, 30, 0, 0, time.UTC)

// linked is a warehouse with two authorities' returns, linked.
func linked(t *testing.T) *warehouse {
	t.Helper()
	w := newWarehouse(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	for _, code := range []string{"301", "302"} {
		w.load(t, code, layout, madeRows(layout, 5, 1))
	}
	_, err := store.CommitMap(t.Context(), w.tx, onePerson(w.subjects(t), nil))
	require.NoError(t, err)
	return w
}

func (w *warehouse) dataset(t *testing.T) store.DatasetVersion {
	t.Helper()
	v, err := store.MakeDatasetVersion(t.Context(), w.tx, map[string]string{"need": "2026-1", "care": "2019"})
	require.NoError(t, err)
	return v
}

func TestTheSameStateIsTheSameDatasetVersion(t *testing.T) {
	w := linked(t)
	storetest.As(t, w.tx, string(store.LoginRelease))
	first := w.dataset(t)
	require.Equal(t, first, w.dataset(t))
	submissions, err := store.DatasetSubmissions(t.Context(), w.tx, first.ID)
	require.NoError(t, err)
	require.Len(t, submissions, 2)
	require.Equal(t, "301", submissions[0].Supplier)

	other, err := store.MakeDatasetVersion(t.Context(), w.tx, map[string]string{"need": "2026-2", "care": "2019"})
	require.NoError(t, err)
	require.NotEqual(t, first.ID, other.ID, "another definition")

	_, err = w.tx.Exec(t.Context(), "reset role")
	require.NoError(t, err)
	_, err = w.tx.Exec(t.Context(), "insert into research.reference_set (name, rows, sha256) values ('population', 1, 'x')")
	require.NoError(t, err)
	require.NotEqual(t, first.ID, w.dataset(t).ID, "other reference data")
}

func TestADatasetVersionHoldsOnlyWhatItsMapLinked(t *testing.T) {
	w := linked(t)
	layout := layoutOf(t, goldset.SSDA903, 2025)
	w.load(t, "303", layout, madeRows(layout, 2, 1))
	submissions, err := store.DatasetSubmissions(t.Context(), w.tx, w.dataset(t).ID)
	require.NoError(t, err)
	require.Len(t, submissions, 2)
}

func TestThereIsNoDatasetBeforeTheFirstMap(t *testing.T) {
	w := newWarehouse(t)
	_, err := store.MakeDatasetVersion(t.Context(), w.tx, nil)
	require.ErrorIs(t, err, store.ErrNoMap)
}

func someCells() []goldset.Cell {
	low, high := 9.5, 11.5
	return []goldset.Cell{
		{
			Measure: "need", Indicator: "children_in_need", Year: 2025, Level: goldset.LevelNational, Unit: goldset.UnitCount,
			Numerator: 1234, Contributors: 1234, Value: 1234, Dims: []goldset.Dim{{Name: "age", Value: "5 to 9"}, {Name: "sex", Value: goldset.Total}},
			LinkLow: &low, LinkHigh: &high,
		},
		{
			Measure: "need", Indicator: "children_in_need", Year: 2025, Level: goldset.LevelAuthority, Authority: "301",
			Unit: goldset.UnitPer10000, Numerator: 3, Denominator: 3000, Contributors: 3, Value: 10, Lower: &low, Upper: &high,
		},
	}
}

// drafted is a draft report with cells.
func drafted(t *testing.T, w *warehouse) (report int64, cells []int64) {
	t.Helper()
	v := w.dataset(t)
	report, err := store.AddReport(t.Context(), w.tx, store.Report{
		Name: "drivers", Title: "Drivers of need", DatasetVersion: v.ID, Policy: "dfe", ScheduledFor: &releaseHour,
	})
	require.NoError(t, err)
	cells, err = store.AddCells(t.Context(), w.tx, report, v.ID, v.Definitions, someCells())
	require.NoError(t, err)
	return report, cells
}

func TestCellsComeBackFromTheLedgerAsTheyWereMeasured(t *testing.T) {
	w := linked(t)
	storetest.As(t, w.tx, string(store.LoginRelease))
	report, ids := drafted(t, w)
	read, err := store.LedgerCells(t.Context(), w.tx, report)
	require.NoError(t, err)
	require.Len(t, read, 2)
	for i, want := range someCells() {
		want.Measure = "need"
		require.Equal(t, want, read[i].Cell)
		require.Equal(t, ids[i], read[i].ID)
		require.Equal(t, "2026-1", read[i].DefinitionVersion)
		require.False(t, read[i].Left)
	}
}

func TestAReportIsPublishedOnlyWhenApprovedAndDue(t *testing.T) {
	w := linked(t)
	storetest.As(t, w.tx, string(store.LoginRelease))
	report, ids := drafted(t, w)
	require.NoError(t, store.SetProtected(t.Context(), w.tx, report, json.RawMessage(`{"exact": 0}`), []byte("snapshot")))
	require.NoError(t, store.AddPublishedCells(t.Context(), w.tx, report, []store.PublishedCell{
		{Cell: ids[0], Published: "1,230"}, {Cell: ids[1], Published: "c", Mask: "primary"},
	}))
	require.ErrorIs(t, store.PublishReport(t.Context(), w.tx, report, releaseHour), store.ErrConflict, "a draft")
	left, err := store.CellsThatLeft(t.Context(), w.tx, 0, []string{"need"})
	require.NoError(t, err)
	require.Empty(t, left)

	require.NoError(t, store.ApproveReport(t.Context(), w.tx, report, 9, releaseHour))
	require.ErrorIs(t, store.ApproveReport(t.Context(), w.tx, report, 9, releaseHour), store.ErrConflict)
	require.ErrorIs(t, store.PublishReport(t.Context(), w.tx, report, releaseHour.Add(-time.Minute)), store.ErrConflict, "before its hour")
	due, err := store.DueReports(t.Context(), w.tx, releaseHour)
	require.NoError(t, err)
	require.Equal(t, []int64{report}, due)
	require.NoError(t, store.PublishReport(t.Context(), w.tx, report, releaseHour))

	require.NoError(t, store.WithdrawReport(t.Context(), w.tx, report))
	left, err = store.CellsThatLeft(t.Context(), w.tx, 0, []string{"need"})
	require.NoError(t, err)
	require.Len(t, left, 2, "what left stays in the ledger though the report is withdrawn")
	require.Equal(t, []string{"1,230", "c"}, []string{left[0].Published, left[1].Published})
	left, err = store.CellsThatLeft(t.Context(), w.tx, report, []string{"need"})
	require.NoError(t, err)
	require.Empty(t, left, "a report is not its own history")
}

func TestAPublishedNumberLeadsBackToItsRequests(t *testing.T) {
	w := linked(t)
	_, err := w.tx.Exec(t.Context(), "update intake.request set purpose = 'to know what drives need', lawful_basis = 'section 2F'")
	require.NoError(t, err)
	_, err = w.tx.Exec(t.Context(), `
insert into intake.receipt (submission_id, supplier_id, reference, body, signature)
select id, supplier_id, 'R-' || id, '{}', '' from intake.submission`)
	require.NoError(t, err)
	storetest.As(t, w.tx, string(store.LoginRelease))
	report, ids := drafted(t, w)
	require.NoError(t, store.AddPublishedCells(t.Context(), w.tx, report, []store.PublishedCell{
		{Cell: ids[0], Published: "1,230"}, {Cell: ids[1], Published: "10.0"},
	}))
	found, err := store.FindPublished(t.Context(), w.tx, "1230")
	require.NoError(t, err)
	require.Empty(t, found, "nothing is published yet")
	require.NoError(t, store.ApproveReport(t.Context(), w.tx, report, 9, releaseHour))
	require.NoError(t, store.PublishReport(t.Context(), w.tx, report, releaseHour))
	found, err = store.FindPublished(t.Context(), w.tx, "1230")
	require.NoError(t, err)
	require.Len(t, found, 1)

	national, err := store.TraceCell(t.Context(), w.tx, found[0].ID)
	require.NoError(t, err)
	require.Len(t, national.Sources, 2)
	require.Equal(t, report, national.Report.ID)
	require.Equal(t, national.Dataset.MapVersion, national.Map.ID)
	authority, err := store.TraceCell(t.Context(), w.tx, ids[1])
	require.NoError(t, err)
	require.Len(t, authority.Sources, 1)
	source := authority.Sources[0]
	require.Equal(t, []string{"301", "to know what drives need", "section 2F"}, []string{source.Supplier, source.Purpose, source.LawfulBasis})
	require.NotEmpty(t, source.Receipt)
	require.NotZero(t, source.Request)
	_, err = store.TraceCell(t.Context(), w.tx, 1<<40)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestARefusedReportIsNeverApproved(t *testing.T) {
	w := linked(t)
	report, _ := drafted(t, w)
	require.NoError(t, store.RefuseReport(t.Context(), w.tx, report, json.RawMessage(`{"exact": 3}`)))
	require.ErrorIs(t, store.ApproveReport(t.Context(), w.tx, report, 9, releaseHour), store.ErrConflict)
	read, err := store.ReadReport(t.Context(), w.tx, report)
	require.NoError(t, err)
	require.Equal(t, store.ReportRefused, read.State)
	require.JSONEq(t, `{"exact": 3}`, string(read.Attack))
}
