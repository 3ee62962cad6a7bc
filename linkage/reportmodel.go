package linkage

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

//go:embed reportmodel.html
var reportModelHTML string

type (
	reportSession     struct{ Rule, Pairs, Patterns, Matches string }
	reportCorrelation struct{ Class, A, B, Observed, Expected, Bits, Joint string }
	reportError       struct{ Comparison, Level, U, Error string }
	reportRarity      struct{ Comparison, Level, Links, Least, Mean, Most string }
	reportRule        struct{ Rule, Found, Alone string }

	// modelParts are what the report says of training.
	modelParts struct {
		Sessions     []reportSession
		Convergence  *convergence
		Correlations []reportCorrelation
		Errors       []reportError
		Rarities     []reportRarity
		Coverage     string
		Reach        []reportRule
	}

	// convergence is the largest change of a rate by iteration, as points of a line.
	convergence struct {
		Points, Title string
		Marks         []reportTick
	}
)

func (r *Result) modelParts() modelParts {
	out := modelParts{Rarities: r.rarities()}
	if c, err := r.Coverage(); err == nil && c != nil && c.Links > 0 {
		out.Coverage = fmt.Sprintf("The rules reach about %.1f%% of the matches, judged without labels by %d links that they gave: "+
			"a capture and recapture estimate over the columns that they read. Chao's bound leaves at least %.1f%% missed. "+
			"Matches that err in every column at once are in neither figure.", 100*c.Share, c.Links, 100*c.Least)
		for _, rule := range c.Rules {
			out.Reach = append(out.Reach, reportRule{rule.Rule, percentage(rule.Found), percentage(rule.Alone)})
		}
	}
	if r.Fit == nil {
		return out
	}
	for _, s := range r.Fit.Sessions {
		out.Sessions = append(out.Sessions, reportSession{s.Rule, strconv.FormatInt(s.Pairs, 10), strconv.Itoa(s.Patterns), short(s.Matches)})
	}
	out.Convergence = r.Fit.convergence()
	for _, c := range r.Fit.Correlations {
		row := reportCorrelation{c.Class, c.A, c.B, short(c.Observed), short(c.Expected), strconv.FormatFloat(c.Information, 'f', 3, 64), ""}
		if c.Joint != nil {
			var text strings.Builder
			encoder := json.NewEncoder(&text)
			encoder.SetEscapeHTML(false)
			encoder.SetIndent("", "  ")
			if encoder.Encode(c.Joint) == nil {
				row.Joint = text.String()
			}
		}
		out.Correlations = append(out.Correlations, row)
	}
	for _, e := range r.Fit.Errors {
		out.Errors = append(out.Errors, reportError{e.Comparison, e.Level, significant(e.U), significant(e.Error)})
	}
	return out
}

func percentage(share float64) string { return short(100*share) + "%" }

func significant(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }

// convergence draws the changes on a log scale from 1 down to a millionth.
func (f *Fit) convergence() *convergence {
	if len(f.Changes) == 0 {
		return nil
	}
	out := &convergence{Title: fmt.Sprintf("%d iterations, the last changed no rate by more than %.2g", len(f.Changes), f.Changes[len(f.Changes)-1])}
	const width, height, depth = 700.0, 120.0, 7
	var points []string
	for i, change := range f.Changes {
		x := 40 + width*float64(i)/float64(max(len(f.Changes)-1, 1))
		y := 10 + height*min(depth, max(0, -math.Log10(max(change, 1e-7))))/depth
		points = append(points, short(x)+","+short(y))
	}
	out.Points = strings.Join(points, " ")
	for tens := range depth + 1 {
		out.Marks = append(out.Marks, reportTick{short(14 + height*float64(tens)/depth), strconv.FormatFloat(math.Pow(10, -float64(tens)), 'g', -1, 64)})
	}
	return out
}

// rarities say what term frequencies added to the links, in bits.
func (r *Result) rarities() []reportRarity {
	var out []reportRarity
	step := 1 + len(r.Links)/judgedLinks
	for k, c := range r.scorer.comparisons {
		for level, tf := range c.tf {
			if tf == nil || c.Levels[level].Null {
				continue
			}
			least, most, total, n := math.Inf(1), math.Inf(-1), 0.0, 0
			for i := 0; i < len(r.Links); i += step {
				l := r.Links[i]
				if r.scorer.level(l.Pattern, k) != level {
					continue
				}
				u := r.scorer.rarity(k, level, c.codes[l.L], c.codes[l.R]).unrelated
				least, most, total, n = min(least, -u), max(most, -u), total-u, n+1
			}
			if n > 0 {
				out = append(out, reportRarity{c.Name, c.Levels[level].String(), strconv.Itoa(n * step), signed(least), signed(total / float64(n)), signed(most)})
			}
		}
	}
	return out
}

func signed(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
