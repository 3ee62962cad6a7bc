package linkage

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// LabelledPair is two records, named by source and id, that are known to describe
// one person or two. An empty source finds the id in whichever source has it.
type LabelledPair struct {
	SourceL, IDL, SourceR, IDR string
	Same                       bool
	Weight                     float64 // how many pairs it counts for; 0 is 1
}

// mostLabelled bounds how many records of one entity pair up, so that one id given
// to everybody does not make labels without end.
const mostLabelled = 1000

// ReadLabels reads labels as CSV with a header: pairs, as id_l, id_r (or
// unique_id_l, unique_id_r) with same, or Splink's clerical_match_score, and
// optionally source_l, source_r and weight; pairs without a verdict are the same,
// as Splink has it; or records, as id and entity, and
// optionally source, whose pairs of one entity are the same person. Errors name
// the line and the column.
func ReadLabels(r io.Reader) ([]LabelledPair, error) {
	in := csv.NewReader(r)
	in.TrimLeadingSpace = true
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("labels: header: %w", err)
	}
	at := func(names ...string) int {
		return slices.IndexFunc(header, func(h string) bool {
			return slices.Contains(names, strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		})
	}
	rows, err := in.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("labels: %w", err)
	}
	l, right := at("id_l", "unique_id_l"), at("id_r", "unique_id_r")
	if entity := at("entity", "cluster", "label"); l < 0 && right < 0 && entity >= 0 {
		id := at("id", "unique_id", "rec_id")
		if id < 0 {
			return nil, errors.New("labels: there is an entity column and no id")
		}
		return entityLabels(rows, at("source", "source_dataset"), id, entity), nil
	}
	verdict := at("same", "match", "clerical_match_score")
	if l < 0 || right < 0 {
		return nil, errors.New("labels: the header has neither id_l and id_r, nor id and entity")
	}
	return pairLabels(rows, [4]int{at("source_l", "source_dataset_l"), l, at("source_r", "source_dataset_r"), right}, verdict, at("weight"))
}

// labelCell is the text in a column, or "" where the file has no such column.
func labelCell(row []string, column int) string {
	if column < 0 {
		return ""
	}
	return strings.TrimSpace(row[column])
}

func pairLabels(rows [][]string, names [4]int, verdict, weight int) ([]LabelledPair, error) {
	out := make([]LabelledPair, 0, len(rows))
	for i, row := range rows {
		p := LabelledPair{SourceL: labelCell(row, names[0]), IDL: labelCell(row, names[1]), SourceR: labelCell(row, names[2]), IDR: labelCell(row, names[3])}
		switch score, err := strconv.ParseFloat(labelCell(row, verdict), 64); {
		case verdict < 0:
			p.Same = true
		case err == nil && score >= 0 && score <= 1:
			p.Same = score >= .5
		default:
			same, err := strconv.ParseBool(strings.ToLower(labelCell(row, verdict)))
			if err != nil {
				return nil, fmt.Errorf("labels: line %d: the verdict is true or false, or a score from 0 to 1", i+2)
			}
			p.Same = same
		}
		if text := labelCell(row, weight); text != "" {
			w, err := strconv.ParseFloat(text, 64)
			if err != nil || !(w > 0 && w <= 1e6) {
				return nil, fmt.Errorf("labels: line %d: the weight is a number above 0", i+2)
			}
			p.Weight = w
		}
		out = append(out, p)
	}
	return out, nil
}

// entityLabels pairs the records of each entity, in order of first mention.
func entityLabels(rows [][]string, source, id, entity int) []LabelledPair {
	var order []string
	members := map[string][][2]string{}
	for _, row := range rows {
		name := labelCell(row, entity)
		if name == "" {
			continue
		}
		if len(members[name]) == 0 {
			order = append(order, name)
		}
		members[name] = append(members[name], [2]string{labelCell(row, source), labelCell(row, id)})
	}
	var out []LabelledPair
	for _, name := range order {
		list := members[name][:min(len(members[name]), mostLabelled)]
		for i, a := range list {
			for _, b := range list[i+1:] {
				out = append(out, LabelledPair{SourceL: a[0], IDL: a[1], SourceR: b[0], IDR: b[1], Same: true})
			}
		}
	}
	return out
}

