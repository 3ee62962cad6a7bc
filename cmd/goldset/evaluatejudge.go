package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/goldset/goldset/linkage"
)

// bootstrapSeed fixes the draws of the intervals.
const bootstrapSeed = 1

// estimate says what the links' own probabilities promise.
func (e *evaluation) estimate(j *judged) {
	var among, all float64
	if e.summary != nil {
		among, all = e.summary.ExpectedMatches, e.summary.ExpectedOfAll
	}
	e.Estimates = linkage.EstimateLinks(j.probabilities, among, all, evaluatedAt)
}

// judgeLinks judges the links at every threshold.
func (e *evaluation) judgeLinks(o *evaluateOptions, j *judged) {
	curve := linkage.EvaluateCurve(j.entity, j.links)
	e.Curve, e.ROCArea, e.PRArea = curve.Thin(o.points), curve.ROCArea, curve.PRArea
	at := func(threshold float64, w linkage.MatchWeight) atThreshold {
		if point, ok := curve.At(w); ok {
			return atThreshold{threshold, float64(w), point.Quality}
		}
		return atThreshold{threshold, float64(w), linkage.EvaluatePairs(j.entity, nil)}
	}
	for _, threshold := range evaluatedAt {
		e.Links = append(e.Links, at(threshold, linkage.WeightOf(threshold)))
	}
	best := at(curve.Best.Probability, curve.Best.Weight)
	e.Best = &best
	if o.bootstrap > 0 {
		var pairs []linkage.Pair
		for _, l := range j.links {
			if l.Weight >= linkage.WeightOf(o.threshold) {
				pairs = append(pairs, l.Pair)
			}
		}
		intervals := linkage.BootstrapPairs(j.entity, pairs, o.bootstrap, bootstrapSeed)
		e.LinkIntervals = &intervals
	}
}

func (e *evaluation) judgeClusters(o *evaluateOptions, j *judged) {
	q := linkage.Evaluate(j.entity, j.clusters)
	e.Clusters = &q
	if o.bootstrap > 0 {
		intervals := linkage.BootstrapClusters(j.entity, j.clusters, o.bootstrap, bootstrapSeed)
		e.ClusterIntervals = &intervals
	}
}

// judgeGroups judges the clusters by the columns asked for.
func (o *evaluateOptions) judgeGroups(e *evaluation, j *judged, gates []linkage.Gate) error {
	path := o.attributes
	if path == "" {
		path = o.truth
	}
	for _, column := range o.by {
		groups := make([]string, len(j.name))
		err := eachRow(path, []string{"source", "id", column}, func(v []string) error {
			if place, ok := j.record(v[0], v[1]); ok {
				groups[place] = v[2]
			}
			return nil
		})
		if err != nil {
			return err
		}
		if e.Groups == nil {
			e.Groups = map[string][]linkage.GroupQuality{}
		}
		e.Groups[column] = linkage.EvaluateGroups(j.entity, j.clusters, groups)
		for _, gate := range gates {
			e.Breaches = append(e.Breaches, gate.Check(column, e.Groups[column])...)
		}
	}
	return nil
}

// examplesPerCause is how many pairs --mistakes lists for each cause.
const examplesPerCause = 100

// judgeMistakes counts the wrong pairs by cause, and writes examples where asked for.
func (o *evaluateOptions) judgeMistakes(ctx context.Context, e *evaluation, j *judged) error {
	judgement := linkage.Judgement{
		Entity: j.entity, Links: j.links, Threshold: linkage.WeightOf(o.threshold), Clusters: j.clusters, Cuts: j.cuts,
	}
	if e.summary != nil && j.clusters != nil && e.summary.ClusterThreshold > 0 {
		judgement.Threshold = linkage.WeightOf(e.summary.ClusterThreshold)
	}
	if len(o.records) > 0 {
		var err error
		if judgement.Examiner, err = o.examiner(ctx, e, j); err != nil {
			return err
		}
	}
	var examples []linkage.Mistake
	e.Mistakes, examples = judgement.Mistakes(examplesPerCause)
	e.MistakesThreshold = judgement.Threshold.Probability()
	if o.mistakes == "" {
		return nil
	}
	return writeOutput(o.mistakes, func(w io.Writer) error { return writeMistakes(w, j, examples, o.showIDs) })
}

