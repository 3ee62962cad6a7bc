package ingest_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goldset/goldset/ingest"
)

// The vectors come from the Department's UPN guide, the Learning Records Service
// and the NHS Data Dictionary; see the notes in the file.
func TestIdentifierChecksAgreeWithThePublishedVectors(t *testing.T) {
	type vector struct {
		Value    string `json:"value"`
		Expected string `json:"expected"`
	}
	var vectors struct {
		UPN       []vector `json:"upn"`
		NHSNumber []vector `json:"nhs_number"`
		ULN       []vector `json:"uln"`
	}
	text, err := os.ReadFile(shared(t, "returns/conformance/identifiers.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &vectors))
	said := func(err error) string {
		switch {
		case err == nil:
			return "ok"
		case errors.Is(err, ingest.ErrFormat):
			return "bad_format"
		case errors.Is(err, ingest.ErrCheckLetter):
			return "bad_check_letter"
		default:
			return "bad_check_digit"
		}
	}
	n := 0
	for check, list := range map[*func(string) error][]vector{
		new(ingest.CheckUPN): vectors.UPN, new(ingest.CheckNHSNumber): vectors.NHSNumber, new(ingest.CheckULN): vectors.ULN,
	} {
		for _, v := range list {
			n++
			require.Equal(t, v.Expected, said((*check)(v.Value)), v.Value)
		}
	}
	require.Equal(t, 365, n)
}

func TestTheWorkedExampleOfTheUPNGuidePasses(t *testing.T) {
	require.NoError(t, ingest.CheckUPN("H801200001001"))
	require.NoError(t, ingest.CheckUPN("X00180001701A"), "a temporary UPN")
	require.ErrorIs(t, ingest.CheckUPN("A801200001001"), ingest.ErrCheckLetter)
	require.ErrorIs(t, ingest.CheckUPN("I801200001001"), ingest.ErrFormat)
}
