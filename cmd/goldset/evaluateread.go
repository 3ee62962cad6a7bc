package main

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goldset/goldset/linkage"
)

// judged is the files of one evaluation, its records numbered.
type judged struct {
	place         map[[2]string]int32
	name          [][2]string // source and id, by record
	entity        []string
	links         []linkage.Edge
	probabilities []float64 // of all links, known or not
	clusters      []int32   // nil unless given; a record without one is alone
	cuts          map[linkage.Pair]string
}

func (j *judged) record(source, id string) (int32, bool) {
	place, ok := j.place[[2]string{source, id}]
	return place, ok
}

// add numbers a record; it is false when the record has a number already.
func (j *judged) add(source, id string) bool {
	key := [2]string{source, id}
	if _, twice := j.place[key]; twice {
		return false
	}
	j.place[key] = int32(len(j.name))
	j.name = append(j.name, key)
	return true
}

// read reads what the options name.
func (o *evaluateOptions) read(e *evaluation) (*judged, error) {
	j := &judged{place: map[[2]string]int32{}, cuts: map[linkage.Pair]string{}}
	if o.truth != "" {
		err := eachRow(o.truth, []string{"source", "id", "entity"}, func(v []string) error {
			if !j.add(v[0], v[1]) {
				return errors.New("a record stands in the truth twice")
			}
			j.entity = append(j.entity, v[2])
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	e.Records = len(j.name)
	for _, read := range []func(*evaluation, *judged) error{o.readLinks, o.readClusters, o.readCuts, o.readRun} {
		if err := read(e, j); err != nil {
			return nil, err
		}
	}
	return j, nil
}

func (o *evaluateOptions) readLinks(e *evaluation, j *judged) error {
	if o.links == "" {
		return nil
	}
	columns := []string{"source_l", "id_l", "source_r", "id_r", "match_probability", "?match_weight"}
	err := eachRow(o.links, columns, func(v []string) error {
		p, err := strconv.ParseFloat(v[4], 64)
		if err != nil || !(p >= 0 && p <= 1) {
			return errors.New("match_probability is no number from 0 to 1")
		}
		w := min(max(float64(linkage.WeightOf(p)), -mostWeight), mostWeight)
		if v[5] != "" {
			if w, err = strconv.ParseFloat(v[5], 64); err != nil || math.IsNaN(w) || math.IsInf(w, 0) {
				return errors.New("match_weight is no number")
			}
		}
		j.probabilities = append(j.probabilities, p)
		l, okL := j.record(v[0], v[1])
		r, okR := j.record(v[2], v[3])
		if !okL || !okR {
			if o.truth != "" {
				e.Unknown++
			}
			return nil
		}
		j.links = append(j.links, linkage.Edge{Pair: linkage.Pair{L: min(l, r), R: max(l, r)}, Weight: linkage.MatchWeight(w)})
		return nil
	})
	// A pair that is listed twice, or both ways round, counts once, at its best.
	slices.SortFunc(j.links, func(x, y linkage.Edge) int {
		return cmp.Or(cmp.Compare(x.L, y.L), cmp.Compare(x.R, y.R), cmp.Compare(y.Weight, x.Weight))
	})
	j.links = slices.CompactFunc(j.links, func(x, y linkage.Edge) bool { return x.Pair == y.Pair })
	return err
}

// mostWeight stands for the infinite weight of a probability of 1 in a file without weights.
const mostWeight = 60

func (o *evaluateOptions) readClusters(e *evaluation, j *judged) error {
	if o.clusters == "" || o.truth == "" {
		return nil
	}
	j.clusters = make([]int32, len(j.name))
	numbers := map[string]int32{}
	for i := range j.clusters {
		j.clusters[i] = -1
	}
	err := eachRow(o.clusters, []string{"source", "id", "cluster"}, func(v []string) error {
		place, ok := j.record(v[0], v[1])
		if !ok {
			e.Unknown++
			return nil
		}
		if _, ok := numbers[v[2]]; !ok {
			numbers[v[2]] = int32(len(numbers))
		}
		j.clusters[place] = numbers[v[2]]
		return nil
	})
	for i, c := range j.clusters {
		if c < 0 {
			j.clusters[i] = int32(len(numbers) + i)
		}
	}
	return err
}

func (o *evaluateOptions) readCuts(_ *evaluation, j *judged) error {
	if o.cuts == "" {
		return nil
	}
	return eachRow(o.cuts, []string{"source_l", "id_l", "source_r", "id_r", "why"}, func(v []string) error {
		l, okL := j.record(v[0], v[1])
		r, okR := j.record(v[2], v[3])
		if okL && okR {
			j.cuts[linkage.Pair{L: min(l, r), R: max(l, r)}] = v[4]
		}
		return nil
	})
}

// readRun reads the summary and the model, when they are named.
func (o *evaluateOptions) readRun(e *evaluation, _ *judged) error {
	if o.summary != "" {
		text, err := os.ReadFile(o.summary)
		if err != nil {
			return err
		}
		e.summary = &linkSummary{}
		if err := json.Unmarshal(text, e.summary); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(o.summary), err)
		}
	}
	if o.model != "" {
		model, err := readModel(o.model)
		if err != nil {
			return exitError{exitUsage, err}
		}
		e.model = model
	}
	return nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// eachRow visits the named columns of a CSV file's rows. A name that begins with ?
// is of a column that may be absent; its values are "" then.
func eachRow(path string, columns []string, visit func([]string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	name := filepath.Base(path)
	reader := csv.NewReader(f)
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil {
		return fmt.Errorf("%s: header: %w", name, err)
	}
	for i := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(header[i], "\ufeff"))
	}
	places := make([]int, len(columns))
	for i, column := range columns {
		column, optional := strings.CutPrefix(column, "?")
		if places[i] = slices.Index(header, column); places[i] < 0 && !optional {
			return fmt.Errorf("%s: there is no column %q; there are %s", name, column, strings.Join(header, ", "))
		}
	}
	values := make([]string, len(columns))
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, place := range places {
			if place >= 0 {
				values[i] = strings.Clone(row[place])
			}
		}
		if err := visit(values); err != nil {
			line, _ := reader.FieldPos(0)
			return fmt.Errorf("%s: line %d: %w", name, line, err)
		}
	}
}
