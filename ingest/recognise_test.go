package ingest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/reference"
)

// csvSet writes a layout's tables as CSV files of one row each, whose keys agree.
func csvSet(l *goldset.Layout) []ingest.File {
	var files []ingest.File
	for i := range l.Tables {
		t := &l.Tables[i]
		names, values := make([]string, len(t.Fields)), make([]string, len(t.Fields))
		for j, f := range t.Fields {
			names[j], values[j] = f.Name, oneValue(f)
		}
		files = append(files, file(t.Name+".csv", strings.Join(names, ",")+"\n"+strings.Join(values, ",")+"\n"))
	}
	return files
}

// oneValue passes a field's check.
func oneValue(f goldset.Field) string {
	switch f.Type {
	case goldset.TypeCode:
		list, _ := reference.Codes(f.Codes)
		return list.Codes[0].Code
	case goldset.TypeDate:
		return map[string]string{"": "2024-09-01", "02/01/2006": "01/09/2024", "2006-Jan-02 15:04:05": "2024-Sep-01 00:00:00"}[f.Format]
	case goldset.TypeUPN:
		return "H801200001001"
	case goldset.TypeNHSNumber:
		return "9434765919"
	case goldset.TypePostcode:
		return "SW1A 1AA"
	case goldset.TypeInteger, goldset.TypeBool, goldset.TypeDecimal:
		return "1"
	case goldset.TypeText:
		return "7"
	default:
		return ""
	}
}

func TestReturnsOfTablesAreKnownByTheirColumnsAlone(t *testing.T) {
	for _, name := range []goldset.ReturnName{
		goldset.SEN2, goldset.APCensus, goldset.MentalHealthData, goldset.YouthJustice, goldset.SafeguardingData,
	} {
		l, err := reference.Layout(name, 2026, "")
		require.NoError(t, err)
		t.Run(string(name), func(t *testing.T) {
			r, err := ingest.Open(csvSet(l), ingest.Expected{})
			require.NoError(t, err)
			require.Equal(t, name, r.Layout.Return)
			require.Empty(t, checked(t, r), "a row that keeps to the layout passes")
			for _, c := range r.Counts() {
				require.Equal(t, 1, c.Out, c.Table)
			}
			for row, err := range r.Rows() {
				require.NoError(t, err)
				require.NotEmpty(t, row.LocalID, "every row is somebody's: %s", row.Table.Name)
			}
		})
	}
}

func TestAYoungPersonWithoutAUPNGoesByTheReturnsOwnKey(t *testing.T) {
	l, err := reference.Layout(goldset.SEN2, 2026, "")
	require.NoError(t, err)
	files := csvSet(l)
	for i := range files {
		text := make([]byte, files[i].Size)
		_, err := files[i].Data.ReadAt(text, 0)
		require.NoError(t, err)
		files[i] = file(files[i].Name, strings.ReplaceAll(string(text), "H801200001001", ""))
	}
	r, err := ingest.Open(files, ingest.Expected{})
	require.NoError(t, err)
	for row, err := range r.Rows() {
		require.NoError(t, err)
		require.Equal(t, "record:7", row.LocalID, row.Table.Name)
	}
	require.Empty(t, checked(t, r))
}
