package store

import (
	"errors"

	"github.com/jackc/pgx/v5"
)

// What a caller can mend.
var (
	// ErrNotFound says that there is no such row, or none that this login and
	// supplier may see: the two look the same on purpose.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that the row has moved on: read it again and decide again.
	ErrConflict = errors.New("it has changed since it was read")
)

// orNotFound turns "no rows" into ErrNotFound.
func orNotFound(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