// examiner reads the records that were linked.
func (o *evaluateOptions) examiner(ctx context.Context, e *evaluation, j *judged) (*linkage.Examiner, error) {
	if e.model == nil {
		return nil, exitError{exitUsage, errors.New("--records needs --model, the model.json of the run")}
	}
	data, err := loadFiles(e.model, o.records)
	if err != nil {
		return nil, err
	}
	examiner, err := linkage.NewExaminer(ctx, e.model, data, linkage.Options{})
	if err != nil {
		return nil, fmt.Errorf("--model: %w", err)
	}
	rows := make([]int32, len(j.name))
	for i, name := range j.name {
		rows[i] = -1
		if row, ok := data.Find(name[0], name[1]); ok {
			rows[i] = int32(row)
		}
	}
	examiner.Number(rows)
	return examiner, nil
}

// writeMistakes writes examples of wrong pairs. Unless ids are asked for, records
// are numbered in the order in which they come.
func writeMistakes(w io.Writer, j *judged, examples []linkage.Mistake, showIDs bool) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"kind", "cause", "source_l", "id_l", "source_r", "id_r", "match_weight"}); err != nil {
		return err
	}
	numbers := map[int32]int{}
	id := func(record int32) string {
		if showIDs {
			return j.name[record][1]
		}
		if numbers[record] == 0 {
			numbers[record] = len(numbers) + 1
		}
		return "record " + strconv.Itoa(numbers[record])
	}
	for _, m := range examples {
		kind, weight := "false", ""
		if m.Missed {
			kind = "missed"
		}
		if m.Linked || m.Weight != 0 {
			weight = strconv.FormatFloat(float64(m.Weight), 'f', 3, 64)
		}
		err := out.Write([]string{kind, m.Cause, j.name[m.L][0], id(m.L), j.name[m.R][0], id(m.R), weight})
		if err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// print writes the evaluation for people.
func (e *evaluation) print(w io.Writer) {
	fmt.Fprintf(w, "%d records\n", e.Records)
	for _, l := range e.Links {
		fmt.Fprintf(w, "links of %-7g precision %.4f  recall %.4f  F1 %.4f\n", l.Threshold, l.Precision, l.Recall, l.F1)
	}
	if b := e.Best; b != nil {
		fmt.Fprintf(w, "best F1 %.4f at weight %.2f; area under ROC %.4f, under precision-recall %.4f\n", b.F1, b.Weight, e.ROCArea, e.PRArea)
	}
	if c := e.Clusters; c != nil {
		fmt.Fprintf(w, "clusters         precision %.4f  recall %.4f  F1 %.4f\n", c.Precision, c.Recall, c.F1)
		fmt.Fprintf(w, "clusters, B³     precision %.4f  recall %.4f  F1 %.4f\n", c.BPrecision, c.BRecall, c.BF1)
	}
	if i := e.ClusterIntervals; i != nil {
		fmt.Fprintf(w, "clusters, 95%%    precision %.4f to %.4f  recall %.4f to %.4f  F1 %.4f to %.4f\n",
			i.Precision.Lower, i.Precision.Upper, i.Recall.Lower, i.Recall.Upper, i.F1.Lower, i.F1.Upper)
	}
	for _, m := range e.Mistakes {
		kind := "false "
		if m.Missed {
			kind = "missed"
		}
		fmt.Fprintf(w, "%s %7d  %s\n", kind, m.Pairs, m.Cause)
	}
	if e.Best == nil { // no truth: say what the links promise
		for _, s := range e.Estimates {
			fmt.Fprintf(w, "links of %-7g %9d  expected precision %.4f%s\n", s.Threshold, s.Links, s.Precision, expectedRecall(s))
		}
	}
	for _, column := range slices.Sorted(maps.Keys(e.Groups)) {
		for _, g := range e.Groups[column] {
			fmt.Fprintf(w, "%s %-12s precision %.4f (%.4f to %.4f)  recall %.4f (%.4f to %.4f)  true pairs %d\n", column, g.Group,
				g.Precision.Value, g.Precision.Lower, g.Precision.Upper, g.Recall.Value, g.Recall.Lower, g.Recall.Upper, g.TruePairs)
		}
	}
}

func expectedRecall(s linkage.Estimate) string {
	text := ""
	if s.Recall > 0 {
		text += fmt.Sprintf("  recall among candidates %.4f", s.Recall)
	}
	if s.RecallOfAll > 0 {
		text += fmt.Sprintf("  of all matches %.4f", s.RecallOfAll)
	}
	return text
}
