package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/goldset/goldset/linkage"
)

// listSeparator joins the values of a Parquet list, as models write sets.
const listSeparator = "|"

// readParquet takes all rows of a flat Parquet file, lists joined by |.
func readParquet(loader *linkage.Loader, source, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	header := make([]string, 0, len(file.Schema().Columns()))
	for _, column := range file.Schema().Columns() {
		header = append(header, column[0])
	}
	add, err := loader.Header(source, header)
	if err != nil {
		return err
	}
	for _, group := range file.RowGroups() {
		if err := readRowGroup(group, file.Schema(), add); err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
	}
	return nil
}

func readRowGroup(group parquet.RowGroup, schema *parquet.Schema, add func([]string)) error {
	rows := group.Rows()
	defer rows.Close()
	types := make([]parquet.Type, len(schema.Columns()))
	for i, path := range schema.Columns() {
		leaf, _ := schema.Lookup(path...)
		types[i] = leaf.Node.Type()
	}
	buffer := make([]parquet.Row, 512)
	values := make([]string, len(types))
	for {
		n, err := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			clear(values)
			for _, v := range row {
				text := parquetText(v, types[v.Column()])
				if before := values[v.Column()]; before != "" && text != "" {
					text = before + listSeparator + text
				}
				if text != "" {
					values[v.Column()] = text
				}
			}
			add(values)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// parquetText is a value as a CSV file would hold it; dates are ISO.
func parquetText(v parquet.Value, t parquet.Type) string {
	if v.IsNull() {
		return ""
	}
	if logical := t.LogicalType(); logical != nil && isDate(logical.Value) {
		return time.Unix(int64(v.Int32())*24*60*60, 0).UTC().Format(time.DateOnly)
	}
	return strings.Clone(v.String())
}

func isDate(logical format.LogicalTypeValue) bool {
	_, ok := logical.(*format.DateType)
	return ok
}
