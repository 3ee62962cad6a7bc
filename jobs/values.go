package jobs

import (
	"context"
	"fmt"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/store"
)

// Evidence is what a finding is about: identity, shown to the supplier who sent
// it and kept nowhere.
type Evidence struct {
	Child  string   // the supplier's own id of the child
	Values []string // in the order of the finding's fields
}

// place is a row of a return.
type place struct {
	table string
	row   int
}

// Values reads from the vault what the findings of one submission are about, one
// Evidence for each, in order. Findings about a table or the whole return have none.
func (h *House) Values(ctx context.Context, supplier, id int64, findings []store.Finding) ([]Evidence, error) {
	sub, err := h.submission(ctx, id)
	if err != nil {
		return nil, err
	}
	if sub.Supplier != supplier {
		return nil, fmt.Errorf("submission %d: %w", id, store.ErrNotFound)
	}
	wanted := map[place][]int{}
	for i, f := range findings {
		if f.Row >= 0 {
			wanted[place{f.Table, f.Row}] = append(wanted[place{f.Table, f.Row}], i)
		}
	}
	found := make([]Evidence, len(findings))
	elsewhere, err := h.childrenElsewhere(ctx, &sub, findings)
	if err != nil {
		return nil, err
	}
	for i, f := range findings {
		if f.Row < 0 {
			found[i].Child = elsewhere[string(f.Child)]
		}
	}
	if len(wanted) == 0 {
		return found, nil
	}
	ret, closer, err := h.openReturn(sub)
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	for row, err := range ret.Rows() {
		if err != nil {
			return nil, fmt.Errorf("read submission %d: %w", id, err)
		}
		at := place{row.Table.Name, row.Number}
		for _, i := range wanted[at] {
			found[i] = evidence(&row, findings[i].Fields)
		}
		delete(wanted, at)
		if len(wanted) == 0 || ctx.Err() != nil {
			break
		}
	}
	return found, ctx.Err()
}

func evidence(row *goldset.Row, fields []string) Evidence {
	values := make([]string, len(fields))
	for i, f := range fields {
		values[i] = row.Value(f)
	}
	return Evidence{Child: row.LocalID, Values: values}
}
