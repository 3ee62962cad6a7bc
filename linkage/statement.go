package linkage

import (
	"cmp"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Statement is what a linkage statement tells: what GUILD (guidance for information
// about linking data sets; Gilbert and others, Journal of Public Health 40(1), 2018)
// asks of those who provide data, link them and analyse them, as far as a run knows
// it. What it cannot know is named as left to say.
type Statement struct {
	Model     *Model
	Summary   Summary
	Sources   []SourceSummary
	Threshold float64 // of the clusters; 0 leaves it out
	Clusters  int
	Estimates []Estimate
	Quality   *Quality   // of the clusters against a truth; nil when there was none
	Intervals *Intervals // nil when not drawn
	Mistakes  []CauseCount
	Groups    map[string][]GroupQuality // by column
	Breaches  []Breach
}

// SourceSummary is what one source brought to a run.
type SourceSummary struct {
	Source   string             `json:"source"`
	Records  int                `json:"records"`
	Complete map[string]float64 `json:"complete"` // by comparison: share of the records that have a value
}

// SourceSummaries counts the records of each source and how complete they are.
func (r *Result) SourceSummaries() []SourceSummary {
	out := make([]SourceSummary, len(r.Data.sources))
	for i, name := range r.Data.sources {
		out[i] = SourceSummary{Source: name, Complete: map[string]float64{}}
	}
	for _, source := range r.Data.source {
		out[source].Records++
	}
	ev := r.scorer.evaluator()
	for _, c := range r.scorer.comparisons {
		absent, present := make([]bool, c.distinct), make([]int, len(out))
		for key := range absent {
			absent[key] = c.Levels[c.level(ev, uint32(key), uint32(key))].Null
		}
		for row, key := range c.codes {
			if !absent[key] {
				present[r.Data.source[row]]++
			}
		}
		for i := range out {
			out[i].Complete[c.Name] = float64(present[i]) / float64(max(1, out[i].Records))
		}
	}
	return out
}

// section is one part of a statement: sentences, then a table.
type section struct {
	Title      string
	Paragraphs []string
	Header     []string
	Rows       [][]string
}

func (s *section) say(format string, args ...any) {
	s.Paragraphs = append(s.Paragraphs, fmt.Sprintf(format, args...))
}

func (s *Statement) sections() []section {
	out := []section{s.provided(), s.completeness(), s.linked(), s.expected()}
	if s.Quality != nil {
		out = append(out, s.quality())
	}
	if len(s.Mistakes) > 0 {
		out = append(out, s.wrong())
	}
	for _, column := range slices.Sorted(maps.Keys(s.Groups)) {
		out = append(out, s.group(column))
	}
	return append(out, s.analysts())
}

func (s *Statement) provided() section {
	out := section{Title: "Data provided", Header: []string{"source", "records"}}
	out.say("%d records of %d sources were linked.", s.Summary.Records, len(s.Sources))
	out.say("Left to the data providers to say: whom each source covers and whom it misses, how its identifiers are collected and checked, " +
		"which records were drawn and when, what was changed before they were sent, and under which permission.")
	for _, source := range s.Sources {
		out.Rows = append(out.Rows, []string{source.Source, strconv.Itoa(source.Records)})
	}
	return out
}

func (s *Statement) completeness() section {
	out := section{Title: "Completeness of the identifiers", Header: []string{"source"}}
	out.say("Share of the records that have a value for each comparison. A missing value counts neither for nor against a link.")
	for _, c := range s.Model.Comparisons {
		out.Header = append(out.Header, c.Name)
	}
	for _, source := range s.Sources {
		row := []string{source.Source}
		for _, c := range s.Model.Comparisons {
			row = append(row, inPercent(source.Complete[c.Name]))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (s *Statement) linked() section {
	m := s.Model
	out := section{Title: "How the records were linked", Header: []string{"comparison", "levels, best first"}}
	classes := "match and unrelated"
	if m.Classes == 3 {
		classes = "match, same household and unrelated"
	}
	out.say("Method: probabilistic, after Fellegi and Sunter, with the classes %s. Values were compared as they are written in the table below.", classes)
	rules := make([]string, len(m.Blocking))
	for i, r := range m.Blocking {
		rules[i] = r.String()
	}
	out.say("Compared were the pairs of records that agree on at least one of: %s. That gave %d candidate pairs.", strings.Join(rules, "; "), s.Summary.CandidatePairs)
	if s.Threshold > 0 {
		out.say("Links of probability %g and more were taken, and gathered into %d persons.", s.Threshold, s.Clusters)
	}
	for _, policy := range m.Clusters.inWords() {
		out.say("%s", policy)
	}
	for _, c := range m.Comparisons {
		var levels []string
		for _, l := range c.Levels {
			if !l.Null {
				levels = append(levels, l.String())
			}
		}
		out.Rows = append(out.Rows, []string{c.Name, strings.Join(levels, "; ")})
	}
	return out
}

// inWords says in sentences what the policy keeps apart.
func (p *ClusterPolicy) inWords() []string {
	var out []string
	if p.Barrier != "" {
		out = append(out, fmt.Sprintf("Records with different values of %q (identities before and after an adoption, and protected ones) are never one person without a recorded legal basis.", p.Barrier))
	}
	if len(p.OnePerSource) > 0 {
		out = append(out, "A person has at most one record of: "+strings.Join(p.OnePerSource, ", ")+".")
	}
	for _, c := range p.Cardinality {
		out = append(out, "A person's records are "+c.String()+".")
	}
	for _, text := range p.Apart {
		out = append(out, "Never one person, whatever else agrees: "+text+".")
	}
	return out
}

func (s *Statement) expected() section {
	out := section{Title: "Quality that the model itself expects", Header: []string{"probability at least", "links", "expected to be right", "of the matches among the candidates", "of all matches"}}
	if !s.Summary.Update {
		out.say("About %.0f of the candidate pairs are expected to be matches.", s.Summary.ExpectedMatches)
	}
	out.say("These figures use no labels and are as good as the model's calibration.")
	if s.Summary.Unlinkable > 0 {
		out.say("%d records say too little to be linked with confidence, even to a copy of themselves.", s.Summary.Unlinkable)
	}
	unknown := func(x float64) string {
		if x == 0 {
			return "not known"
		}
		return inPercent(x)
	}
	for _, e := range s.Estimates {
		if e.Threshold >= .5 {
			out.Rows = append(out.Rows, []string{strconv.FormatFloat(e.Threshold, 'g', -1, 64), strconv.FormatInt(e.Links, 10), inPercent(e.Precision), unknown(e.Recall), unknown(e.RecallOfAll)})
		}
	}
	return out
}

func (s *Statement) quality() section {
	q := s.Quality
	out := section{Title: "Quality against the truth", Header: []string{"measure", "value", "95% interval"}}
	out.say("%d pairs of records are of one person; %d were put together, %d of them rightly. Every true pair counts, whether or not it was compared.", q.TruePairs, q.FoundPairs, q.CorrectPairs)
	var i Intervals
	if s.Intervals != nil {
		i = *s.Intervals
		out.say("Intervals are from %d draws of persons.", i.Replicates)
	}
	row := func(name string, value float64, share Share) {
		between := "not drawn"
		if i.Replicates > 0 {
			between = inPercent(share.Lower) + " to " + inPercent(share.Upper)
		}
		out.Rows = append(out.Rows, []string{name, inPercent(value), between})
	}
	row("precision, pairs", q.Precision, i.Precision)
	row("recall, pairs", q.Recall, i.Recall)
	row("F1, pairs", q.F1, i.F1)
	row("precision, B-cubed", q.BPrecision, i.BPrecision)
	row("recall, B-cubed", q.BRecall, i.BRecall)
	return out
}

func (s *Statement) wrong() section {
	out := section{Title: "What went wrong, by cause", Header: []string{"", "cause", "pairs"}}
	for _, m := range s.Mistakes {
		kind := "false"
		if m.Missed {
			kind = "missed"
		}
		out.Rows = append(out.Rows, []string{kind, m.Cause, strconv.FormatInt(m.Pairs, 10)})
	}
	return out
}

func (s *Statement) group(column string) section {
	out := section{Title: "Quality by " + column, Header: []string{column, "records", "true pairs", "precision", "recall", "95% interval of recall"}}
	groups := slices.Clone(s.Groups[column])
	slices.SortStableFunc(groups, func(x, y GroupQuality) int { return cmp.Compare(x.Recall.Value, y.Recall.Value) })
	for _, b := range s.Breaches {
		if b.Column == column {
			out.say("Below the bound: %s.", b)
		}
	}
	for _, g := range groups {
		out.Rows = append(out.Rows, []string{
			cmp.Or(g.Group, "(none)"), strconv.FormatInt(g.Records, 10), strconv.FormatInt(g.TruePairs, 10),
			inPercent(g.Precision.Value), inPercent(g.Recall.Value), inPercent(g.Recall.Lower) + " to " + inPercent(g.Recall.Upper),
		})
	}
	return out
}

func (s *Statement) analysts() section {
	out := section{Title: "For those who analyse the data"}
	out.say("Links missed look like persons who were never known to the other source, and false links like persons known to both. Both are likelier where identifiers are missing.")
	out.say("Repeat an analysis with links of higher and of lower probability, and report by how much its result moves. Compare the linked with the unlinked on what both have.")
	if len(s.Groups) == 0 {
		out.say("Quality by subgroup was not measured for this statement.")
	}
	return out
}

func inPercent(x float64) string { return strconv.FormatFloat(100*x, 'f', 2, 64) + "%" }

// WriteMarkdown writes the statement as Markdown.
func (s *Statement) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Linkage statement\n")
	line := func(cells []string) {
		for _, cell := range cells {
			b.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	for _, part := range s.sections() {
		b.WriteString("\n## " + part.Title + "\n")
		for _, p := range part.Paragraphs {
			b.WriteString("\n" + p + "\n")
		}
		if len(part.Rows) == 0 {
			continue
		}
		b.WriteString("\n")
		line(part.Header)
		b.WriteString(strings.Repeat("|---", len(part.Header)) + "|\n")
		for _, row := range part.Rows {
			line(row)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var statementTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("statement").Parse(`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Linkage statement</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}th,td{border:1px solid #b1b4b6;padding:.25rem .5rem;text-align:left}</style>
</head><body><h1>Linkage statement</h1>
{{range .}}<h2>{{.Title}}</h2>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}{{if .Rows}}<table><thead><tr>{{range .Header}}<th scope="col">{{.}}</th>{{end}}</tr></thead><tbody>
{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody></table>
{{end}}{{end}}</body></html>
`))
})

// WriteHTML writes the statement as one page of HTML that needs nothing else.
func (s *Statement) WriteHTML(w io.Writer) error { return statementTemplate().Execute(w, s.sections()) }
