package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSameSeedGivesTheSameBytes(t *testing.T) {
	for _, distinct := range []bool{false, true} {
		var first, second, other bytes.Buffer
		require.NoError(t, write(&first, 2000, 1, distinct))
		require.NoError(t, write(&second, 2000, 1, distinct))
		require.NoError(t, write(&other, 2000, 2, distinct))
		require.Equal(t, first.Bytes(), second.Bytes())
		require.NotEqual(t, first.Bytes(), other.Bytes())
		digest := sha256.Sum256(first.Bytes())
		t.Log(hex.EncodeToString(digest[:]))
		rows, err := csv.NewReader(&first).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 2001)
	}
}

func TestDistinctNamesAreSharedByNoTwoPeople(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, write(&out, 2000, 1, true))
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	owner := map[string]string{}
	shared := 0
	for _, row := range rows[1:] {
		if before, ok := owner[row[1]]; ok && before != row[6] {
			shared++ // only a slip of the pen may make another's name
		}
		owner[row[1]] = row[6]
	}
	require.Less(t, shared, 40)
}
