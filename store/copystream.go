package store

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
)

// copyEncoded copies the rows that produce adds, each encoded in COPY's binary
// format, and makes sure that all of them arrived. Rows are gathered into chunks,
// a COPY each, so memory stays bounded however many there are.
func copyEncoded(ctx context.Context, tx pgx.Tx, sql string, produce func(add func(row []byte) error) error) error {
	var chunk []byte
	rows := int64(0)
	flush := func() error {
		if rows == 0 {
			return nil
		}
		err := copyChunk(ctx, tx, sql, chunk, rows)
		chunk, rows = chunk[:0], 0
		return err
	}
	err := produce(func(row []byte) error {
		chunk = append(chunk, row...)
		rows++
		if len(chunk) < chunkBytes {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

func copyChunk(ctx context.Context, tx pgx.Tx, sql string, encoded []byte, rows int64) error {
	body := io.MultiReader(bytes.NewReader(copySignature), bytes.NewReader(encoded), bytes.NewReader(copyTrailer))
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, body, sql)
	if err != nil {
		return err
	}
	if tag.RowsAffected() != rows {
		return fmt.Errorf("%d rows were sent and %d arrived", rows, tag.RowsAffected())
	}
	return nil
}