// anywhere finds a record by id, in the given source or, when none is named, in the
// first source that has it.
func (d *Dataset) anywhere(source, id string) (int32, bool) {
	if source != "" {
		row, ok := d.Find(source, id)
		return int32(row), ok
	}
	for _, source := range d.sources {
		if row, ok := d.Find(source, id); ok {
			return int32(row), true
		}
	}
	return 0, false
}

// observation is labelled pairs of one agreement pattern.
type observation struct {
	levels          []uint8 // by comparison
	stratum         uint8
	same, different float64
}

// observe takes in the labels and the reviewed pairs. A pair that a session holds
// is no further evidence, only better known: its class is given and not guessed. One
// that no session holds, and what a weight counts beyond 1, is added.
func (t *trainer) observe() {
	labels := slices.Clone(t.options.Labels)
	for _, d := range t.options.Decisions {
		labels = append(labels, LabelledPair{SourceL: d.SourceL, IDL: d.IDL, SourceR: d.SourceR, IDR: d.IDR, Same: d.Same})
	}
	ev, unknown := t.evaluator(), 0
	for _, label := range labels {
		a, okA := t.data.anywhere(label.SourceL, label.IDL)
		b, okB := t.data.anywhere(label.SourceR, label.IDR)
		if !okA || !okB || a == b {
			unknown++
			continue
		}
		o := t.observation(t.compare(ev, a, b))
		weight := label.Weight
		if weight == 0 {
			weight = 1
		}
		t.known = append(t.known, o.times(label.Same, weight))
		held := false
		for _, s := range t.sessions {
			if s.holds(t.engine, ev, a, b) {
				held = true
				s.labels = append(s.labels, o.times(label.Same, min(weight, 1)))
			}
		}
		if held {
			weight = max(0, weight-1)
		}
		t.outside = append(t.outside, o.times(label.Same, weight))
	}
	if unknown > 0 {
		t.warn("%d of %d labelled pairs name a record that is not in the data", unknown, len(labels))
	}
}

func (t *trainer) observation(code uint64) observation {
	o := observation{stratum: uint8(code / t.strata.stride)}
	for k := range t.comparisons {
		o.levels = append(o.levels, uint8(t.level(code, k)))
	}
	return o
}

func (o observation) times(same bool, weight float64) observation {
	if same {
		o.same = weight
	} else {
		o.different = weight
	}
	return o
}

// holds reports whether the session is made of pairs of which a and b is one.
func (s *session) holds(e *engine, ev *evaluator, a, b int32) bool {
	switch {
	case !e.comparable(a, b):
		return false
	case s.rule == nil:
		return true
	case s.rule.sets != nil:
		if !share(s.rule.sets[a], s.rule.sets[b]) {
			return false
		}
	case s.rule.blocks[a] == 0 || s.rule.blocks[a] != s.rule.blocks[b]:
		return false
	}
	also := s.rule.also
	return also == nil || also.level(ev, also.codes[min(a, b)], also.codes[max(a, b)]) == 0
}

// learn moves what expectation guessed of labelled pairs to what is known of them.
func (t *trainer) learn(s *session, sums [][classes]float64, reached rates) {
	for _, o := range s.labels {
		p := t.posterior(s.shares[o.stratum], o.levels, s.used)
		var known [classes]float64
		known[Match] = o.same
		if rest := p[Household] + p[Unrelated]; rest > 0 {
			known[Household], known[Unrelated] = o.different*p[Household]/rest, o.different*p[Unrelated]/rest
		} else {
			known[Unrelated] = o.different
		}
		for class := range known {
			change := known[class] - (o.same+o.different)*p[class]
			sums[o.stratum][class] += change
			for k, level := range o.levels {
				if s.used[k] && class != int(Unrelated) {
					reached[k][level][class] += change
				}
			}
		}
	}
}
