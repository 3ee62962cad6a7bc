package linkage

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"sync"
)

//go:embed report.html
var reportHTML string

var reportTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.Must(template.Must(template.New("report").
		Parse(reportHTML)).Parse(reportClusterHTML)).Parse(reportModelHTML))
})

// ReportOptions say what a report shows.
type ReportOptions struct {
	Mask       bool // records are numbered instead of named, as in queued runs
	Waterfalls int  // doubtful pairs to explain; 0 is 10
	Clusters   *Clustering
	Threshold  float64 // of the clusters, for the statement

	Pairs        []Pair                    // to explain, beside the doubtful ones
	ClusterPages int                       // components to draw; 0 is 10
	Groups       map[string][]GroupQuality // quality by column, where the truth is known
}

type (
	figure     struct{ Name, Value string }
	reportBar  struct{ Class, Title, X, Y, Width, Height string }
	reportTick struct{ X, Text string }
	histogram  struct {
		Width string
		Bars  []reportBar
		Ticks []reportTick
	}
	reportLevel struct {
		Name, M, H, U, Weight string
		MWidth, UWidth        string // of 100
		Bar                   *reportBar
	}
	reportComparison struct {
		Name   string
		Levels []reportLevel
	}
	reportStratum struct{ Name, Pairs, Matches string }
	waterfallStep struct{ Comparison, Level, Adds, Class, Title, X, Width string }
	waterfall     struct {
		Name, Weight string
		Steps        []waterfallStep
	}
	reportPage struct {
		Model       *Model
		Three       bool
		Statement   string
		Figures     []figure
		Warnings    []string
		Histogram   histogram
		Comparisons []reportComparison
		Strata      []reportStratum
		Blocks      []BlockCount
		Sizes, Cuts []figure
		Unlinkable  []Unlinkable
		Waterfalls  []waterfall
		clusterParts
		modelParts
	}
)

// WriteReport writes the run as one page of HTML that needs nothing else to be read.
func (r *Result) WriteReport(w io.Writer, o ReportOptions) error {
	page := reportPage{
		Model: r.Model, Three: r.Model.Classes == 3, Statement: r.statement(o), Figures: r.figures(o),
		Histogram: r.histogram(), Strata: r.reportStrata(), Blocks: r.Blocks, Unlinkable: r.Unlinkable,
		clusterParts: r.clusterParts(o), modelParts: r.modelParts(),
	}
	if r.Fit != nil {
		page.Warnings = r.Fit.Warnings
	}
	for _, c := range r.Model.Comparisons {
		page.Comparisons = append(page.Comparisons, reportComparison{c.Name, c.reportLevels()})
	}
	if o.Clusters != nil {
		page.Sizes, page.Cuts = o.Clusters.sizes(), o.Clusters.causes()
	}
	for i, l := range r.Doubtful() {
		if i == cmp.Or(o.Waterfalls, 10) {
			break
		}
		page.Waterfalls = append(page.Waterfalls, r.waterfall(i, l, o.Mask))
	}
	return reportTemplate().Execute(w, page)
}

// statement says in a sentence or two what was linked and how sure it is, after the
// GUILD guidance on reporting linkage.
func (r *Result) statement(o ReportOptions) string {
	text := fmt.Sprintf("%d records were compared by probabilistic linkage with %d classes: %d candidate pairs, of which about %.0f are expected to be matches.",
		r.Summary.Records, r.Model.Classes, r.Summary.CandidatePairs, r.Summary.ExpectedMatches)
	if r.Summary.Update {
		text = fmt.Sprintf("%d records were linked by probabilistic linkage with %d classes, going on from an earlier run: %d candidate pairs have a new or changed record and were scored now; the other links stand.",
			r.Summary.Records, r.Model.Classes, r.Summary.CandidatePairs)
	}
	if r.Fit != nil {
		text += " The model was fitted to these data without labels."
	}
	if o.Clusters != nil {
		text += fmt.Sprintf(" Links of probability %g and more gather them into %d clusters.", o.Threshold, o.Clusters.Count)
	}
	if r.Summary.Unlinkable > 0 {
		text += fmt.Sprintf(" %d records say too little to be linked with confidence.", r.Summary.Unlinkable)
	}
	return text
}

func (r *Result) figures(o ReportOptions) []figure {
	s, pairs := r.Summary, "Candidate pairs"
	if s.Update {
		pairs = "Candidate pairs scored now"
	}
	out := []figure{
		{"Records", strconv.Itoa(s.Records)},
		{pairs, strconv.FormatInt(s.CandidatePairs, 10)},
		{"Agreement patterns", strconv.Itoa(s.Patterns)},
		{"Expected matches among them", strconv.FormatFloat(s.ExpectedMatches, 'f', 1, 64)},
		{"Share of all pairs that match (lambda)", strconv.FormatFloat(s.Lambda, 'g', 4, 64)},
		{"Links kept", strconv.Itoa(s.Links)},
		{"Records that cannot be linked", strconv.Itoa(s.Unlinkable)},
	}
	if o.Clusters != nil {
		out = append(out, figure{"Clusters", strconv.Itoa(o.Clusters.Count)})
	}
	if r.Fit != nil {
		out = append(out, figure{"Iterations of EM", strconv.Itoa(r.Fit.Iterations)})
	}
	return out
}

