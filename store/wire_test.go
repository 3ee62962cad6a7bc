package store

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2024-13-01", "2024-00-10", "2024-1-01", "31/02/2015", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days, ok := parseDate(text)
		at, err := time.Parse(time.DateOnly, text)
		require.Equal(t, err == nil && at.Year() > 0, ok, "%q", text)
		if ok {
			require.Equal(t, at.Unix()-postgresEpoch.Unix(), int64(days)*86400, "%q", text)
		}
	})
}

func TestEveryDayOfFourCenturiesHasItsNumber(t *testing.T) {
	for at := time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2200; at = at.AddDate(0, 0, 1) {
		days, ok := parseDate(at.Format(time.DateOnly))
		require.True(t, ok)
		require.Equal(t, (at.Unix()-postgresEpoch.Unix())/86400, int64(days), at)
	}
}

func TestValuesAreEncodedAsPostgresReadsThem(t *testing.T) {
	cases := []struct {
		name   string
		encode appendValue
		value  string
		want   []byte // without the length; nil: refused
	}{
		{"a text", appendText, "é", []byte("é")},
		{"a whole number", appendBigint, "-2", binary.BigEndian.AppendUint64(nil, ^uint64(1))},
		{"a number beyond 64 bits", appendBigint, "9223372036854775808", nil},
		{"a number with a fraction for a whole one", appendBigint, "1.0", nil},
		{"a decimal", appendFloat, "0.5", []byte{0x3f, 0xe0, 0, 0, 0, 0, 0, 0}},
		{"a decimal that is none", appendFloat, "NaN", nil},
		{"yes", appendBool, "1", []byte{1}},
		{"true spelt out", appendBool, "true", nil},
		{"a moment", appendTimestamp, "2000-01-01T00:00:01", binary.BigEndian.AppendUint64(nil, 1_000_000)},
		{"a moment with its zone", appendTimestamp, "2000-01-01T01:00:01+01:00", binary.BigEndian.AppendUint64(nil, 1_000_000)},
		{"a moment before the epoch", appendTimestamp, "1999-12-31T23:59:59", binary.BigEndian.AppendUint64(nil, ^uint64(999_999))},
		{"a moment that is none", appendTimestamp, "2000-01-01T25:00:00", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.encode([]byte("kept"), c.value)
			if c.want == nil {
				require.Error(t, err)
				require.NotContains(t, err.Error(), c.value)
				return
			}
			require.NoError(t, err)
			want := append(binary.BigEndian.AppendUint32([]byte("kept"), uint32(len(c.want))), c.want...)
			require.Equal(t, want, got)
		})
	}
}

// pieces hands out its bytes a few at a time.
type pieces struct {
	rest  []byte
	sizes *rapid.Generator[int]
	t     *rapid.T
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.rest[:min(len(p.rest), p.sizes.Draw(p.t, "piece"))])
	p.rest = p.rest[n:]
	return n, nil
}

func TestMessagesPassTheFilterHoweverTheyArrive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sent, want []byte
		for range rapid.IntRange(1, 12).Draw(t, "messages") {
			if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
				message := &pgproto3.ErrorResponse{
					Severity: "ERROR", Code: rapid.SampledFrom([]string{"22007", "23505", "42703"}).Draw(t, "code"),
					Message: "CANARY", Detail: "CANARY", Where: "CANARY", InternalQuery: "CANARY", Hint: "CANARY", TableName: "tbl",
				}
				var err error
				sent, err = message.Encode(sent)
				require.NoError(t, err)
				body, err := message.Encode(nil)
				require.NoError(t, err)
				want = append(want, rewrite('E', body[5:])...)
				continue
			}
			var err error
			row := &pgproto3.DataRow{Values: [][]byte{rapid.SliceOfN(rapid.Byte(), 0, 40_000).Draw(t, "value")}}
			sent, err = row.Encode(sent)
			require.NoError(t, err)
			want, err = row.Encode(want)
			require.NoError(t, err)
			sent, want = append(sent, '3', 0, 0, 0, 4), append(want, '3', 0, 0, 0, 4) // close complete: no body
		}
		got, err := io.ReadAll(&errorFilter{in: &pieces{rest: sent, sizes: rapid.IntRange(1, 20_000), t: t}})
		require.NoError(t, err)
		require.True(t, bytes.Equal(want, got))
	})
}

func TestARewrittenErrorKeepsItsPlaceAndLosesItsValues(t *testing.T) {
	message := &pgproto3.ErrorResponse{
		Severity: "ERROR", Code: "22007", Message: `invalid input syntax for type date: "CANARY"`,
		Where: `COPY cin_cin_details_2025, line 7, column cin_referral_date: "CANARY"`, Hint: "CANARY",
	}
	body, err := message.Encode(nil)
	require.NoError(t, err)
	var got pgproto3.ErrorResponse
	require.NoError(t, got.Decode(rewrite('E', body[5:])[5:]))
	require.Equal(t, "22007", got.Code)
	require.Equal(t, "a value was refused at COPY cin_cin_details_2025, line 7, column cin_referral_date", got.Message)
	require.Empty(t, got.Where+got.Detail+got.Hint)
}

func FuzzErrorFilter(f *testing.F) {
	body, _ := (&pgproto3.ErrorResponse{Severity: "ERROR", Code: "23505", Message: "x"}).Encode(nil)
	f.Add(body)
	f.Add([]byte{'E', 0, 0, 0, 0, 'E', 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, sent []byte) {
		_, err := io.ReadAll(&errorFilter{in: bytes.NewReader(sent)})
		require.NoError(t, err)
	})
}
