package store

import (
	"context"
	"encoding/json"
	"fmt"
)

// Audit records in the transaction of what was done that it was done. The login is
// noted by the database; actor is the account or job behind it, object what it was
// done to, detail ids and counts, never a value of a row.
func Audit(ctx context.Context, db DB, actor, action, object string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	text, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	if _, err := db.Exec(ctx, "select audit.append($1, $2, $3, $4)", actor, action, object, text); err != nil {
		return fmt.Errorf("audit %s: %w", action, err)
	}
	return nil
}