func short(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// histogram draws the candidate pairs by weight, -30 to 40, on a log scale.
func (r *Result) histogram() histogram {
	const from, to, step = -30, 40, 12.0
	counts := make([]int64, to-from)
	for i, code := range r.Patterns.Codes {
		w := math.Floor(float64(r.scorer.pattern(code).weight))
		counts[int(min(max(w, from), to-1))-from] += r.Patterns.Counts[i]
	}
	most := math.Log1p(float64(max(1, slices.Max(counts))))
	h := histogram{Width: short(step * (to - from))}
	for i, n := range counts {
		height := 190 * math.Log1p(float64(n)) / most
		class := "for"
		if from+i < 0 {
			class = "against"
		}
		h.Bars = append(h.Bars, reportBar{
			class, fmt.Sprintf("%d pairs of weight %d to %d", n, from+i, from+i+1),
			short(step * float64(i)), short(195 - height), short(step - 1), short(height),
		})
		if (from+i)%10 == 0 {
			h.Ticks = append(h.Ticks, reportTick{short(step * float64(i)), strconv.Itoa(from + i)})
		}
	}
	return h
}

func (c *Comparison) reportLevels() []reportLevel {
	var out []reportLevel
	share := func(p *float64) string {
		if p == nil {
			return ""
		}
		return strconv.FormatFloat(*p, 'g', 3, 64)
	}
	for _, l := range c.Levels {
		row := reportLevel{Name: l.String(), M: share(l.M), H: share(l.H), U: share(l.U)}
		if !l.Null && l.M != nil && l.U != nil {
			weight := log2(*l.M) - log2(*l.U)
			row.Weight = short(weight)
			row.Bar = centred(weight)
			row.MWidth, row.UWidth = short(100**l.M), short(100**l.U)
		}
		out = append(out, row)
	}
	return out
}

// centred is a bar to the left or right of the middle of 200, 4 a bit.
func centred(weight float64) *reportBar {
	length := min(math.Abs(weight)*4, 100)
	if weight < 0 {
		return &reportBar{Class: "against", Title: short(weight), X: short(100 - length), Width: short(length)}
	}
	return &reportBar{Class: "for", Title: short(weight), X: "100", Width: short(length)}
}

func (r *Result) reportStrata() []reportStratum {
	var out []reportStratum
	for _, s := range r.Model.Strata {
		if s.Kinds[0] == "" && len(r.Model.Strata) == 1 {
			return nil
		}
		name := s.Kinds[0] + " and " + s.Kinds[1]
		if s.Within {
			name = "within one source of " + s.Kinds[0]
		}
		out = append(out, reportStratum{name, strconv.FormatInt(s.Pairs, 10), short(s.Prior * float64(s.Pairs))})
	}
	return out
}

// sizes counts the clusters by how many records they hold.
func (c *Clustering) sizes() []figure {
	members := make([]int32, len(c.Of)) // by first record; 0 for the others
	for _, cluster := range c.Of {
		members[cluster]++
	}
	var bySize [21]int
	for _, n := range members {
		bySize[min(n, 20)]++
	}
	var out []figure
	for size := 1; size <= 20; size++ {
		if n := bySize[size]; n > 0 {
			name := strconv.Itoa(size)
			if size == 20 {
				name += " or more"
			}
			out = append(out, figure{name, strconv.Itoa(n)})
		}
	}
	return out
}

// causes counts the links that were cut by cause.
func (c *Clustering) causes() []figure {
	counts := map[string]int{}
	for _, cut := range c.Cut {
		counts[cut.Why]++
	}
	var out []figure
	for why, n := range counts {
		out = append(out, figure{why, strconv.Itoa(n)})
	}
	slices.SortFunc(out, func(x, y figure) int { return cmp.Compare(x.Name, y.Name) })
	return out
}

// waterfall draws how a pair's weight comes about; 150 is zero, 4 a bit.
func (r *Result) waterfall(i int, l Edge, mask bool) waterfall {
	name := fmt.Sprintf("Pair %d", i+1)
	if !mask {
		name = fmt.Sprintf("%s %s and %s %s", r.Data.Source(int(l.L)), r.Data.ID(int(l.L)), r.Data.Source(int(l.R)), r.Data.ID(int(l.R)))
	}
	weight, steps := r.Explain(int(l.L), int(l.R))
	out := waterfall{Name: name, Weight: short(float64(weight))}
	sum := 0.0
	for _, s := range steps {
		adds := float64(s.Weight + s.Rarity)
		a, b := 150+4*min(max(min(sum, sum+adds), -37), 37), 150+4*min(max(max(sum, sum+adds), -37), 37)
		sum += adds
		class := "for"
		if adds < 0 {
			class = "against"
		}
		out.Steps = append(out.Steps, waterfallStep{
			s.Comparison, s.Level, short(adds), class, fmt.Sprintf("from %s to %s", short(sum-adds), short(sum)), short(a), short(max(b-a, .5)),
		})
	}
	return out
}
