package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/goldset/goldset"
	"github.com/goldset/goldset/ingest"
	"github.com/goldset/goldset/store"
)

// contradict holds a return against the supplier's other accepted ones, read where
// they lie, and hands on what they cannot both be right about. It returns the
// checks that had nothing to run against. No other supplier's return is opened.
func (h *House) contradict(ctx context.Context, sub *submission, ret *ingest.Return, add func(context.Context, goldset.Finding) error) ([]ingest.NotRun, error) {
	if !ingest.HasStanding(sub.Return) {
		return nil, nil
	}
	others, err := store.AcceptedBeside(ctx, h.Zones.Work, &sub.Submission)
	if err != nil {
		return nil, err
	}
	var this *ingest.Standing
	var there []ingest.Beside
	for _, other := range others {
		if !ingest.HasStanding(other.Return) {
			continue
		}
		standing, err := h.standing(submission{Submission: other, code: sub.code, kind: sub.kind})
		if _, refused := errors.AsType[*ingest.Refused](err); refused {
			continue // an older reading took it and this one does not: those checks are not run
		}
		if err != nil {
			return nil, err
		}
		if this == nil {
			if this, err = ret.Standing(); err != nil {
				return nil, err
			}
		}
		there = append(there, ingest.Beside{Return: other.Return, Year: other.Year})
		for _, f := range h.contradictions(this, standing) {
			if err := add(ctx, f); err != nil {
				return nil, err
			}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return ingest.ContradictionsNotRun(sub.Return, sub.Year, there), nil
}

// plausible holds the return's counts against last year's, against published ones
// and against those of statistical neighbours.
func (h *House) plausible(ctx context.Context, tx pgx.Tx, sub *submission, ret *ingest.Return, add func(context.Context, goldset.Finding) error) error {
	known := ingest.Known{Authority: sub.authority(), Year: sub.Year, Published: !h.MadeUp}
	others, err := store.AcceptedBeside(ctx, h.Zones.Work, &sub.Submission)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Return != sub.Return {
			continue
		}
		lines, err := store.SubmissionSummary(ctx, tx, other.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			known.LastYear = append(known.LastYear, ingest.SummaryLine{Name: l.Name, Title: l.Label, Count: int(l.Count)})
		}
	}
	ingest.Plausible(ret.Summary(), known, func(f goldset.Finding, e ingest.Evidence) {
		f.AnswerTo = h.Keys.AnswerKey(f.Rule, e.Child, e.Values)
		if failed := add(ctx, f); failed != nil && err == nil {
			err = failed
		}
	})
	return err
}

// standing reads an accepted submission for what it says of its children.
func (h *House) standing(sub submission) (*ingest.Standing, error) {
	ret, closer, err := h.openReturn(sub)
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	standing, err := ret.Standing()
	if err != nil {
		return nil, fmt.Errorf("read submission %d: %w", sub.ID, err)
	}
	return standing, nil
}

// contradictions are the findings of this return beside the other, with the keys
// that their answers carry over by.
func (h *House) contradictions(this, other *ingest.Standing) (found []goldset.Finding) {
	ingest.Contradict(this, other, func(f goldset.Finding, e ingest.Evidence) {
		f.AnswerTo = h.Keys.AnswerKey(f.Rule, e.Child, e.Values)
		f.Child = h.Keys.AnswerKey(childKey, e.Child, nil)
		found = append(found, f)
	})
	return found
}

// childrenElsewhere finds, in the supplier's other accepted returns, the ids of
// children that findings are about and that the submission itself does not have.
func (h *House) childrenElsewhere(ctx context.Context, sub *submission, found []store.Finding) (map[string]string, error) {
	wanted := map[string]bool{}
	for i := range found {
		if f := &found[i]; f.Row < 0 && len(f.Child) > 0 {
			wanted[string(f.Child)] = true
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	others, err := store.AcceptedBeside(ctx, h.Zones.Work, &sub.Submission)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, other := range others {
		if !ingest.HasStanding(other.Return) || len(ids) == len(wanted) {
			continue
		}
		standing, err := h.standing(submission{Submission: other, code: sub.code, kind: sub.kind})
		if err != nil {
			return nil, err
		}
		for _, c := range standing.Children {
			if key := string(h.Keys.AnswerKey(childKey, c.ID, nil)); wanted[key] {
				ids[key] = c.ID
			}
		}
	}
	return ids, nil
}
