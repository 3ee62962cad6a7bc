package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The binary format of COPY: a signature, then for each row the number of fields
// and for each field its length and bytes, -1 for null, and -1 for the end. It is
// written by hand because pgx.CopyFrom, which must look at every value's type, costs
// ten times the processor time (measured: 0.2 s and 1.7 s for a million rows).
var (
	copySignature = []byte("PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000")
	copyTrailer   = []byte{0xff, 0xff}
)

// postgresEpoch is day and microsecond 0 of Postgres's dates and times.
var postgresEpoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// What can be wrong with a checked value. None of them quotes it.
var (
	errNotText    = errors.New("is not UTF-8 text without NUL")
	errNotDate    = errors.New("is not a date")
	errNotTime    = errors.New("is not a date and time")
	errNotInteger = errors.New("is not a whole number")
	errNotNumber  = errors.New("is not a number")
	errNotBool    = errors.New("is not 0 or 1")
)

// appendValue appends one field, its length first.
type appendValue func(dst []byte, value string) ([]byte, error)

// encoders by the name that format_type gives a column's type.
var encoders = map[string]appendValue{
	"text":                     appendText,
	"date":                     appendDate,
	"bigint":                   appendBigint,
	"double precision":         appendFloat,
	"boolean":                  appendBool,
	"timestamp with time zone": appendTimestamp,
}

func appendNull(dst []byte) []byte { return append(dst, 0xff, 0xff, 0xff, 0xff) }

func appendText(dst []byte, value string) ([]byte, error) {
	if !utf8.ValidString(value) || strings.IndexByte(value, 0) >= 0 {
		return dst, errNotText
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(value)))
	return append(dst, value...), nil
}

func appendDate(dst []byte, value string) ([]byte, error) {
	days, ok := parseDate(value)
	if !ok {
		return dst, errNotDate
	}
	dst = binary.BigEndian.AppendUint32(dst, 4)
	return binary.BigEndian.AppendUint32(dst, uint32(days)), nil
}

// parseDate turns an ISO date into days since the Postgres epoch. It is several
// times faster than time.Parse, and dates are what returns are made of.
func parseDate(s string) (int32, bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 || year == 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return int32(daysFromCivil(year, month, day)), true
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	default:
		return 31
	}
}

// daysFromCivil counts days from 1 January 2000 in the proleptic Gregorian
// calendar: years start in March, so that a leap day comes last.
func daysFromCivil(year, month, day int) int {
	if month <= 2 {
		year--
		month += 12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 730425
}

func appendBigint(dst []byte, value string) ([]byte, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return dst, errNotInteger
	}
	dst = binary.BigEndian.AppendUint32(dst, 8)
	return binary.BigEndian.AppendUint64(dst, uint64(n)), nil
}

func appendFloat(dst []byte, value string) ([]byte, error) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return dst, errNotNumber
	}
	dst = binary.BigEndian.AppendUint32(dst, 8)
	return binary.BigEndian.AppendUint64(dst, math.Float64bits(n)), nil
}

func appendBool(dst []byte, value string) ([]byte, error) {
	if value != "0" && value != "1" {
		return dst, errNotBool
	}
	return append(dst, 0, 0, 0, 1, value[0]-'0'), nil
}

func appendTimestamp(dst []byte, value string) ([]byte, error) {
	var at time.Time
	var err error
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339, time.DateTime, "2006-01-02T15:04", time.DateOnly} {
		if at, err = time.Parse(layout, value); err == nil {
			break
		}
	}
	if err != nil {
		return dst, errNotTime
	}
	dst = binary.BigEndian.AppendUint32(dst, 8)
	return binary.BigEndian.AppendUint64(dst, uint64(at.UnixMicro()-postgresEpoch.UnixMicro())), nil
}

func appendInt8(dst []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(dst, 8), uint64(n))
}

func appendInt4(dst []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(dst, 4), uint32(int32(n)))
}

func appendInt2(dst []byte, n int) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint32(dst, 2), uint16(int16(n)))
}

func appendUUID(dst []byte, id [16]byte) []byte {
	return append(binary.BigEndian.AppendUint32(dst, 16), id[:]...)
}

func appendBytes[T ~string | ~[]byte](dst []byte, b T) []byte {
	return append(binary.BigEndian.AppendUint32(dst, uint32(len(b))), b...)
}

// LoadError is a row that cannot be loaded. It names the place, never the value.
type LoadError struct {
	Table, Column string
	Row           int
	Err           error
}

func (e *LoadError) Error() string {
	return fmt.Sprintf("load table %s, row %d, column %s: the value %v", e.Table, e.Row, e.Column, e.Err)
}

func (e *LoadError) Unwrap() error { return e.Err }
